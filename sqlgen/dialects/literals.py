"""Python values as SQL literals.

SQLAlchemy renders most values; what it refuses (JSON, binary, intervals on some databases, values without
a type) or would write into a file differently than a server reads it (backslashes, letters outside of a code
page, infinite numbers, arrays of types that need a cast) is here.
"""

from __future__ import annotations

import datetime
import enum
import ipaddress
import json
import math
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import types
from sqlalchemy.dialects.postgresql import HSTORE, Range
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import CompileError
from sqlalchemy.sql import sqltypes
from sqlalchemy.sql.base import NO_ARG
from sqlalchemy.types import TypeDecorator, TypeEngine

from sqlgen.errors import LiteralError

EPOCH = datetime.datetime(1970, 1, 1)  # noqa: DTZ001  SQLAlchemy's own zero for intervals kept as dates
# What servers read from the text that Python makes of it.
WRITTEN_AS_TEXT = (
    str,
    ipaddress.IPv4Address,
    ipaddress.IPv4Network,
    ipaddress.IPv6Address,
    ipaddress.IPv6Network,
    Range,
)


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
            if value is None and not bindparam.expanding:
                # On a connection None is the value `null` for a JSON column.
                special = bindparam.type.should_evaluate_none
                return self.render_literal_value(None, bindparam.type) if special else "NULL"
        rendered: str = super().render_literal_bindparam(  # type: ignore[misc]
            bindparam, render_literal_value=render_literal_value, **options
        )
        return rendered

    def render_literal_value(self, value: Any, type_: TypeEngine[Any]) -> str:
        if isinstance(value, str):
            _check_text(value)
        own = render(value, type_, self.dialect)
        if own is not None:
            return own
        try:
            rendered: str = super().render_literal_value(value, type_)  # type: ignore[misc]
        except CompileError as error:
            if isinstance(value, WRITTEN_AS_TEXT):
                return string_literal(str(value), self.dialect)
            raise LiteralError(
                f"{_shown(value)} of type {type_!r} has no literal on {self.dialect.name}",
                hint="write it as SQL text, or pass a value of a plain type",
            ) from error
        if self.dialect.name == "mssql" and rendered.startswith("'") and not rendered.isascii():
            # Without the N the server takes the text through its code page, which knows few letters.
            return f"N{rendered}"
        return rendered


def render(value: Any, type_: TypeEngine[Any], dialect: Dialect) -> str | None:
    """The literal of `value` where sqlgen renders it itself, else None."""
    if value is None and not type_.should_evaluate_none:
        return None
    interval = isinstance(type_, (sqltypes._AbstractInterval, types.NullType))
    if isinstance(value, datetime.timedelta) and interval:
        return _interval(value, type_, dialect)
    if isinstance(type_, TypeDecorator):
        return _decorated(value, type_, dialect)
    actual = type_.dialect_impl(dialect)
    if isinstance(actual, TypeDecorator):
        return _decorated(value, actual, dialect)
    if isinstance(actual, sqltypes.JSON):
        return _json(value, actual, dialect)
    if isinstance(actual, HSTORE) and isinstance(value, Mapping):
        processor: Any = HSTORE.bind_processor
        return string_literal(processor(actual, dialect)(value), dialect)
    if isinstance(value, (list, tuple)) and dialect.name == "postgresql":
        return _array(value, actual, dialect)
    plain = _plain(value, actual, dialect)
    return _untyped(value, dialect) if plain is None and isinstance(actual, types.NullType) else plain


def string_literal(text: str, dialect: Dialect) -> str:
    """`text` in quotes, as the dialect's default settings read it.

    Raises LiteralError for text that no string literal can hold.
    """
    return _literal(text, types.String(), dialect)


