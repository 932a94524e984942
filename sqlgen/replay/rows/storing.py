"""What a column holds of the value that it is given.

A value is known where every setting of the server keeps it as it was given, or changes it in a way that is
written down: pads a scale, orders the keys of JSON. Where the server would round, cut or convert it by its
settings, it is not.
"""

from __future__ import annotations

import datetime
import struct
import uuid
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from sqlgen.replay.rows.affinity import with_affinity
from sqlgen.replay.rows.cells import SOMETHING, UNKNOWN, Cell, Collated, Json, Unknown, Untyped
from sqlgen.replay.rows.declared import (
    DECIMALS,
    FLOATS,
    INTEGERS,
    PADDED,
    TEXTS,
    TRUTHS,
    Declared,
    declared,
)
from sqlgen.replay.rows.literals import (
    bytes_of,
    date_of,
    is_json,
    moment_of,
    number_of,
    ordered_json,
    time_of,
    uuid_of,
)

Keeper = Callable[[Cell, Declared, str], Cell]
MYSQL = ("mysql", "mariadb")


def stored(value: Cell, type_: TypeEngine[Any], server: Dialect) -> Cell:
    """What a column of `type_` holds after it was given `value`."""
    if value is None or isinstance(value, Unknown):
        return value
    if server.name == "sqlite":
        return with_affinity(value, str(server.type_compiler_instance.process(type_)))
    if server.name == "oracle" and value == "":
        # https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/Nulls.html
        return None
    dialect = "mariadb" if getattr(server, "is_mariadb", False) else server.name
    kept = kept_as(value, declared(type_, server), dialect)
    # What PostgreSQL takes for a value is none that it would keep as NULL.
    return SOMETHING if kept is UNKNOWN and dialect == "postgresql" else kept


def kept_as(value: Cell, type_: Declared, dialect: str) -> Cell:
    """`value` as a server keeps it in a type of its own."""
    if type_.labels is not None:
        return str(value) if isinstance(value, str) and value in type_.labels else UNKNOWN
    keeper: Keeper | None = next((keeper for words, keeper in KEEPERS if type_.word in words), None)
    return keeper(value, type_, dialect) if keeper is not None else UNKNOWN


def _typed(value: Cell, wanted: type | tuple[type, ...], parse: Callable[[str], Any]) -> Any:
    """The value if it is of a type, or what a literal without a type is read as; None where it is neither."""
    if isinstance(value, Untyped):
        return parse(str(value))
    return value if isinstance(value, wanted) else None


def _truth(value: Cell, type_: Declared, dialect: str) -> Cell:
    if dialect == "postgresql":
        found = _typed(value, bool, {"true": True, "false": False, "t": True, "f": False}.get)
        return UNKNOWN if found is None else found
    if dialect in MYSQL and type_.word in ("BOOL", "BOOLEAN"):
        return _integer(value, Declared("TINYINT"), dialect)
    number = int(value) if isinstance(value, (bool, int)) else None
    return number if number in (0, 1) else UNKNOWN


def _integer(value: Cell, type_: Declared, dialect: str) -> Cell:
    found = value
    if isinstance(value, Untyped) and dialect in ("postgresql", *MYSQL):
        number = number_of(value)
        found = int(number) if number is not None and "." not in value else UNKNOWN
    elif isinstance(value, bool):
        found = int(value) if dialect in MYSQL else UNKNOWN
    if not isinstance(found, int):
        return UNKNOWN
    bits = INTEGERS[type_.word]
    low = 0 if "UNSIGNED" in type_.rest or (dialect == "mssql" and bits == 7) else -(2**bits)
    return found if low <= found < 2**bits else UNKNOWN


def _numeric(value: Cell, type_: Declared, dialect: str) -> Cell:
    number = _typed(value, (int, Decimal), number_of)
    if number is None or isinstance(value, bool):
        return UNKNOWN
    if dialect == "oracle":
        # Its driver gives an int where there is no fraction.
        return (
            value
            if isinstance(value, int) and len(str(abs(value))) <= (type_.numbers or (38,))[0]
            else UNKNOWN
        )
    precision, scale = (*type_.numbers, None, None)[:2]
    if precision is None:
        if dialect == "postgresql":
            return Decimal(number)
        precision = 18 if dialect == "mssql" else 10
    scale = scale or 0
    exact = Decimal(number)
    exponent = exact.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent > scale or abs(exact) >= 10 ** (precision - scale):
        return UNKNOWN
    return exact.quantize(Decimal(1).scaleb(-scale))


def _float(value: Cell, type_: Declared, dialect: str) -> Cell:
    number = _typed(value, (int, Decimal, float), number_of)
    if number is None or isinstance(value, bool) or dialect == "oracle":
        return UNKNOWN
    made = float(number)
    # FLOAT is one of four bytes on MySQL, and of eight elsewhere, unless a number says otherwise.
    short = type_.word in ("REAL", "FLOAT4") or (type_.word == "FLOAT" and dialect in MYSQL)
    if not short and not type_.numbers:
        return made
    # Four bytes: what they hold exactly, in few enough digits to be shown.
    digits = len(str(abs(number)).replace(".", ""))
    return made if digits <= 6 and struct.unpack("f", struct.pack("f", made))[0] == made else UNKNOWN


