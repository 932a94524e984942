"""The kinds of change on SQL Server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from sqlgen.catalog import Table
from sqlgen.lint.changes.standing import Standing
from sqlgen.reading.action import Action

NOT_CONSTANT = re.compile(r"(?i)\b(?:newid|newsequentialid|next\s+value)\b")
"""Defaults that differ by row.
https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql#adding-not-null-columns-as-an-online-operation
"""
OTHERS: Mapping[str, str] = {
    "drop_column": "drop_column", "check_existing": "check_existing", "rebuild_index": "alter_index_rebuild",
    "reorganize_index": "alter_index_reorganize", "drop_index": "drop_index", "rename_column": "rename",
    "rename_index": "rename", "rename_table": "rename", "switch_partition": "switch_partition",
    "truncate": "truncate", "drop_table": "drop_table", "update": "delete_update_unbatched",
    "delete": "delete_update_unbatched", "rebuild_table": "alter_index_rebuild",
    "drop_constraint": "drop_index",
}  # fmt: skip


def mssql_changes(action: Action, around: Standing) -> Iterator[str]:
    """The changes that an action makes."""
    table = around.table(action)
    match action.verb:
        case "add_column":
            yield _added_column(action)
        case "alter_type":
            yield from _altered(action, table)
        case "add_constraint" if action.kind == "default":
            return
        case "add_constraint":
            yield _added_constraint(action)
        case "create_index":
            yield "create_index_online" if "ONLINE" in action.words else "create_index_offline"
        case verb if verb in OTHERS:
            yield OTHERS[verb]


def _added_column(action: Action) -> str:
    column = action.definition.column if action.definition is not None else None
    if column is None:
        return "add_column_null"
    default = column.server_default
    if column.identity is not None or "IDENTITY" in action.text.upper().split():
        return "add_column_not_null_nonconstant_default"
    if default is None:
        return "add_column_null"
    if column.nullable:
        return "add_column_null_default_with_values" if "VALUES" in action.words else "add_column_null"
    varies = NOT_CONSTANT.search(str(getattr(default, "arg", default))) is not None
    return "add_column_not_null_nonconstant_default" if varies else "add_column_not_null_constant_default"


def _added_constraint(action: Action) -> str:
    if action.kind in ("primary_key", "unique"):
        return "add_pk_or_unique_online" if "ONLINE" in action.words else "add_pk_or_unique_offline"
    short = "fk" if action.kind == "foreign_key" else "check"
    if "NOCHECK" in action.words:
        return f"add_{short}_nocheck"
    return "add_fk" if short == "fk" else "add_check_with_check"


def _altered(action: Action, table: Table | None) -> Iterator[str]:
    """ALTER COLUMN, which restates type and nullability together."""
    column = table.columns.get(action.name or "") if table is not None else None
    if column is None:
        yield "alter_column_type_online" if "ONLINE" in action.words else "alter_column_type"
        return
    change = _type_change(column.type, action.type)
    if change is not None:
        online = change == "alter_column_type" and "ONLINE" in action.words
        yield "alter_column_type_online" if online else change
    if column.nullable and "SAID_NOT_NULL" in action.words:
        yield "alter_column_to_not_null"
    elif not column.nullable and "SAID_NOT_NULL" not in action.words:
        yield "alter_column_to_null"


def _type_change(old: Any, new: Any) -> str | None:
    if _same_kind(old, new) and isinstance(new, sa.String):
        if old.length == new.length:
            return None
        grows = old.length is not None and new.length is not None and new.length > old.length
        return "alter_column_widen_varchar" if grows else "alter_column_type"
    return None if str(old) == str(new) else "alter_column_type"


def _same_kind(old: Any, new: Any) -> bool:
    return str(type(old).__visit_name__).lower() == str(type(new).__visit_name__).lower()
