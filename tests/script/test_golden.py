"""One script of each client, whole, to be read from top to bottom.

`make golden` writes them anew; what changes in them is reviewed like code.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sqlgen.dialects.facts import dialect_names, read_facts
from tests.shop import SHOP, run_sqlgen

FOLDER = Path(__file__).parent / "golden"
RANGE = "a93d17c0f5e2:09d7a3c6be52"
WITHOUT_CONCURRENTLY = "d40b6e29a7c8:09d7a3c6be52"
"""pgAdmin cannot run a script that has to leave its transaction."""
WRITE = os.environ.get("SQLGEN_GOLDEN") == "write"

CLIENTS = [(name, client) for name in dialect_names() for client in read_facts(name).clients]


def rendered(folder: Path, *arguments: str) -> str:
    run = run_sqlgen("-q", "render", *arguments, folder=folder)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The example outside of git, where no header names a commit."""
    return shutil.copytree(SHOP, tmp_path / "shop", ignore=shutil.ignore_patterns("__pycache__"))


@pytest.mark.parametrize("dialect, client", CLIENTS)
def test_the_script_is_the_one_that_was_read(dialect: str, client: str, shop: Path) -> None:
    revisions = WITHOUT_CONCURRENTLY if read_facts(dialect).clients[client].whole else RANGE
    text = rendered(shop, revisions, "--dialect", dialect, "--client", client)

    _compared(FOLDER / f"{dialect}-{client}.sql", text)


@pytest.mark.parametrize(
    "dialect, client", [("postgresql", "psql"), ("postgresql", "pgadmin"), ("mysql", "mysql")]
)
def test_the_files_of_segments_are_those_that_were_read(
    dialect: str, client: str, shop: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    rendered(shop, "a93d17c0f5e2:27e9f1b85c30", "--dialect", dialect, "--client", client,
             "--split", "segment", "-o", str(out))  # fmt: skip

    kept = FOLDER / f"{dialect}-{client}-segments"
    if WRITE:
        shutil.rmtree(kept, ignore_errors=True)
    for file in sorted(out.iterdir()):
        _compared(kept / file.name, file.read_bytes().decode())
    assert sorted(path.name for path in kept.iterdir()) == sorted(path.name for path in out.iterdir())


def _compared(path: Path, text: str) -> None:
    if WRITE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    assert path.read_bytes().decode() == text, "`make golden` writes it anew"


def test_no_golden_file_is_left_over() -> None:
    kept = {path.stem for path in FOLDER.glob("*.sql")}
    assert kept == {f"{dialect}-{client}" for dialect, client in CLIENTS}
