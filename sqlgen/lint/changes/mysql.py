"""The kinds of change on MySQL and MariaDB, whose facts have names of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

from sqlgen.catalog import Check, Column, ForeignKey, Table
from sqlgen.lint.changes.standing import Standing
from sqlgen.reading.action import Action

ON_MARIADB: Mapping[str, str] = {
    "add_column_expression_default": "add_column_expr_default_uuid",
    "add_virtual_column": "add_column_virtual", "add_stored_column": "add_column_stored",
    "drop_stored_column": "drop_column_stored", "drop_virtual_column": "drop_column_virtual",
    "reorder_columns": "reorder_column", "change_column_type": "modify_int_to_bigint",
    "varchar_extend_same_length_bytes": "modify_varchar_widen_below_256",
    "varchar_extend_cross_255": "modify_varchar_widen_cross_256", "varchar_shrink": "modify_varchar_narrow",
    "column_to_null": "modify_not_null_to_null", "column_to_not_null": "modify_null_to_not_null",
    "enum_set_append": "enum_append", "enum_set_reorder_or_insert": "enum_insert_middle",
    "change_auto_increment_value": "set_auto_increment_value", "add_secondary_index": "add_index",
    "index_visibility": "ignore_index", "replace_primary_key": "change_primary_key",
    "table_default_charset": "default_charset", "optimize_force_null_rebuild": "force_rebuild",
    "change_comment": "modify_add_comment", "restate_same": "modify_add_comment",
    "add_column_first_or_after": "add_column_after",
    "add_auto_increment": "modify_auto_increment_on", "rename_only": "change_column_rename_only",
}  # fmt: skip
"""MySQL's names of changes as MariaDB's."""
SAME_NAME: Mapping[str, str] = {
    "rename_column": "rename_column", "set_default": "set_default", "drop_default": "drop_default",
    "drop_index": "drop_index", "rename_index": "rename_index", "index_visibility": "index_visibility",
    "row_format": "row_format", "default_charset": "table_default_charset",
    "rename_table": "rename_table", "add_partition": "add_partition", "drop_partition": "drop_partition",
    "reorganize_partition": "reorganize_partition", "partition_by_or_remove": "partition_by_or_remove",
    "set_auto_increment_value": "change_auto_increment_value",
    "column_visibility": "change_column_visibility",
    "force_rebuild": "optimize_force_null_rebuild", "rebuild_table": "optimize_force_null_rebuild",
    "table_comment": "table_comment", "set_stats_persistent": "set_stats_persistent",
    "system_versioning": "system_versioning",
}  # fmt: skip
BYTES_PER_CHARACTER = {"latin1": 1, "ascii": 1, "binary": 1, "ucs2": 2, "utf8": 3, "utf8mb3": 3}
WIDEST = 4
"""The bytes of a character in utf8mb4, the default character set since MySQL 8.0 and MariaDB 11.6.
https://dev.mysql.com/doc/refman/8.4/en/charset-applications.html"""
OFF = frozenset({"0", "OFF", "FALSE"})
INSTANT_COLUMNS = frozenset({"add_column_last", "add_column_first_or_after"})
ONE_BYTE_LENGTH = 255
"""Up to so many bytes the length of a VARCHAR is kept in one byte.
https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html"""


def mysql_changes(action: Action, around: Standing) -> Iterator[str]:
    """The changes that an action makes, the weightiest first."""
    table = around.table(action)
    mariadb = around.target.name == "mariadb"
    for change in _changes(action, table, around):
        if mariadb and change in INSTANT_COLUMNS and _has_fulltext(table):
            yield "add_column_on_fulltext_table"
        else:
            yield ON_MARIADB.get(change, change) if mariadb else change


def _has_fulltext(table: Table | None) -> bool:
    return table is not None and any("FULLTEXT" in str(index.options).upper() for index in table.indexes)


