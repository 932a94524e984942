"""The house style in which statements of a dialect are laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from sqlgen.errors import ConfigError

NARROWEST, WIDEST_INDENT = 40, 8


class KeywordCase(StrEnum):
    """How keywords are written; KEEP leaves them as they are."""

    UPPER = "upper"
    LOWER = "lower"
    KEEP = "keep"


class Comma(StrEnum):
    """Where the comma of a broken list stands: behind an item or in front of the next."""

    TRAILING = "trailing"
    LEADING = "leading"


@dataclass(frozen=True, slots=True)
class Style:
    """What `[layout]` in a dialect's file says.

    `indent` is in spaces, `width` in columns. `keywords` are words that can never be names unless quoted, in
    upper case: their case may change wherever they stand.
    """

    keyword_case: KeywordCase = KeywordCase.UPPER
    indent: int = 4
    comma: Comma = Comma.TRAILING
    width: int = 100
    keywords: frozenset[str] = frozenset()


def read_style(source: str, table: Mapping[str, Any]) -> Style:
    """The style that `[layout]` of the file `source` states. Raises ConfigError for what it cannot mean."""
    unknown = set(table) - {entry.name for entry in fields(Style)}
    if unknown:
        raise ConfigError(f"{source}: [layout] does not know {', '.join(sorted(unknown))}")
    stated = dict(table)
    for key, choices in (("keyword_case", KeywordCase), ("comma", Comma)):
        if key in stated:
            stated[key] = _choice(source, key, stated[key], choices)
    for key, least, most in (("indent", 1, WIDEST_INDENT), ("width", NARROWEST, None)):
        if key in stated:
            stated[key] = _number(source, key, stated[key], least, most)
    if "keywords" in stated:
        stated["keywords"] = frozenset(str(word).upper() for word in stated["keywords"])
    return Style(**stated)


def _choice(source: str, key: str, value: object, choices: type[StrEnum]) -> StrEnum:
    try:
        return choices(str(value))
    except ValueError:
        known = ", ".join(f'"{choice}"' for choice in choices)
        raise ConfigError(f"{source}: [layout] {key} is one of {known}, not {value!r}") from None


def _number(source: str, key: str, value: object, least: int, most: int | None) -> int:
    number = value if isinstance(value, int) and not isinstance(value, bool) else -1
    if number < least or (most is not None and number > most):
        upper = f" to {most}" if most is not None else " or more"
        raise ConfigError(f"{source}: [layout] {key} is a number, {least}{upper}, not {value!r}")
    return number
