"""Text that servers read as a value of a type, where all of them read it alike."""

from __future__ import annotations

import datetime
import json
import re
import uuid
from decimal import Decimal
from typing import Any, NoReturn

DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
TIME = re.compile(r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?")
MOMENT = re.compile(rf"({DATE.pattern})(?:[ T]({TIME.pattern})\s*(Z|[+-]\d\d(?::?\d\d)?)?)?")
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
UUID = re.compile(r"[0-9A-Fa-f]{8}-?(?:[0-9A-Fa-f]{4}-?){3}[0-9A-Fa-f]{12}")
BYTES = re.compile(r"\\x((?:[0-9A-Fa-f]{2})*)")


def date_of(text: str) -> datetime.date | None:
    if not DATE.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def time_of(text: str) -> datetime.time | None:
    if not TIME.fullmatch(text):
        return None
    try:
        return datetime.time.fromisoformat(_six_digits(text))
    except ValueError:
        return None


def moment_of(text: str) -> datetime.datetime | None:
    """A date with or without a time and a zone; a zone makes the value aware."""
    found = MOMENT.fullmatch(text)
    if found is None:
        return None
    day, time, zone = found[1], found[5] or "00:00:00", found[10] or ""
    try:
        return datetime.datetime.fromisoformat(f"{day}T{_six_digits(time)}{_zone(zone)}")
    except ValueError:
        return None


def _six_digits(time: str) -> str:
    whole, point, fraction = time.partition(".")
    return f"{whole}.{fraction:0<6}" if point else whole


def _zone(zone: str) -> str:
    if zone in ("", "Z"):
        return zone and "+00:00"
    digits = zone[1:].replace(":", "")
    return f"{zone[0]}{digits[:2]}:{digits[2:] or '00'}"


def number_of(text: str) -> Decimal | None:
    return Decimal(text) if NUMBER.fullmatch(text) else None


def uuid_of(text: str) -> uuid.UUID | None:
    return uuid.UUID(text) if UUID.fullmatch(text) else None


def bytes_of(text: str) -> bytes | None:
    """PostgreSQL's way to write bytes in a string."""
    found = BYTES.fullmatch(text)
    return bytes.fromhex(found[1]) if found else None


def is_json(text: str) -> bool:
    """Whether every server takes the text for JSON."""
    try:
        json.loads(text, parse_constant=_refuse, object_pairs_hook=_members)
    except (ValueError, RecursionError):
        return False
    return "\\u0000" not in text


def ordered_json(text: str) -> str | None:
    """JSON as PostgreSQL's jsonb and MySQL's JSON give it: keys in order of length, then of bytes.

    None for text that is no JSON, and for numbers that a server may write in another way.
    https://dev.mysql.com/doc/refman/8.0/en/json.html#json-normalization
    """
    if not is_json(text):
        return None
    try:
        value = json.loads(text, parse_float=_plain_float)
        made = json.dumps(_ordered(value), ensure_ascii=False)
        made.encode()
    except ValueError:
        return None
    # A control character or a letter outside of ASCII may be written as an escape.
    return made if made.isascii() and "\\u" not in made else None


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return {key: _ordered(value[key]) for key in keys}
    return [_ordered(each) for each in value] if isinstance(value, list) else value


def _plain_float(text: str) -> float:
    value = float(text)
    if repr(value) != text:
        raise ValueError(text)
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        # Which of two wins depends on the server.
        raise ValueError("a key twice")
    return dict(pairs)


def _refuse(word: str) -> NoReturn:
    raise ValueError(word)