def _changes(action: Action, table: Table | None, around: Standing) -> Iterator[str]:
    match action.verb:
        case "add_column":
            yield _added_column(action)
        case "drop_column":
            yield _dropped_column(action, table)
        case "restate_column":
            yield from _restated(action, table, around)
        case "add_constraint" | "drop_constraint" if _replaces_key(action, around):
            yield "replace_primary_key"
        case "add_constraint":
            yield _added_constraint(action, around)
        case "drop_constraint":
            yield _dropped_constraint(action, table)
        case "create_index":
            yield _index(action, table)
        case "convert_charset":
            quick = around.target.name == "mariadb" and _is_unicode(table)
            yield "convert_charset" if quick else "convert_charset_copies"
        case "change_engine":
            same = "INNODB" in action.words
            yield "optimize_force_null_rebuild" if same else "change_engine"
        case verb if verb in SAME_NAME:
            yield SAME_NAME[verb]


def _added_column(action: Action) -> str:
    assert action.definition is not None  # noqa: S101  an added column is always defined
    column = action.definition.column
    if "AUTO_INCREMENT" in action.words:
        return "add_column_auto_increment"
    if column.computed is not None:
        return "add_stored_column" if column.computed.persisted else "add_virtual_column"
    default = column.server_default
    if default is not None and str(getattr(default, "arg", default)).lstrip().startswith("("):
        return "add_column_expression_default"
    return "add_column_first_or_after" if action.words & {"FIRST", "AFTER"} else "add_column_last"


def _dropped_column(action: Action, table: Table | None) -> str:
    column = table.columns.get(action.name or "") if table is not None else None
    computed = column.server_default if column is not None else None
    if isinstance(computed, sa.Computed):
        return "drop_stored_column" if computed.persisted else "drop_virtual_column"
    return "drop_column"


def _is_unicode(table: Table | None) -> bool:
    """Whether every text of the table is known to be in Unicode, so that MariaDB need not write it anew."""
    if table is None or not table.complete:
        return False
    texts = [column.type for column in table.columns.values() if isinstance(column.type, sa.String)]
    return all(_spoken(type_, "charset") in ("utf8mb3", "utf8mb4") for type_ in texts)


def _replaces_key(action: Action, around: Standing) -> bool:
    """Whether one statement drops the primary key and adds another, which the server does in place."""
    keys = {one.verb for one in around.beside if one.kind == "primary_key" and one.table == action.table}
    return action.kind == "primary_key" and keys >= {"add_constraint", "drop_constraint"}


def _added_constraint(action: Action, around: Standing) -> str:
    checked = around.settings.get("foreign_key_checks", "").strip("'").upper() not in OFF
    if action.kind == "foreign_key" and not checked:
        return "add_foreign_key_checks_off"
    kinds = {"primary_key": "add_primary_key", "unique": "add_unique_index", "foreign_key": "add_foreign_key"}
    return kinds.get(action.kind, "add_check")


def _dropped_constraint(action: Action, table: Table | None) -> str:
    if action.kind == "primary_key":
        return "drop_primary_key"
    if action.kind == "foreign_key":
        return "drop_foreign_key"
    constraints = table.constraints if table is not None else ()
    found = next((one for one in constraints if one.name == action.name), None)
    if isinstance(found, ForeignKey):
        return "drop_foreign_key"
    return "drop_check" if isinstance(found, Check) or action.kind == "check" else "drop_index"


def _index(action: Action, table: Table | None) -> str:
    if "FULLTEXT" in action.words:
        return "add_spatial_index" if _has_fulltext(table) else "add_fulltext_index_first"
    if "SPATIAL" in action.words:
        return "add_spatial_index"
    return "add_unique_index" if "UNIQUE" in action.words else "add_secondary_index"


# MODIFY and CHANGE, which restate the whole column


def _restated(action: Action, table: Table | None, around: Standing) -> Iterator[str]:
    old = table.columns.get(action.name or "") if table is not None else None
    definition = action.definition
    if old is None or definition is None:
        yield "restate_unknown"
        return
    indexed = table is not None and any(old.name in index.columns for index in table.indexes)
    found = list(_differences(action, old, definition.column))
    found += _charset(action, old.type, definition.column.type, around.target.name, indexed=indexed)
    yield from found or (["rename_only"] if action.new_name else ["restate_same"])


