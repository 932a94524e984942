"""`sqlgen format` for people and for CI."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_main import ENVIRONMENT

BEFORE = "select a,b from t;\n"
AFTER = "SELECT a, b FROM t;\n"


def run(
    *arguments: str, cwd: Path, stdin: bytes = b"", dialect: str = "postgresql"
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "sqlgen", "format", "--dialect", dialect, *arguments]
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, env=ENVIRONMENT, check=False)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_a_file_goes_to_standard_output_and_stays_as_it_is(tmp_path: Path) -> None:
    file = written(tmp_path, "a.sql", BEFORE)

    done = run("a.sql", cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, AFTER.encode(), b"")
    assert file.read_text(encoding="utf-8") == BEFORE


def test_standard_input_goes_to_standard_output(tmp_path: Path) -> None:
    done = run("-", cwd=tmp_path, stdin=BEFORE.encode())

    assert (done.returncode, done.stdout) == (0, AFTER.encode())


def test_check_names_the_files_that_would_change_and_fails(tmp_path: Path) -> None:
    """A CI step that exits with 0 is one that nobody looks at."""
    written(tmp_path, "good.sql", AFTER)
    bad = written(tmp_path, "bad.sql", BEFORE)

    done = run("--check", "good.sql", "bad.sql", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (1, b"bad.sql\n")
    assert b"1 of 2 files would change" in done.stderr
    assert bad.read_text(encoding="utf-8") == BEFORE


def test_check_is_silent_when_all_is_well(tmp_path: Path) -> None:
    written(tmp_path, "good.sql", AFTER)

    done = run("--check", "good.sql", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (0, b"")


def test_diff_shows_what_would_change(tmp_path: Path) -> None:
    file = written(tmp_path, "a.sql", BEFORE)

    done = run("--diff", "a.sql", cwd=tmp_path)

    shown = "--- a.sql\n+++ a.sql (laid out)\n@@ -1 +1 @@\n-select a,b from t;\n+SELECT a, b FROM t;\n"
    assert (done.returncode, done.stdout.decode()) == (0, shown)
    assert file.read_text(encoding="utf-8") == BEFORE


def test_check_with_diff_fails_as_check_does(tmp_path: Path) -> None:
    written(tmp_path, "a.sql", BEFORE)

    done = run("--check", "--diff", "a.sql", cwd=tmp_path)

    assert done.returncode == 1
    assert b"+SELECT a, b FROM t;" in done.stdout


def test_in_place_writes_each_file_back_with_its_permissions(tmp_path: Path) -> None:
    first, second = (written(tmp_path, name, BEFORE) for name in ("a.sql", "b.sql"))
    first.chmod(0o640)

    done = run("--in-place", "a.sql", "b.sql", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (0, b"")
    assert first.read_text(encoding="utf-8") == second.read_text(encoding="utf-8") == AFTER
    assert stat.S_IMODE(first.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.sql", "b.sql"]


def test_a_link_leads_to_the_same_file_afterwards(tmp_path: Path) -> None:
    file = written(tmp_path, "a.sql", BEFORE)
    link = tmp_path / "link.sql"
    link.symlink_to(file)

    run("--in-place", "link.sql", cwd=tmp_path)

    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == AFTER


def test_nothing_is_written_if_one_file_cannot_be_laid_out(tmp_path: Path) -> None:
    """Half of a release laid out is harder to review than none of it."""
    good = written(tmp_path, "good.sql", BEFORE)
    written(tmp_path, "open.sql", "select 1;\nselect 'it;\n")

    done = run("--in-place", "good.sql", "open.sql", cwd=tmp_path)

    assert done.returncode == 2
    assert b"has no end" in done.stderr
    assert b"open.sql:2" in done.stderr
    assert good.read_text(encoding="utf-8") == BEFORE


def test_a_file_that_is_no_text_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "old.sql").write_bytes(b"select 1;\nselect 'caf\xe9';\n")

    done = run("old.sql", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"old.sql is not UTF-8" in done.stderr
    assert b"old.sql:2" in done.stderr


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_and_its_encoding_stay(tmp_path: Path, encoding: str) -> None:
    """SQL Server Management Studio writes UTF-16, and reads what has no mark as something else."""
    file = tmp_path / "a.sql"
    file.write_bytes(BEFORE.encode(encoding))

    shown = run("a.sql", cwd=tmp_path, dialect="mssql")
    run("--in-place", "a.sql", cwd=tmp_path, dialect="mssql")

    assert shown.stdout == file.read_bytes() == AFTER.encode(encoding)


def test_what_was_left_is_told_once_for_each_reason(tmp_path: Path) -> None:
    written(tmp_path, "a.sql", "do $$ begin end $$;\nselect 1;\ndo $$ begin end $$;\n")

    done = run("a.sql", cwd=tmp_path)

    assert done.stderr.decode() == "a.sql:1, 3: left as it was written: the body of a block\n"


@pytest.mark.parametrize(
    "arguments, message",
    [
        ([], "no file is named"),
        (["a.sql", "b.sql"], "several files cannot be told apart"),
        (["--in-place", "-"], "standard input can be read once"),
        (["--in-place", "--check", "a.sql"], "--in-place writes"),
        (["missing.sql"], "cannot read missing.sql"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr.decode()


def test_the_style_of_a_project_comes_first(project: Path) -> None:
    (project / "dialect_configs").mkdir()
    written(project / "dialect_configs", "postgresql.toml", '[layout]\nkeyword_case = "lower"\n')

    assert run("-", cwd=project, stdin=BEFORE.encode()).stdout == b"select a, b from t;\n"
