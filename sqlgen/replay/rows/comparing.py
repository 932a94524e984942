"""Whether values are equal, and which comes first, where servers leave no doubt."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal

from sqlgen.replay.rows.cells import UNKNOWN, Cell, Collated, Unknown, Untyped
from sqlgen.replay.rows.literals import bytes_of, date_of, moment_of, number_of, time_of, uuid_of

BINARY = ("postgresql", "sqlite")
"""Databases whose strings are equal if their characters are, unless a collation says otherwise."""
ALIKE = str.maketrans({"j": "i", "y": "i", "v": "u", "w": "u", "-": None, "'": None})
"""Letters that some language takes for one and the same, and signs that some sorting passes over.
https://dev.mysql.com/doc/refman/8.0/en/charset-unicode-sets.html"""
EXACT = (int, Decimal)
SIMPLE = (datetime.time, bytes, uuid.UUID)


def equal(one: Cell, other: Cell, dialect: str) -> Cell:
    """True, False, None where either is NULL, or UNKNOWN."""
    if one is None or other is None:
        return None
    one, other = alike(one, other, dialect)
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return UNKNOWN
    if isinstance(one, str) and isinstance(other, str):
        return _same_text(one, other, dialect)
    return one == other if _comparable(one, other) else UNKNOWN


def less(one: Cell, other: Cell, dialect: str) -> Cell:
    """Whether `one` comes before `other`: True, False, None where either is NULL, or UNKNOWN."""
    if one is None or other is None:
        return None
    one, other = alike(one, other, dialect)
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return UNKNOWN
    if isinstance(one, str) and isinstance(other, str):
        return _text_before(one, other, dialect)
    if isinstance(one, uuid.UUID) and dialect != "postgresql":
        return False if one == other else UNKNOWN
    return one < other if _comparable(one, other) else UNKNOWN


def alike(one: Cell, other: Cell, dialect: str) -> tuple[Cell, Cell]:
    """Both values with a literal that has no type read as one of the other's."""
    if isinstance(one, Untyped) and not isinstance(other, (str, Unknown)):
        return _read_as(one, other, dialect), other
    if isinstance(other, Untyped) and not isinstance(one, (str, Unknown)):
        return one, _read_as(other, one, dialect)
    if isinstance(one, datetime.datetime) and _is_day(other):
        return one, _midnight(other)
    if isinstance(other, datetime.datetime) and _is_day(one):
        return _midnight(one), other
    return one, other


def _read_as(text: str, other: Cell, dialect: str) -> Cell:
    """A literal as a value of the other's type; UNKNOWN where servers go other ways."""
    found: Cell = None
    match other:
        case datetime.datetime():
            found = moment_of(text)
            if found is not None and (found.tzinfo is None) != (other.tzinfo is None):
                found = None
        case datetime.date():
            found = date_of(text)
        case datetime.time():
            found = time_of(text)
        case uuid.UUID() if dialect == "postgresql":
            found = uuid_of(text)
        case bytes() if dialect == "postgresql":
            found = bytes_of(text)
        case bool() if dialect == "postgresql":
            found = {"true": True, "false": False, "t": True, "f": False}.get(text)
        case int() | Decimal() if dialect == "postgresql":
            found = number_of(text)
            # For an integer, a point is an error there.
            found = None if isinstance(other, int) and "." in text else found
    return UNKNOWN if found is None else found


def _is_day(value: Cell) -> bool:
    return isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time())


def _comparable(one: Cell, other: Cell) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return isinstance(one, bool) and isinstance(other, bool)
    if isinstance(one, EXACT) and isinstance(other, EXACT):
        return True
    if isinstance(one, datetime.datetime) and isinstance(other, datetime.datetime):
        return (one.tzinfo is None) == (other.tzinfo is None)
    if _is_day(one) or isinstance(one, float):
        return type(one) is type(other)
    return any(isinstance(one, kind) and isinstance(other, kind) for kind in SIMPLE)


def _same_text(one: str, other: str, dialect: str) -> Cell:
    """Equality under every collation that the two may have."""
    # A text is equal to itself, whatever a collation does with its letters.
    if str(one) == str(other):
        return True
    by_letter = dialect in BINARY and not (isinstance(one, Collated) or isinstance(other, Collated))
    if by_letter and (dialect == "sqlite" or one.rstrip(" ") != other.rstrip(" ")):
        return False
    if _folded(one) is None or _folded(other) is None or _folded(one) == _folded(other):
        return UNKNOWN
    return False


def _folded(text: str) -> str | None:
    """What two texts differ in that are different under every collation; None where nobody can say."""
    plain = text.isascii() and text.isprintable()
    return text.lower().translate(ALIKE).rstrip(" ") if plain else None


def _text_before(one: str, other: str, dialect: str) -> Cell:
    same = _same_text(one, other, dialect)
    if same is True:
        return False
    if dialect == "sqlite" and not (isinstance(one, Collated) or isinstance(other, Collated)):
        return one.encode() < other.encode()
    digits = one.isascii() and other.isascii() and one.isdigit() and other.isdigit()
    if digits and len(one) == len(other) and same is False:
        return str(one) < str(other)
    return UNKNOWN
