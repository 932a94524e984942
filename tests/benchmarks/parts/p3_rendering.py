"""SQL from a history."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import floor
from tests.benchmarks.bench import FLOOR, SIZES, Bench, Part, Row
from tests.benchmarks.made import identifier
from tests.benchmarks.measuring import Command

WHOLE = "base:heads"
ANNOTATED = "sqlgen, whole script"


def measure(bench: Bench) -> Part:
    return Part(
        "Rendering",
        "The whole of a made history, and its last three revisions alone, for PostgreSQL: `render --plain` "
        "and `render` beside `alembic upgrade --sql`. The floor is a bare Python that imports SQLAlchemy, "
        "builds the same DDL and compiles it; it reads no files, and keeps no schema.",
        list(_rows(bench)),
    )


def _rows(bench: Bench) -> Iterator[Row]:
    for size in SIZES:
        project = bench.made(size)
        commands = [*_commands(bench, project, WHOLE), _floor(project, size)]
        yield bench.compare(f"all of {size:,} revisions", commands, size)
    for size in SIZES:
        project = bench.made(size)
        # The last revision merges the two before it, which stand on the fourth from the end.
        last = f"{identifier(size - 4)}:heads"
        yield bench.compare(f"the last 3 of {size:,} revisions", _commands(bench, project, last), size)


def _commands(bench: Bench, project: Path, revisions: str) -> list[Command]:
    return [
        bench.sqlgen(project, "render", "--plain", revisions),
        bench.sqlgen(project, "render", revisions, name=ANNOTATED),
        bench.alembic(project, "upgrade", revisions.removeprefix("base:"), "--sql"),
    ]


def _floor(project: Path, size: int) -> Command:
    return Command(FLOOR, (sys.executable, floor.__file__, str(size)), project)
