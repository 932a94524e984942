"""Constraints: created and dropped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Constraint, ForeignKeyConstraint

from sqlgen.catalog import Catalog, with_constraints
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
        namespace = catalog.namespace(table.name.schema, besides=table.name)
        made = with_constraints(table, [self.constraint], catalog.server, namespace)
        if made.primary_key is not None and made.primary_key is not table.primary_key:
            made = made.with_required(made.primary_key.columns)
        return catalog.with_table(made)

    def describe(self) -> dict[str, object]:
        return _described(self.name, self.constraint)


@dataclass(eq=False)
class DropConstraint(Operation):
    """A constraint taken away by name; its class says the type where the caller knew it.

    A foreign key without a name is the one of its table whose name nobody knows.
    """

    constraint: Constraint
    if_exists: bool | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        table = catalog.touched(*_table(self.constraint))
        if self.constraint.name is None and isinstance(self.constraint, ForeignKeyConstraint):
            key = table.nameless_key
            left = tuple(one for one in table.constraints if one is not key)
            return catalog.with_table(replace(table, constraints=left))
        name = catalog.server.constraint_name(self.constraint, table) if catalog.server else None
        name = name or str(self.constraint.name)
        kept = table.without_constraint(name)
        if catalog.server is not None and catalog.server.indexes_foreign_keys:
            # The index that was made for a foreign key stays; a unique index is a constraint there.
            made = any(index.generated and table.spelling.same(index.name, name) for index in table.indexes)
            kept = kept if made else kept.without_index(name)
        return catalog.with_table(kept)

    def describe(self) -> dict[str, object]:
        return _described(self.name, self.constraint)
