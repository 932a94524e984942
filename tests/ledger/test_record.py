"""Logs that prove nothing are refused: none of them may look like evidence in a ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from git import Repo

from tests.bundle.conftest import Kept
from tests.projects import MadeProject


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A release of one revision, and its bundle."""
    made = MadeProject(tmp_path_factory.mktemp("record") / "project")
    made.write("sqlgen.toml", 'targets = ["sqlite@3.40"]\n')
    made.table("a1")
    kept = Kept(made, Repo.init(made.folder, initial_branch="main"))
    kept.release("v1.0")
    called = kept.bundle("v1.0")
    assert called.code == 0, called.err
    return kept


def fingerprint(kept: Kept) -> str:
    return str(kept.manifest("v1.0")["targets"][0]["fingerprint"])


def refused(kept: Kept, tmp_path: Path, log: str, *more: str, code: int = 2) -> str:
    """What is said of a log; nothing is recorded."""
    file = tmp_path / "run.log"
    file.write_text(log, encoding="utf-8")
    called = kept.made.call("record", "v1.0", str(file), "--env", "prod", "--bundle", "output/v1.0", *more)
    assert called.code == code, called.err
    assert not (kept.made.folder / "ledger").exists()
    return called.err


def test_a_log_without_marks(bundled: Kept, tmp_path: Path) -> None:
    assert "proves nothing" in refused(bundled, tmp_path, "Error: unable to open database\n")


def test_a_log_of_another_script(bundled: Kept, tmp_path: Path) -> None:
    said = refused(bundled, tmp_path, "sqlgen: begin 0001_a1.sql of script 000000000000\n")
    assert "none of v1.0" in said


def test_a_log_of_a_rehearsal(bundled: Kept, tmp_path: Path) -> None:
    log = f"sqlgen: begin 0001_a1.sql of script {fingerprint(bundled)}\nsqlgen: rehearsed 1 of 1 segments\n"
    assert "rehearsal" in refused(bundled, tmp_path, log)


def test_a_log_of_a_client_that_prints_no_marks(bundled: Kept, tmp_path: Path) -> None:
    log = f"sqlgen: begin 0001_a1.sql of script {fingerprint(bundled)}\n"
    assert "prints no marks" in refused(bundled, tmp_path, log, "--client", "generic")


def test_a_bundle_that_was_changed(bundled: Kept, tmp_path: Path) -> None:
    folder = bundled.made.folder / "output" / "v1.0"
    script = next(folder.rglob("0001*.sql"))
    before = script.read_bytes()
    script.write_bytes(before.replace(b"CREATE TABLE a1", b"CREATE TABLE a2"))
    try:
        assert script.name in refused(bundled, tmp_path, "", code=5)
    finally:
        script.write_bytes(before)


def test_what_an_error_says_of_a_password_is_not_kept(bundled: Kept, tmp_path: Path) -> None:
    log = tmp_path / "run.log"
    log.write_text(
        f"sqlgen: begin 0001_a1.sql of script {fingerprint(bundled)}\n"
        "Error: cannot reach postgresql://shop:hunter2@db/shop, password=hunter2\n"
    )
    kept = bundled.made.folder / "kept"
    arguments = ("--env", "prod", "--bundle", "output/v1.0", "--ledger", str(kept))
    assert bundled.made.call("record", "v1.0", str(log), *arguments).code == 1
    text = (kept / "prod.jsonl").read_text(encoding="utf-8")
    assert "hunter2" not in text
    assert json.loads(text)["files"][0]["errors"]
