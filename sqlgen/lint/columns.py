"""The columns that a statement brings."""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Column, Name
from sqlgen.dialects.offline import offline_dialect
from sqlgen.lint.judged import Judged

MAKING = frozenset({"create_table", "add_column"})


def new_columns(statement: Judged) -> Iterator[tuple[Name, Column]]:
    """Each column that a statement adds, or that the table has which it makes, with the table."""
    for action in statement.actions:
        after = statement.after.tables.get(action.table) if action.table is not None else None
        if action.verb not in MAKING or after is None or statement.replaces is not None:
            continue
        names = [action.name] if action.verb == "add_column" else list(after.columns)
        for name in names:
            column = after.columns.get(name or "")
            if column is not None:
                yield after.name, column


def is_key(statement: Judged, table: Name, column: Column) -> bool:
    """Whether a column is the whole primary key of its table."""
    after = statement.after.tables.get(table)
    return after is not None and after.primary_key is not None and after.primary_key.columns == (column.name,)


def kind(statement: Judged, column: Column) -> str:
    """The type of a column as its server writes it, in upper case; empty where it cannot be written."""
    try:
        return str(column.type.compile(dialect=offline_dialect(statement.target))).upper()
    except Exception:  # noqa: BLE001  third parties' types raise what they like
        return ""
