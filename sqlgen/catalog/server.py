"""What a database adds by itself to what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlgen.catalog.objects import Check, ForeignKey, Index, Name, Table
from sqlgen.catalog.spelling import Spelling
from sqlgen.catalog.tables import Tables


@dataclass(frozen=True, slots=True)
class Namespace:
    """The names that are taken in one schema, by tables but that of the name `besides`, and by relations."""

    tables: Tables = field(default_factory=Tables)
    relations: frozenset[Name] = frozenset()
    schema: str | None = None
    besides: Name | None = None

    def _has(self, table: Table) -> bool:
        return table.name.schema == self.schema and table.name != self.besides

    def has_constraint(self, name: str) -> bool:
        owners = filter(self._has, self.tables.with_part(name))
        return any(one.name == name and not isinstance(one, Index) for table in owners for one in table.parts)

    def has_relation(self, name: str) -> bool:
        """Whether a table, an index, a sequence or a view has the name, or a key that is kept as an index."""
        here = Name(self.schema, name)
        if here in self.tables or here in self.relations:
            return True
        return any(map(self._has, self.tables.with_sequence(name))) or any(
            one.name == name and not isinstance(one, (ForeignKey, Check))
            for table in filter(self._has, self.tables.with_part(name))
            for one in table.parts
        )


NOTHING_ELSE = Namespace()


class Server(Protocol):
    """The habits of one database: names that it makes up, and what types and keys bring.

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
        """Whether every foreign key has an index, made where no other begins with its columns.

        Such a database keeps a unique constraint as an index, and takes a dropped column out of the indexes
        that have others.
        """

    @property
    def spelling(self) -> Spelling:
        """Which names mean the same column, constraint or index."""

    @property
    def table_spelling(self) -> Spelling:
        """Which names mean the same table."""

    @property
    def may_ignore_case(self) -> bool:
        """Whether that is for the server's settings to say, as far as the case of a table's name goes."""

    def constraint_name(
        self, constraint: Any, table: Table, namespace: Namespace = NOTHING_ELSE
    ) -> str | None:
        """The name that a constraint or an index gets; None where nobody can foresee it."""

    def sequence_name(self, table: str, column: str, namespace: Namespace = NOTHING_ELSE) -> str | None:
        """The name of the sequence that counts a column; None where there is none."""

    def makes(self, constraint: Any) -> bool:
        """Whether the database makes a constraint that a type brought."""
