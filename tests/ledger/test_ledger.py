"""A ledger that somebody has changed is found out: nobody may take a failure out of it afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from git import Repo

from sqlgen.errors import Tampered, UsageError
from sqlgen.ledger.ledger import append, chained, entries_of, ledger_file, read_ledger
from tests.bundle.conftest import DEVELOPER
from tests.projects import MadeProject

BARE = {"environment": "prod", "recorded": "2026-01-01T00:00:00Z", "manifest": "", "files": []}


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    file = tmp_path / "prod.jsonl"
    for tag in ("v1", "v2", "v3"):
        append(file, chained(read_ledger(file), BARE | {"tag": tag}))
    return file


def test_entries_are_read_back_in_their_order(ledger: Path) -> None:
    assert [entry["tag"] for entry in read_ledger(ledger)] == ["v1", "v2", "v3"]


def test_no_byte_of_a_ledger_can_be_changed(ledger: Path) -> None:
    content = ledger.read_bytes()
    for place in range(len(content)):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises(Tampered):
            entries_of(changed, "prod.jsonl")


@pytest.mark.parametrize("order", [[0, 2], [1, 2], [1, 0, 2], [0, 0, 1, 2], [2, 1, 0]])
def test_no_line_can_be_taken_out_moved_or_said_twice(ledger: Path, order: list[int]) -> None:
    lines = ledger.read_bytes().splitlines(keepends=True)
    with pytest.raises(Tampered):
        entries_of(b"".join(lines[place] for place in order), "prod.jsonl")


@pytest.mark.parametrize("text", [b"{}\n", b"[]\n", b"no\n", b'{"format": 1}', b"\xff\n"])
def test_what_is_no_ledger_is_refused(text: bytes) -> None:
    with pytest.raises(Tampered):
        entries_of(text, "prod.jsonl")


@pytest.mark.parametrize("name", ["", "../prod", "a/b", ".hidden", "c:prod"])
def test_an_environment_names_a_file_of_the_folder_and_no_other(name: str) -> None:
    with pytest.raises(UsageError):
        ledger_file(Path("ledger"), name)


@pytest.fixture
def committed(tmp_path: Path) -> MadeProject:
    made = MadeProject(tmp_path / "project")
    file = made.folder / "ledger" / "prod.jsonl"
    entry = BARE | {"database": "shop", "target": "sqlite@3.40", "folder": "sqlite-3.40", "script": "0"}
    entry |= {"commit": "0", "scripts": [], "logs": [], "problems": []}
    for tag in ("v1", "v2"):
        append(file, chained(read_ledger(file), entry | {"tag": tag}))
    repo = Repo.init(made.folder)
    repo.git.add(all=True)
    repo.index.commit("kept", author=DEVELOPER, committer=DEVELOPER)
    return made


def test_a_ledger_whose_end_is_gone_is_not_what_git_has(committed: MadeProject) -> None:
    file = committed.folder / "ledger" / "prod.jsonl"
    assert committed.call("status").code == 0
    file.write_bytes(file.read_bytes().splitlines(keepends=True)[0])
    called = committed.call("status")
    assert (called.code, "entries are gone" in called.err) == (5, True)


def test_a_ledger_that_was_made_anew_is_not_what_git_has(committed: MadeProject) -> None:
    file = committed.folder / "ledger" / "prod.jsonl"
    entries = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    file.unlink()
    for entry in entries:
        bare = {key: value for key, value in entry.items() if key not in ("previous", "digest")}
        append(file, chained(read_ledger(file), bare | {"database": "another"}))
    assert committed.call("status").code == 5
