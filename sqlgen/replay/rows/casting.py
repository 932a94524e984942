"""CAST, where its outcome does not depend on the server's settings."""

from __future__ import annotations

import datetime
import json
import uuid
from decimal import Decimal
from typing import Any

from sqlglot import exp

from sqlgen.replay.rows.cells import UNKNOWN, Cell, Json, Unknown
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

TEXTS = frozenset({exp.DType.TEXT, exp.DType.VARCHAR, exp.DType.NVARCHAR})
INTEGERS = {exp.DType.SMALLINT: 2**15, exp.DType.INT: 2**31, exp.DType.BIGINT: 2**63}


def cast(value: Cell, to: exp.DataType, dialect: str) -> Cell:
    """The value as another type; on databases but PostgreSQL, only text as text."""
    if value is None or isinstance(value, Unknown):
        return value
    kind = to.this
    if kind in TEXTS and not to.expressions:
        return _as_text(value, dialect)
    if dialect != "postgresql" or to.expressions:
        return UNKNOWN
    if kind in INTEGERS:
        number = _number(value)
        whole = number is not None and number == number.to_integral_value()
        return int(number) if whole and number is not None and abs(number) < INTEGERS[kind] else UNKNOWN
    if not isinstance(value, str):
        return value if _has_type(value, kind) else UNKNOWN
    if kind == exp.DType.USERDEFINED:
        # An enumerated type: its labels are text still.
        return value
    return _read(str(value), kind)


def _as_text(value: Cell, dialect: str) -> Cell:
    if isinstance(value, str):
        return str(value)
    if dialect != "postgresql":
        return UNKNOWN
    match value:
        case bool():
            return "true" if value else "false"
        case int() | Decimal() | uuid.UUID():
            return str(value)
        case Json():
            return value.text
        case _:
            return UNKNOWN


def _number(value: Cell) -> Decimal | None:
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    return number_of(value) if isinstance(value, str) and "." not in value else None


def _has_type(value: Cell, kind: Any) -> bool:
    match kind:
        case exp.DType.DATE:
            return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)
        case exp.DType.UUID:
            return isinstance(value, uuid.UUID)
        case exp.DType.BOOLEAN:
            return isinstance(value, bool)
        case _:
            return False


def _read(text: str, kind: Any) -> Cell:
    found: Cell = None
    match kind:
        case exp.DType.DATE:
            found = date_of(text)
        case exp.DType.TIME:
            found = time_of(text)
        case exp.DType.TIMESTAMP:
            found = moment_of(text)
            found = found.replace(tzinfo=None) if found is not None else None
        case exp.DType.TIMESTAMPTZ:
            found = moment_of(text)
            # Without a zone it is one of the session's.
            found = found.astimezone(datetime.UTC) if found is not None and found.tzinfo else None
        case exp.DType.UUID:
            found = uuid_of(text)
        case exp.DType.VARBINARY:
            found = bytes_of(text)
        case exp.DType.BOOLEAN:
            found = {"true": True, "false": False, "t": True, "f": False}.get(text)
        case exp.DType.DECIMAL:
            found = number_of(text)
        case exp.DType.JSON if is_json(text):
            found = Json(text)
        case exp.DType.JSONB:
            ordered = ordered_json(text)
            found = Json(ordered) if ordered is not None else None
    return UNKNOWN if found is None else found


def member(value: Cell, key: str | int, *, as_text: bool) -> Cell:
    """What `->` and `->>` find in JSON on PostgreSQL."""
    if value is None:
        return None
    if not isinstance(value, Json):
        return UNKNOWN
    inside = json.loads(value.text)
    found: Any = None
    if isinstance(key, str):
        found = inside.get(key) if isinstance(inside, dict) else None
        missing = not isinstance(inside, dict) or key not in inside
    else:
        missing = not isinstance(inside, list) or not -len(inside) <= key < len(inside)
        found = None if missing else inside[key]
    if missing:
        return None
    if not as_text:
        return Json(json.dumps(found, ensure_ascii=False)) if not isinstance(found, float) else UNKNOWN
    match found:
        case None:
            return None
        case bool():
            return "true" if found else "false"
        case int() | str():
            return str(found)
        case _:
            return UNKNOWN
