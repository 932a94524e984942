"""What is known behind every operation, kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.benchmarks.bench import REPOSITORY, Bench, Part, Row
from tests.benchmarks.measuring import Command

SIZES = ((500, 2_500), (1_000, 5_000), (2_000, 10_000))
"""How many tables, and how many operations on them."""
SHARED, WHOLE = "sqlgen", "whole copies"


def measure(bench: Bench) -> Part:
    rows = []
    for tables, operations in SIZES:
        label = f"{tables:,} tables, {operations:,} operations"
        commands = [
            Command(name, _words(way, tables, operations), bench.folder, _environ())
            for name, way in ((SHARED, "shared"), (WHOLE, "whole"))
        ]
        row = bench.compare(label, commands, operations)
        rows.append(row)
        rows.append(Row("the same, allocated for the catalogs alone", None, _allocated(tables, operations)))
    return Part(
        "Catalogs",
        "The schema behind every single operation, all of them kept. sqlgen's catalogs share what did not "
        "change; beside them, a copy of all tables for each operation.",
        rows,
        unit="operations",
    )


def _words(way: str, tables: int, operations: int) -> tuple[str, ...]:
    return (sys.executable, "-m", "tests.benchmarks.catalogs", way, str(tables), str(operations))


def _environ() -> dict[str, str]:
    return {"PYTHONPATH": str(REPOSITORY)}


def _allocated(tables: int, operations: int) -> dict[str, tuple[float, int] | None]:
    """The bytes that tracemalloc counts at the peak; it slows what it watches, so no time goes with them."""
    found: dict[str, tuple[float, int] | None] = {}
    for name, way in ((SHARED, "shared"), (WHOLE, "whole")):
        done = subprocess.run(
            [*_words(way, tables, operations), "memory"],
            env={"PATH": os.environ["PATH"], **_environ()},
            capture_output=True,
            check=True,
        )
        found[name] = (0.0, json.loads(done.stdout)["allocated"])
    return found
