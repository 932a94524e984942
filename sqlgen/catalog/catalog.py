"""What is known of a schema at one point of a history.

A catalog is a value: what changes it gives another one, and shares with it all that stayed. It tells
what it knows from what it cannot know: a table that no operation made is unknown, not missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy.types import TypeEngine


class Name(NamedTuple):
    """The name of a table or a type, and its schema where one was said."""

    schema: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the operations so far have made it.

    `server_default` is what `sqlalchemy.Column` was given; `generated` says that the server counts it up.
    """

    name: str
    type: TypeEngine[Any]
    nullable: bool
    server_default: Any = None
    comment: str | None = None
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table that an operation made, with its columns in order."""

    name: Name
    columns: Mapping[str, Column]

    def with_column(self, column: Column) -> Table:
        return replace(self, columns={**self.columns, column.name: column})

    def without_column(self, name: str) -> Table:
        return replace(self, columns={key: value for key, value in self.columns.items() if key != name})

    def with_changed(self, name: str, column: Column) -> Table:
        return replace(
            self,
            columns=dict((column.name, column) if key == name else (key, value)
                         for key, value in self.columns.items()),
        )


@dataclass(frozen=True, slots=True)
class Catalog:
    """The tables and enumerated types that are known to exist.

    `readable` turns false when something ran that may have made types without our knowledge.
    """

    tables: Mapping[Name, Table] = field(default_factory=dict)
    enums: Mapping[Name, tuple[str, ...]] = field(default_factory=dict)
    readable: bool = True

    def table(self, name: str, schema: str | None = None) -> Table | None:
        """The table, or None where it is unknown."""
        return self.tables.get(Name(schema, name))

    def column(self, table: str, column: str, schema: str | None = None) -> Column | None:
        """The column, or None where it is unknown."""
        found = self.table(table, schema)
        return found.columns.get(column) if found else None

    def with_table(self, table: Table) -> Catalog:
        return replace(self, tables={**self.tables, table.name: table})

    def without_table(self, name: Name) -> Catalog:
        return replace(self, tables=_without(self.tables, name))

    def with_enum(self, name: Name, labels: Iterable[str]) -> Catalog:
        return replace(self, enums={**self.enums, name: tuple(labels)})

    def without_enum(self, name: Name) -> Catalog:
        return replace(self, enums=_without(self.enums, name))

    def unreadable(self) -> Catalog:
        return replace(self, readable=False)


def _without(mapping: Mapping[Name, Any], name: Name) -> dict[Name, Any]:
    return {key: value for key, value in mapping.items() if key != name}
