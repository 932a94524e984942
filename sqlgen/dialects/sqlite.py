"""Operations on SQLite."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Computed, MetaData
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import DefaultClause
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.schema import Constraint

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, sqlalchemy_table
from sqlgen.dialects import ddl
from sqlgen.dialects.existence import refuse
from sqlgen.dialects.lowering import Lowering, Told
from sqlgen.dialects.rebuild import Rebuild
from sqlgen.errors import RevisionError, UnknownSchema

NO_ALTER = "SQLite has no ALTER for constraints"
USE_BATCH = "make the change inside of op.batch_alter_table(), which rebuilds the table"


class Dialect(Lowering):
    """SQLite: what ALTER TABLE cannot do is done by rebuilding the table."""

    names_shared_with_indexes = ()

    def refuse(self, operation: ops.Operation, catalog: Catalog) -> None:
        rebuilt = isinstance(operation, ops.BatchAlterTable) and is_rebuilt(operation)
        refuse(operation, catalog, self.facts, replace(self._ways(), rebuilt=rebuilt))

    def batch_alter_table(self, operation: ops.BatchAlterTable, catalog: Catalog) -> Iterator[Told]:
        if not is_rebuilt(operation):
            yield from super().batch_alter_table(operation, catalog)
            return
        table = operation.copy_from
        if table is None:
            known = catalog.table(operation.table_name, operation.schema)
            if known is not None and known.complete:
                convention = operation.naming_convention
                names = MetaData(naming_convention=dict(convention)) if convention else MetaData()
                table = sqlalchemy_table(known, names)
        if table is None:
            raise UnknownSchema(
                f"SQLite changes table {operation.table_name!r} by rebuilding it, and nothing says "
                "how the table stands",
                hint="pass the table as batch_alter_table(copy_from=Table(...))",
            )
        yield from Rebuild(table, operation, self).told()

    def constraint(self, constraint: Constraint) -> Iterator[Told]:
        raise RevisionError(f"{NO_ALTER}: {_shown(constraint)} cannot be added", hint=USE_BATCH)

    def implied_constraint(self, constraint: Constraint) -> Iterator[Told]:
        if getattr(constraint, "_create_rule", None) is None:
            yield from self.constraint(constraint)

    def drop_implied_constraint(self, _constraint: Constraint) -> Iterator[Told]:
        return iter(())

    def drop_constraint(self, operation: ops.DropConstraint, _catalog: Catalog) -> Iterator[Told]:
        raise RevisionError(f"{NO_ALTER}: {_shown(operation.constraint)} cannot be dropped", hint=USE_BATCH)

    def create_table_comment(self, operation: ops.CreateTableComment, _catalog: Catalog) -> Iterator[Told]:
        raise self._commentless(operation.table.name)

    def drop_table_comment(self, operation: ops.DropTableComment, _catalog: Catalog) -> Iterator[Told]:
        raise self._commentless(operation.table.name)

    def changed_comment(self, operation: ops.AlterColumn) -> Iterator[Told]:
        if operation.comment is not ops.KEEP:
            raise self._commentless(f"{operation.table_name}.{operation.column_name}")
        return iter(())

    @staticmethod
    def _commentless(what: str) -> RevisionError:
        return RevisionError(
            f"SQLite keeps no comments, so {what} cannot get or lose one",
            hint="leave it out where op.get_context().dialect.name is 'sqlite'",
        )

    def changed_nullable(self, operation: ops.AlterColumn) -> Iterator[Told]:
        if operation.nullable is not None:
            raise self._unalterable(operation, "NOT NULL")
        return iter(())

    def changed_default(self, operation: ops.AlterColumn) -> Iterator[Told]:
        if operation.server_default is not ops.KEEP:
            raise self._unalterable(operation, "the default")
        return iter(())

    def changed_type(self, operation: ops.AlterColumn) -> Iterator[Told]:
        if operation.type_ is not None:
            raise self._unalterable(operation, "the type")
        return iter(())

    @staticmethod
    def _unalterable(operation: ops.AlterColumn, what: str) -> RevisionError:
        column = f"{operation.table_name}.{operation.column_name}"
        return RevisionError(f"SQLite has no ALTER for {what} of column {column}", hint=USE_BATCH)


def is_rebuilt(batch: ops.BatchAlterTable) -> bool:
    """Whether a batch is carried out by making the table anew."""
    return batch.recreate == "always" or (batch.recreate == "auto" and _rebuilds(batch))


def _rebuilds(batch: ops.BatchAlterTable) -> bool:
    """Whether a change is among them that ALTER TABLE has no words for."""
    if batch.placements:
        return True
    for change in batch.operations:
        if isinstance(change, ops.AddColumn):
            default = change.column.server_default
            if isinstance(default, DefaultClause) and isinstance(default.arg, ClauseElement):
                return True
            if isinstance(change.column.computed, Computed) and change.column.computed.persisted:
                return True
            if any(True for constraint in change.table.constraints if _explicit(constraint)):
                return True
        elif not isinstance(change, (ops.CreateIndex, ops.DropIndex)):
            return True
    return False


def _explicit(constraint: Constraint) -> bool:
    """Whether an author wrote the constraint; a primary key is always there, and often empty."""
    return (
        getattr(constraint, "_create_rule", None) is None
        and constraint.__visit_name__ != "primary_key_constraint"
    )


def parenthesized(default: str) -> str:
    """A default as SQLite's DDL takes it: an expression stands in parentheses."""
    return default if re.fullmatch(r"[0-9.]|'.+'|\(.+\)", default) or not default else f"({default})"


def _shown(constraint: Constraint) -> str:
    table: Any = getattr(constraint, "table", None)
    named = f"constraint {constraint.name!s}" if constraint.name else "a constraint"
    return f"{named} of table {table.name!r}" if table is not None else named


@compiles(ddl.ColumnName, "sqlite")
def _name(element: ddl.ColumnName, compiler: Any, **_: Any) -> str:
    old, new = (ddl.column_name(compiler, name) for name in (element.column_name, element.newname))
    return f"{ddl.alter_table(compiler, element)} RENAME COLUMN {old} TO {new}"
