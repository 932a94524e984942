"""What a revision takes away that its way back cannot bring again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.types import to_instance

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Name
from sqlgen.dialects.facts import Facts
from sqlgen.operations import Operation
from sqlgen.reading.actions import actions
from sqlgen.reading.assignments import assignments
from sqlgen.statements import Purpose, Script, Section, Statement

SIZES = {sa.SmallInteger: 1, sa.Integer: 2, sa.BigInteger: 3}
"""Whole numbers by how much they hold."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Rows or values that a statement takes away: `place` is its number in the section.

    `columns` are those whose values go; none where whole rows do.
    """

    verb: str
    table: Name
    columns: tuple[str, ...]
    place: int

    def __str__(self) -> str:
        columns = ", ".join(f"{self.table}.{column}" for column in self.columns)
        several = "columns" if len(self.columns) > 1 else "column"
        match self.verb:
            case "drop_table":
                return f"rows of table {self.table}, which is dropped"
            case "drop_column":
                return f"values of {several} {columns}, which is dropped"
            case "alter_type":
                return f"values of {several} {columns} that its new type changes"
            case "update" if columns:
                return f"values of {several} {columns} that an UPDATE replaces"
            case "update":
                return f"values of table {self.table} that an UPDATE replaces"
            case _:
                return f"rows of table {self.table} that are deleted"


def catalog_before(script: Script, place: int) -> Catalog:
    """What is known of the schema in front of a section."""
    revisions = (one for one in reversed(script.sections[:place]) if one.step is not None)
    return next((one.catalog for one in revisions), script.before)


def losses(section: Section, before: Catalog, facts: Facts) -> tuple[Loss, ...]:
    """What the statements of a section take away of what was there before it, in order."""
    found: list[Loss] = []
    made: set[Name] = set()
    seen: set[int] = set()
    for place, statement in enumerate(section.statements):
        if statement.purpose is not Purpose.CHANGE:
            continue
        operation = statement.operation
        if operation is not None and not isinstance(operation, ops.ExecuteSQL):
            if id(operation) not in seen:
                seen.add(id(operation))
                found += _of_operation(operation, place, made, before)
        else:
            found += _of_text(statement, place, made, before, facts)
    # What one statement has taken away, the next one cannot.
    return tuple({(one.verb, one.table, one.columns): one for one in reversed(found)}.values())[::-1]


def _of_operation(operation: Operation, place: int, made: set[Name], before: Catalog) -> Iterator[Loss]:
    match operation:
        case ops.BatchAlterTable():
            for each in operation.operations:
                yield from _of_operation(each, place, made, before)
        case ops.CreateTable():
            made.add(Name(operation.table.schema, operation.table.name))
        case ops.DropTable():
            table = Name(operation.table.schema, operation.table.name)
            if table not in made:
                yield Loss("drop_table", table, (), place)
        case ops.DropColumn():
            table = Name(operation.schema, operation.table_name)
            yield from _of_columns("drop_column", table, (operation.column.name,), place, made, before)
        case ops.AlterColumn() if operation.type_ is not None:
            table = Name(operation.schema, operation.table_name)
            old = before.column(table.name, operation.column_name, table.schema)
            known = old.type if old is not None else operation.existing_type
            if known is None or not _widens(to_instance(known), to_instance(operation.type_)):
                yield from _of_columns("alter_type", table, (operation.column_name,), place, made, before)


def _of_text(
    statement: Statement, place: int, made: set[Name], before: Catalog, facts: Facts
) -> Iterator[Loss]:
    for action in actions(statement.sql, facts):
        table = action.table
        if table is None:
            continue
        match action.verb:
            case "create_table":
                made.add(table)
            case "drop_table" | "delete" | "truncate" if table not in made:
                yield Loss("delete" if action.verb == "truncate" else action.verb, table, (), place)
            case "drop_column" if action.name:
                yield from _of_columns(action.verb, table, (action.name,), place, made, before)
            case "alter_type" | "restate_column" if action.name and action.type is not None:
                old = before.column(table.name, action.name, table.schema)
                if old is None or not _widens(old.type, action.type):
                    yield from _of_columns("alter_type", table, (action.name,), place, made, before)
            case "update":
                columns = tuple(one.column for one in assignments(statement.sql, facts))
                yield from _of_columns("update", table, columns, place, made, before)


def _of_columns(
    verb: str, table: Name, columns: tuple[str, ...], place: int, made: set[Name], before: Catalog
) -> Iterator[Loss]:
    """The loss of values in columns that were there before; those of new columns are none."""
    known = before.table(table.name, table.schema)
    if table in made:
        return
    if known is not None and known.complete:
        kept = tuple(column for column in columns if column in known.columns)
        if columns and not kept:
            return
        columns = kept
    yield Loss(verb, table, columns, place)


def _widens(old: sa.types.TypeEngine[object], new: sa.types.TypeEngine[object]) -> bool:
    """Whether every value stays what it was, so that the way back loses nothing."""
    if repr(old) == repr(new):
        return True
    if isinstance(old, sa.Enum) and isinstance(new, sa.Enum):
        return set(old.enums) <= set(new.enums)
    if isinstance(old, sa.String) and isinstance(new, sa.String) and not isinstance(new, sa.Enum):
        return new.length is None or (old.length is not None and new.length >= old.length)
    sizes = [next((size for kind, size in SIZES.items() if isinstance(one, kind)), 0) for one in (old, new)]
    return 0 < sizes[0] <= sizes[1]