def _uuid(value: Cell, _type: Declared, dialect: str) -> Cell:
    found = _typed(value, uuid.UUID, uuid_of)
    # SQL Server's driver gives text in capital letters, or bytes, as it is told.
    return UNKNOWN if found is None or dialect == "mssql" else found


def _json(value: Cell, type_: Declared, dialect: str) -> Cell:
    text = str(value) if isinstance(value, Untyped) else value.text if isinstance(value, Json) else None
    if text is None:
        return UNKNOWN
    if dialect == "mariadb":
        return text
    if dialect == "postgresql" and type_.word == "JSON":
        return Json(text) if is_json(text) else UNKNOWN
    ordered = ordered_json(text) if dialect in ("mysql", "postgresql") else None
    return UNKNOWN if ordered is None else Json(ordered)


def _moment(value: Cell, type_: Declared, dialect: str) -> Cell:
    found = _typed(value, (datetime.datetime, datetime.date), moment_of)
    if found is None or dialect == "oracle":
        return UNKNOWN
    if not isinstance(found, datetime.datetime):
        found = datetime.datetime.combine(found, datetime.time())
    if dialect == "postgresql":
        return _moment_on_postgresql(found, type_, aware=isinstance(value, datetime.datetime))
    if type_.word not in ("DATETIME", "DATETIME2") or found.tzinfo is not None or found.year < 1800:
        # MySQL's TIMESTAMP goes through the time zone of the session.
        return UNKNOWN
    exact = found.microsecond == 0 or (dialect in MYSQL and type_.numbers == (6,))
    return found if exact else UNKNOWN


def _moment_on_postgresql(value: datetime.datetime, type_: Declared, *, aware: bool) -> Cell:
    if type_.numbers and value.microsecond % 10 ** (6 - type_.numbers[0]):
        return UNKNOWN
    if type_.zoned:
        # Without a zone it is one of the session's.
        return value.astimezone(datetime.UTC) if value.tzinfo is not None else UNKNOWN
    if aware and value.tzinfo is not None:
        return UNKNOWN
    # In a literal for a column without a zone, a zone is passed over without a word.
    # https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-INPUT-TIMESTAMPS
    return value.replace(tzinfo=None)


def _date(value: Cell, _type: Declared, dialect: str) -> Cell:
    if isinstance(value, datetime.datetime) or dialect == "oracle":
        return UNKNOWN
    found = _typed(value, datetime.date, date_of)
    return UNKNOWN if found is None else found


def _time(value: Cell, type_: Declared, dialect: str) -> Cell:
    found = _typed(value, datetime.time, time_of)
    plain = dialect == "postgresql" and not type_.zoned and not type_.numbers
    return UNKNOWN if found is None or not plain else found


def _bytes(value: Cell, type_: Declared, dialect: str) -> Cell:
    found = _typed(value, bytes, bytes_of if dialect == "postgresql" else lambda _: None)
    if not isinstance(found, bytes) or dialect == "oracle":
        return UNKNOWN
    length = type_.numbers[0] if type_.numbers else 1 if type_.word == "BINARY" else None
    if length is None or (len(found) == length if type_.word == "BINARY" else len(found) <= length):
        return found
    return UNKNOWN


def _text(value: Cell, type_: Declared, dialect: str) -> Cell:
    if not isinstance(value, str) or "\x00" in value:
        return UNKNOWN
    if dialect in ("mssql", "oracle") and not value.isascii():
        # These may count bytes, or lack the letters.
        return UNKNOWN
    small = {"TINYTEXT": 255, "TEXT": 65_535 // 4} if dialect in MYSQL else {}
    length = type_.numbers[0] if type_.numbers else small.get(type_.word)
    if length is not None and len(value) > length:
        return UNKNOWN
    return Collated(value) if type_.collated or isinstance(value, Collated) else str(value)


def _padded(value: Cell, type_: Declared, dialect: str) -> Cell:
    length = type_.numbers[0] if type_.numbers else 1
    if not isinstance(value, str) or len(value) != length or value.endswith(" "):
        return UNKNOWN
    return _text(value, type_, dialect)


KEEPERS: tuple[tuple[Collection[str], Keeper], ...] = (
    (TRUTHS, _truth),
    (INTEGERS, _integer),
    (DECIMALS, _numeric),
    (FLOATS, _float),
    (TEXTS, _text),
    (PADDED, _padded),
    (("UUID", "UNIQUEIDENTIFIER"), _uuid),
    (("JSON", "JSONB"), _json),
    (("TIMESTAMP", "TIMESTAMPTZ", "DATETIME", "DATETIME2"), _moment),
    (("DATE",), _date),
    (("TIME",), _time),
    (("BYTEA", "BLOB", "LONGBLOB", "MEDIUMBLOB", "VARBINARY", "BINARY"), _bytes),
)
