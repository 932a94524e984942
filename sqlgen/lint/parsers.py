"""The parsers of databases themselves, where they are at hand."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

SYNTAX = re.compile(
    r'near "(?P<near>.*)": syntax error|unrecognized token: "(?P<token>.*)"|incomplete input', re.DOTALL
)
COMMANDS = (".", "\\")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a parser says, and the offset in the statement that it says it of."""

    message: str
    start: int


def refusal(sql: str, dialect: str) -> Refusal | None:
    """Why the database's parser refuses a statement; None where it does not, or where there is no parser."""
    match dialect:
        case "sqlite":
            return _sqlite(sql)
        case "postgresql" if find_spec("pglast") is not None:
            return _postgresql(sql)
    return None


def _sqlite(sql: str) -> Refusal | None:
    """EXPLAIN reads a statement and runs nothing; that a table is not there is no matter of syntax."""
    if sql.lstrip().startswith(COMMANDS) or re.match(r"\s*EXPLAIN\b", sql, re.IGNORECASE):
        return None
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(f"EXPLAIN {sql}")
    except sqlite3.OperationalError as error:
        found = SYNTAX.fullmatch(str(error))
        if found is not None:
            near = found["near"] or found["token"] or ""
            return Refusal(str(error), max(sql.find(near), 0))
    except sqlite3.Error:
        return None
    finally:
        connection.close()
    return None


def _postgresql(sql: str) -> Refusal | None:
    parser = import_module("pglast.parser")
    try:
        # Asks the server's grammar, and makes no tree: walking a deep one ends the process.
        parser.split(sql, only_slices=True)
    except parser.ParseError as error:
        message, *place = error.args
        return Refusal(str(message), int(place[0]) if place and isinstance(place[0], int) else 0)
    return None
