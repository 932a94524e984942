"""The kinds of change on SQL Server."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sqlgen.catalog import Table
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import Target
from sqlgen.lint.changes.standing import Standing
from sqlgen.reading.action import Action

NOT_CONSTANT = re.compile(r"(?i)\b(?:newid|newsequentialid|next\s+value)\b")
"""Defaults that differ by row.
https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql#adding-not-null-columns-as-an-online-operation
"""
SIZED = re.compile(r"(?P<kind>VARCHAR|NVARCHAR|VARBINARY)\((?P<size>\d+)\).*", re.DOTALL)
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
            yield from _altered(action, table, around.target)
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


def _altered(action: Action, table: Table | None, target: Target) -> Iterator[str]:
    """ALTER COLUMN, which restates type and nullability together."""
    column = table.columns.get(action.name or "") if table is not None else None
    if column is None:
        yield "alter_column_type_online" if "ONLINE" in action.words else "alter_column_type"
        return
    change = _type_change(column.type, action.type, target)
    if change is not None:
        online = change == "alter_column_type" and "ONLINE" in action.words
        yield "alter_column_type_online" if online else change
    if column.nullable and "SAID_NOT_NULL" in action.words:
        yield "alter_column_to_not_null"
    elif not column.nullable and "SAID_NOT_NULL" not in action.words:
        yield "alter_column_to_null"


def _type_change(old: Any, new: Any, target: Target) -> str | None:
    before, after = (_written(type_, target) for type_ in (old, new))
    if before == after:
        return None
    sizes = [SIZED.fullmatch(text) for text in (before, after)]
    if sizes[0] is not None and sizes[1] is not None and sizes[0]["kind"] == sizes[1]["kind"]:
        # What fits in the row stays there; only MAX is kept elsewhere.
        grows = int(sizes[1]["size"]) > int(sizes[0]["size"])
        return "alter_column_widen_varchar" if grows else "alter_column_type"
    return "alter_column_type"


def _written(type_: Any, target: Target) -> str:
    """A type as the server writes it, whichever of SQLAlchemy's names it goes by."""
    return str(type_.compile(dialect=offline_dialect(target))).upper().replace(" ", "")
