"""Python over the rows of a question, in SQL."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from sqlgen.failures.question import Question
from sqlgen.failures.source import Use

PLUS = ("sqlite", "postgresql", "oracle")
"""Databases that join strings with ||."""
METHODS = {"lower": "lower", "upper": "upper", "strip": "trim", "lstrip": "ltrim", "rstrip": "rtrim"}


class Wording:
    """The words for what is made of a row.

    `source` maps the question's columns to their SQL; without it a row is called `src`. `asked` turns true
    when something was worded that comes from the question.
    """

    def __init__(self, use: Use, question: Question) -> None:
        self._use = use
        self._columns = tuple(question.columns)
        self._question = question.text
        self._table = question.table
        self.dialect = question.dialect
        self.source: Mapping[str, str] | None = None
        self.asked = False

    def column(self, node: ast.expr) -> str | None:
        """The question's column that an expression stands for."""
        match self._followed(node):
            case ast.Attribute(value=ast.Name(id=name), attr=column) if name == self._use.row:
                return self._at(column)
            case ast.Subscript(value=inner, slice=ast.Constant(value=key)) if self._is_row(inner):
                return self._at(key)
            case ast.Name(id=name) if name in self._use.columns:
                return self._at(self._use.columns.index(name))
            case ast.Name(id=name) if name == self._use.row and self._use.value:
                return self._at(0)
        return None

    def _is_row(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Attribute) and node.attr in ("_mapping", "_asdict"):
            node = node.value
        return isinstance(node, ast.Name) and node.id == self._use.row

    def _at(self, key: object) -> str | None:
        if isinstance(key, int) and 0 <= key < len(self._columns):
            return self._columns[key]
        # The ORM puts the table's name in front.
        labels = (str(key), f"{self._table}_{key}")
        return next((column for column in self._columns if column in labels), None)

    def _followed(self, node: ast.expr) -> ast.expr:
        """What was assigned to a name, if it was assigned where the rows are read."""
        seen: set[str] = set()
        while isinstance(node, ast.Name) and node.id in self._use.bindings and node.id not in seen:
            if node.id in (self._use.row, *self._use.columns):
                break
            seen.add(node.id)
            node = self._use.bindings[node.id]
        return node

    def sql(self, value: ast.expr | str) -> str:
        """A value in SQL; in angle brackets what has to be said in SQL by somebody who knows."""
        if isinstance(value, str):
            return value
        column = self.column(value)
        if column is not None:
            self.asked = True
            return self._reference(column)
        return self._expression(self._followed(value))

    def _reference(self, column: str) -> str:
        if self._use.each:
            return self.source[column] if self.source is not None else f"src.{column}"
        if len(self._columns) == 1:
            return f"({self._question})"
        return f"(SELECT {column} FROM ({self._question}) src)"

    def _expression(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=constant):
                return literal(constant)
            case ast.Call(func=ast.Attribute(value=inner, attr=name), args=[]) if name in METHODS:
                return f"{METHODS[name]}({self.sql(inner)})"
            case ast.Call(func=ast.Attribute(value=inner, attr="replace"), args=[old, new]):
                return f"replace({self.sql(inner)}, {self.sql(old)}, {self.sql(new)})"
            case ast.BoolOp(op=ast.Or(), values=values):
                return f"coalesce({', '.join(map(self.sql, values))})"
            case ast.JoinedStr(values=parts):
                return self._joined(parts)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._joined([left, right])
            case ast.FormattedValue(value=inner):
                return self.sql(inner)
        return self._unsaid(node)

    def _joined(self, parts: list[ast.expr]) -> str:
        said = [self.sql(part) for part in parts]
        return " || ".join(said) if self.dialect in PLUS else f"concat({', '.join(said)})"

    def _unsaid(self, node: ast.expr) -> str:
        names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        self.asked = self.asked or bool(names & {self._use.row, *self._use.columns})
        return f"<{ast.unparse(node)}>"

    def conditions(self) -> Iterator[str | None]:
        """What is asked of a row before anything is written; None where that cannot be told."""
        for statement in self._use.block:
            if isinstance(statement, ast.If):
                passes = not isinstance(statement.body[-1], ast.Continue)
                plain = not statement.orelse and not isinstance(statement.body[-1], (ast.Break, ast.Raise))
                plain = plain and not any(isinstance(each, ast.If) for each in statement.body)
                yield self._condition(statement.test, holds=passes) if plain else None

    def _condition(self, node: ast.expr, *, holds: bool) -> str:
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return self._condition(inner, holds=not holds)
            case ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=None)]):
                if isinstance(op, (ast.Is, ast.IsNot)):
                    missing = isinstance(op, ast.Is) is holds
                    return f"{self.sql(left)} IS {'' if missing else 'NOT '}NULL"
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                if isinstance(op, (ast.Eq, ast.NotEq)):
                    same = isinstance(op, ast.Eq) is holds
                    return f"{self.sql(left)} {'=' if same else '<>'} {self.sql(right)}"
        return f"<{ast.unparse(node)}>" if holds else f"NOT <{ast.unparse(node)}>"


def literal(value: object) -> str:
    """A constant as every database reads it."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)
