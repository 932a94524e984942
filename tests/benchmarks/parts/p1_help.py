"""The time before anything happens."""

from __future__ import annotations

from tests.benchmarks.bench import Bench, Part


def measure(bench: Bench) -> Part:
    project = bench.made(100)
    return Part(
        "Help",
        "What every call pays at least: the program with `--help`.",
        [bench.compare("`--help`", [bench.sqlgen(project, "--help"), bench.alembic(project, "--help")])],
    )
