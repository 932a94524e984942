"""Statements that change rows, followed row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from sqlgen.catalog import Column, Table
from sqlgen.replay.rows.cells import UNKNOWN, Cell, Row, Unsure
from sqlgen.replay.rows.declared import declared
from sqlgen.replay.rows.functions import is_foreign
from sqlgen.replay.rows.queries import Queries
from sqlgen.replay.rows.relations import Label, Relation, Scope
from sqlgen.replay.rows.storing import stored
from sqlgen.replay.rows.world import World

MYSQL = ("mysql", "mariadb")
DEFAULT = object()
"""In place of a value: the column's default."""
Default = Callable[[Column, Sequence[Row] | None], Cell]
"""What the server puts into a column beside the rows that are there; None where their order is not
certain."""


@dataclass
class Change:
    """What a statement does to the rows of one table.

    `count` is the number of rows that it changes, None where nobody knows; then `old` has those that it may
    change. `returned` is what RETURNING gives.
    """

    rows: list[Row]
    count: int | None = None
    made: list[Row] = field(default_factory=list)
    old: list[Row] = field(default_factory=list)
    returned: Relation | None = None
    foreign: bool = False


class Following:
    """A statement that changes the rows of `table`, in a world where they are known."""

    followed_parts: frozenset[str]

    def __init__(self, tree: Any, table: Table, rows: list[Row], world: World, default: Default) -> None:
        self.tree = tree
        self.table = table
        self.rows = rows
        self.world = world
        self.default = default
        self.queries: Queries = world.queries()
        target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        self.called = world.reading.folded(target.args["alias"].this if target.alias else target.this)
        self.labels = tuple(
            Label(self.called, column.name, declared(column.type, world.server))
            for column in table.columns.values()
        )

    def followed(self) -> Change:
        """What the statement does. Raises Unsure where it is not known which rows there are after it."""
        with self.queries.having(self.tree.args.get("with_")):
            change = self._change()
            change.returned = self._returned(change)
        # Where there are no rows, nothing is called.
        change.foreign = is_foreign(self.tree, self.world.reading.dialect) and bool(change.made or self.rows)
        return change

    def _change(self) -> Change:
        raise NotImplementedError

    def _only_followed(self) -> None:
        odd = {key for key, value in self.tree.args.items() if value} - self.followed_parts
        if odd:
            raise Unsure(f"{', '.join(sorted(odd)).upper()} is not followed")

    def _column(self, identifier: Any) -> str:
        name = self.world.reading.folded(identifier)
        for column in self.table.columns:
            if self.world.reading.same(column, name):
                return column
        raise Unsure(f"table {str(self.table.name)!r} has no column {name!r}")

    def _given(self, node: exp.Expr) -> Any:
        if isinstance(node, exp.Var) and node.name.upper() == "DEFAULT":
            return DEFAULT
        if isinstance(node, exp.Column) and not node.table and node.name.upper() == "DEFAULT":
            return DEFAULT
        return self._value(node, Scope(self.world.reading, (), ((),)))

    def _value(self, node: exp.Expr, scope: Scope) -> Cell:
        try:
            return self.queries.expressions.value(node, scope)
        except Unsure:
            return UNKNOWN

    def _stored(self, value: Cell, column: Column) -> Cell:
        if value is None and not column.nullable:
            return UNKNOWN
        return stored(value, column.type, self.world.server)

    def _returned(self, change: Change) -> Relation | None:
        returning = self.tree.args.get("returning")
        if returning is None or change.count is None:
            return None
        rows = change.old if isinstance(self.tree, exp.Delete) else change.made
        tuples = [tuple(row[column] for column in self.table.columns) for row in rows]
        select = exp.Select(expressions=[each.copy() for each in returning.expressions])
        try:
            return self.queries.over(select, Relation(self.labels, tuples))
        except Unsure:
            return None
