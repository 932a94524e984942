"""The old arguments of `execute`, turned into the new."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from sqlgen.errors import RevisionError
from sqlgen.replay.frames import origin_of_caller

# Drivers that read `%` as the mark of a parameter, and so `%%` as one percent sign, also inside literals.
_PERCENT = frozenset({"postgresql", "mysql", "mariadb"})
_PERCENT_MARK = re.compile(r"%%|%\((?P<name>\w+)\)s|(?P<next>%s)|(?P<colon>:)")
_COLON_MARK = re.compile(
    r"(?P<keep>'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|::)"
    r"|(?P<next>\?)|:(?P<name>[A-Za-z_]\w*)|(?P<colon>:)",
    re.DOTALL,
)


def legacy_arguments(
    statement: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None, *, dialect: str = ""
) -> tuple[Any, dict[str, Any] | list[dict[str, Any]] | None]:
    """The statement and the parameters of `execute(statement, *args, **kwargs)` as SQLAlchemy 2 wants them.

    `args` may be one or several dictionaries, tuples, or plain values. A string becomes a `text()`:
    SQLAlchemy 1 handed it to the driver as it was, so its colons are no parameters, and its parameters are
    written as the drivers of `dialect` wrote them (`%s`, `%(name)s`, `?`, `:name`). The parameters returned
    are a dictionary, a list of dictionaries for several executions, or None. Raises `RevisionError` when
    marks and values don't match.
    """
    sets = _distilled(args, dict(kwargs or {}))
    if isinstance(statement, str):
        statement, names = _text(statement, sets[0] if sets else None, dialect)
    else:
        names = _columns(statement) if any(not isinstance(values, Mapping) for values in sets) else []
    named = [_named(values, names) for values in sets]
    return statement, (named[0] if len(named) == 1 else named or None)


def _distilled(args: Sequence[Any], kwargs: dict[str, Any]) -> list[Any]:
    """One set of parameters an execution."""
    if not args or (len(args) == 1 and args[0] is None):
        return [kwargs] if kwargs else []
    first = args[0]
    if len(args) == 1:
        if isinstance(first, list | tuple) and (not first or _is_set(first[0])):
            return list(first)
        return [first if _is_set(first) else [first]]
    return list(args) if _is_set(first) else [list(args)]


def _is_set(value: Any) -> bool:
    return isinstance(value, list | tuple | Mapping)


def _named(values: Any, names: Sequence[str]) -> dict[str, Any]:
    if isinstance(values, Mapping):
        return dict(values)
    if len(values) > len(names):
        raise RevisionError(
            f"execute() was given {len(values)} positional values for {len(names)} parameters",
            origin=origin_of_caller(),
            hint="Write the statement with text() and named parameters.",
        )
    return dict(zip(names, values, strict=False))


def _columns(statement: Any) -> list[str]:
    """The columns of the table that a statement writes: positional values went by their order."""
    table = getattr(statement, "table", None)
    return [column.key for column in table.columns] if table is not None else []


def _text(statement: str, values: Any, dialect: str) -> tuple[Any, list[str]]:
    """The string as a `text()` without accidental parameters, and the names of its real ones in order."""
    names: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        found = match.groupdict()
        if found.get("keep"):
            return found["keep"].replace(":", r"\:")
        if found.get("colon"):
            return r"\:"
        if found.get("name") and (isinstance(values, Mapping) and found["name"] in values):
            return f":{found['name']}"
        if found.get("next") and values is not None:
            names.append(f"param_{len(names) + 1}")
            return f":{names[-1]}"
        return "%" if match[0] == "%%" else match[0].replace(":", r"\:")

    percent = dialect in _PERCENT or (not dialect and values is not None and _has_percent_marks(statement))
    if percent and isinstance(values, Mapping) and not _has_percent_marks(statement):
        # No driver of these databases reads `:name`, but `Session.execute` did.
        percent = False
        statement = statement.replace("%%", "%")
    return sa.text((_PERCENT_MARK if percent else _COLON_MARK).sub(replaced, statement)), names


def _has_percent_marks(statement: str) -> bool:
    return any(match["name"] or match["next"] for match in _PERCENT_MARK.finditer(statement))
