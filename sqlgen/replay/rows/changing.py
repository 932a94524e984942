"""UPDATE and DELETE, followed row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlglot import exp

from sqlgen.catalog import Column
from sqlgen.replay.rows.cells import UNKNOWN, Cell, Row, Unknown, Unsure
from sqlgen.replay.rows.defaults import unsaid
from sqlgen.replay.rows.following import DEFAULT, MYSQL, Change, Following
from sqlgen.replay.rows.relations import Relation, Scope


class Changing(Following):
    """A statement that changes the rows for which a condition holds."""

    def _change(self) -> Change:
        return Change([], 0) if self._finds_nothing() else self._changes()

    def _changes(self) -> Change:
        raise NotImplementedError

    def _finds_nothing(self) -> bool:
        """Whether there are no rows to change, whatever the conditions are."""
        joins = self.tree.this.args.get("joins") or ()
        return (
            not self.rows
            and not self.tree.args.get("tables")
            and not any(join.args.get("side") for join in joins)
        )

    def _matches(self, source: Any, joins: Iterable[exp.Join]) -> list[list[Scope] | None]:
        """For each row of the target, where its condition holds; None where nobody knows whether it does."""
        others = self._others(source, joins)
        conditions = [self.tree.args["where"].this] if self.tree.args.get("where") else []
        for join in joins:
            if (
                join.args.get("side")
                or join.args.get("using")
                or str(join.args.get("kind") or "") not in ("", "INNER", "CROSS")
            ):
                others = None
            conditions += [join.args["on"]] if join.args.get("on") is not None else []
        found: list[list[Scope] | None] = []
        for row in self.rows:
            cells = tuple(row[column] for column in self.table.columns)
            if others is None:
                found.append(None)
                continue
            scopes = [
                Scope(self.world.reading, (*self.labels, *others.labels), ((*cells, *other),))
                for other in others.sure()
            ]
            truths = [self._all_true(conditions, scope) for scope in scopes]
            sure = [scope for scope, truth in zip(scopes, truths, strict=True) if truth is True]
            unsure = any(isinstance(truth, Unknown) for truth in truths)
            found.append(None if unsure else sure)
        return self._limited(found)

    def _others(self, source: Any, joins: Iterable[exp.Join]) -> Relation | None:
        """What stands beside the target; None where it is not known."""
        nodes = [*([source] if source is not None else []), *(join.this for join in joins)]
        found = Relation((), [()])
        try:
            for node in nodes:
                found = self.queries.crossed(found, node)
            found.sure()
        except Unsure:
            return None
        return found

    def _all_true(self, conditions: Sequence[exp.Expr], scope: Scope) -> Cell:
        truths: list[Cell] = []
        for condition in conditions:
            try:
                truths.append(self.queries.expressions.truth(condition, scope))
            except Unsure:
                truths.append(UNKNOWN)
        if any(truth is None or truth is False for truth in truths):
            return False
        return UNKNOWN if any(isinstance(truth, Unknown) for truth in truths) else True

    def _limited(self, found: list[list[Scope] | None]) -> list[list[Scope] | None]:
        """Where a LIMIT may leave some out, nobody knows which."""
        limit = self.tree.args.get("limit")
        if limit is None:
            return found
        value = (
            self._value(limit.expression, Scope(self.world.reading, (), ((),)))
            if limit.expression
            else UNKNOWN
        )
        meant = sum(scopes != [] for scopes in found)
        if isinstance(value, int) and meant <= value:
            return found
        return [scopes if scopes == [] else None for scopes in found]


class Updating(Changing):
    """An UPDATE."""

    followed_parts = frozenset(
        {"this", "expressions", "where", "from_", "returning", "with_", "limit", "order"}
    )

    def _changes(self) -> Change:
        self._only_followed()
        assigned = self._assigned()
        source = self.tree.args.get("from_")
        joins = self.tree.this.args.get("joins") or ()
        matches = self._matches(source.this if source is not None else None, joins)
        count: int | None = 0
        rows: list[Row] = []
        made: list[Row] = []
        old: list[Row] = []
        for row, scopes in zip(self.rows, matches, strict=True):
            if scopes == []:
                rows.append(row)
                continue
            changed = self._changed(row, assigned, scopes)
            count = None if count is None or scopes is None else count + 1
            rows.append(changed)
            made.append(changed)
            old.append(row)
        return Change(rows, count, made, old)

    def _assigned(self) -> dict[str, exp.Expr]:
        found: dict[str, exp.Expr] = {}
        for each in self.tree.expressions:
            if not isinstance(each, exp.EQ) or not isinstance(each.this, exp.Column):
                raise Unsure("what it sets is not followed")
            table = each.this.args.get("table")
            if table is not None and not self.world.reading.same(
                self.world.reading.folded(table), self.called
            ):
                raise Unsure("it sets columns of another table")
            found[self._column(each.this.this)] = each.expression
        return found

    def _changed(self, row: Row, assigned: Mapping[str, exp.Expr], scopes: list[Scope] | None) -> Row:
        """The row after the update; columns are unknown where it may not be meant."""
        changed = dict(row)
        for name, node in assigned.items():
            column = self.table.columns[name]
            cells = [self._stored(self._set(node, column, scope), column) for scope in scopes or ()]
            same = scopes is not None and all(cell == cells[0] for cell in cells)
            changed[name] = cells[0] if same and cells else UNKNOWN
            if self.world.reading.dialect in MYSQL and _reads(node, assigned):
                # There, what was set before counts already.
                changed[name] = UNKNOWN
        if self.world.reading.dialect in MYSQL:
            for column in self.table.columns.values():
                if column.name not in assigned and "on update" in _words(column.server_default):
                    changed[column.name] = UNKNOWN
        return changed

    def _set(self, node: exp.Expr, column: Column, scope: Scope) -> Cell:
        given = self._given(node) if isinstance(node, (exp.Var, exp.Column)) else None
        return unsaid(column, self.world) if given is DEFAULT else self._value(node, scope)


class Deleting(Changing):
    """A DELETE."""

    followed_parts = frozenset({"this", "where", "using", "tables", "returning", "with_", "limit", "order"})

    def _changes(self) -> Change:
        self._only_followed()
        tables = self.tree.args.get("tables") or ()
        if any(self.world.reading.folded(each.this) != self.called for each in tables) or len(tables) > 1:
            raise Unsure("it deletes from several tables")
        using = self.tree.args.get("using") or []
        joins = [*(self.tree.this.args.get("joins") or ()), *(exp.Join(this=each) for each in using)]
        matches = self._matches(None, joins)
        if None in matches:
            raise Unsure("which rows it deletes depends on what only the server knows")
        kept = [row for row, scopes in zip(self.rows, matches, strict=True) if scopes == []]
        old = [row for row, scopes in zip(self.rows, matches, strict=True) if scopes != []]
        return Change(kept, len(old), [], old)


def _reads(node: exp.Expr, names: Iterable[str]) -> bool:
    lower = {name.lower() for name in names}
    return any(column.name.lower() in lower for column in node.find_all(exp.Column))


def _words(default: Any) -> str:
    text: Any = getattr(default, "arg", default)
    return str(getattr(text, "text", text)).lower() if isinstance(text, (str, sa.TextClause)) else ""
