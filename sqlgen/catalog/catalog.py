"""What is known of a schema at one point of a history.

A catalog is a value: what changes it gives another one, and shares with it all that stayed. It tells
apart what it knows, what it knows to be absent, and what it cannot know: a table that no operation made is
unknown, not missing, once anything has shown that there was something before the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from sqlgen.catalog.generated import with_renamed_keys
from sqlgen.catalog.objects import Column, Name, Table
from sqlgen.catalog.server import Namespace, Server
from sqlgen.catalog.tables import Tables


class Standing(Enum):
    """What is known of a table's existence."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


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

    def __post_init__(self) -> None:
        if self.server is not None and self.tables.spelling != self.server.table_spelling:
            told = (replace(table, spelling=self.server.spelling) for table in self.tables.values())
            object.__setattr__(self, "tables", Tables(told, self.server.table_spelling))

    def spelled(self, name: Name) -> Name:
        """The name of the table that `name` means; where there is none, the one that a new table gets."""
        found = self.tables.get(name)
        if found is not None:
            return found.name
        others = self._otherwise_cased(name)
        return others[0] if len(others) == 1 else name.mapped(self.tables.spelling.kept)

    def _otherwise_cased(self, name: Name) -> list[Name]:
        """The tables that may be meant, where it is for the server's settings to say whether case matters."""
        if self.server is None or not self.server.may_ignore_case:
            return []
        return [one for one in self.tables.alike(name) if one != name]

    def _same(self, one: Name, other: Name) -> bool:
        key = self.tables.spelling.key
        return one == other or (not self.tables.spelling.exact and one.mapped(key) == other.mapped(key))

    def namespace(self, schema: str | None, besides: Name | None = None) -> Namespace:
        """The names that are taken in a schema, those of the table `besides` left out."""
        return Namespace(self.tables, frozenset(self.relations), schema, besides)

    def table(self, name: str, schema: str | None = None) -> Table | None:
        """The table, or None where it is unknown or absent."""
        return self.tables.get(self.spelled(Name(schema, name)))

    def standing(self, name: str, schema: str | None = None) -> Standing:
        """Whether the table is there, as far as that is known."""
        key = Name(schema, name)
        if any(self._same(key, one) for one in self.doubtful):
            return Standing.UNKNOWN
        if key in self.tables:
            return Standing.PRESENT
        if self._otherwise_cased(key):
            return Standing.UNKNOWN
        return Standing.ABSENT if self.closed or self.is_gone(key) else Standing.UNKNOWN

    def is_gone(self, name: Name) -> bool:
        """Whether the history dropped the table, and made no other of that name."""
        return name in self.gone or any(self._same(name, one) for one in self.gone)

    def column(self, table: str, column: str, schema: str | None = None) -> Column | None:
        """The column, or None where it is unknown."""
        found = self.table(table, schema)
        return found.columns.get(column) if found else None

    def touched(self, name: str, schema: str | None = None) -> Table:
        """The table to change; one that nobody made is taken to have been there before."""
        known = self.table(name, schema)
        return known or self._told(Table(self.spelled(Name(schema, name)), {}, complete=False))

    def renamed(self, name: Name, new: Name) -> Catalog:
        """The catalog with a table under another name, which foreign keys follow."""
        old = self.touched(name.name, name.schema)
        table = replace(old, name=new)
        if self.server is not None and self.server.indexes_foreign_keys:
            table = with_renamed_keys(table, old.name.name)
        made = self.without_table(old.name).with_table(table)
        return made._followed(old.name, lambda one: one.with_referent(old.name, new))

    def with_column_renamed(self, table: Name, old: str, new: str) -> Catalog:
        """The catalog with the foreign keys that point at a column following it to its new name."""
        return self._followed(table, lambda one: one.with_referent_column(table, old, new))

    def _followed(self, referent: Name, change: Callable[[Table], Table]) -> Catalog:
        """The catalog with a change made to the tables whose foreign keys point at `referent`."""
        tables = self.tables
        for one in self.tables.pointing_at(referent):
            tables = tables.having(change(one))
        return self if tables is self.tables else replace(self, tables=tables)

    def _told(self, table: Table) -> Table:
        """The table in the words of the server, whoever made it."""
        if self.server is None:
            return table
        if table.spelling != self.server.spelling:
            table = replace(table, spelling=self.server.spelling)
        return table if self.tables.spelling.exact else table.with_referents(self.spelled)

    def with_table(self, table: Table) -> Catalog:
        """The catalog with the table; a table that is not complete shows that the base was not empty."""
        known = self.tables.get(table.name)
        name = table.name.mapped(self.tables.spelling.kept) if known is None else known.name
        made = self._told(table if name == table.name else replace(table, name=name))
        return replace(
            self,
            tables=self.tables.having(made),
            gone=self._without(self.gone, name),
            doubtful=self._without(self.doubtful, name),
            closed=self.closed and (table.complete or known is not None),
        )

    def _without(self, names: frozenset[Name], name: Name) -> frozenset[Name]:
        key = self.tables.spelling.key
        folded = name.name if self.tables.spelling.exact else key(name.name)
        # Most have nothing to do with it, and their names alone show that.
        near = [one for one in names if one.name == folded or key(one.name) == folded]
        found = [one for one in near if self._same(one, name)]
        return names.difference(found) if found else names

    def without_table(self, name: Name) -> Catalog:
        name = self.spelled(name)
        return replace(
            self,
            tables=self.tables.without(name),
            gone=self.gone | {name},
            doubtful=self._without(self.doubtful, name),
            closed=self.closed and name in self.tables,
        )

    def blurred(self, names: Iterable[Name]) -> Catalog:
        """The catalog with no certainty of what these tables consist of."""
        tables = self.tables
        for name in names:
            known = tables.get(name)
            if known is not None:
                tables = tables.having(replace(known, complete=False))
        return self if tables is self.tables else replace(self, tables=tables)

    def doubted(self, names: Iterable[Name] | None) -> Catalog:
        """The catalog after something unreadable may have changed these tables; any, when None."""
        if names is None:
            return replace(self.blurred(self.tables).unreadable(), gone=frozenset())
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
