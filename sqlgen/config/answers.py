"""What a project says that its database answers, where a revision asks and the history does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from sqlgen.errors import ConfigError
from sqlgen.origin import Origin

FUNCTIONS = ("upgrade", "downgrade")
ASKING, TELLING = ("question", "matches"), ("rows", "value", "rowcount")
KEYS = ("function", *ASKING, *TELLING)

Rows = tuple[Mapping[str, Any], ...]
"""Rows by column; a column that one row says and another does not is NULL there."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One table of `[[answers."<revision>"]]`.

    It answers the `question`, or what `matches` finds somewhere in, that `function` of the revision asks:
    with `rows`, with the one `value` of one row, or with the `rowcount` of a statement that changes rows.
    `place` is where it stands, as the file has it: `answers."3f1c2a"`, and `[2]` for the second.
    """

    revision: str
    place: str
    question: str | None = None
    matches: re.Pattern[str] | None = None
    rows: Rows | None = None
    value: Any = None
    rowcount: int | None = None
    function: str = "upgrade"
    origin: Origin = field(default_factory=Origin)


def read_answers(settings: Mapping[str, Any], origin: Origin) -> tuple[Answer, ...]:
    """The answers that the settings of a project give. Raises ConfigError for what makes no sense."""
    tables = settings.get("answers", {})
    if not isinstance(tables, dict):
        raise ConfigError(f"answers is {tables!r}, where a table belongs", origin=origin, hint=_EXAMPLE)
    found = []
    for revision, listed in tables.items():
        place = f'answers."{revision}"'
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            raise ConfigError(f"{place} is no list of tables", origin=origin, hint=_EXAMPLE)
        for number, table in enumerate(listed, 1):
            numbered = place if len(listed) == 1 else f"{place}[{number}]"
            found.append(_answer(str(revision), table, numbered, origin))
    return tuple(found)


_EXAMPLE = 'write [[answers."<revision>"]], then question = "SELECT …" and value = 3 below it'


def _answer(revision: str, table: Mapping[str, Any], place: str, origin: Origin) -> Answer:
    for key in table:
        if key not in KEYS:
            close = get_close_matches(key, KEYS, n=1)
            hint = f"Did you mean {close[0]}?" if close else f"Known are {', '.join(KEYS)}."
            raise ConfigError(f"{key!r} is no key of {place}", origin=origin, hint=hint)
    for keys in (ASKING, TELLING):
        said = [key for key in keys if key in table]
        if len(said) != 1:
            raise ConfigError(
                f"{place} has {' and '.join(said) or 'none'} of {', '.join(keys)}, where one belongs",
                origin=origin,
                hint=_EXAMPLE,
            )
    function = table.get("function", FUNCTIONS[0])
    if function not in FUNCTIONS:
        raise _wrong(place, "function", function, "upgrade or downgrade", origin)
    return Answer(
        revision,
        place,
        _text(place, "question", table, origin),
        _pattern(place, table, origin),
        _rows(place, table, origin),
        _value(place, table, origin),
        _count(place, table, origin),
        function,
        origin,
    )


def _wrong(place: str, key: str, value: object, wanted: str, origin: Origin) -> ConfigError:
    return ConfigError(f"{place}.{key} is {value!r}, where {wanted} belongs", origin=origin)


def _text(place: str, key: str, table: Mapping[str, Any], origin: Origin) -> str | None:
    value = table.get(key)
    if key in table and (not isinstance(value, str) or not value.strip()):
        raise _wrong(place, key, value, "a text", origin)
    return value


def _pattern(place: str, table: Mapping[str, Any], origin: Origin) -> re.Pattern[str] | None:
    text = _text(place, "matches", table, origin)
    try:
        return None if text is None else re.compile(text, re.IGNORECASE | re.DOTALL)
    except re.error as error:
        raise ConfigError(
            f"{place}.matches is no regular expression: {error}", origin=origin, hint=f"it is {text!r}"
        ) from error


def _rows(place: str, table: Mapping[str, Any], origin: Origin) -> Rows | None:
    rows = table.get("rows")
    if rows is None:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _wrong(place, "rows", rows, "a list of tables such as [{id = 7}]", origin)
    columns = dict.fromkeys(column for row in rows for column in row)
    return tuple({column: row.get(column) for column in columns} for row in rows)


def _value(place: str, table: Mapping[str, Any], origin: Origin) -> Any:
    value = table.get("value")
    if isinstance(value, (dict, list)):
        raise _wrong(place, "value", value, "one value", origin)
    return value


def _count(place: str, table: Mapping[str, Any], origin: Origin) -> int | None:
    count = table.get("rowcount")
    if count is not None and (not isinstance(count, int) or isinstance(count, bool) or count < 0):
        raise _wrong(place, "rowcount", count, "a number of rows", origin)
    return count
