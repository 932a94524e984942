"""Rows that somebody gives, as the result of the statement that asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from sqlgen.replay.results import KnownResult, in_memory

Row = tuple[Any, ...]


def given(asked: Any, keys: Sequence[str], rows: Sequence[Row]) -> Any:
    """The result of a statement, with these rows whatever it asks for.

    A construct gets a result of SQLAlchemy's own, by which rows are asked for columns and become objects.
    """
    columns = list(getattr(asked, "selected_columns", ()))
    if columns and len(columns) == len(keys):
        try:
            return _answering(columns, rows).execute(asked)
        except (SQLAlchemyError, TypeError, ValueError, AttributeError):
            # What SQLite has no words for, or a type that does not hold such a value.
            pass
    return KnownResult(keys, rows)


def _answering(columns: Sequence[Any], rows: Sequence[Row]) -> Connection:
    """An SQLite that answers every statement with these rows."""
    connection = in_memory()
    types = [column.type.dialect_impl(connection.dialect) for column in columns]
    stored = [type_.bind_processor(connection.dialect) or (lambda value: value) for type_ in types]
    cells = [
        None if value is None else store(value)
        for row in rows
        for store, value in zip(stored, row, strict=True)
    ]
    marks = f"({', '.join('?' for _ in columns)})"
    nothing = f"SELECT {', '.join('NULL' for _ in columns)} WHERE 0"
    sql = f"VALUES {', '.join(marks for _ in rows)}" if rows else nothing

    def replaced(*_: Any) -> tuple[str, Row]:
        return sql, tuple(cells)

    sa.event.listen(connection.engine, "before_cursor_execute", replaced, retval=True)
    return connection
