"""What is known of a schema at one point of a history.

A catalog is a value: what changes it gives another one, and shares with it all that stayed. It tells
apart what it knows, what it knows to be absent, and what it cannot know: a table that no operation made is
unknown, not missing, once anything has shown that there was something before the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Protocol

from sqlgen.catalog.implied import with_renamed_keys
from sqlgen.catalog.objects import Column, Name, Table
from sqlgen.catalog.tables import Tables


class Standing(Enum):
    """What is known of a table's existence."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Server(Protocol):
    """What a database adds by itself to what it is told: names, and constraints that types bring.

    `adds_constraints` says that it has ALTER TABLE for constraints.
    """

    @property
    def adds_constraints(self) -> bool: ...

    @property
    def requires_keys(self) -> bool:
        """Whether the columns of a primary key are NOT NULL, said or not."""

    @property
    def merges_keys(self) -> bool:
        """Whether a key on just the columns of another one in the same CREATE TABLE is not made."""

    @property
    def indexes_foreign_keys(self) -> bool:
        """Whether every foreign key has an index, made where no other begins with its columns."""

    def constraint_name(self, constraint: Any, table: Table) -> str | None:
        """The name that a constraint or an index gets; None where nobody can foresee it."""

    def makes(self, constraint: Any) -> bool:
        """Whether the database makes a constraint that a type brought."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """The tables and enumerated types that are known to exist.

    `closed` says that what is not here is not there: the history began on an empty schema, and everything
    since was understood. `told` says that somebody said what it began on: else an empty beginning is only
    taken for granted, until an operation shows otherwise. `readable` turns false when something ran that may
    have made types without our knowledge. `doubtful` are names of tables that something unreadable may have
    made or dropped. `server` is None where names do not matter. `relations` are views and sequences by name,
    with the word that made them: VIEW, MATERIALIZED VIEW, SEQUENCE.
    """

    tables: Tables = field(default_factory=Tables)
    enums: Mapping[Name, tuple[str, ...]] = field(default_factory=dict)
    relations: Mapping[Name, str] = field(default_factory=dict)
    gone: frozenset[Name] = frozenset()
    doubtful: frozenset[Name] = frozenset()
    closed: bool = True
    told: bool = False
    readable: bool = True
    server: Server | None = None

    def table(self, name: str, schema: str | None = None) -> Table | None:
        """The table, or None where it is unknown or absent."""
        return self.tables.get(Name(schema, name))

    def standing(self, name: str, schema: str | None = None) -> Standing:
        """Whether the table is there, as far as that is known."""
        key = Name(schema, name)
        if key in self.doubtful:
            return Standing.UNKNOWN
        if key in self.tables:
            return Standing.PRESENT
        return Standing.ABSENT if self.closed or key in self.gone else Standing.UNKNOWN

    def column(self, table: str, column: str, schema: str | None = None) -> Column | None:
        """The column, or None where it is unknown."""
        found = self.table(table, schema)
        return found.columns.get(column) if found else None

    def touched(self, name: str, schema: str | None = None) -> Table:
        """The table to change; one that nobody made is taken to have been there before."""
        return self.table(name, schema) or Table(Name(schema, name), {}, complete=False)

    def renamed(self, name: Name, new: Name) -> Catalog:
        """The catalog with a table under another name, which foreign keys follow."""
        table = replace(self.touched(name.name, name.schema), name=new)
        if self.server is not None and self.server.indexes_foreign_keys:
            table = with_renamed_keys(table, name.name)
        made = self.without_table(name).with_table(table)
        tables = made.tables
        for one in made.tables.values():
            if name in one.referents:
                tables = tables.having(one.with_referent(name, new))
        return replace(made, tables=tables)

    def with_table(self, table: Table) -> Catalog:
        """The catalog with the table; a table that is not complete shows that the base was not empty."""
        return replace(
            self,
            tables=self.tables.having(table),
            gone=self.gone - {table.name} if table.name in self.gone else self.gone,
            doubtful=self.doubtful - {table.name},
            closed=self.closed and (table.complete or table.name in self.tables),
        )

    def without_table(self, name: Name) -> Catalog:
        return replace(
            self,
            tables=self.tables.without(name),
            gone=self.gone | {name},
            doubtful=self.doubtful - {name},
            closed=self.closed and name in self.tables,
        )

    def blurred(self, names: Iterable[Name]) -> Catalog:
        """The catalog with no certainty of what these tables consist of."""
        tables = self.tables
        for name in names:
            if name in tables:
                tables = tables.having(replace(tables[name], complete=False))
        return self if tables is self.tables else replace(self, tables=tables)

    def doubted(self, names: Iterable[Name] | None) -> Catalog:
        """The catalog after something unreadable may have changed these tables; any, when None."""
        if names is None:
            return self.blurred(self.tables).unreadable()
        found = frozenset(names)
        return replace(self.blurred(found), doubtful=self.doubtful | found)

    def with_enum(self, name: Name, labels: Iterable[str]) -> Catalog:
        return replace(self, enums={**self.enums, name: tuple(labels)})

    def without_enum(self, name: Name) -> Catalog:
        return replace(self, enums=_without(self.enums, name))

    def with_relation(self, name: Name, kind: str) -> Catalog:
        return replace(self, relations={**self.relations, name: kind})

    def without_relation(self, name: Name) -> Catalog:
        return replace(self, relations=_without(self.relations, name))

    def unreadable(self) -> Catalog:
        return replace(self, readable=False, closed=False)


def _without(mapping: Mapping[Name, Any], name: Name) -> dict[Name, Any]:
    return {key: value for key, value in mapping.items() if key != name}
