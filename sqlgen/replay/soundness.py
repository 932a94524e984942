"""Which SQL means on SQLite what it means on the target.

Only what is listed here is answered: databases differ in how they divide, compare strings, order NULLs and
convert types, and a wrong answer is worse than none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine
from sqlglot import exp

from sqlgen.catalog import Name, Table

BLIND_TO_CASE = ("mysql", "mariadb", "mssql")
"""Databases whose strings are equal whatever their case, unless a collation says otherwise."""


class Kind(Enum):
    """A kind of value that every database keeps as it was given."""

    INTEGER = "integer"
    STRING = "string"
    BOOLEAN = "boolean"


class Unknown:
    """In place of a value that only the server knows."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()

STRINGS = (sa.String, sa.Text, sa.Unicode, sa.UnicodeText, sa.VARCHAR, sa.TEXT, sa.NVARCHAR)
"""No CHAR, which pads, no CITEXT, which folds."""


def kind_of(type_: TypeEngine[Any]) -> Kind | None:
    """The kind of a column's values, or None where a server may change what it is given."""
    if isinstance(type_, sa.Boolean):
        return Kind.BOOLEAN
    if isinstance(type_, sa.Integer):
        return Kind.INTEGER
    if isinstance(type_, sa.Enum) or (type(type_) in STRINGS and getattr(type_, "collation", None) is None):
        return Kind.STRING
    return None


def value_of(node: exp.Expr | None, kind: Kind | None, dialect: str) -> Any:
    """What a column of `kind` holds when it is given this literal: int, str or None; else UNKNOWN."""
    match node:
        case exp.Null():
            return None
        case exp.Paren():
            return value_of(node.this, kind, dialect)
        case exp.Neg(this=exp.Literal(is_string=False)) if kind is Kind.INTEGER:
            inner = value_of(node.this, kind, dialect)
            return -inner if isinstance(inner, int) else UNKNOWN
        case exp.Literal(is_string=False) if node.this.isdigit():
            number = int(node.this)
            wanted = kind is Kind.INTEGER or (kind is Kind.BOOLEAN and number in (0, 1))
            return number if wanted else UNKNOWN
        case exp.Boolean() if kind is Kind.BOOLEAN:
            return int(bool(node.this))
        case exp.National() | exp.Literal(is_string=True) if kind is Kind.STRING:
            return _string(str(node.this), dialect)
        case _:
            return UNKNOWN


def _string(text: str, dialect: str) -> Any:
    if dialect == "oracle" and not text:
        # https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/Nulls.html
        return None
    # A backslash means itself or escapes, as the session's settings have it.
    return UNKNOWN if "\\" in text or "\x00" in text else text


FREE = (
    exp.Select, exp.From, exp.Where, exp.Table, exp.TableAlias, exp.Identifier, exp.Alias, exp.And, exp.Or,
    exp.Not, exp.Paren, exp.Tuple, exp.Exists, exp.Subquery, exp.National, exp.Neg, exp.Ordered, exp.Limit,
)  # fmt: skip
"""What means everywhere the same, whatever stands in it."""
COMPARING = (exp.EQ, exp.NEQ, exp.In)
ORDERING = (exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between, exp.Min, exp.Max, exp.Sum, exp.Add, exp.Sub)
"""What is sound among integers alone: strings have collations, and decimals are not SQLite's."""
SPECIAL = ("group", "having", "distinct", "into", "with_", "qualify", "locks", "connect", "pivots", "hint")
"""Parts of a SELECT that are not followed."""
MAKING = (
    exp.Select, exp.Alias, exp.Identifier, exp.Literal, exp.Null, exp.Coalesce, exp.Add, exp.Sub, exp.Paren,
)  # fmt: skip
"""What may be made of the aggregates of no rows."""
JOINS = ("", "INNER", "CROSS", "LEFT", "OUTER")


