"""Types as a database reports them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


def reported_type(type_: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    """The type that reflecting a column of `type_` gives: what is stored, not what Python makes of it."""
    stored = type_.dialect_impl(dialect)
    while isinstance(stored, TypeDecorator):
        stored = stored.impl_instance
    plain = type_._variant_mapping.get(dialect.name, type_)
    while isinstance(plain, TypeDecorator):
        plain = plain.load_dialect_impl(dialect)
    if isinstance(plain, sa.Text) and not isinstance(stored, sa.Text):
        # Drivers of SQLAlchemy 2.1 have one class for strings of every length.
        stored = plain
    if dialect.name in ("mysql", "mariadb"):
        found = _on_mysql(stored, dialect)
    else:
        # Drivers have one class for floats of every width.
        float_ = isinstance(plain, sa.Float)
        found = _on_postgresql(plain if float_ else stored) if dialect.name == "postgresql" else None
    return found or _common(stored, dialect) or stored


def _on_mysql(stored: TypeEngine[Any], dialect: Any) -> TypeEngine[Any] | None:
    match stored:
        case sa.Boolean():
            return mysql.TINYINT(display_width=1)
        case sa.JSON() if dialect.is_mariadb:
            return mysql.LONGTEXT()
        case _:
            return None


def _on_postgresql(stored: TypeEngine[Any]) -> TypeEngine[Any] | None:
    match stored:
        case sa.DateTime():
            precision = getattr(stored, "precision", None)
            return postgresql.TIMESTAMP(timezone=stored.timezone, precision=precision)
        case sa.LargeBinary():
            return postgresql.BYTEA()
        case sa.Float():
            # https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-FLOAT
            width = 24 if isinstance(stored, sa.REAL) else stored.precision or 53
            short = width <= 24 and not isinstance(stored, sa.Double)
            return postgresql.REAL() if short else postgresql.DOUBLE_PRECISION(precision=53)
        case _:
            return None


def _common(stored: TypeEngine[Any], dialect: Any) -> TypeEngine[Any] | None:
    """The types that SQLAlchemy has for any database, as the database names them."""
    match stored:
        case sa.Enum() if not (stored.native_enum and dialect.supports_native_enum):
            return sa.VARCHAR(stored.length)
        case sa.Uuid() if not (stored.native_uuid and dialect.supports_native_uuid):
            return sa.CHAR(32)
        case sa.Enum() | sa.Uuid():
            return None
    for generic, reported in GENERIC.items():
        if type(stored) in generic:
            made: TypeEngine[Any] = reported(stored)
            return made
    return None


GENERIC: dict[tuple[type[Any], ...], Any] = {
    (sa.Text, sa.UnicodeText): lambda one: sa.TEXT(one.length, one.collation),
    (sa.String, sa.Unicode): lambda one: sa.VARCHAR(one.length, one.collation),
    (sa.BigInteger,): lambda _: sa.BIGINT(),
    (sa.SmallInteger,): lambda _: sa.SMALLINT(),
    (sa.Integer,): lambda _: sa.INTEGER(),
    (sa.Boolean,): lambda _: sa.BOOLEAN(),
    (sa.DateTime,): lambda _: sa.DATETIME(),
}
