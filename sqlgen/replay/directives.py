"""What a revision can ask for: the directives behind `op`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from sqlalchemy import Column, Table, literal
from sqlalchemy.sql.elements import conv
from sqlalchemy.sql.expression import Executable, TableClause
from sqlalchemy.sql.schema import SchemaItem

from sqlgen import operations as ops
from sqlgen.errors import RevisionError
from sqlgen.operations import building
from sqlgen.operations.building import ColumnSpec, NamingConvention
from sqlgen.replay.batch import BatchOperations
from sqlgen.replay.current import operations_are
from sqlgen.replay.registry import Registry
from sqlgen.replay.words import remark_on_words


class Operations(Registry):
    """The directives, bound to one migration context.

    Every directive makes an operation and has it carried out. Names and keywords are those of Alembic's
    `op`, so that a revision runs as it is.
    """

    def __init__(self, migration_context: Any, naming_convention: NamingConvention = None) -> None:
        self.migration_context = migration_context
        self._convention: NamingConvention = naming_convention or migration_context.naming_convention

    @classmethod
    @contextmanager
    def context(cls, migration_context: Any) -> Iterator[Operations]:
        """Let `op` stand for operations on this migration context while the block runs."""
        with operations_are(cls(migration_context)) as made:
            yield made

    @property
    def impl(self) -> Any:
        return self.migration_context.impl

    def invoke(self, operation: Any) -> Any:
        """Have an operation carried out, by the implementation registered for it or by the dialect."""
        implementation = self.implementation_of(operation)
        if implementation is not None:
            return implementation(self, operation)
        self.migration_context.perform(operation)
        return None

    def get_context(self) -> Any:
        """The migration context."""
        return self.migration_context

    def get_bind(self) -> Any:
        """The connection; offline, one that takes statements and answers none."""
        return self.migration_context.bind

    def run_async(self, function: Callable[..., Any], *_: Any, **__: Any) -> Any:
        """Call an async function with the connection; there is none offline."""
        raise RevisionError(
            f"run_async({getattr(function, '__name__', function)!s}) needs an asynchronous connection, "
            "and a script is rendered without one",
            hint="write the change with op directives",
        )

    def f(self, name: str) -> conv:
        """A name that the naming convention has been applied to already."""
        return conv(name)

    def inline_literal(self, value: Any, type_: Any = None) -> Any:
        """A value that stands in the statement as a literal."""
        return literal(value, type_)

    # Text and rows

    def execute(
        self, sqltext: Executable | str, *, execution_options: Mapping[str, Any] | None = None
    ) -> None:
        self.invoke(ops.ExecuteSQL(sqltext, None, execution_options))

    def bulk_insert(
        self, table: TableClause, rows: Sequence[Mapping[str, Any]], *, multiinsert: bool = True
    ) -> None:
        if not isinstance(rows, list):
            raise RevisionError(f"bulk_insert() takes a list of rows, not a {type(rows).__name__}")
        for row in rows:
            if not isinstance(row, Mapping):
                raise RevisionError(
                    f"a row of bulk_insert() is a mapping of column to value, not a {type(row).__name__}"
                )
        self.invoke(ops.BulkInsert(table, rows, multiinsert))

    # Tables

    def create_table(
        self, table_name: str, *columns: SchemaItem, if_not_exists: bool | None = None, **kw: Any
    ) -> Table:
        table = building.build_table(table_name, *columns, convention=self._convention, **kw)
        self.invoke(ops.CreateTable(table, if_not_exists))
        return table

    def drop_table(
        self, table_name: str, *, schema: str | None = None, if_exists: bool | None = None, **kw: Any
    ) -> None:
        table = building.build_table(table_name, schema=schema, convention=self._convention, **kw)
        self.invoke(ops.DropTable(table, if_exists))

    def rename_table(self, old_table_name: str, new_table_name: str, *, schema: str | None = None) -> None:
        self.invoke(ops.RenameTable(old_table_name, new_table_name, schema))

    def create_table_comment(
        self,
        table_name: str,
        comment: str | None,
        *,
        existing_comment: str | None = None,
        schema: str | None = None,
    ) -> None:
        table = building.build_table(table_name, schema=schema, comment=comment)
        self.invoke(ops.CreateTableComment(table, existing_comment))

    def drop_table_comment(
        self, table_name: str, *, existing_comment: str | None = None, schema: str | None = None
    ) -> None:
        self.invoke(ops.DropTableComment(building.build_table(table_name, schema=schema), existing_comment))

    # Columns

    def add_column(
        self,
        table_name: str,
        column: Column[Any],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        if building.belongs(column):
            column = building.copied(column)
        table = building.build_table(table_name, column, schema=schema, convention=self._convention)
        self.invoke(
            ops.AddColumn(table, column, if_not_exists, bool(inline_references), bool(inline_primary_key))
        )

    def drop_column(
        self,
        table_name: str,
        column_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        remark_on_words(self.migration_context, "drop_column", kw)
        column: Column[Any] = Column(column_name)
        building.build_table(table_name, column, schema=schema)
        self.invoke(ops.DropColumn(table_name, column, schema, if_exists, kw))

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        comment: str | Literal[False] | None = ops.KEEP,
        server_default: Any = ops.KEEP,
        new_column_name: str | None = None,
        type_: Any = None,
        existing_type: Any = None,
        existing_server_default: Any = ops.KEEP,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        schema: str | None = None,
        autoincrement: bool | None = None,
        existing_autoincrement: bool | None = None,
        **kw: Any,
    ) -> None:
        remark_on_words(self.migration_context, "alter_column", kw)
        self.invoke(
            ops.AlterColumn(
                table_name,
                column_name,
                schema,
                nullable,
                type_,
                server_default,
                new_column_name,
                comment,
                autoincrement,
                existing_type,
                existing_nullable,
                existing_server_default,
                existing_comment,
                existing_autoincrement,
                kw,
            )
        )

    # Indexes

    def create_index(
        self,
        index_name: str | None,
        table_name: str,
        columns: Sequence[ColumnSpec],
        *,
        schema: str | None = None,
        unique: bool = False,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        index = building.build_index(
            index_name, table_name, columns, schema=schema, unique=unique, convention=self._convention, **kw
        )
        self.invoke(ops.CreateIndex(index, if_not_exists))

    def drop_index(
        self,
        index_name: str,
        table_name: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        # SQLAlchemy drops an index that has columns; which ones does not matter.
        index = building.build_index(
            index_name, table_name, ["x"], schema=schema, convention=self._convention, **kw
        )
        self.invoke(ops.DropIndex(index, if_exists))

    # Constraints

    def create_primary_key(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        self._constrain(
            building.build_primary_key(
                constraint_name, table_name, columns, schema=schema, convention=self._convention, **kw
            )
        )

    def create_unique_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        self._constrain(
            building.build_unique(
                constraint_name, table_name, columns, schema=schema, convention=self._convention, **kw
            )
        )

    def create_check_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        condition: Any,
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        self._constrain(
            building.build_check(
                constraint_name, table_name, condition, schema=schema, convention=self._convention, **kw
            )
        )

    def create_foreign_key(
        self,
        constraint_name: str | None,
        source_table: str,
        referent_table: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        *,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        match: str | None = None,
        source_schema: str | None = None,
        referent_schema: str | None = None,
        **dialect_kw: Any,
    ) -> None:
        self._constrain(
            building.build_foreign_key(
                constraint_name,
                (source_schema, source_table),
                (referent_schema, referent_table),
                local_cols,
                remote_cols,
                convention=self._convention,
                onupdate=onupdate,
                ondelete=ondelete,
                deferrable=deferrable,
                initially=initially,
                match=match,
                **dialect_kw,
            )
        )

    def create_exclude_constraint(
        self, constraint_name: str, table_name: str, *elements: Any, schema: str | None = None, **kw: Any
    ) -> None:
        self._constrain(
            building.build_exclude(
                constraint_name, table_name, elements, schema=schema, convention=self._convention, **kw
            )
        )

    def _constrain(self, constraint: Any) -> None:
        self.invoke(ops.CreateConstraint(constraint))

    def drop_constraint(
        self,
        constraint_name: str,
        table_name: str,
        type_: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
    ) -> None:
        constraint = building.build_named_constraint(
            constraint_name, table_name, type_, schema=schema, convention=self._convention
        )
        self.invoke(ops.DropConstraint(constraint, if_exists))

    # Batches

    @contextmanager
    def batch_alter_table(
        self,
        table_name: str,
        schema: str | None = None,
        recreate: Literal["auto", "always", "never"] = "auto",
        partial_reordering: Sequence[Sequence[str]] | None = None,
        copy_from: Table | None = None,
        table_args: Sequence[Any] = (),
        table_kwargs: Mapping[str, Any] | None = None,
        reflect_args: Sequence[Any] = (),
        reflect_kwargs: Mapping[str, Any] | None = None,
        naming_convention: Mapping[str, str] | None = None,
    ) -> Iterator[BatchOperations]:
        """Directives for one table, carried out together at the end of the block."""
        if recreate not in ("auto", "always", "never"):
            raise RevisionError(f"recreate is 'auto', 'always' or 'never', not {recreate!r}")
        collecting = _Collecting(self, naming_convention)
        batch = BatchOperations(self, collecting, table_name, schema)
        yield batch
        self.invoke(
            ops.BatchAlterTable(
                table_name,
                schema,
                recreate,
                copy_from,
                table_args,
                dict(table_kwargs or {}),
                reflect_args,
                dict(reflect_kwargs or {}),
                naming_convention,
                partial_reordering or (),
                collecting.collected,
                batch.placements,
            )
        )


class _Collecting(Operations):
    """Operations that are gathered instead of carried out."""

    def __init__(self, outer: Operations, convention: NamingConvention) -> None:
        super().__init__(outer.migration_context, convention)
        self._outer = outer
        self.collected: list[ops.Operation] = []

    def invoke(self, operation: Any) -> Any:
        implementation = self.implementation_of(operation)
        if implementation is not None:
            return implementation(self, operation)
        if isinstance(operation, (ops.ExecuteSQL, ops.BulkInsert)):
            # Rows and text are no change to the table: they come at once.
            return self._outer.invoke(operation)
        self.collected.append(operation)
        return None
