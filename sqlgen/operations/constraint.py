"""Constraints: created and dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Constraint

from sqlgen.catalog import Catalog, PrimaryKey, implied_indexes, known_constraint
from sqlgen.operations.base import Operation


def _described(name: str, constraint: Constraint) -> dict[str, object]:
    table: Any = getattr(constraint, "table", None)
    return {
        "operation": name,
        "table": None if table is None else table.name,
        "schema": None if table is None else table.schema,
        "constraint": None if constraint.name is None else str(constraint.name),
        "type": constraint.__visit_name__,
    }


def _table(constraint: Constraint) -> tuple[str, str | None]:
    table: Any = constraint.table
    return table.name, table.schema


@dataclass(eq=False)
class CreateConstraint(Operation):
    """A primary key, unique, foreign key, check or exclusion constraint on an existing table."""

    constraint: Constraint

    def apply(self, catalog: Catalog) -> Catalog:
        table = catalog.touched(*_table(self.constraint))
        made = known_constraint(self.constraint, table, catalog.server)
        if isinstance(made, PrimaryKey):
            table = table.with_required(made.columns)
        return catalog.with_table(table.with_constraint(made) if made else table)

    def describe(self) -> dict[str, object]:
        return _described(self.name, self.constraint)


@dataclass(eq=False)
class DropConstraint(Operation):
    """A constraint taken away by name; its class says the type where the caller knew it."""

    constraint: Constraint
    if_exists: bool | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        table = catalog.touched(*_table(self.constraint))
        name = catalog.server.constraint_name(self.constraint, table) if catalog.server else None
        name = name or str(self.constraint.name)
        left = table.without_constraint(name)
        if catalog.server is not None and catalog.server.indexes_foreign_keys:
            # The index stays where the server made it; a unique index is a constraint there.
            kept = next((index for index in implied_indexes(table) if index.implied_by == name), None)
            left = left.with_index(kept) if kept else left.without_index(name)
        return catalog.with_table(left)

    def describe(self) -> dict[str, object]:
        return _described(self.name, self.constraint)
