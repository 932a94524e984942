"""Operations lowered to what a database is told.

`Lowering` is what databases have in common. A dialect with ways of its own has a module beside this
one whose class `Dialect` derives from it and overrides the operations concerned.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.engine import Dialect as SQLAlchemyDialect
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import (
    AddConstraint,
    CreateIndex,
    CreateTable,
    DropIndex,
    DropTable,
    DropTableComment,
    PrimaryKeyConstraint,
    SetColumnComment,
    SetTableComment,
)
from sqlalchemy.schema import DropConstraint as DropConstraintDDL
from sqlalchemy.sql.schema import Constraint, ForeignKeyConstraint, Index

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Exclusion, PrimaryKey, Unique
from sqlgen.dialects import ddl
from sqlgen.dialects.altering import default_element, existing
from sqlgen.dialects.constructs import operation_of
from sqlgen.dialects.existence import Ways, refuse, satisfied
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.notes import Notes
from sqlgen.dialects.order import indexes_of, ordered
from sqlgen.dialects.target import Target
from sqlgen.errors import RevisionError
from sqlgen.operations.building import UNNAMED, build_table

Told = Any
"""What a database is told: a SQLAlchemy executable, or text."""


class Lowering:
    """One target, and how operations are said to it.

    `options` are the keywords of `context.configure()`; `remark` tells a person what the SQL does not show.
    What a method yields is told to the database in that order.
    """

    index_names_are_of_tables = False
    names_shared_with_indexes: tuple[type, ...] = (PrimaryKey, Unique, Exclusion)
    """Whether indexes of two tables may have one name, so that DROP INDEX has to name the table."""

    def __init__(
        self, target: Target, dialect: SQLAlchemyDialect, options: Mapping[str, Any] | None = None
    ) -> None:
        self.target = target
        self.dialect = dialect
        self.options = dict(options or {})
        self.remark: Callable[[str], None] = lambda _: None

    @property
    def facts(self) -> Facts:
        return self.target.facts

    def lower(self, operation: ops.Operation, catalog: Catalog) -> Iterator[Told]:
        """What the database is told so that `operation` happens to the schema in `catalog`."""
        method = getattr(self, operation.name, None)
        if not isinstance(operation, BUILT_IN) or method is None:
            raise RevisionError(
                f"no implementation is registered for the operation {type(operation).__name__}",
                hint="register one with Operations.implementation_for()",
            )
        decided = self._decided(operation, catalog)
        told: Iterator[Told] = method(decided, catalog) if decided is not None else iter(())
        return told

    def refuse(self, operation: ops.Operation, catalog: Catalog) -> None:
        """Raise RevisionError where the server would refuse the operation on what the catalog knows."""
        refuse(operation, catalog, self.facts, self._ways())

    def _ways(self) -> Ways:
        # The type is looked at, for what stands in for a missing module refuses to be looked at.
        known = issubclass(type(self.options.get("target_metadata")), MetaData)
        return Ways(self.index_names_are_of_tables, known, self.names_shared_with_indexes)

    def _decided(self, operation: ops.Operation, catalog: Catalog) -> ops.Operation | None:
        """The operation without IF [NOT] EXISTS where the server has none and the catalog knows.

        None where there is nothing to do. Refuses what remains: SQLAlchemy writes the words where the server
        has none, or leaves them out silently.
        """
        if_exists, if_not_exists = (getattr(operation, name, None) for name in ("if_exists", "if_not_exists"))
        known = self.facts.conditional
        if known is None or not (if_exists or if_not_exists):
            return operation
        since = known.get(operation.name)
        if since is None or self.target.newest < since:
            found = satisfied(operation, catalog, self._ways())
            if found is not None:
                said = "if_exists" if if_exists else "if_not_exists"
                return replace(operation, **{said: None}) if found else None  # type: ignore[type-var]
            words, keyword = ("IF EXISTS", "if_exists") if if_exists else ("IF NOT EXISTS", "if_not_exists")
            server, what = f"{self.facts.title} {self.target.named}", operation.name.replace("_", " ").upper()
            raise RevisionError(
                f"{server} has no {words} in {what}",
                hint=f"leave out {keyword}" + (", or name a newer version" if since else ""),
            )
        return operation

    # Tables

    def create_table(self, operation: ops.CreateTable, _catalog: Catalog) -> Iterator[Told]:
        table = operation.table
        yield from self._events(table, table.dispatch.before_create)
        yield CreateTable(table, if_not_exists=bool(operation.if_not_exists))
        yield from self._events(table, table.dispatch.after_create)
        for index in indexes_of(table):
            yield from self.index(index)
        yield from self._comments(table)

    def _events(self, table: Table, fire: Callable[..., None]) -> list[Told]:
        """What listeners of the table and its types tell the database, such as CREATE TYPE."""
        told: list[Told] = []

        def collect(statement: Any, *_: Any, **__: Any) -> None:
            told.append(statement)

        connection = MockConnection(self.dialect, collect)
        fire(table, connection, checkfirst=False, _ddl_runner=Notes(), _is_metadata_operation=False)
        return told

    def _comments(self, table: Table) -> Iterator[Told]:
        if self.dialect.supports_comments and not self.dialect.inline_comments:
            if table.comment is not None:
                yield SetTableComment(table)
            for column in table.columns:
                if column.comment is not None:
                    yield SetColumnComment(column)

    def drop_table(self, operation: ops.DropTable, _catalog: Catalog) -> Iterator[Told]:
        table = operation.table
        yield from self._events(table, table.dispatch.before_drop)
        yield DropTable(table, if_exists=bool(operation.if_exists))
        yield from self._events(table, table.dispatch.after_drop)

    def rename_table(self, operation: ops.RenameTable, _catalog: Catalog) -> Iterator[Told]:
        yield ddl.RenameTable(operation.table_name, operation.new_table_name, operation.schema)

    def create_table_comment(self, operation: ops.CreateTableComment, _catalog: Catalog) -> Iterator[Told]:
        yield SetTableComment(operation.table)

    def drop_table_comment(self, operation: ops.DropTableComment, _catalog: Catalog) -> Iterator[Told]:
        yield DropTableComment(operation.table)

    # Columns

    def add_column(self, operation: ops.AddColumn, catalog: Catalog) -> Iterator[Told]:
        table, column = operation.table, operation.column
        yield from self.new_column_types(operation, catalog)
        yield ddl.AddColumn(
            table.name,
            column,
            table.schema,
            operation.if_not_exists,
            operation.inline_references,
            operation.inline_primary_key,
        )
        for constraint in ordered(table.constraints):
            if isinstance(constraint, PrimaryKeyConstraint) or self._inlined(operation, constraint):
                continue
            yield from self.implied_constraint(constraint)
        for index in indexes_of(table):
            yield from self.index(index)
        if column.comment is not None and self.dialect.supports_comments and not self.dialect.inline_comments:
            yield SetColumnComment(column)

    @staticmethod
    def _inlined(operation: ops.AddColumn, constraint: Constraint) -> bool:
        return (
            operation.inline_references
            and isinstance(constraint, ForeignKeyConstraint)
            and len(operation.column.foreign_keys) == 1
            and len(constraint.elements) == 1
        )

    def new_column_types(self, _operation: ops.AddColumn, _catalog: Catalog) -> Iterator[Told]:
        """Types that have to exist before the column can."""
        return iter(())

    def drop_column(self, operation: ops.DropColumn, _catalog: Catalog) -> Iterator[Told]:
        yield ddl.DropColumn(
            operation.table_name, operation.column, operation.schema, bool(operation.if_exists)
        )

    def alter_column(self, operation: ops.AlterColumn, catalog: Catalog) -> Iterator[Told]:
        """The column's changes, between the type's own CHECK dropped and the new type's added."""
        if operation.existing_type is not None and operation.type_ is not None:
            for constraint in self._type_checks(operation, operation.existing_type):
                yield from self.drop_implied_constraint(constraint)
        yield from self.changed_column(operation, catalog)
        if operation.type_ is not None:
            for constraint in self._type_checks(operation, operation.type_):
                yield from self.implied_constraint(constraint)

    def convention(self, batch: ops.BatchAlterTable | None = None) -> Mapping[str, Any] | None:
        """How what has no name is named: as the batch says, or else the project."""
        own = batch.naming_convention if batch else None
        metadata = self.options.get("target_metadata")
        found: Mapping[str, Any] | None = getattr(metadata, "naming_convention", None)
        return own or found

    def _type_checks(self, operation: ops.AlterColumn, type_: Any) -> list[Constraint]:
        table = build_table(
            operation.table_name,
            Column(operation.column_name, type_),
            schema=operation.schema,
            convention=self.convention(),
        )
        return [
            constraint
            for constraint in ordered(table.constraints)
            if not isinstance(constraint, PrimaryKeyConstraint) and self.due(constraint)
        ]

    def changed_column(self, operation: ops.AlterColumn, _catalog: Catalog) -> Iterator[Told]:
        """The column's changes one by one, the new name last."""
        self.refuse_autoincrement(operation)
        yield from self.changed_nullable(operation)
        yield from self.changed_default(operation)
        yield from self.changed_type(operation)
        yield from self.changed_comment(operation)
        yield from self.changed_name(operation)

    def refuse_autoincrement(self, operation: ops.AlterColumn) -> None:
        if operation.autoincrement is not None:
            raise RevisionError(
                f"{self.facts.title} cannot change autoincrement of column "
                f"{operation.table_name}.{operation.column_name}",
                hint="the keyword is for MySQL and MariaDB; use Identity() elsewhere",
            )

    def changed_nullable(self, operation: ops.AlterColumn) -> Iterator[Told]:
        if operation.nullable is not None:
            yield ddl.ColumnNullable(
                operation.table_name, operation.column_name, operation.nullable, **existing(operation)
            )

    def changed_default(self, operation: ops.AlterColumn) -> Iterator[Told]:
        if operation.server_default is not ops.KEEP:
            yield default_element(operation)(
                operation.table_name, operation.column_name, operation.server_default, **existing(operation)
            )

    def changed_type(self, operation: ops.AlterColumn) -> Iterator[Told]:
        if operation.type_ is not None:
            yield ddl.ColumnType(
                operation.table_name,
                operation.column_name,
                operation.type_,
                using=operation.options.get("postgresql_using") if self.facts.name == "postgresql" else None,
                **existing(operation),
            )

    def changed_comment(self, operation: ops.AlterColumn) -> Iterator[Told]:
        if operation.comment is not ops.KEEP:
            yield ddl.ColumnComment(
                operation.table_name,
                operation.column_name,
                operation.comment or None,
                **existing(operation),
            )

    def changed_name(self, operation: ops.AlterColumn) -> Iterator[Told]:
        if operation.new_name is not None:
            yield ddl.ColumnName(
                operation.table_name, operation.column_name, operation.new_name, **existing(operation)
            )

    # Indexes and constraints

    def create_index(self, operation: ops.CreateIndex, _catalog: Catalog) -> Iterator[Told]:
        yield from self.index(operation.index, if_not_exists=bool(operation.if_not_exists))

    def index(self, index: Index, *, if_not_exists: bool = False) -> Iterator[Told]:
        yield CreateIndex(index, if_not_exists=if_not_exists)

    def drop_index(self, operation: ops.DropIndex, _catalog: Catalog) -> Iterator[Told]:
        table = operation.index.table
        if self.index_names_are_of_tables and table is not None and table.info.get(UNNAMED):
            raise RevisionError(
                f"{self.facts.title} drops an index from a table, and nothing says from which: "
                f"{operation.index.name}",
                hint="pass table_name",
            )
        yield DropIndex(operation.index, if_exists=bool(operation.if_exists))

    def create_constraint(self, operation: ops.CreateConstraint, _catalog: Catalog) -> Iterator[Told]:
        yield from self.constraint(operation.constraint)

    def constraint(self, constraint: Constraint) -> Iterator[Told]:
        yield AddConstraint(constraint)

    def implied_constraint(self, constraint: Constraint) -> Iterator[Told]:
        """A constraint that came with a column, where the dialect makes it at all."""
        if self.due(constraint):
            yield from self.constraint(constraint)

    def drop_implied_constraint(self, constraint: Constraint) -> Iterator[Told]:
        """A constraint that goes with a column's type."""
        yield DropConstraintDDL(constraint)

    def due(self, constraint: Constraint) -> bool:
        """Whether the dialect makes the constraint: Boolean and Enum have a CHECK on some alone."""
        rule = getattr(constraint, "_create_rule", None)
        compiler: Any = self.dialect.ddl_compiler
        return rule is None or bool(rule(compiler(self.dialect, None)))

    def drop_constraint(self, operation: ops.DropConstraint, _catalog: Catalog) -> Iterator[Told]:
        options = {} if operation.if_exists is None else {"if_exists": operation.if_exists}
        yield DropConstraintDDL(operation.constraint, **options)

    # Several changes, rows and text

    def batch_alter_table(self, operation: ops.BatchAlterTable, catalog: Catalog) -> Iterator[Told]:
        if operation.placements:
            raise RevisionError(
                f"ALTER TABLE puts no column of {operation.table_name!r} before or after another",
                hint="leave out insert_before and insert_after; SQLite takes them with copy_from",
            )
        if operation.recreate == "always":
            self.remark(f"recreate='always': table {operation.table_name!r} is altered where it stands")
        for change in operation.operations:
            yield from self.lower(change, catalog)
            # MySQL's next change of a column says this one again.
            catalog = change.apply(catalog)

    def bulk_insert(self, operation: ops.BulkInsert, _catalog: Catalog) -> Iterator[Told]:
        for row in operation.rows:
            yield operation.table.insert().inline().values(dict(row))

    def execute_sql(self, operation: ops.ExecuteSQL, _catalog: Catalog) -> Iterator[Told]:
        yield operation.statement

    # What the database need not be told

    def redundant(self, told: Told, catalog: Catalog) -> bool:  # noqa: ARG002
        """Whether the catalog knows that `told` has happened already."""
        return False

    def meaning(self, told: Told) -> ops.Operation | None:
        """The operation that a construct which a revision hands to the database stands for, if one does."""
        return operation_of(told)

    def effect(self, told: Told) -> ops.Operation | None:  # noqa: ARG002
        """What `told` does beyond the operation that it came from, such as making a type."""
        return None


BUILT_IN = (
    ops.AddColumn,
    ops.AlterColumn,
    ops.BatchAlterTable,
    ops.BulkInsert,
    ops.CreateConstraint,
    ops.CreateIndex,
    ops.CreateTable,
    ops.CreateTableComment,
    ops.DropColumn,
    ops.DropConstraint,
    ops.DropIndex,
    ops.DropTable,
    ops.DropTableComment,
    ops.ExecuteSQL,
    ops.RenameTable,
)


def lowering_for(
    target: Target, dialect: SQLAlchemyDialect, options: Mapping[str, Any] | None = None
) -> Lowering:
    """The lowering of a target: the module's that the facts name, or the common one."""
    name = target.facts.lowering
    if name is None:
        return Lowering(target, dialect, options)
    try:
        module = importlib.import_module(f"sqlgen.dialects.{name}")
    except ModuleNotFoundError:
        return Lowering(target, dialect, options)
    lowering: Lowering = module.Dialect(target, dialect, options)
    return lowering
