"""Python values as SQL literals.

SQLAlchemy renders most values; what it refuses (JSON, binary, intervals on some databases, values without
a type) or would write into a file differently than a server reads it (backslashes, empty arrays) is here.
"""

from __future__ import annotations

import datetime
import enum
import json
import math
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import types
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import CompileError
from sqlalchemy.sql import sqltypes
from sqlalchemy.sql.base import NO_ARG
from sqlalchemy.types import TypeDecorator, TypeEngine

from sqlgen.errors import LiteralError

EPOCH = datetime.datetime(1970, 1, 1)  # noqa: DTZ001  SQLAlchemy's own zero for intervals kept as dates


class OfflineLiterals:
    """A mix-in for SQLAlchemy's statement compilers that renders every parameter as a literal.

    Raises LiteralError for a parameter without a value and for a value that has no literal.
    """

    dialect: Dialect

    def render_literal_bindparam(
        self, bindparam: Any, render_literal_value: Any = NO_ARG, **options: Any
    ) -> str:
        if render_literal_value is NO_ARG:
            if bindparam.required and bindparam.value is None and bindparam.callable is None:
                raise LiteralError(
                    f"no value is given for the parameter {bindparam.key!r}",
                    hint=f"pass a value, or write \\:{bindparam.key} if it is no parameter",
                )
            value = bindparam.effective_value
            if value is None and not bindparam.expanding and not bindparam.type.should_evaluate_none:
                return "NULL"
        rendered: str = super().render_literal_bindparam(  # type: ignore[misc]
            bindparam, render_literal_value=render_literal_value, **options
        )
        return rendered

    def render_literal_value(self, value: Any, type_: TypeEngine[Any]) -> str:
        own = render(value, type_, self.dialect)
        if own is not None:
            return own
        try:
            rendered: str = super().render_literal_value(value, type_)  # type: ignore[misc]
        except CompileError as error:
            raise LiteralError(
                f"{_shown(value)} of type {type_!r} has no literal on {self.dialect.name}",
                hint="write it as SQL text, or pass a value of a plain type",
            ) from error
        return rendered


def render(value: Any, type_: TypeEngine[Any], dialect: Dialect) -> str | None:
    """The literal of `value` where sqlgen renders it itself, else None."""
    if value is None and not type_.should_evaluate_none:
        return None
    if isinstance(value, float) and not math.isfinite(value) and dialect.name != "postgresql":
        raise LiteralError(f"{value!r} has no literal on {dialect.name}")
    if isinstance(type_, TypeDecorator):
        return _decorated(value, type_, dialect)
    actual = type_.dialect_impl(dialect)
    if isinstance(actual, TypeDecorator):
        return _decorated(value, actual, dialect)
    if isinstance(actual, sqltypes.JSON):
        return _json(value, actual, dialect)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _binary(bytes(value), dialect)
    if isinstance(value, datetime.timedelta) and isinstance(type_, (types.Interval, types.NullType)):
        return _interval(value, dialect)
    if isinstance(value, (list, tuple)) and dialect.name == "postgresql":
        return _array(value, actual, dialect)
    if isinstance(actual, types.NullType):
        return _untyped(value, dialect)
    return None


def string_literal(text: str, dialect: Dialect) -> str:
    """`text` in quotes, as the dialect's default settings read it.

    Raises LiteralError for text with a NUL, which no server's string literal can hold.
    """
    if "\x00" in text:
        raise LiteralError("a string with a NUL character has no literal", hint="store it as binary")
    compiler = dialect.statement_compiler(dialect, None)  # type: ignore[arg-type]
    return str(super(OfflineLiterals, compiler).render_literal_value(text, types.String()))  # type: ignore[misc]


def _decorated(value: Any, type_: TypeDecorator[Any], dialect: Dialect) -> str | None:
    plain = type(type_)
    if plain.process_literal_param is not TypeDecorator.process_literal_param:
        return None
    if plain.process_bind_param is TypeDecorator.process_bind_param:
        bound = value
    else:
        bound = type_.process_bind_param(value, dialect)
    if bound is None:
        return "NULL"
    inner = type_.load_dialect_impl(dialect)
    if isinstance(inner, types.Interval) and dialect.name != "postgresql":
        return _interval(bound, dialect)
    compiler = dialect.statement_compiler(dialect, None)  # type: ignore[arg-type]
    return str(compiler.render_literal_value(bound, inner))


def _json(value: Any, type_: sqltypes.JSON, dialect: Dialect) -> str:
    if isinstance(type_, (sqltypes.JSON.JSONPathType, sqltypes.JSON.JSONIndexType)):
        return string_literal(str(value), dialect)
    if value is None or value is sqltypes.JSON.NULL:
        return "NULL" if type_.none_as_null and value is None else string_literal("null", dialect)
    serializer = getattr(dialect, "_json_serializer", None) or json.dumps
    try:
        return string_literal(serializer(value), dialect)
    except TypeError as error:
        raise LiteralError(f"{_shown(value)} is not JSON: {error}") from error


def _binary(value: bytes, dialect: Dialect) -> str:
    digits = value.hex().upper()
    match dialect.name:
        case "postgresql":
            return rf"'\x{digits}'::bytea"
        case "mssql":
            return f"0x{digits}"
        case "oracle":
            return f"HEXTORAW('{digits}')"
        case _:
            return f"X'{digits}'"


def _interval(value: datetime.timedelta, dialect: Dialect) -> str:
    seconds = Decimal(value.days * 86400 + value.seconds) + Decimal(value.microseconds) / 1_000_000
    if dialect.name == "postgresql":
        return f"'{seconds.normalize():f} seconds'::interval"
    if dialect.name == "oracle":
        return f"NUMTODSINTERVAL({seconds.normalize():f}, 'SECOND')"
    # Elsewhere SQLAlchemy keeps an interval as a date so far from 1970.
    compiler = dialect.statement_compiler(dialect, None)  # type: ignore[arg-type]
    return str(compiler.render_literal_value(EPOCH + value, types.DateTime()))


def _array(value: Any, type_: TypeEngine[Any], dialect: Dialect) -> str | None:
    member: TypeEngine[Any] = type_.item_type if isinstance(type_, types.ARRAY) else types.NullType()
    if not isinstance(type_, (types.ARRAY, types.NullType)):
        return None
    if not value:
        return "'{}'"
    compiler = dialect.statement_compiler(dialect, None)  # type: ignore[arg-type]
    members = [
        _array(element, type_, dialect)
        if isinstance(element, (list, tuple))
        else compiler.render_literal_value(element, member)
        for element in value
    ]
    return f"ARRAY[{', '.join(str(element) for element in members)}]"


def _untyped(value: Any, dialect: Dialect) -> str | None:
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, (Mapping, list, tuple)):
        return _json(value, types.JSON(), dialect)
    known: TypeEngine[Any] | None = sqltypes._type_map.get(type(value))
    if known is None and isinstance(value, uuid.UUID):
        known = types.Uuid()
    if known is None or isinstance(known, types.NullType):
        raise LiteralError(
            f"{_shown(value)} has no literal without a column type",
            hint="give the column a type: column('name', sa.String)",
        )
    compiler = dialect.statement_compiler(dialect, None)  # type: ignore[arg-type]
    return str(compiler.render_literal_value(value, known))


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
