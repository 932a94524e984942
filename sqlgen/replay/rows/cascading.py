"""Tables that foreign keys change along with another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlgen.catalog import Catalog, ForeignKey, Name, Table
from sqlgen.replay.rows.cells import UNKNOWN, Row
from sqlgen.replay.rows.comparing import equal


def changed_along(
    table: Table,
    option: str,
    gone: Sequence[Row],
    catalog: Catalog,
    known: Mapping[Name, Sequence[Row] | None],
    dialect: str,
) -> Iterator[Name]:
    """The tables with rows that may point at one of those that are `gone`, by a key with the option."""
    for other in catalog.tables.values():
        keys: tuple[ForeignKey, ...] = other.all_of(ForeignKey)
        for key in keys:
            if key.referent.name == table.name.name and key.options.get(option):
                rows = known.get(other.name, [])
                if rows is not None and any(_points(key, row, one, dialect) for row in rows for one in gone):
                    yield other.name


def _points(key: ForeignKey, row: Row, one: Row, dialect: str) -> bool:
    """Whether a row may point at another."""
    pairs = zip(key.columns, key.referent_columns, strict=False)
    cells = [(row.get(column, UNKNOWN), one.get(referent, UNKNOWN)) for column, referent in pairs]
    return not any(equal(left, right, dialect) in (False, None) for left, right in cells)
