"""Commands that read a history and run nothing."""

from __future__ import annotations

from tests.benchmarks.bench import SIZES, Bench, Part


def measure(bench: Bench) -> Part:
    rows = []
    for command in ("heads", "history"):
        for size in SIZES:
            project = bench.made(size)
            both = [bench.sqlgen(project, command), bench.alembic(project, command)]
            rows.append(bench.compare(f"`{command}`, {size:,} revisions", both, size))
    return Part(
        "Reading a history",
        "`heads` and `history` on made histories. sqlgen reads the headers of the files, Alembic runs them.",
        rows,
    )
