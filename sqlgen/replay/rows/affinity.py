"""What SQLite stores, which goes by the affinity of a column and the value itself.

https://www.sqlite.org/datatype3.html
"""

from __future__ import annotations

import re
from decimal import Decimal

from sqlgen.replay.rows.cells import UNKNOWN, Cell

WHOLE = re.compile(r"[+-]?\d{1,18}")
REAL = re.compile(r"[+-]?\d{1,15}\.\d{1,15}")
NUMBER = re.compile(r"\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*")


def affinity_of(declared: str) -> str:
    """TEXT, NONE, INTEGER, REAL or NUMERIC."""
    upper = declared.upper()
    for words, affinity in (
        (("INT",), "INTEGER"),
        (("CHAR", "CLOB", "TEXT"), "TEXT"),
        (("BLOB",), "NONE"),
        (("REAL", "FLOA", "DOUB"), "REAL"),
    ):
        if any(word in upper for word in words):
            return affinity
    return "NUMERIC" if upper.strip() else "NONE"


def with_affinity(value: Cell, declared: str) -> Cell:
    """What a column declared so holds after it was given `value`."""
    affinity = affinity_of(declared)
    if isinstance(value, bool):
        value = int(value)
    if isinstance(value, bytes) or affinity == "NONE":
        return _plain(value)
    if isinstance(value, str):
        return str(value) if affinity == "TEXT" else _number(str(value), affinity)
    if affinity == "TEXT":
        return str(value) if isinstance(value, int) else UNKNOWN
    if affinity == "REAL" and isinstance(value, int):
        return float(value) if abs(value) < 2**53 else UNKNOWN
    return _whole(_plain(value), affinity)


def _plain(value: Cell) -> Cell:
    match value:
        case str():
            return str(value)
        case Decimal():
            return float(value)
        case int() | float() | bytes():
            return value
        case _:
            return UNKNOWN


def _number(text: str, affinity: str) -> Cell:
    """Text that looks like a number is one in a column of numbers."""
    if WHOLE.fullmatch(text):
        return float(text) if affinity == "REAL" else int(text)
    if REAL.fullmatch(text):
        return _whole(float(text), affinity)
    return UNKNOWN if NUMBER.fullmatch(text) else text


def _whole(value: Cell, affinity: str) -> Cell:
    """A real number without a fraction is kept as an integer, unless the column is for real ones."""
    if isinstance(value, float) and affinity in ("INTEGER", "NUMERIC") and value.is_integer():
        return int(value) if abs(value) < 2**53 else UNKNOWN
    return value
