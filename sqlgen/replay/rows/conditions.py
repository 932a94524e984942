"""Conditions over known cells: three values of SQL, and a fourth for what nobody knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from sqlglot import exp

from sqlgen.replay.rows.cells import UNKNOWN, Cell, Collated, Unknown, may_be_null
from sqlgen.replay.rows.comparing import equal, less
from sqlgen.replay.rows.functions import is_foreign
from sqlgen.replay.rows.reading import Reading
from sqlgen.replay.rows.relations import Relation, Scope

Subqueries = Callable[[exp.Expr, Scope], Relation]


class Conditions:
    """What conditions come to on one dialect.

    `foreign` turns true when a function was called that nobody knows: it may write.
    """

    def __init__(self, reading: Reading, subqueries: Subqueries) -> None:
        self.reading = reading
        self.dialect = reading.dialect
        self.foreign = False
        self._subqueries = subqueries

    def value(self, node: exp.Expr, scope: Scope) -> Cell:
        """The cell that an expression comes to."""
        raise NotImplementedError

    def truth(self, node: exp.Expr, scope: Scope) -> Cell:
        """What a condition comes to: True, False, None or UNKNOWN."""
        return self._as_truth(self.value(node, scope))

    def _as_truth(self, value: Cell) -> Cell:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int) and self.dialect != "postgresql":
            return value != 0
        return UNKNOWN

    def _strange(self, node: exp.Expr) -> Cell:
        """What is not followed; a function in it that nobody knows may write."""
        self.foreign = self.foreign or is_foreign(node, self.dialect)
        return UNKNOWN

    def _connected(self, node: exp.Expr, scope: Scope) -> Cell:
        if isinstance(node, exp.Not):
            inner = self.truth(node.this, scope)
            return not inner if isinstance(inner, bool) else inner
        wanted = isinstance(node, exp.Or)
        # Both sides: a server may call a function in either.
        return _joined([self.truth(side, scope) for side in (node.this, node.expression)], wanted)

    def _predicate(self, node: exp.Expr, scope: Scope) -> Cell:
        match node:
            case exp.EQ() if isinstance(node.expression, exp.Any):
                found = self._among(node, node.expression.this.unnest(), scope)
            case exp.EQ() | exp.NEQ() | exp.LT() | exp.GT() | exp.LTE() | exp.GTE():
                found = self._compared(node, scope)
            case exp.NullSafeEQ() | exp.NullSafeNEQ():
                found = self._same(node, scope)
            case exp.Is():
                found = self._is(node, scope)
            case exp.In():
                found = self._in(node, scope)
            case exp.Between():
                low = less(self.value(node.this, scope), self.value(node.args["low"], scope), self.dialect)
                high = less(self.value(node.args["high"], scope), self.value(node.this, scope), self.dialect)
                inside = _joined((low, high), wanted=True)
                found = not inside if isinstance(inside, bool) else inside
            case exp.Like() | exp.ILike():
                found = self._like(node, scope)
            case exp.Exists():
                found = bool(self._subqueries(node.this, scope).sure())
            case _:
                return self._strange(node)
        return not found if node.args.get("negate") and isinstance(found, bool) else found

    def _compared(self, node: exp.Expr, scope: Scope) -> Cell:
        one, other = self.value(node.this, scope), self.value(node.expression, scope)
        match node:
            case exp.EQ():
                return equal(one, other, self.dialect)
            case exp.NEQ():
                return _not(equal(one, other, self.dialect))
            case exp.LT():
                return less(one, other, self.dialect)
            case exp.GT():
                return less(other, one, self.dialect)
            case exp.LTE():
                return _not(less(other, one, self.dialect))
            case _:
                return _not(less(one, other, self.dialect))

    def _same(self, node: exp.Expr, scope: Scope) -> Cell:
        one, other = self.value(node.this, scope), self.value(node.expression, scope)
        if one is None or other is None:
            rest = other if one is None else one
            found: Cell = UNKNOWN if rest is not None and may_be_null(rest) else rest is None
        else:
            found = equal(one, other, self.dialect)
            found = UNKNOWN if found is None else found
        return _not(found) if isinstance(node, exp.NullSafeNEQ) else found

    def _is(self, node: exp.Expr, scope: Scope) -> Cell:
        value = self.value(node.this, scope)
        if isinstance(node.expression, exp.Null):
            unsure = isinstance(value, Unknown) and value.nullable
            return UNKNOWN if unsure else value is None
        if isinstance(node.expression, exp.Boolean):
            truth = self._as_truth(value)
            return UNKNOWN if isinstance(truth, Unknown) else truth is bool(node.expression.this)
        return UNKNOWN

    def _in(self, node: exp.Expr, scope: Scope) -> Cell:
        query = node.args.get("query")
        if query is not None:
            return self._among(node, query, scope)
        if node.args.get("unnest") or node.args.get("field"):
            return UNKNOWN
        value = self.value(node.this, scope)
        return self._is_one_of(value, [self.value(each, scope) for each in node.expressions])

    def _among(self, node: exp.Expr, source: exp.Expr, scope: Scope) -> Cell:
        """Whether the left side is in an array or among the rows of a subquery."""
        value = self.value(node.this, scope)
        if isinstance(source, exp.Array):
            return self._is_one_of(value, [self.value(each, scope) for each in source.expressions])
        inner = source.this if isinstance(source, exp.Subquery) else source
        if not isinstance(inner, exp.Query):
            return UNKNOWN
        relation = self._subqueries(inner, scope)
        if len(relation.labels) != 1 and relation.sure():
            return UNKNOWN
        return self._is_one_of(value, [row[0] for row in relation.sure()])

    def _is_one_of(self, value: Cell, values: Iterable[Cell]) -> Cell:
        return _joined((equal(value, each, self.dialect) for each in values), wanted=True)

    def _like(self, node: exp.Expr, scope: Scope) -> Cell:
        value, pattern = self.value(node.this, scope), self.value(node.expression, scope)
        if value is None or pattern is None:
            return None
        if not isinstance(value, str) or not isinstance(pattern, str) or re.search(r"[\\\[]", pattern):
            return UNKNOWN
        words = re.escape(pattern).replace("%", ".*").replace("_", ".")
        exact = re.fullmatch(words, value, re.DOTALL) is not None
        if self.dialect == "postgresql" and isinstance(node, exp.Like) and not isinstance(value, Collated):
            return exact
        folded = re.fullmatch(words, value, re.DOTALL | re.IGNORECASE) is not None
        plain = value.isascii() and pattern.isascii()
        if self.dialect == "sqlite" and plain and isinstance(node, exp.Like):
            # https://www.sqlite.org/lang_expr.html#like
            return folded
        if isinstance(node, exp.ILike) and self.dialect == "postgresql":
            return folded if plain else UNKNOWN
        return exact if plain and exact == folded else UNKNOWN


def _joined(truths: Iterable[Cell], wanted: bool) -> Cell:
    """OR of truths for `wanted` True, AND for False: the wanted one decides, else what is not known."""
    found: Cell = not wanted
    for truth in truths:
        if truth is wanted:
            return wanted
        if isinstance(truth, Unknown) or isinstance(found, Unknown):
            found = UNKNOWN
        elif truth is None:
            found = None
    return found


def _not(truth: Cell) -> Cell:
    return not truth if isinstance(truth, bool) else truth
