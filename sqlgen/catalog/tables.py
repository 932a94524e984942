"""The tables of a catalog, as a mapping that is a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from sqlgen.catalog.objects import Name, Table
from sqlgen.catalog.spelling import EXACT, Spelling

WIDTH = 32
"""How many tables stand in a row: what is copied for a change is one row, and the list of rows."""

Row = tuple[Table | None, ...]
_EMPTY: Row = (None,) * WIDTH


class Tables(Mapping[Name, Table]):
    """Tables by name, in the order of their making; `spelling` says which names mean the same one.

    What changes them gives another mapping, and shares with it all that stayed: a dict would be copied for
    every operation, which makes a long history cost time and memory by the square of its length.

    A name keeps its place for good in all mappings that come of one another, so `_places` and `_owners` are
    theirs together, as `_cases` are: the names that ever were alike but for their case. `_owners` are the
    tables that ever had a part of a name, in whatever case, `_pointing` those that ever had a foreign key to
    a table. `incomplete` is how many of the tables are known only in part.
    """

    __slots__ = ("_cases", "_count", "_owners", "_places", "_pointing", "_rows", "incomplete", "spelling")

    def __init__(self, tables: Iterable[Table] = (), spelling: Spelling = EXACT) -> None:
        self.spelling = spelling
        self._places: dict[Name, int] = {}
        self._cases: dict[Name, dict[Name, None]] = {}
        self._owners: dict[str, dict[Name, None]] = {}
        self._pointing: dict[Name, dict[Name, None]] = {}
        self._rows: tuple[Row, ...] = ()
        self._count = 0
        self.incomplete = 0
        for table in tables:
            grown = self.having(table)
            self._rows, self._count, self.incomplete = grown._rows, grown._count, grown.incomplete

    def __getitem__(self, name: Name) -> Table:
        place = self._places.get(self._key(name))
        found = None if place is None else self._at(place)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[Name]:
        return (table.name for row in self._rows for table in row if table is not None)

    def __len__(self) -> int:
        return self._count

    def __repr__(self) -> str:
        return repr(dict(self))

    def _key(self, name: Name) -> Name:
        return name if self.spelling.exact else name.mapped(self.spelling.key)

    def _at(self, place: int) -> Table | None:
        row, column = divmod(place, WIDTH)
        return self._rows[row][column] if row < len(self._rows) else None

    def having(self, table: Table) -> Tables:
        """The tables with another one, or with this one in the place of that of its name."""
        place = self._places.setdefault(self._key(table.name), len(self._places))
        before = self._at(place)
        if before is None:
            self._cases.setdefault(table.name.mapped(str.lower), {})[table.name] = None
        if before is None or _other_parts(before, table):
            for part in (*_named_parts(table), *_sequences(table)):
                self._owners.setdefault(part.lower(), {})[table.name] = None
            for referent in table.referents:
                self._pointing.setdefault(self._key(referent), {})[table.name] = None
        return self._with(place, before, table)

    def without(self, name: Name) -> Tables:
        """The tables without one; the same where it is not among them."""
        before = self.get(name)
        return self if before is None else self._with(self._places[self._key(name)], before, None)

    def _with(self, place: int, before: Table | None, after: Table | None) -> Tables:
        row, column = divmod(place, WIDTH)
        rows = [*self._rows, *[_EMPTY] * (row + 1 - len(self._rows))]
        rows[row] = (*rows[row][:column], after, *rows[row][column + 1 :])
        made = Tables.__new__(Tables)
        made.spelling, made._places, made._cases = self.spelling, self._places, self._cases
        made._owners, made._pointing, made._rows = self._owners, self._pointing, tuple(rows)
        made._count = self._count + (after is not None) - (before is not None)
        made.incomplete = self.incomplete + _lacking(after) - _lacking(before)
        return made

    def alike(self, name: Name) -> list[Name]:
        """The names of tables that differ from this one at most in their case."""
        return [one for one in self._cases.get(name.mapped(str.lower), ()) if one in self]

    def with_part(self, name: str) -> list[Table]:
        """The tables that have a constraint or an index of that name, in whatever case."""
        folded = name.lower()
        owners = (self.get(owner) for owner in self._owners.get(folded, ()))
        return [
            table
            for table in owners
            if table is not None and any(part.lower() == folded for part in _named_parts(table))
        ]

    def pointing_at(self, name: Name) -> list[Table]:
        """The tables that have a foreign key to a table."""
        owners = (self.get(owner) for owner in self._pointing.get(self._key(name), ()))
        return [table for table in owners if table is not None and name in table.referents]

    def with_sequence(self, name: str) -> list[Table]:
        """The tables that have a column which a sequence of that name counts."""
        owners = (self.get(owner) for owner in self._owners.get(name.lower(), ()))
        return [table for table in owners if table is not None and name in _sequences(table)]

    def changes_since(self, earlier: Tables) -> Iterator[tuple[Name, Table | None, Table | None]]:
        """The names of tables that are not the same in `earlier`, each with what was there and what is here.

        Cheap where these come of `earlier`: what they share is not looked at.
        """
        if earlier._places is not self._places:
            for name in dict.fromkeys([*earlier, *self]):
                before, after = earlier.get(name), self.get(name)
                if before is not after:
                    yield name, before, after
            return
        for old, new in zip_longest(earlier._rows, self._rows, fillvalue=_EMPTY):
            if old is new:
                continue
            for before, after in zip(old, new, strict=True):
                either = before or after
                if before is not after and either is not None:
                    yield either.name, before, after


def _lacking(table: Table | None) -> bool:
    return table is not None and not table.complete


def _other_parts(before: Table, after: Table) -> bool:
    return (
        before.primary_key is not after.primary_key
        or before.constraints is not after.constraints
        or before.indexes is not after.indexes
        or before.columns is not after.columns
    )


def _named_parts(table: Table) -> Iterator[str]:
    return (part.name for part in table.parts if part.name is not None)


def _sequences(table: Table) -> Iterator[str]:
    return (column.sequence for column in table.columns.values() if column.sequence is not None)
