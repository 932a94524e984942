"""What the lines of a script may hold besides statements: the commands of the clients that run it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlgen.errors import ConfigError


@dataclass(frozen=True, slots=True)
class ScriptLines:
    """What `[lines]` in a dialect's file says.

    A line is the client's where a statement could begin and it begins with one of the words `commands`, but
    for the phrases `statements`, or with one of the signs `marks`; one of `anywhere` makes it the client's
    even within a statement. `continued` at the end of such a line says that it goes on. With `backslash` a
    backslash outside of literals begins a command that takes the rest of its line, and `ends` are those that
    end a statement. The other flags: `delimiter`, DELIMITER says what ends a statement; `copy_data`, the rows
    of COPY FROM STDIN follow it; `parentheses`, a semicolon in parentheses ends nothing.
    """

    commands: frozenset[str] = frozenset()
    statements: frozenset[str] = frozenset()
    marks: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    continued: str = ""
    backslash: bool = False
    ends: frozenset[str] = frozenset()
    delimiter: bool = False
    copy_data: bool = False
    parentheses: bool = False


def read_lines(source: str, table: Mapping[str, Any]) -> ScriptLines:
    """What `[lines]` of the file `source` states. Raises ConfigError for keys that nobody knows."""
    unknown = set(table) - {entry.name for entry in fields(ScriptLines)}
    if unknown:
        raise ConfigError(f"{source}: [lines] does not know {', '.join(sorted(unknown))}")
    stated = dict(table)
    for key in ("commands", "statements", "ends"):
        stated[key] = frozenset(table.get(key, ()))
    for key in ("marks", "anywhere"):
        stated[key] = tuple(table.get(key, ()))
    return ScriptLines(**stated)
