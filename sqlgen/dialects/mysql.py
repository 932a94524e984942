"""Operations on MySQL and MariaDB."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Computed,
    DateTime,
    ForeignKeyConstraint,
    Identity,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.exc import CompileError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import DropConstraint
from sqlalchemy.sql.schema import Constraint
from sqlalchemy.types import to_instance

from sqlgen import operations as ops
from sqlgen.catalog import Catalog
from sqlgen.dialects import ddl
from sqlgen.dialects.altering import existing, is_computed, is_identity
from sqlgen.dialects.lowering import Lowering, Told
from sqlgen.errors import RevisionError
from sqlgen.operations.building import is_type_bound


class RestateColumn(ddl.AlterColumn):
    """CHANGE or MODIFY: the whole column said again, under a new name or the old one."""

    def __init__(self, operation: ops.AlterColumn) -> None:
        super().__init__(operation.table_name, operation.column_name, operation.schema)
        self.operation = operation


class Dialect(Lowering):
    """MySQL and MariaDB: a column changes only by being said again as a whole."""

    index_names_are_of_tables = True

    def changed_column(self, operation: ops.AlterColumn, catalog: Catalog) -> Iterator[Told]:
        if is_identity(operation) or is_computed(operation):
            yield from self.changed_nullable(operation)
            yield from self.changed_default(operation)
            yield from self.changed_type(operation)
            return
        operation = with_known(operation, catalog)
        type_ = operation.type_ if operation.type_ is not None else operation.existing_type
        # DEFAULT CURRENT_TIMESTAMP needs the whole column; ALTER COLUMN ... SET DEFAULT refuses it.
        timestamp = type_ is not None and type_._type_affinity is DateTime
        restated = (
            operation.new_name is not None
            or (timestamp and operation.server_default is not None)
            or operation.nullable is not None
            or operation.type_ is not None
            or operation.autoincrement is not None
            or operation.comment is not ops.KEEP
        )
        if restated:
            if type_ is None:
                raise RevisionError(
                    f"{self.facts.title} says the whole column again to change it, and the type of "
                    f"{operation.table_name}.{operation.column_name} is not known",
                    hint="pass existing_type, and existing_nullable and existing_server_default with it",
                )
            lost = unsaid(operation)
            if lost:
                self.remark(
                    f"{operation.table_name}.{operation.column_name} is said again as a whole, and loses "
                    f"{' and '.join(lost)} unless existing_nullable and existing_server_default tell"
                )
            yield RestateColumn(replace(operation, existing_type=type_))
        elif operation.server_default is not ops.KEEP:
            yield ddl.ColumnDefault(
                operation.table_name, operation.column_name, operation.server_default, **existing(operation)
            )

    def effect(self, told: Told) -> ops.Operation | None:
        return _restated(told.operation) if isinstance(told, RestateColumn) else super().effect(told)

    def drop_implied_constraint(self, constraint: Constraint) -> Iterator[Told]:
        if not (isinstance(constraint, CheckConstraint) and is_type_bound(constraint)):
            yield from super().drop_implied_constraint(constraint)


def with_known(operation: ops.AlterColumn, catalog: Catalog) -> ops.AlterColumn:
    """The operation with what the caller left unsaid of the column filled in from the catalog."""
    column = catalog.column(operation.table_name, operation.column_name, operation.schema)
    if column is None:
        return operation
    default = operation.existing_server_default
    if default is ops.KEEP and not isinstance(column.server_default, (Computed, Identity)):
        default = getattr(column.server_default, "arg", column.server_default)
    said = operation.existing_autoincrement
    return replace(
        operation,
        existing_type=column.type if operation.existing_type is None else operation.existing_type,
        existing_nullable=(
            column.nullable if operation.existing_nullable is None else operation.existing_nullable
        ),
        existing_server_default=default,
        existing_comment=operation.existing_comment or column.comment,
        existing_autoincrement=(column.generated or None) if said is None else said,
    )


def unsaid(operation: ops.AlterColumn) -> list[str]:
    """What neither the caller nor the catalog says of a column, and what is lost when it is said again."""
    lost = []
    if operation.nullable is None and operation.existing_nullable is None:
        lost.append("NOT NULL")
    if operation.server_default is ops.KEEP and operation.existing_server_default is ops.KEEP:
        lost.append("the default")
    return lost


def _restated(operation: ops.AlterColumn) -> ops.AlterColumn:
    """All that a column is once it has been said again: what was not said of it is lost."""
    default = operation.server_default
    if default is ops.KEEP:
        default = operation.existing_server_default
    comment = operation.existing_comment if operation.comment is ops.KEEP else operation.comment
    return ops.AlterColumn(
        operation.table_name,
        operation.column_name,
        operation.schema,
        nullable=_nullable(operation),
        type_=operation.type_ if operation.type_ is not None else operation.existing_type,
        server_default=None if default is ops.KEEP else default,
        comment=comment or None,
        autoincrement=bool(_counted(operation)),
    )


def _nullable(operation: ops.AlterColumn) -> bool:
    said = (operation.nullable, operation.existing_nullable)
    return next((each for each in said if each is not None), True)


def _counted(operation: ops.AlterColumn) -> bool | None:
    return operation.existing_autoincrement if operation.autoincrement is None else operation.autoincrement


@compiles(RestateColumn, "mysql", "mariadb")
def _restate_column(element: RestateColumn, compiler: Any, **_: Any) -> str:
    operation = element.operation
    name = ddl.column_name(compiler, operation.column_name)
    changes = operation.new_name is not None or _is_timestamp_default(operation)
    verb = f"CHANGE {name} {ddl.column_name(compiler, operation.new_name or operation.column_name)}"
    return (
        f"{ddl.alter_table(compiler, element)} {verb if changes else f'MODIFY {name}'} "
        f"{_column_body(operation, compiler)}"
    )


def _is_timestamp_default(operation: ops.AlterColumn) -> bool:
    type_: Any = operation.type_ if operation.type_ is not None else operation.existing_type
    return type_._type_affinity is DateTime and operation.server_default is not None


def _column_body(operation: ops.AlterColumn, compiler: Any) -> str:
    """All of a column behind its name: what changes as it will be, the rest as it was."""
    type_ = operation.type_ if operation.type_ is not None else operation.existing_type
    default = operation.server_default
    if default is ops.KEEP:
        default = operation.existing_server_default
    comment = operation.existing_comment if operation.comment is ops.KEEP else operation.comment
    parts = [ddl.column_type(compiler, to_instance(type_)), "NULL" if _nullable(operation) else "NOT NULL"]
    if _counted(operation):
        parts.append("AUTO_INCREMENT")
    if default is not ops.KEEP and default is not None:
        parts.append(f"DEFAULT {ddl.server_default(compiler, default)}")
    if comment:
        parts.append(f"COMMENT {ddl.string(compiler, comment)}")
    return " ".join(parts)


@compiles(ddl.RenameTable, "mysql", "mariadb")
def _rename_table(element: ddl.RenameTable, compiler: Any, **_: Any) -> str:
    # Without its schema the new name would mean a table of the session's database.
    new = ddl.table_name(compiler, element.new_table_name, element.schema)
    return f"{ddl.alter_table(compiler, element)} RENAME TO {new}"


@compiles(DropConstraint, "mysql", "mariadb")
def _drop_constraint(element: DropConstraint, compiler: Any, **options: Any) -> str:
    constraint = element.element
    if isinstance(constraint, (ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint)):
        dropped = str(compiler.visit_drop_constraint(element, **options))
        if element.if_exists and not isinstance(constraint, PrimaryKeyConstraint):
            # SQLAlchemy leaves the words out, for MySQL has none; MariaDB has.
            dropped = re.sub(r" DROP (INDEX|FOREIGN KEY) ", r" DROP \1 IF EXISTS ", dropped, count=1)
        return dropped
    table: Any = getattr(constraint, "table", None)
    if not isinstance(constraint, CheckConstraint):
        raise CompileError(
            f"DROP of constraint {constraint.name!r} on table {table.name!r} needs its type here: pass type_="
            "'foreignkey', 'primary', 'unique' or 'check'"
        )
    word = "CONSTRAINT" if compiler.dialect.is_mariadb else "CHECK"
    if element.if_exists:
        word += " IF EXISTS"
    return (
        f"ALTER TABLE {compiler.preparer.format_table(table)} "
        f"DROP {word} {compiler.preparer.format_constraint(constraint)}"
    )
