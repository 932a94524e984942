"""Catalogs behind thousands of operations: time and memory of one way to keep them.

    python -m tests.benchmarks.catalogs shared|whole TABLES OPERATIONS

Prints, as JSON, the seconds that applying the operations takes and the bytes that Python has allocated for
the catalogs behind all of them.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from collections.abc import Iterator

import sqlalchemy as sa

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Tables
from sqlgen.operations import Operation
from sqlgen.operations.building import build_table


def operations(tables: int, count: int) -> Iterator[Operation]:
    """As many operations: the tables are made, then each gets a column after the other."""
    for number in range(count):
        if number < tables:
            key, name = sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(50))
            yield ops.CreateTable(sa.Table(f"table_{number}", sa.MetaData(), key, name))
        else:
            column = sa.Column(f"column_{number}", sa.Integer())
            yield ops.AddColumn(build_table(f"table_{number % tables}", column), column)


def kept(way: str, tables: int, count: int) -> list[object]:
    """What is known behind each operation, every one of them kept.

    `shared` keeps the catalogs as they come of each other. `whole` copies all tables for each, as a catalog
    does whose tables are a dict.
    """
    catalog = Catalog(tables=Tables())
    found: list[object] = []
    for operation in operations(tables, count):
        catalog = operation.apply(catalog)
        found.append(catalog if way == "shared" else dict(catalog.tables))
    return found


def main() -> None:
    way, tables, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    measured = sys.argv[4:] == ["memory"]
    if measured:
        tracemalloc.start()
    begun = time.perf_counter()
    found = kept(way, tables, count)
    seconds = time.perf_counter() - begun
    allocated = tracemalloc.get_traced_memory()[1] if measured else 0
    json.dump({"seconds": seconds, "allocated": allocated, "kept": len(found)}, sys.stdout)


if __name__ == "__main__":
    main()
