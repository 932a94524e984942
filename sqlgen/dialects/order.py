"""Orders that SQLAlchemy's sets do not keep."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table
from sqlalchemy.sql.schema import Constraint, Index


def ordered(constraints: Sequence[Constraint] | set[Constraint]) -> list[Constraint]:
    """Constraints in the order of their making, which a set of them does not keep."""
    return sorted(constraints, key=lambda constraint: getattr(constraint, "_creation_order", 0))


def indexes_of(table: Table) -> list[Index]:
    """A table's indexes in the order of their columns, then of their names, which a set does not keep."""
    places = {column.name: place for place, column in enumerate(table.columns)}
    return sorted(
        table.indexes,
        key=lambda index: ([places.get(column.name, 0) for column in index.columns], str(index.name)),
    )
