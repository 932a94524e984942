"""SQLite's own table of the numbers that AUTOINCREMENT has given.

It has a row for each such table that an INSERT was ever run on, even one that found nothing to insert, and
loses it with the table. https://www.sqlite.org/autoinc.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa

from sqlgen.catalog import Catalog, Column, Name, Table
from sqlgen.replay.rows.cells import SOMETHING, Row

SEQUENCES = Name(None, "sqlite_sequence")
TABLE = Table(
    SEQUENCES,
    {"name": Column("name", sa.Text(), nullable=True), "seq": Column("seq", sa.Integer(), nullable=True)},
)
COUNTING = re.compile(r"\bautoincrement\b", re.IGNORECASE)
"""The word by which text makes a table that the catalog does not know to count."""


def counts(table: Table | None) -> bool:
    """Whether SQLite keeps the greatest number of a table's rows."""
    return table is not None and bool(table.options.get("sqlite_autoincrement"))


def table_of(name: Name, catalog: Catalog, dialect: str) -> Table | None:
    """The catalog's table, or SQLite's own one, which is there with the first table that counts."""
    if dialect != "sqlite" or name != SEQUENCES:
        return catalog.tables.get(name)
    sure = catalog.closed and not catalog.doubtful
    return TABLE if sure and any(map(counts, catalog.tables.values())) else None


def inserted(sequences: Sequence[Row], table: Table, rows: Sequence[Row] | None) -> list[Row]:
    """What the table of numbers holds when an INSERT has run on `table`, and has left these rows there.

    None in place of the rows says that they are not known.
    """
    name = table.name.name
    key = table.primary_key.columns[0] if table.primary_key is not None else ""
    before = [row["seq"] for row in sequences if row["name"] == name]
    found = [SOMETHING] if rows is None else [row.get(key, SOMETHING) for row in rows]
    numbers = [0, *before, *found]
    known = all(isinstance(number, int) for number in numbers)
    seq = max(numbers) if known else SOMETHING
    return [*dropped(sequences, name), {"name": name, "seq": seq}]


def dropped(sequences: Sequence[Row], name: str) -> list[Row]:
    """What it holds when a table is gone."""
    return [row for row in sequences if row["name"] != name]


def renamed(sequences: Sequence[Row], old: str, new: str) -> list[Row]:
    """What it holds when a table has another name."""
    return [{**row, "name": new if row["name"] == old else row["name"]} for row in sequences]
