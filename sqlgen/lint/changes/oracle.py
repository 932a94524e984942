"""The kinds of change on Oracle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from sqlgen.catalog import Table
from sqlgen.lint.changes.standing import Standing
from sqlgen.reading.action import Action

OTHERS: Mapping[str, str] = {
    "drop_column": "drop_column", "rename_column": "rename_column", "truncate": "truncate",
    "drop_table": "drop_table", "index_visibility": "index_invisible",
    "enable_constraint": "modify_constraint_validate",
    "enable_constraint_novalidate": "add_constraint_enable_novalidate",
    "validate_constraint": "modify_constraint_validate",
}  # fmt: skip
ONLINE: Mapping[str, tuple[str, str]] = {
    "create_index": ("create_index_online", "create_index"),
    "drop_index": ("drop_index_online", "any_blocking_ddl"),
    "drop_constraint": ("drop_constraint_online", "any_blocking_ddl"),
    "rebuild_index": ("rebuild_index_online", "any_blocking_ddl"),
    "move_table": ("move_table_online", "any_blocking_ddl"),
    "split_partition": ("split_partition_online", "any_blocking_ddl"),
    "set_unused": ("set_unused_online", "any_blocking_ddl"),
}
"""Actions that are another change with ONLINE than without."""


def oracle_changes(action: Action, around: Standing) -> Iterator[str]:
    """The changes that an action makes."""
    table = around.table(action)
    match action.verb:
        case "add_column":
            yield _added_column(action)
        case "restate_column":
            yield from _modified(action, table)
        case "add_constraint":
            free = action.words & {"NOVALIDATE", "DISABLE", "USING_INDEX"}
            yield "add_constraint_enable_novalidate" if free else "add_constraint_enable_validate"
        case verb if verb in ONLINE:
            yield ONLINE[verb][0 if "ONLINE" in action.words else 1]
        case verb if verb in OTHERS:
            yield OTHERS[verb]


def _added_column(action: Action) -> str:
    column = action.definition.column if action.definition is not None else None
    if column is None or column.server_default is None:
        return "add_column_null"
    return "add_column_null_default" if column.nullable else "add_column_not_null_default"


def _modified(action: Action, table: Table | None) -> Iterator[str]:
    """MODIFY, which says what changes and leaves the rest."""
    definition = action.definition
    if definition is None:
        return
    if definition.said_null is False and "NOVALIDATE" not in action.words:
        yield "modify_not_null"
    if isinstance(definition.column.type, sa.types.NullType):
        return
    old = table.columns.get(action.name or "") if table is not None else None
    yield "modify_widen" if old is not None and _widens(old.type, definition.column.type) else "modify_type"


def _widens(old: Any, new: Any) -> bool:
    """Whether every value of the old type is one of the new, written in the same way."""
    if isinstance(old, sa.String) and isinstance(new, sa.String):
        return bool(old.length and new.length and new.length >= old.length)
    if isinstance(old, sa.Numeric) and isinstance(new, sa.Numeric):
        whole = (new.precision or 38) - (new.scale or 0) >= (old.precision or 38) - (old.scale or 0)
        return whole and (new.scale or 0) >= (old.scale or 0)
    return str(old) == str(new)