def _differences(action: Action, old: Column, new: sa.Column[Any]) -> Iterator[str]:
    change = type_change(old.type, new.type)
    if change is not None:
        yield change
    if "AUTO_INCREMENT" in action.words and not old.generated:
        yield "add_auto_increment"
    if old.nullable and not new.nullable:
        yield "column_to_not_null"
    elif not old.nullable and new.nullable and not new.primary_key:
        yield "column_to_null"
    if action.words & {"FIRST", "AFTER"}:
        yield "reorder_columns"


def type_change(old: Any, new: Any) -> str | None:
    """The change from one type to another; None where nothing of it changes."""
    if isinstance(old, sa.Enum) and isinstance(new, sa.Enum):
        return _members(list(old.enums), list(new.enums))
    if isinstance(old, mysql.SET) and isinstance(new, mysql.SET):
        return _members(list(old.values), list(new.values))
    if _is_varchar(old) and _is_varchar(new):
        return _length(old, new)
    return None if _spelled(old) == _spelled(new) else "change_column_type"


def _members(old: list[str], new: list[str]) -> str | None:
    if old == new:
        return None
    grows = len(old) <= ONE_BYTE_LENGTH < len(new)
    return "enum_set_append" if new[: len(old)] == old and not grows else "enum_set_reorder_or_insert"


def _is_varchar(type_: Any) -> bool:
    return (
        isinstance(type_, sa.String)
        and not isinstance(type_, (sa.Text, sa.CHAR, sa.Enum))
        and bool(type_.length)
    )


def _length(old: Any, new: Any) -> str | None:
    if old.length == new.length:
        return None
    if new.length < old.length:
        return "varchar_shrink"
    said = getattr(new, "charset", None) or getattr(old, "charset", None)
    width = BYTES_PER_CHARACTER.get(str(said).lower(), WIDEST)
    crosses = old.length * width <= ONE_BYTE_LENGTH < new.length * width
    return "varchar_extend_cross_255" if crosses else "varchar_extend_same_length_bytes"


def _charset(action: Action, old: Any, new: Any, server: str, *, indexed: bool) -> Iterator[str]:
    """What another character set or collation does; MODIFY without one means that of the table."""
    was, will = _spoken(old, "charset"), _spoken(new, "charset")
    orders = _spoken(old, "collation"), _spoken(new, "collation")
    if not action.words & {"CHARACTER", "CHARSET", "COLLATE"} or not isinstance(new, sa.String):
        return
    if was is None and will is not None:
        yield "charset_unknown"
    elif was != will and will is not None:
        wider = server == "mariadb" and (was, will) == ("utf8mb3", "utf8mb4") and not indexed
        yield "modify_charset_utf8mb3_to_utf8mb4" if wider else "change_column_type"
    elif orders[0] != orders[1]:
        quick = server == "mariadb" and not indexed
        yield "modify_collation_nonindexed" if quick else "change_column_type"


def _spoken(type_: Any, attribute: str) -> str | None:
    said = getattr(type_, attribute, None)
    return None if said is None else {"utf8": "utf8mb3"}.get(str(said).lower(), str(said).lower())


def _spelled(type_: Any) -> str:
    """A type as the server keeps it: display widths of integers and synonyms make no difference."""
    try:
        text = type_.compile(dialect=mysql.dialect()).lower()
    except sa.exc.CompileError:
        return repr(type_)
    text = re.sub(r" (?:character set|collate) \w+", "", text)
    text = re.sub(r"\b(tinyint|smallint|mediumint|int|integer|bigint)\(\d+\)", r"\1", text)
    return re.sub(r"\binteger\b", "int", re.sub(r"\bbool(?:ean)?\b", "tinyint", text))
