"""Expressions over known cells, as the target's server works them out.

What servers do in different ways is UNKNOWN, and so is every word that is not listed here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlglot import exp

from sqlgen.replay.rows.aggregates import folded
from sqlgen.replay.rows.casting import cast, member
from sqlgen.replay.rows.cells import SOMETHING, UNKNOWN, Cell, Unknown, Unsure, Untyped
from sqlgen.replay.rows.comparing import EXACT, equal
from sqlgen.replay.rows.conditions import Conditions
from sqlgen.replay.rows.functions import FUNCTIONS, SCALARS, VOLATILE, arguments_of, called
from sqlgen.replay.rows.native import worked_out
from sqlgen.replay.rows.relations import Scope

BENIGN: dict[type[Any], set[str]] = {
    exp.Cast: {"_type", "to"}, exp.TryCast: {"_type", "to"}, exp.Subquery: {"alias"},
    exp.DPipe: {"safe"},
    exp.In: {"query", "expressions", "unnest", "negate"}, exp.Between: {"low", "high", "negate"},
    exp.Is: {"negate"}, exp.Like: {"negate"}, exp.ILike: {"negate"}, exp.Case: {"ifs", "default"},
    exp.If: {"true", "false"}, exp.Coalesce: {"expressions", "is_nvl", "is_null"}, exp.Literal: {"is_string"},
    exp.Column: {"table", "db"}, exp.Alias: {"alias"}, exp.Exists: {"expressions"},
}  # fmt: skip
"""Parts of a node, besides its operands, that are taken into account or change nothing."""
LARGEST = 2**31


class Expressions(Conditions):
    """The value of expressions on one dialect."""

    def value(self, node: exp.Expr, scope: Scope) -> Cell:
        """The cell that an expression comes to. Raises Unsure for a name that means nothing."""
        found = self._followed(node, scope)
        return worked_out(node, scope.cell) if found is UNKNOWN and self.dialect == "sqlite" else found

    def _followed(self, node: exp.Expr, scope: Scope) -> Cell:
        if isinstance(node, (exp.AggFunc, exp.Filter)):
            return self.aggregate(node, scope)
        if not _plain(node):
            return self._strange(node)
        match node:
            case exp.Literal() | exp.Null() | exp.Boolean() | exp.National() | exp.HexString():
                return self._constant(node)
            case exp.Paren() | exp.Alias():
                return self.value(node.this, scope)
            case exp.Column():
                return UNKNOWN if isinstance(node.this, exp.Star) else scope.cell(node)
            case exp.And() | exp.Or() | exp.Not():
                return self._connected(node, scope)
            case exp.Predicate() | exp.NullSafeEQ() | exp.NullSafeNEQ():
                return self._predicate(node, scope)
            case _:
                return self._computed(node, scope)

    def _computed(self, node: exp.Expr, scope: Scope) -> Cell:
        match node:
            case exp.Add() | exp.Sub() | exp.Mul() | exp.Neg():
                return self._calculated(node, scope)
            case exp.Case() | exp.If() | exp.Coalesce() | exp.Nullif():
                return self._chosen(node, scope)
            case exp.Subquery():
                return self._scalar(node, scope)
            case exp.Cast() | exp.TryCast():
                return cast(self.value(node.this, scope), node.args["to"], self.dialect)
            case exp.JSONExtract() | exp.JSONExtractScalar():
                return self._member(node, scope)
            case exp.Func() | exp.DPipe():
                return self._function(node, scope)
            case _:
                return self._strange(node)

    def _constant(self, node: exp.Expr) -> Cell:
        match node:
            case exp.Null():
                return None
            case exp.Boolean():
                return bool(node.this) if self.dialect == "postgresql" else int(bool(node.this))
            case exp.HexString():
                return bytes.fromhex(str(node.this)) if len(str(node.this)) % 2 == 0 else UNKNOWN
            case exp.Literal() if not node.is_string:
                text = str(node.this)
                if text.isdigit():
                    return int(text)
                return Decimal(text) if re.fullmatch(r"\d+\.\d+", text) else UNKNOWN
            case _:
                text = str(node.this)
                return UNKNOWN if "\x00" in text else Untyped(text)

    # Values

    def _calculated(self, node: exp.Expr, scope: Scope) -> Cell:
        if isinstance(node, exp.Neg):
            operands = [0, self.value(node.this, scope)]
        else:
            operands = [self.value(node.this, scope), self.value(node.expression, scope)]
        if None in operands:
            return None
        if any(not isinstance(each, EXACT) or isinstance(each, bool) for each in operands):
            return UNKNOWN
        one, other = operands
        match node:
            case exp.Add():
                made = one + other
            case exp.Mul():
                made = one * other
            case _:
                made = one - other
        return made if abs(made) < LARGEST else UNKNOWN

    def _chosen(self, node: exp.Expr, scope: Scope) -> Cell:
        if isinstance(node, exp.Nullif):
            value = self.value(node.this, scope)
            same = equal(value, self.value(node.expression, scope), self.dialect)
            return UNKNOWN if isinstance(same, Unknown) else None if same else value
        if isinstance(node, exp.Coalesce):
            ends = [node.this, *node.expressions]
            return self._of_one_type(_first([self.value(end, scope) for end in ends]), ends, scope)
        branches = list(node.args["ifs"]) if isinstance(node, exp.Case) else [node]
        last = node.args.get("default") if isinstance(node, exp.Case) else node.args.get("false")
        ends = [branch.args["true"] for branch in branches] + ([last] if last is not None else [])
        for branch in branches:
            truth = self._branch(node, branch, scope)
            if isinstance(truth, Unknown):
                return UNKNOWN
            if truth:
                return self._of_one_type(self.value(branch.args["true"], scope), ends, scope)
        return self._of_one_type(self.value(last, scope), ends, scope) if last is not None else None

    def _of_one_type(self, value: Cell, ends: list[exp.Expr], scope: Scope) -> Cell:
        """A value of several alternatives, which a server brings to one type before."""
        kinds = {self._kind(end, scope) for end in ends} - {"any"}
        if value is None or isinstance(value, Unknown):
            return value
        if len(kinds) > 1 or "unknown" in kinds or (isinstance(value, Untyped) and kinds - {"text"}):
            return UNKNOWN
        return str(value) if isinstance(value, Untyped) else value

    def _kind(self, node: exp.Expr, scope: Scope) -> str:
        """What an expression is, whatever its value: text, number, another type's name, any or unknown."""
        inner = node.unnest() if isinstance(node, exp.Paren) else node
        if isinstance(inner, exp.Null) or (isinstance(inner, exp.Literal) and inner.is_string):
            return "any"
        if isinstance(inner, (exp.Count, exp.Sum)):
            return "number"
        column = inner.this if isinstance(inner, (exp.Min, exp.Max)) else inner
        if isinstance(column, exp.Column):
            label = scope.label(column)
            return "unknown" if label is None or label.type_ is None else label.type_.family or "unknown"
        value = self.value(inner, scope)
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            return "number"
        return "unknown" if value is None or isinstance(value, Unknown) else kind_of(value)

    def _branch(self, node: exp.Expr, branch: exp.Expr, scope: Scope) -> Cell:
        if isinstance(node, exp.Case) and node.this is not None:
            return equal(self.value(node.this, scope), self.value(branch.this, scope), self.dialect)
        return self.truth(branch.this, scope)

    def _scalar(self, node: exp.Subquery, scope: Scope) -> Cell:
        if not isinstance(node.this, exp.Query) or node.args.get("joins"):
            return UNKNOWN
        rows = self._subqueries(node.this, scope).sure()
        if not rows:
            return None
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else UNKNOWN

    def _function(self, node: Any, scope: Scope) -> Cell:
        if isinstance(node, exp.Anonymous):
            known = str(node.this).lower() in SCALARS
        else:
            known = isinstance(node, VOLATILE)
        if known:
            return SOMETHING
        arguments = arguments_of(node) if type(node) in FUNCTIONS else None
        if arguments is None:
            return self._strange(node)
        return called(node, [self.value(each, scope) for each in arguments], self.dialect)

    def _member(self, node: Any, scope: Scope) -> Cell:
        steps = node.expression.expressions if isinstance(node.expression, exp.JSONPath) else []
        keys = [step.this for step in steps[1:] if isinstance(step, (exp.JSONPathKey, exp.JSONPathSubscript))]
        if self.dialect != "postgresql" or len(steps) != 2 or len(keys) != 1:
            # More steps than one may be a key with a point in it.
            return UNKNOWN
        as_text = isinstance(node, exp.JSONExtractScalar)
        return member(self.value(node.this, scope), keys[0], as_text=as_text)

    # Rows together

    def aggregate(self, node: Any, scope: Scope) -> Cell:
        """What an aggregate makes of the rows of a group. Raises Unsure outside of one."""
        inner, where = (node.this, node.expression.this) if isinstance(node, exp.Filter) else (node, None)
        if not scope.grouped or not isinstance(inner, exp.AggFunc):
            raise Unsure(f"{node.sql()} stands where nothing is grouped")
        rows = [replace(scope, rows=[row], grouped=False) for row in scope.rows]
        if where is not None:
            truths = [self.truth(where, row) for row in rows]
            if any(isinstance(truth, Unknown) for truth in truths):
                return UNKNOWN
            rows = [row for row, truth in zip(rows, truths, strict=True) if truth]
        label = scope.label(inner.this) if isinstance(inner.this, exp.Column) else None
        return folded(
            inner, lambda node: [self.value(node, row) for row in rows], len(rows), label, self.dialect
        )


def _plain(node: exp.Expr) -> bool:
    """Whether every part of a node is one that is looked at."""
    if isinstance(node, exp.Func) and type(node) not in BENIGN:
        # A function's arguments are looked at one by one.
        return True
    allowed = {"this", "expression", *BENIGN.get(type(node), ())}
    return all(key in allowed or value in (None, False, []) for key, value in node.args.items())


def _first(values: list[Cell]) -> Cell:
    """The first value that is not NULL."""
    for value in values:
        if isinstance(value, Unknown) and value.nullable:
            return UNKNOWN
        if value is not None:
            return value
    return None


def kind_of(of: Any) -> str:
    """The family of types that a value belongs to, as far as it shows."""
    if isinstance(of, str):
        return "text"
    return "truth" if isinstance(of, bool) else "unknown"
