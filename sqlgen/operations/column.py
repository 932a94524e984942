"""Columns: added, dropped, altered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from sqlalchemy import Column, PrimaryKeyConstraint, Table
from sqlalchemy.types import TypeEngine, to_instance

from sqlgen.catalog import Catalog, constraints_of, known_column, with_constraints, with_indexes
from sqlgen.catalog import Table as KnownTable
from sqlgen.operations.base import Operation

KEEP: Final = False
"""In place of a server default or a comment: leave it as it is (None means: take it away)."""

ServerDefault = Any
"""A default as `sqlalchemy.Column` takes it: a string, an expression, `Computed`, `Identity`; or KEEP."""


@dataclass(eq=False)
class AddColumn(Operation):
    """A new column of an existing table, with the constraints and indexes that came with it.

    `table` is a placeholder that holds the one column and what the column brought along.
    """

    table: Table
    column: Column[Any]
    if_not_exists: bool | None = None
    inline_references: bool = False
    inline_primary_key: bool = False

    def apply(self, catalog: Catalog) -> Catalog:
        table = catalog.touched(self.table.name, self.table.schema)
        if self.column.name in table.columns:
            return catalog
        if self.if_not_exists and not table.complete:
            # It is there now; what it looks like, only who made it knows.
            return catalog.with_table(table)
        server, namespace = catalog.server, catalog.namespace(table.name.schema, besides=table.name)
        table = table.with_column(known_column(self.column, server, namespace))
        said = [one for one in constraints_of(self.table) if not isinstance(one, PrimaryKeyConstraint)]
        table = with_constraints(table, said, server, namespace)
        return catalog.with_table(with_indexes(table, self.table.indexes, server, namespace))

    def describe(self) -> dict[str, object]:
        return {
            "operation": self.name,
            "table": self.table.name,
            "schema": self.table.schema,
            "column": self.column.name,
        }


@dataclass(eq=False)
class DropColumn(Operation):
    """A column taken away. `options` are dialect words such as `mssql_drop_default`."""

    table_name: str
    column: Column[Any]
    schema: str | None = None
    if_exists: bool | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def apply(self, catalog: Catalog) -> Catalog:
        table = catalog.touched(self.table_name, self.schema)
        shrinking = catalog.server is not None and catalog.server.indexes_foreign_keys
        return catalog.with_table(table.without_column(self.column.name, shrinking=shrinking))

    def describe(self) -> dict[str, object]:
        return {
            "operation": self.name,
            "table": self.table_name,
            "schema": self.schema,
            "column": self.column.name,
        }


@dataclass(eq=False)
class AlterColumn(Operation):
    """A column changed in one or more ways.

    Every `existing_*` says what was there before: some databases restate the whole column, and the way
    back needs it. `nullable`, `type_`, `new_name` and `autoincrement` are left alone when None; the
    server default and the comment when KEEP.
    """

    table_name: str
    column_name: str
    schema: str | None = None
    nullable: bool | None = None
    type_: TypeEngine[Any] | None = None
    server_default: ServerDefault = KEEP
    new_name: str | None = None
    comment: str | Literal[False] | None = KEEP
    autoincrement: bool | None = None
    existing_type: TypeEngine[Any] | None = None
    existing_nullable: bool | None = None
    existing_server_default: ServerDefault = KEEP
    existing_comment: str | None = None
    existing_autoincrement: bool | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def apply(self, catalog: Catalog) -> Catalog:
        table = catalog.touched(self.table_name, self.schema)
        column = table.columns.get(self.column_name)
        if column is None:
            return catalog.with_table(table)
        if self.nullable is not None:
            required = _is_required(self.column_name, table, catalog)
            column = replace(column, nullable=self.nullable and not required)
        if self.type_ is not None:
            column = replace(column, type=to_instance(self.type_))
        if self.server_default is not KEEP:
            column = replace(column, server_default=self.server_default)
        if self.comment is not KEEP:
            column = replace(column, comment=self.comment or None)
        if self.autoincrement is not None:
            column = replace(column, generated=self.autoincrement)
        if self.new_name is None:
            return catalog.with_table(table.with_changed(self.column_name, column))
        old, column = column.name, replace(column, name=self.new_name)
        changed = catalog.with_table(table.with_changed(old, column))
        return changed.with_column_renamed(table.name, old, self.new_name)

    def describe(self) -> dict[str, object]:
        changes: dict[str, object] = {}
        if self.nullable is not None:
            changes["nullable"] = self.nullable
        if self.type_ is not None:
            changes["type"] = repr(self.type_)
        if self.server_default is not KEEP:
            changes["server_default"] = None if self.server_default is None else str(self.server_default)
        if self.new_name is not None:
            changes["name"] = self.new_name
        if self.comment is not KEEP:
            changes["comment"] = self.comment
        return {
            "operation": self.name,
            "table": self.table_name,
            "schema": self.schema,
            "column": self.column_name,
            "changes": changes,
        }


def _is_required(column: str, table: KnownTable, catalog: Catalog) -> bool:
    """Whether a column cannot be NULL, whatever is said, as it is of the primary key."""
    of_key = table.primary_key is not None and column in table.primary_key.columns
    return of_key and catalog.server is not None and catalog.server.requires_keys
