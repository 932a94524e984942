"""The directives of a batch: several changes to one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Column
from sqlalchemy.sql.elements import conv
from sqlalchemy.sql.expression import Executable, TableClause

from sqlgen.operations.building import ColumnSpec
from sqlgen.replay.registry import Registry


class BatchOperations(Registry):
    """The directives on one table, inside of `op.batch_alter_table()`.

    `outer` carries out at once what does not belong to the table; `inner` gathers what does.
    """

    def __init__(self, outer: Any, inner: Any, table_name: str, schema: str | None) -> None:
        self.table_name = table_name
        self.schema = schema
        self.placements: list[tuple[str, Literal["before", "after"], str]] = []
        self._outer = outer
        self._inner = inner

    @property
    def migration_context(self) -> Any:
        return self._outer.migration_context

    @property
    def impl(self) -> BatchOperations:
        """What a registered directive asks for the batch's table and schema."""
        return self

    def invoke(self, operation: Any) -> Any:
        return self._inner.invoke(operation)

    def get_bind(self) -> Any:
        return self._outer.get_bind()

    def get_context(self) -> Any:
        return self._outer.get_context()

    def f(self, name: str) -> conv:
        return conv(name)

    def inline_literal(self, value: Any, type_: Any = None) -> Any:
        return self._outer.inline_literal(value, type_)

    def execute(
        self, sqltext: Executable | str, *, execution_options: Mapping[str, Any] | None = None
    ) -> None:
        """Carried out at once, before what the batch gathers."""
        self._outer.execute(sqltext, execution_options=execution_options)

    def bulk_insert(
        self, table: TableClause, rows: list[dict[str, Any]], *, multiinsert: bool = True
    ) -> None:
        """Carried out at once, before what the batch gathers."""
        self._outer.bulk_insert(table, rows, multiinsert=multiinsert)

    def _place(self, name: str, before: str | None, after: str | None) -> None:
        if after:
            self.placements.append((name, "after", after))
        elif before:
            self.placements.append((name, "before", before))

    def add_column(
        self,
        column: Column[Any],
        *,
        insert_before: str | None = None,
        insert_after: str | None = None,
        **kw: Any,
    ) -> None:
        self._place(column.name, insert_before, insert_after)
        self._inner.add_column(self.table_name, column, schema=self.schema, **kw)

    def alter_column(
        self,
        column_name: str,
        *,
        insert_before: str | None = None,
        insert_after: str | None = None,
        **kw: Any,
    ) -> None:
        self._place(column_name, insert_before, insert_after)
        self._inner.alter_column(self.table_name, column_name, schema=self.schema, **kw)

    def drop_column(self, column_name: str, **kw: Any) -> None:
        self._inner.drop_column(self.table_name, column_name, schema=self.schema, **kw)

    def create_index(self, index_name: str | None, columns: Sequence[ColumnSpec], **kw: Any) -> None:
        self._inner.create_index(index_name, self.table_name, columns, schema=self.schema, **kw)

    def drop_index(self, index_name: str, **kw: Any) -> None:
        self._inner.drop_index(index_name, self.table_name, schema=self.schema, **kw)

    def create_primary_key(self, constraint_name: str | None, columns: Sequence[str], **kw: Any) -> None:
        self._inner.create_primary_key(constraint_name, self.table_name, columns, schema=self.schema, **kw)

    def create_unique_constraint(self, constraint_name: str, columns: Sequence[str], **kw: Any) -> None:
        self._inner.create_unique_constraint(
            constraint_name, self.table_name, columns, schema=self.schema, **kw
        )

    def create_check_constraint(self, constraint_name: str, condition: Any, **kw: Any) -> None:
        self._inner.create_check_constraint(
            constraint_name, self.table_name, condition, schema=self.schema, **kw
        )

    def create_foreign_key(
        self,
        constraint_name: str | None,
        referent_table: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        **kw: Any,
    ) -> None:
        self._inner.create_foreign_key(
            constraint_name,
            self.table_name,
            referent_table,
            local_cols,
            remote_cols,
            source_schema=self.schema,
            **kw,
        )

    def create_exclude_constraint(self, constraint_name: str, *elements: Any, **kw: Any) -> None:
        self._inner.create_exclude_constraint(
            constraint_name, self.table_name, *elements, schema=self.schema, **kw
        )

    def drop_constraint(self, constraint_name: str, type_: str | None = None, **kw: Any) -> None:
        self._inner.drop_constraint(constraint_name, self.table_name, type_, schema=self.schema, **kw)

    def create_table_comment(self, comment: str | None, *, existing_comment: str | None = None) -> None:
        self._inner.create_table_comment(
            self.table_name, comment, existing_comment=existing_comment, schema=self.schema
        )

    def drop_table_comment(self, *, existing_comment: str | None = None) -> None:
        self._inner.drop_table_comment(
            self.table_name, existing_comment=existing_comment, schema=self.schema
        )
