"""What SQLAlchemy keeps as objects, in a dialect's words."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

COUNTING = re.compile(r"nextval\('(?:[^']*\.)?(?P<sequence>\"[^\"]+\"|[^'.]+)'::regclass\)")


def type_text(type_: TypeEngine[Any], dialect: Dialect) -> str:
    return str(dialect.type_compiler_instance.process(type_))


def default_text(default: Any, dialect: Any) -> str:
    """A server default as it stands behind DEFAULT."""
    compiler = dialect.ddl_compiler(dialect, None)
    column: Any = sa.Column("x", sa.Integer, server_default=getattr(default, "arg", default))
    return str(compiler.get_column_default_string(column))


def expression_text(expression: Any, dialect: Any) -> str:
    """A condition, or a member of an index, without the names of tables."""
    if isinstance(expression, str):
        return expression
    compiler = dialect.statement_compiler(dialect, None)
    return str(compiler.process(expression, literal_binds=True, include_table=False))


def stored_type(type_: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    """The type that a column has on the database, out of its decorators."""
    while isinstance(type_, TypeDecorator):
        type_ = type_.load_dialect_impl(dialect)
    return type_.dialect_impl(dialect)


def counted_by(default: str) -> str | None:
    """The sequence that PostgreSQL's SERIAL made, where a default is what is left of it."""
    found = COUNTING.fullmatch(default)
    return found["sequence"].strip('"') if found else None


def without_parentheses(text: str) -> str:
    """The text without the one pair of parentheses that is around all of it."""
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return text[1:-1] if place and place == len(text) - 1 else text
    return text
