"""Indexes: created and dropped."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Index

from sqlgen.catalog import Catalog, with_indexes
from sqlgen.catalog import Table as KnownTable
from sqlgen.operations.base import Operation
from sqlgen.operations.building import UNNAMED


def _described(name: str, index: Index) -> dict[str, object]:
    return {
        "operation": name,
        "index": None if index.name is None else str(index.name),
        "table": index.table.name if index.table is not None else None,
        "schema": index.table.schema if index.table is not None else None,
    }


@dataclass(eq=False)
class CreateIndex(Operation):
    """An index on an existing table."""

    index: Index
    if_not_exists: bool | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        if self.index.table is None:
            return catalog
        table = catalog.touched(self.index.table.name, self.index.table.schema)
        if self.if_not_exists and self.index.name and table.has_part(str(self.index.name)):
            return catalog
        namespace = catalog.namespace(table.name.schema, besides=table.name)
        return catalog.with_table(with_indexes(table, [self.index], catalog.server, namespace))

    def describe(self) -> dict[str, object]:
        return _described(self.name, self.index)


@dataclass(eq=False)
class DropIndex(Operation):
    """An index taken away."""

    index: Index
    if_exists: bool | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        table = self._owner(catalog)
        if table is None:
            return self._untouched(catalog)
        name = str(self.index.name)
        left = table.without_index(name)
        if catalog.server is not None and catalog.server.indexes_foreign_keys:
            # There a unique constraint is nothing but its index.
            left = left.without_constraint(name)
        return catalog.with_table(left)

    def _untouched(self, catalog: Catalog) -> Catalog:
        """The catalog where nobody knows of the index: its table, where one was said, is there."""
        said = self.index.table
        if said is None or said.info.get(UNNAMED) or self.if_exists:
            return catalog
        return catalog.with_table(catalog.touched(said.name, said.schema))

    def _owner(self, catalog: Catalog) -> KnownTable | None:
        """The table that has the index; it need not be the one that was said, which may be none."""
        said = self.index.table
        name = str(self.index.name)
        first = catalog.table(said.name, said.schema) if said is not None else None
        if first is not None and first.has_part(name):
            return first
        return next((table for table in catalog.tables.with_part(name) if table.has_part(name)), None)

    def describe(self) -> dict[str, object]:
        return _described(self.name, self.index)
