"""What is no SQL, or is far too much of it: a finding or an error, in time that grows with the text alone."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from sqlgen.cli._sqlfile import read_sql
from sqlgen.config.lint import LintSettings
from sqlgen.dialects.target import parse_target
from sqlgen.errors import UsageError
from sqlgen.layout import Unfinished, formatted
from sqlgen.lint.checking import check_text
from sqlgen.lint.engine import LONGEST
from sqlgen.lint.finding import Finding
from tests.cli.test_main import ENVIRONMENT

SHAPES: dict[str, Callable[[int], str]] = {
    "rows of one INSERT": lambda n: f"INSERT INTO t (a) VALUES {', '.join(['(1)'] * n)};",
    "statements on one line": lambda n: "UPDATE t SET a = 1 WHERE id = 1; " * (n // 4),
    "statements that are empty": lambda n: ";" * n,
    "renamed tables": lambda n: "".join(f"ALTER TABLE t{i} RENAME TO u{i};\n" for i in range(n // 16)),
    "columns of one table": lambda n: f"CREATE TABLE t ({', '.join(f'c{i} int' for i in range(n // 4))});",
    "keys of many tables": lambda n: "".join(
        f"CREATE TABLE t{i} (id bigint PRIMARY KEY, p bigint REFERENCES t{max(i - 1, 0)});\n"
        for i in range(n // 16)
    ),
    "comments behind a statement without an end": lambda n: "SELECT 1\n" + "-- c\n" * n,
    "comments in one another": lambda n: "/* " * n + " */ SELECT 1;",
    "parentheses in one another": lambda n: f"SELECT {'(' * n}1{')' * n};",
    "parentheses that stay open": lambda n: f"DELETE FROM t WHERE {'(' * n}1;",
    "quotes that stay open": lambda n: "SELECT 'a;\n" * n,
    "one literal": lambda n: f"SELECT '{'x' * n * 50}';",
    "selects of one statement": lambda n: "SELECT 1 " + "UNION ALL SELECT 1 " * n,
    "operators of one expression": lambda n: f"SELECT {'+'.join(['1'] * n)};",
    "blocks in one another": lambda n: "CREATE FUNCTION f() RETURNS int AS BEGIN " + "BEGIN ; " * n,
    "comments that allow": lambda n: "-- sqlgen: allow(ban-drop-table) known\n" * n + "DROP TABLE t;",
    "prose": lambda n: "It is prose, really; don't run it. " * n,
    "white space": lambda n: " " * n * 50,
}


def linted(text: str, dialect: str = "postgresql@15") -> tuple[Finding, ...]:
    return check_text(text, None, parse_target(dialect, Path.cwd()), LintSettings())


def laid_out(text: str) -> None:
    with suppress(Unfinished):
        formatted(text, parse_target("postgresql@15", Path.cwd()).facts)


@pytest.mark.parametrize("work", [linted, laid_out], ids=["lint", "format"])
@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_with_the_text(shape: str, work: Callable[[str], object]) -> None:
    """Four times the text takes about four times as long; by the square it would be sixteen times."""

    def seconds(size: int) -> float:
        text = SHAPES[shape](size)
        start = time.process_time()
        work(text)
        return time.process_time() - start

    seconds(10)
    # What takes no time at all says nothing of how it grows.
    assert any(seconds(4_000) < 10 * seconds(1_000) + 0.05 for _ in range(3))


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "sqlite", "mssql", "oracle"])
def test_what_is_no_sql_is_never_passed_in_silence(dialect: str) -> None:
    found = linted("Dear DBA, please run this by hand on Monday; thank you, it is urgent!", dialect)

    assert "unparsed-statement" in {one.rule for one in found}


def test_a_statement_that_is_too_long_is_said_to_be_judged_in_part() -> None:
    text = f"INSERT INTO t VALUES ('{'x' * LONGEST}');"
    (unread,) = (one for one in linted(text) if one.rule == "unparsed-statement")

    assert f"first {LONGEST:,} characters" in unread.message


def test_a_deep_expression_does_not_end_the_process(tmp_path: Path) -> None:
    """A parser that makes a tree of it runs out of stack, and nobody hears why."""
    (tmp_path / "a.sql").write_text(f"SELECT {'+'.join(['1'] * 100_000)};\nDROP TABLE t;\n", encoding="utf-8")

    done = called("lint", "a.sql", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (1, b"")
    assert b"ban-drop-table" in done.stdout


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_a_mark(encoding: str, tmp_path: Path) -> None:
    """SQL Server's tools write UTF-16."""
    text = "DROP TABLE a;\r\nSELECT 'é';\r\n"
    file = tmp_path / "a.sql"
    file.write_bytes(text.encode(encoding))

    assert read_sql(str(file)).text == text


@pytest.mark.parametrize(
    "content, said, line",
    [
        ("SELECT 1;\nSELECT 'é';\n".encode("latin-1"), "is not UTF-8", 2),
        (b"SELECT 1;\nSELECT '\xed\xa0\x80';\n", "is not UTF-8", 2),
        (b"PGDMP\x01\x0e\x00\x04\x08 rows rows rows rows rows rows rows rows", "holds a NUL", 1),
        (b"SELECT 1;\nDROP TABLE a\0b;\n", "holds a NUL", 2),
        (b"SELECT 1;\r-- c\rDROP TABLE d;\r", "a carriage return alone", None),
    ],
)
@pytest.mark.parametrize("command", ["lint", "format"])
def test_what_is_no_text_is_an_error(
    command: str, content: bytes, said: str, line: int | None, tmp_path: Path
) -> None:
    """Nothing of it is judged or written, and the message leads to the place."""
    file = tmp_path / "a.sql"
    file.write_bytes(content)
    with pytest.raises(UsageError) as refused:
        read_sql(str(file))

    assert said in str(refused.value)
    assert (refused.value.origin.line if refused.value.origin else None) == line
    if line is not None and said == "holds a NUL":
        done = called(command, "-", cwd=tmp_path, stdin=content)
        assert (done.returncode, done.stdout) == (2, b"")
        assert said.encode() in done.stderr


def called(command: str, file: str, *, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "sqlgen", command, "--dialect", "postgresql@15", file],
        cwd=cwd, input=stdin, capture_output=True, env=ENVIRONMENT, check=False,
    )  # fmt: skip
