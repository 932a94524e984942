"""Tables: created, dropped, renamed, commented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from sqlgen.catalog import Catalog, Name, Standing, Table, known_table
from sqlgen.operations.base import Operation


@dataclass(eq=False)
class CreateTable(Operation):
    """A new table with its columns, constraints, indexes and comments.

    `foreign_keys` are those of its keys that are made with it, where others come later; all when None.
    """

    table: sa.Table
    if_not_exists: bool | None = None
    with_indexes: bool = True
    foreign_keys: Sequence[sa.ForeignKeyConstraint] | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        name = Name(self.table.schema, self.table.name)
        if self.if_not_exists and name in catalog.tables:
            return catalog
        if self.if_not_exists and catalog.standing(name.name, name.schema) is Standing.UNKNOWN:
            # It is there now; what it looks like, only who made it knows.
            return catalog.with_table(Table(name, {}, complete=False))
        namespace = catalog.namespace(name.schema, besides=name)
        made = known_table(self.table, catalog.server, self.foreign_keys, namespace)
        return catalog.with_table(made if self.with_indexes else replace(made, indexes=()))

    def describe(self) -> dict[str, object]:
        return {
            "operation": self.name,
            "table": self.table.name,
            "schema": self.table.schema,
            "columns": [column.name for column in self.table.columns],
        }


@dataclass(eq=False)
class DropTable(Operation):
    """A table taken away. `table` holds columns only where the caller gave them."""

    table: sa.Table
    if_exists: bool | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        left = catalog.without_table(Name(self.table.schema, self.table.name))
        # One that is dropped if it exists shows nothing of what was there before the history.
        return replace(left, closed=catalog.closed) if self.if_exists else left

    def describe(self) -> dict[str, object]:
        return {"operation": self.name, "table": self.table.name, "schema": self.table.schema}


@dataclass(eq=False)
class RenameTable(Operation):
    """A table under a new name, in the same schema."""

    table_name: str
    new_table_name: str
    schema: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        return catalog.renamed(
            Name(self.schema, self.table_name), Name(self.schema, self.new_table_name)
        )

    def describe(self) -> dict[str, object]:
        return {
            "operation": self.name,
            "table": self.table_name,
            "schema": self.schema,
            "to": self.new_table_name,
        }


@dataclass(eq=False)
class CreateTableComment(Operation):
    """A comment set on a table; `existing_comment` is what it replaces, for the way back."""

    table: sa.Table
    existing_comment: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        table = catalog.touched(self.table.name, self.table.schema)
        return catalog.with_table(replace(table, comment=self.table.comment))

    def describe(self) -> dict[str, object]:
        return {
            "operation": self.name,
            "table": self.table.name,
            "schema": self.table.schema,
            "comment": self.table.comment,
        }


@dataclass(eq=False)
class DropTableComment(Operation):
    """A table's comment taken away."""

    table: sa.Table
    existing_comment: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        table = catalog.touched(self.table.name, self.table.schema)
        return catalog.with_table(replace(table, comment=None))

    def describe(self) -> dict[str, object]:
        return {"operation": self.name, "table": self.table.name, "schema": self.table.schema}
