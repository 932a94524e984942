"""Several changes to one table, made together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import Index, Table

from sqlgen.catalog import Catalog, Name, known_table, with_indexes
from sqlgen.operations.base import Operation


@dataclass(frozen=True, slots=True)
class NewForm:
    """A table as it is made anew, under whatever name, and the indexes that it gets then."""

    table: Table
    indexes: Sequence[Index]


@dataclass(eq=False)
class BatchAlterTable(Operation):
    """Changes to one table that a database without ALTER makes by rebuilding it.

    `recreate` says when the table is rebuilt: "auto" where the dialect has to, "always", "never".
    `copy_from` is the table as it stands, for a rebuild. `placements` are (column, side, neighbour), for
    `insert_before` and `insert_after`. `new_form` is what a dialect that rebuilds the table makes of it.
    """

    table_name: str
    schema: str | None = None
    recreate: Literal["auto", "always", "never"] = "auto"
    copy_from: Table | None = None
    table_args: Sequence[Any] = ()
    table_kwargs: Mapping[str, Any] = field(default_factory=dict)
    reflect_args: Sequence[Any] = ()
    reflect_kwargs: Mapping[str, Any] = field(default_factory=dict)
    naming_convention: Mapping[str, str] | None = None
    partial_reordering: Sequence[Sequence[str]] = ()
    operations: Sequence[Operation] = ()
    placements: Sequence[tuple[str, Literal["before", "after"], str]] = ()
    new_form: NewForm | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        if self.new_form is not None:
            name = catalog.spelled(Name(self.schema, self.table_name))
            made = replace(known_table(self.new_form.table, catalog.server), name=name)
            return catalog.with_table(with_indexes(made, self.new_form.indexes, catalog.server))
        for operation in self.operations:
            catalog = operation.apply(catalog)
        return catalog

    def describe(self) -> dict[str, object]:
        return {
            "operation": self.name,
            "table": self.table_name,
            "schema": self.schema,
            "changes": [operation.describe() for operation in self.operations],
        }
