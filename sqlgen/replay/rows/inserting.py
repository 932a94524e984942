"""INSERT, followed row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlglot import exp

from sqlgen.catalog import Check, ForeignKey, Unique
from sqlgen.replay.rows.cells import UNKNOWN, Cell, Row, Unknown, Unsure
from sqlgen.replay.rows.comparing import equal
from sqlgen.replay.rows.following import DEFAULT, MYSQL, Change, Following

COUNTING_ON = (*MYSQL, "sqlite")
"""Databases that count on from the greatest number that is there."""


class Inserting(Following):
    """An INSERT."""

    followed_parts = frozenset({
        "this", "expression", "returning", "default", "conflict", "ignore", "alternative", "with_",
        "is_function",
    })  # fmt: skip

    def _change(self) -> Change:
        self._only_followed()
        names = self._names()
        made: list[Row] = []
        sources, ordered = self._sources(len(names))
        for cells in sources:
            row = self._row(dict(zip(names, cells, strict=True)), [*self.rows, *made] if ordered else None)
            if self._has_place(row, [*self.rows, *made]):
                made.append(row)
        return Change([*self.rows, *made], len(made), made)

    def _names(self) -> list[str]:
        if self.tree.args.get("default"):
            return []
        if not isinstance(self.tree.this, exp.Schema):
            return list(self.table.columns)
        return [self._column(each) for each in self.tree.this.expressions]

    def _sources(self, width: int) -> tuple[list[Sequence[Any]], bool]:
        """The rows that are given, a cell or DEFAULT for each column, and whether their order is certain."""
        source = self.tree.args.get("expression")
        ordered = True
        if self.tree.args.get("default"):
            return [()], ordered
        if isinstance(source, exp.Values):
            found: list[Sequence[Any]] = [
                [self._given(each) for each in row.expressions] for row in source.expressions
            ]
        elif isinstance(source, exp.Query):
            relation = self.queries.relation(source)
            found, ordered = list(relation.sure()), relation.ordered
        else:
            raise Unsure("what it inserts is not followed")
        if any(len(cells) != width for cells in found):
            raise Unsure("it gives another number of values than of columns")
        return found, ordered

    def _row(self, given: Mapping[str, Any], before: Sequence[Row] | None) -> Row:
        row: Row = {}
        for column in self.table.columns.values():
            value = given.get(column.name, DEFAULT)
            if value is DEFAULT or (column.generated and self._counts(value)):
                row[column.name] = self.default(column, before)
            else:
                row[column.name] = self._stored(value, column)
        return row

    def _counts(self, value: Cell) -> bool:
        """Whether a counted column goes on counting where it is given this value."""
        if value is None:
            return self.world.reading.dialect != "postgresql"
        # https://dev.mysql.com/doc/refman/8.0/en/sql-mode.html#sqlmode_no_auto_value_on_zero
        return self.world.reading.dialect in MYSQL and (value == 0 or isinstance(value, Unknown))

    def _has_place(self, row: Row, others: Sequence[Row]) -> bool:
        """Whether a row is inserted: always, unless the statement says what to do with one that is there."""
        conflict, lenient = self.tree.args.get("conflict"), self.tree.args.get("ignore")
        alternative = str(self.tree.args.get("alternative") or "").upper()
        if conflict is None and not lenient and not alternative:
            return True
        if lenient or alternative == "IGNORE":
            self._hold_otherwise(row)
        there = self._conflicts(row, others, conflict)
        if there is None:
            raise Unsure("whether a row is there already depends on what only the server knows")
        if not there:
            return True
        if lenient or alternative == "IGNORE" or _does_nothing(conflict):
            return False
        raise Unsure("it changes a row that is there already")

    def _hold_otherwise(self, row: Row) -> None:
        """Raise Unsure where the row may be left out for something else than a key."""
        checks: tuple[Check, ...] = self.table.all_of(Check)
        keys: tuple[ForeignKey, ...] = self.table.all_of(ForeignKey)
        pointing = [row[column] for key in keys for column in key.columns]
        empty = [
            column
            for column in self.table.columns.values()
            if not column.nullable and row[column.name] is None
        ]
        if checks or empty or any(cell is not None for cell in pointing) or UNKNOWN in row.values():
            raise Unsure("a row that breaks another rule is left out as well")

    def _counted(self, key: Sequence[str]) -> bool:
        """Whether the server gives a number that no other row has."""
        columns = [self.table.columns[column] for column in key if column in self.table.columns]
        counting = self.world.reading.dialect in COUNTING_ON
        return counting and any(column.generated for column in columns)

    def _conflicts(self, row: Row, others: Sequence[Row], conflict: Any) -> bool | None:
        """Whether a row with the same key is there; None where nobody knows."""
        if not others:
            return False
        keys = [list(key.columns) for key in (self.table.primary_key,) if key is not None]
        uniques: tuple[Unique, ...] = self.table.all_of(Unique)
        keys += [list(one.columns) for one in uniques]
        for index in self.table.indexes:
            if index.unique and (None in index.columns or any("where" in option for option in index.options)):
                return None
            if index.unique:
                keys.append([str(column) for column in index.columns])
        named = (
            [each.this.name for each in (conflict.args.get("conflict_keys") or [])]
            if conflict is not None
            else []
        )
        if named:
            keys = [key for key in keys if sorted(key) == sorted(named)] or [named]
        found: bool | None = False
        for key in keys:
            for other in others:
                same = _all_equal(row, other, key, self.world.reading.dialect)
                if same is None and self._counted(key):
                    same = False
                if same is True:
                    return True
                found = None if same is None else found
        return found


def _does_nothing(conflict: Any) -> bool:
    return conflict is not None and str(conflict.args.get("action") or "").upper() == "DO NOTHING"


def _all_equal(one: Row, other: Row, key: Sequence[str], dialect: str) -> bool | None:
    """Whether two rows have the same key; None where nobody knows. NULL is like nothing."""
    found: bool | None = True
    for column in key:
        if column not in one:
            return None
        same = equal(one[column], other[column], dialect)
        if same is False or same is None:
            return False
        found = None if isinstance(same, Unknown) else found
    return found
