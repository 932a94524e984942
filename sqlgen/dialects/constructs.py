"""SQLAlchemy's DDL constructs as operations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import schema

from sqlgen import operations as ops


def operation_of(construct: Any) -> ops.Operation | None:
    """The operation that a DDL construct of a revision's own stands for, such as those of `Table.create()`.

    None for what changes nothing that a catalog keeps, and for what is no DDL construct.
    """
    match construct:
        case schema.CreateTable():
            return ops.CreateTable(
                construct.element,
                construct.if_not_exists,
                with_indexes=False,
                foreign_keys=construct.include_foreign_key_constraints,
            )
        case schema.DropTable():
            return ops.DropTable(construct.element, construct.if_exists)
        case schema.CreateIndex():
            return ops.CreateIndex(construct.element, construct.if_not_exists)
        case schema.DropIndex():
            return ops.DropIndex(construct.element, construct.if_exists)
        case schema.AddConstraint():
            return ops.CreateConstraint(construct.element)
        case schema.DropConstraint():
            return ops.DropConstraint(construct.element, construct.if_exists)
        case schema.SetTableComment():
            return ops.CreateTableComment(construct.element)
        case schema.DropTableComment():
            return ops.DropTableComment(construct.element)
        case schema.SetColumnComment() | schema.DropColumnComment():
            column = construct.element
            said = column.comment if isinstance(construct, schema.SetColumnComment) else None
            return ops.AlterColumn(column.table.name, column.name, column.table.schema, comment=said)
        case _:
            return None
