"""What aggregates make of cells."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlglot import exp

from sqlgen.replay.rows.cells import UNKNOWN, Cell, Unknown, Untyped, may_be_null
from sqlgen.replay.rows.comparing import EXACT, equal, less
from sqlgen.replay.rows.relations import Label

NULL_OF_NOTHING = (
    exp.Sum, exp.Min, exp.Max, exp.Avg, exp.LogicalOr, exp.LogicalAnd, exp.GroupConcat, exp.ArrayAgg,
    exp.Stddev, exp.StddevPop, exp.StddevSamp, exp.Variance, exp.VariancePop, exp.JSONArrayAgg,
    exp.JSONObjectAgg,
)  # fmt: skip
"""Aggregates that give NULL where there are no rows."""
EXACT_TYPES = ("mysql", "mariadb", "oracle")


def folded(
    node: Any, values_of: Callable[[Any], list[Cell]], count: int, label: Label | None, dialect: str
) -> Cell:
    """The value of an aggregate over `count` rows; `values_of` works out an expression for each of them."""
    if isinstance(node, exp.Count):
        return _count(node, values_of, count, dialect)
    if not isinstance(node, NULL_OF_NOTHING):
        return UNKNOWN
    if not count:
        return None
    if any(value for key, value in node.args.items() if key != "this") or isinstance(node.this, exp.Distinct):
        return UNKNOWN
    values = values_of(node.this)
    if any(isinstance(value, Unknown) for value in values):
        return UNKNOWN
    present = [value for value in values if value is not None]
    match node:
        case _ if not present:
            return UNKNOWN if isinstance(node, (exp.ArrayAgg, exp.JSONArrayAgg, exp.JSONObjectAgg)) else None
        case exp.Min() | exp.Max():
            return _extreme(present, dialect, greatest=isinstance(node, exp.Max))
        case exp.Sum():
            return _sum(present, label, dialect)
        case _:
            return UNKNOWN


def _count(node: exp.Count, values_of: Callable[[Any], list[Cell]], count: int, dialect: str) -> Cell:
    if node.expressions:
        return UNKNOWN if count else 0
    if isinstance(node.this, exp.Star) or node.this is None:
        return count
    if not isinstance(node.this, exp.Distinct):
        values = values_of(node.this)
        if any(isinstance(value, Unknown) and may_be_null(value) for value in values):
            return UNKNOWN
        return sum(value is not None for value in values)
    if len(node.this.expressions) != 1:
        return UNKNOWN if count else 0
    different: list[Cell] = []
    for value in values_of(node.this.expressions[0]):
        if value is None:
            continue
        found = [equal(value, other, dialect) for other in different] if different else []
        if isinstance(value, Unknown) or any(isinstance(each, Unknown) for each in found):
            return UNKNOWN
        if True not in found:
            different.append(value)
    return len(different)


def _extreme(values: list[Cell], dialect: str, *, greatest: bool) -> Cell:
    found = values[0]
    for value in values[1:]:
        before = less(found, value, dialect)
        if isinstance(before, Unknown):
            return UNKNOWN
        found = value if before is greatest else found
    return str(found) if isinstance(found, Untyped) else found


def _sum(values: list[Cell], label: Label | None, dialect: str) -> Cell:
    if any(not isinstance(value, EXACT) or isinstance(value, bool) for value in values):
        return UNKNOWN
    total = sum(values)
    if dialect in EXACT_TYPES or (
        label is not None and label.type_ is not None and label.type_.word == "BIGINT"
    ):
        # These give a decimal for integers too.
        return Decimal(total)
    return total
