"""A file of statements, linted."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from tests.benchmarks.bench import REPOSITORY, SQLGEN, Bench, Part
from tests.benchmarks.measuring import Command

SIZES = (1, 1_000)
SHAPES = (
    "ALTER TABLE t{n} ADD COLUMN c{i} integer;",
    "CREATE INDEX ix_{i} ON t{n} (a, b);",
    "ALTER TABLE t{n} ALTER COLUMN a TYPE bigint;",
    "ALTER TABLE t{n} ADD CONSTRAINT fk_{i} FOREIGN KEY (a) REFERENCES o{n} (id);",
    "UPDATE t{n} SET a = {i} WHERE id = {i};",
    "CREATE TABLE n{i} (id bigint PRIMARY KEY, name text NOT NULL, at date DEFAULT now());",
    "ALTER TABLE t{n} ALTER COLUMN b SET NOT NULL;",
    "DROP INDEX ix_{i};",
    "INSERT INTO t{n} (id, a) VALUES ({i}, 1), ({i}, 2);",
    "ALTER TABLE t{n} DROP COLUMN c{i};",
)
"""What every contestant can read; `i` counts the statements, `n` the tables."""


def measure(bench: Bench) -> Part:
    folder = bench.folder / "linting"
    folder.mkdir()
    # Without it sqlfluff leaves out what is longer than 20,000 bytes.
    (folder / ".sqlfluff").write_text("[sqlfluff]\nlarge_file_skip_byte_limit = 0\n", encoding="utf-8")
    rows = []
    for size in SIZES:
        file = folder / f"{size}.sql"
        lines = (SHAPES[place % len(SHAPES)].format(i=place, n=place % 50) for place in range(size))
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        environ = {"PYTHONPATH": str(REPOSITORY)}
        ours = (sys.executable, "-m", "sqlgen", "lint", "--dialect", "postgresql@15", "--fail-on", "never")
        commands = [
            Command(SQLGEN, (*ours, file.name), folder, environ),
            Command("squawk", _whatever_it_finds("squawk", "--pg-version", "15", file.name), folder),
            Command(
                "sqlfluff", _whatever_it_finds("sqlfluff", "lint", "--dialect=postgres", file.name), folder
            ),
        ]
        rows.append(bench.compare(f"{size:,} statements", commands, size))
    return Part(
        "Linting",
        "A file of PostgreSQL statements, linted with all rules that each program has switched on. squawk is "
        "a compiled program for PostgreSQL; sqlfluff judges layout more than locks.",
        rows,
        unit="statements",
    )


def _whatever_it_finds(program: str, *arguments: str) -> tuple[str, ...]:
    """A call of an installed program that ends well where it has findings."""
    call = shlex.join([str(Path(sys.executable).with_name(program)), *arguments])
    return ("sh", "-c", f"{call} >found.txt 2>&1; test $? -le 1")
