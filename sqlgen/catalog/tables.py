"""The tables of a catalog, as a mapping that is a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from sqlgen.catalog.objects import Name, Table

WIDTH = 32
"""How many tables stand in a row: what is copied for a change is one row, and the list of rows."""

Row = tuple[Table | None, ...]
_EMPTY: Row = (None,) * WIDTH


class Tables(Mapping[Name, Table]):
    """Tables by name, in the order of their making.

    What changes them gives another mapping, and shares with it all that stayed: a dict would be copied for
    every operation, which makes a long history cost time and memory by the square of its length.

    A name keeps its place for good in all mappings that come of one another, so `_places` and `_owners` are
    theirs together. `_owners` are the tables that ever had a part of a name, in whatever case. `incomplete`
    is how many of the tables are known only in part.
    """

    __slots__ = ("_count", "_owners", "_places", "_rows", "incomplete")

    def __init__(self, tables: Iterable[Table] = ()) -> None:
        self._places: dict[Name, int] = {}
        self._owners: dict[str, dict[Name, None]] = {}
        self._rows: tuple[Row, ...] = ()
        self._count = 0
        self.incomplete = 0
        for table in tables:
            grown = self.having(table)
            self._rows, self._count, self.incomplete = grown._rows, grown._count, grown.incomplete

    def __getitem__(self, name: Name) -> Table:
        place = self._places.get(name)
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

    def _at(self, place: int) -> Table | None:
        row, column = divmod(place, WIDTH)
        return self._rows[row][column] if row < len(self._rows) else None

    def having(self, table: Table) -> Tables:
        """The tables with another one, or with this one in the place of that of its name."""
        place = self._places.setdefault(table.name, len(self._places))
        before = self._at(place)
        if before is None or _other_parts(before, table):
            for part in _named_parts(table):
                self._owners.setdefault(part.lower(), {})[table.name] = None
        return self._with(place, before, table)

    def without(self, name: Name) -> Tables:
        """The tables without one; the same where it is not among them."""
        before = self.get(name)
        return self if before is None else self._with(self._places[name], before, None)

    def _with(self, place: int, before: Table | None, after: Table | None) -> Tables:
        row, column = divmod(place, WIDTH)
        rows = [*self._rows, *[_EMPTY] * (row + 1 - len(self._rows))]
        rows[row] = (*rows[row][:column], after, *rows[row][column + 1 :])
        made = Tables.__new__(Tables)
        made._places, made._owners, made._rows = self._places, self._owners, tuple(rows)
        made._count = self._count + (after is not None) - (before is not None)
        made.incomplete = self.incomplete + _lacking(after) - _lacking(before)
        return made

    def with_part(self, name: str) -> list[Table]:
        """The tables that have a constraint or an index of that name, in whatever case."""
        folded = name.lower()
        owners = (self.get(owner) for owner in self._owners.get(folded, ()))
        return [
            table
            for table in owners
            if table is not None and any(part.lower() == folded for part in _named_parts(table))
        ]

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
    )


def _named_parts(table: Table) -> Iterator[str]:
    parts = (table.primary_key, *table.constraints, *table.indexes)
    return (part.name for part in parts if part is not None and part.name is not None)