def _check_text(text: str) -> None:
    """Refuse a NUL, which no server's literal can hold, and half a surrogate pair, which no encoding can."""
    if "\x00" in text:
        raise LiteralError(
            f"{_shown(text)} has a NUL character, which no literal can hold", hint="store it as binary"
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise LiteralError(f"{_shown(text)} is no Unicode text: {error.reason}") from error


def _literal(value: Any, type_: TypeEngine[Any], dialect: Dialect) -> str:
    compiler: Any = dialect.statement_compiler(dialect, None)
    return str(compiler.render_literal_value(value, type_))


def _plain(value: Any, type_: TypeEngine[Any], dialect: Dialect) -> str | None:
    """The literal of a value that SQLAlchemy has none for, or the wrong one."""
    match value:
        case bytes() | bytearray() | memoryview():
            return _binary(bytes(value), dialect)
        case float() if not math.isfinite(value):
            return _not_finite(str(value), dialect)
        case Decimal():
            return f"{value:f}" if value.is_finite() else _not_finite(str(value), dialect)
        case datetime.datetime() if isinstance(type_, (types.DateTime, types.NullType)):
            return _datetime(value, type_, dialect)
        case _:
            return None


def _not_finite(number: str, dialect: Dialect) -> str:
    if dialect.name == "postgresql":
        return f"'{number}'::float8"
    raise LiteralError(f"{number} has no literal on {dialect.name}")


def _datetime(value: datetime.datetime, type_: TypeEngine[Any], dialect: Dialect) -> str | None:
    match dialect.name:
        case "mssql":
            # Only with the T is the order of month and day the same in every language, and a DATETIME
            # takes no more than three digits.
            # https://learn.microsoft.com/en-us/sql/t-sql/data-types/datetime-transact-sql
            short = type_.__visit_name__ in ("datetime", "DATETIME") and not getattr(type_, "timezone", False)
            precision = "milliseconds" if short and value.microsecond else "auto"
            return f"'{value.isoformat(timespec=precision)}'"
        case "mysql" | "mariadb" if value.tzinfo is not None:
            # No type keeps the zone: drivers leave it out, MariaDB refuses it.
            return f"'{value.replace(tzinfo=None).isoformat(' ')}'"
        case "oracle" if value.tzinfo is not None:
            # https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/Literals.html
            local = value.replace(tzinfo=None).isoformat(" ")
            return f"TIMESTAMP '{local} {value.isoformat(' ')[len(local) :]}'"
        case "sqlite" if isinstance(type_, types.NullType):
            # As the driver stores what SQLAlchemy knows no type of.
            return f"'{value.isoformat(' ')}'"
        case _:
            return None


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
    return _literal(bound, type_.load_dialect_impl(dialect), dialect)


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


def _interval(value: datetime.timedelta, type_: TypeEngine[Any], dialect: Dialect) -> str:
    seconds = Decimal(value.days * 86400 + value.seconds) + Decimal(value.microseconds) / 1_000_000
    if getattr(type_, "native", True):
        if dialect.name == "postgresql":
            return f"'{seconds.normalize():f} seconds'::interval"
        if dialect.name == "oracle":
            return f"NUMTODSINTERVAL({seconds.normalize():f}, 'SECOND')"
    if isinstance(type_, types.NullType):
        raise LiteralError(
            f"{_shown(value)} has no literal on {dialect.name} without a column type",
            hint="give the column a type: column('name', sa.Interval)",
        )
    # Where there is no such type SQLAlchemy keeps an interval as a date so far from 1970.
    return _literal(EPOCH + value, types.DateTime(), dialect)


# What PostgreSQL makes of an array of plain literals by itself.
CASTLESS = (types.String, types.Integer, types.Boolean, types.Numeric, types.NullType)


def _array(value: Any, type_: TypeEngine[Any], dialect: Dialect) -> str | None:
    if not isinstance(type_, (types.ARRAY, types.NullType)):
        return None
    if isinstance(type_, types.NullType):
        return _members(value, type_, dialect) if value else "'{}'"
    member = type_.item_type
    if value and isinstance(member, CASTLESS) and not isinstance(member, types.Enum):
        return _members(value, member, dialect)
    written = dialect.type_compiler_instance.process(type_)
    return f"{_members(value, member, dialect)}::{written}"


def _members(value: Any, type_: TypeEngine[Any], dialect: Dialect) -> str:
    members = [
        _members(member, type_, dialect)
        if isinstance(member, (list, tuple))
        else "NULL"
        if member is None
        else _literal(member, type_, dialect)
        for member in value
    ]
    return f"ARRAY[{', '.join(members)}]"


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
    return _literal(value, known, dialect)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
