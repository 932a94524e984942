"""Enumerated types of their own name, as PostgreSQL has them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlgen.catalog import Catalog, Name
from sqlgen.operations.base import Operation


@dataclass
class CreateEnum(Operation):
    """A new enumerated type with its labels in order."""

    type_name: str
    labels: tuple[str, ...]
    schema: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        return catalog.with_enum(Name(self.schema, self.type_name), self.labels)

    def describe(self) -> dict[str, object]:
        return {
            "operation": self.name,
            "type": self.type_name,
            "schema": self.schema,
            "labels": list(self.labels),
        }


@dataclass
class DropEnum(Operation):
    """An enumerated type taken away."""

    type_name: str
    schema: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        return catalog.without_enum(Name(self.schema, self.type_name))

    def describe(self) -> dict[str, object]:
        return {"operation": self.name, "type": self.type_name, "schema": self.schema}


@dataclass
class RenameEnum(Operation):
    """An enumerated type under a new name, or in another schema."""

    type_name: str
    schema: str | None
    new_name: str
    new_schema: str | None

    def apply(self, catalog: Catalog) -> Catalog:
        labels = catalog.enums.get(Name(self.schema, self.type_name))
        if labels is None:
            return catalog
        gone = catalog.without_enum(Name(self.schema, self.type_name))
        return gone.with_enum(Name(self.new_schema, self.new_name), labels)

    def describe(self) -> dict[str, object]:
        return {"operation": self.name, "type": self.type_name, "schema": self.schema, "to": self.new_name}