class Judge:
    """What may be asked of some tables: `tables` by the name that the statement calls them by.

    `unknown` holds for each table the columns in which there are values that only the server knows, `nulls`
    those in which there is a NULL.
    """

    def __init__(
        self,
        dialect: str,
        tables: Mapping[str, Table],
        unknown: Mapping[Name, frozenset[str]],
        nulls: Mapping[Name, frozenset[str]],
    ) -> None:
        self.dialect = dialect
        self.tables = tables
        self.unknown = unknown
        self.nulls = nulls

    def sound(self, tree: exp.Expr) -> bool:
        """Whether SQLite's answer to a query, or to a condition, is the target's."""
        return all(self._node(node) for node in tree.walk())

    def _node(self, node: exp.Expr) -> bool:
        if isinstance(node, COMPARING):
            return self._compares(node)
        if isinstance(node, ORDERING):
            operands = list(node.iter_expressions())
            return {self._kind(each) for each in operands} == {Kind.INTEGER}
        match node:
            case exp.Select():
                return self._select(node)
            case exp.Order():
                return all(self._orders(each.this) for each in node.expressions)
            case exp.Join():
                words = (node.args.get("side") or "", node.args.get("kind") or "")
                return all(str(word).upper() in JOINS for word in words) and not node.args.get("method")
            case exp.Column():
                return isinstance(node.this, exp.Star) or bool(self.kinds(node))
            case _:
                return self._atom(node)

    def _atom(self, node: exp.Expr) -> bool:
        match node:
            case exp.Count():
                return not isinstance(node.this, exp.Distinct)
            case exp.Star():
                return isinstance(node.parent, exp.Count) or self._all_known()
            case exp.Null():
                return not isinstance(node.parent, (exp.EQ, exp.NEQ, exp.In, exp.Tuple))
            case exp.Is():
                return isinstance(node.expression, (exp.Null, exp.Boolean))
            case exp.Coalesce():
                return len({self._kind(each) for each in (node.this, *node.expressions)}) == 1
            case exp.Literal():
                return node.is_string or node.this.isdigit()
            case exp.Boolean():
                return not isinstance(node.parent, (exp.Select, exp.Alias))
            case _:
                return isinstance(node, FREE)

    def _select(self, node: exp.Select) -> bool:
        plain = not any(node.args.get(name) for name in SPECIAL)
        outer = node.parent is None
        return plain and (outer or not node.args.get("limit"))

    def _orders(self, node: exp.Expr) -> bool:
        """Whether rows come in the order of a column: where NULLs go, every database says for itself."""
        if not isinstance(node, exp.Column) or self._kind(node) is not Kind.INTEGER:
            return False
        return not any(node.name in self.nulls.get(table.name, ()) for table in self.tables.values())

    def _all_known(self) -> bool:
        return all(
            name not in self.unknown.get(table.name, ()) and kind_of(column.type) is not None
            for table in self.tables.values()
            for name, column in table.columns.items()
        )

    def _compares(self, node: exp.Expr) -> bool:
        if node.args.get("query") is not None or node.args.get("unnest") is not None:
            inner = node.args["query"] if node.args.get("query") is not None else None
            select = inner.this if isinstance(inner, exp.Subquery) else inner
            if not isinstance(select, exp.Select) or len(select.expressions) != 1:
                return False
            sides = [node.this, select.expressions[0]]
        elif isinstance(node, exp.In):
            sides = [node.this, *node.expressions]
        else:
            sides = [node.this, node.expression]
        kinds = {self._kind(side) for side in sides}
        if Kind.BOOLEAN in kinds and any(isinstance(side, exp.Literal) for side in sides):
            kinds.discard(Kind.INTEGER)
        if kinds == {Kind.STRING}:
            return self.dialect not in BLIND_TO_CASE
        return len(kinds) == 1 and None not in kinds

    def _kind(self, node: exp.Expr) -> Kind | None:
        match node:
            case exp.Column():
                kinds = self.kinds(node)
                return next(iter(kinds)) if len(kinds) == 1 else None
            case exp.Alias() | exp.Paren():
                return self._kind(node.this)
            case exp.Count() | exp.Sum() | exp.Add() | exp.Sub():
                return Kind.INTEGER
            case exp.Min() | exp.Max() | exp.Coalesce():
                return self._kind(node.this)
        for kind in Kind:
            if not isinstance(node, exp.Null) and isinstance(value_of(node, kind, self.dialect), (int, str)):
                return kind
        return None

    def kinds(self, column: exp.Column) -> set[Kind]:
        """The kinds that a column may be of; empty where it is none of the tables', or not all known."""
        if column.table:
            candidates = [self.tables[column.table]] if column.table in self.tables else []
        else:
            candidates = [table for table in self.tables.values() if column.name in table.columns]
        found: set[Kind] = set()
        for table in candidates:
            known = table.columns.get(column.name)
            kind = kind_of(known.type) if known is not None else None
            if kind is None or column.name in self.unknown.get(table.name, ()):
                return set()
            found.add(kind)
        return found


def is_empty(query: exp.Expr, empty: Sequence[str]) -> bool:
    """Whether a query has no rows because the tables (by name or alias) in `empty` have none."""
    match query:
        case exp.Subquery():
            return is_empty(query.this, empty)
        case exp.Union():
            return is_empty(query.left, empty) and is_empty(query.right, empty)
        case exp.Select():
            group = query.args.get("group")
            if group is not None:
                # GROUP BY (), ROLLUP and CUBE have a row even so.
                special = [key for key, value in group.args.items() if value and key != "expressions"]
                grouped = bool(group.expressions) and not special
            else:
                folds = any(_may_aggregate(each) for each in query.expressions)
                grouped = not folds and query.args.get("having") is None
            return grouped and _reads_nothing(query, empty)
    return False


def _reads_nothing(query: exp.Select, empty: Sequence[str]) -> bool:
    """Whether FROM gives no rows."""
    source = query.args.get("from_")
    joins = query.args.get("joins") or []
    sides = {str(join.args.get("side") or "").upper() for join in joins}
    if source is None or query.args.get("with_") or query.args.get("into") or sides & {"RIGHT", "FULL"}:
        return False
    inner = [join.this for join in joins if not join.args.get("side")]
    return any(_is_empty_source(each, empty) for each in (source.this, *inner))


def _may_aggregate(node: exp.Expr) -> bool:
    """Whether an aggregate is in an expression; a function that nobody knows may be one."""
    return any(isinstance(each, (exp.AggFunc, exp.Anonymous)) for each in node.walk())


def _is_empty_source(source: Any, empty: Sequence[str]) -> bool:
    if isinstance(source, exp.Table):
        return source.alias_or_name in empty
    return isinstance(source, exp.Subquery) and is_empty(source, empty)


def aggregated(query: exp.Expr, empty: Sequence[str]) -> exp.Select | None:
    """For a query over no rows that has one row even so: its aggregates of nothing, as a query of literals.

    None where anything else is in its outputs than aggregates and what is sound to make of them.
    """
    beyond = ("group", "having", "offset")
    if not isinstance(query, exp.Select) or any(query.args.get(word) for word in beyond):
        return None
    if not _reads_nothing(query, empty):
        return None
    made = exp.Select()
    made.set("expressions", [output.copy() for output in query.expressions])
    for each in list(made.find_all(exp.AggFunc)):
        each.replace(exp.Literal.number(0) if isinstance(each, exp.Count) else exp.Null())
    return made if all(isinstance(node, MAKING) for node in made.walk()) else None
