"""What a database holds, as values that can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

Schema = dict[str, dict[str, Any]]


def schema_of(engine: sa.Engine, *, without: frozenset[str] = frozenset({"alembic_version"})) -> Schema:
    """The tables of the default schema, each with its columns, keys, constraints, indexes and comment.

    Types are their SQL, so that two reflections of one database are equal. `without` names tables to leave
    out.
    """
    inspector = sa.inspect(engine)
    return {
        table: {
            "columns": {column["name"]: _column(column, engine) for column in inspector.get_columns(table)},
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": _named(inspector.get_foreign_keys(table)),
            "unique": _named(inspector.get_unique_constraints(table)),
            "checks": _named(inspector.get_check_constraints(table)),
            "indexes": _named(inspector.get_indexes(table)),
            "comment": _comment(inspector, table),
        }
        for table in sorted(inspector.get_table_names())
        if table not in without
    }


def _column(column: Any, engine: sa.Engine) -> dict[str, Any]:
    return dict(column) | {"type": column["type"].compile(engine.dialect)}


def _named(entries: Any) -> dict[str, dict[str, Any]]:
    return {str(entry["name"]): _plain(entry) for entry in entries}


def _plain(value: Any) -> Any:
    """SQL text compares by identity; as a string it compares by what it says."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return str(value) if isinstance(value, sa.TextClause) else value


def _comment(inspector: sa.Inspector, table: str) -> str | None:
    try:
        return inspector.get_table_comment(table)["text"]
    except NotImplementedError:
        return None
