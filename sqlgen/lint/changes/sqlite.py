"""The kinds of change on SQLite."""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.lint.changes.standing import Standing
from sqlgen.reading.action import Action

SAME_NAME = frozenset({"rename_table", "rename_column", "drop_column"})


def sqlite_changes(action: Action, around: Standing) -> Iterator[str]:
    """The changes that an action makes."""
    del around
    match action.verb:
        case "add_column":
            yield from _added_column(action)
        case "set_not_null" | "drop_not_null":
            yield "alter_column_not_null"
        case "add_constraint" | "drop_constraint":
            yield "add_drop_check"
        case verb if verb in SAME_NAME:
            yield verb


def _added_column(action: Action) -> Iterator[str]:
    definition = action.definition
    if definition is None:
        return
    column = definition.column
    kinds = {type(one).__name__ for one in definition.constraints}
    if column.computed is not None and column.computed.persisted:
        yield "add_column_generated_stored"
    default = column.server_default
    text = str(getattr(default, "arg", default)) if default is not None else ""
    if text.startswith("(") or text.upper().startswith("CURRENT_"):
        yield "add_column_expr_default"
    if "ForeignKeyConstraint" in kinds and text:
        yield "add_column_fk_default"
    if "CheckConstraint" in kinds:
        yield "add_column_check"
    yield "add_column"
