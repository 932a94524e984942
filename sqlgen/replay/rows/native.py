"""SQLite's own words, asked of SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any

from sqlglot import exp

from sqlgen.replay.rows.cells import UNKNOWN, Cell

NOT_ALONE = (exp.Predicate, exp.Connector, exp.Not, exp.Query, exp.AggFunc, exp.Window, exp.Star, exp.Collate)
"""What depends on more than values: on the affinity and the collation of columns, on other rows."""
CHANGING = frozenset({
    "random", "randomblob", "last_insert_rowid", "changes", "total_changes", "load_extension",
    "sqlite_version", "sqlite_source_id", "sqlite_log", "sqlite_compileoption_get",
    "sqlite_compileoption_used", "sqlite_offset",
    "date", "time", "datetime", "julianday", "unixepoch", "strftime", "timediff", "current_date",
    "current_time", "current_timestamp",
})  # fmt: skip
"""Functions that give something else each time, or on another machine."""


@cache
def scalars() -> frozenset[str]:
    """The functions of one row that SQLite brings along, but for those of CHANGING."""
    query = "SELECT DISTINCT name FROM pragma_function_list WHERE builtin AND type = 's'"
    return frozenset(name for (name,) in _memory().execute(query)) - CHANGING


def worked_out(node: exp.Expr, cell_of: Callable[[exp.Column], Cell]) -> Cell:
    """What SQLite makes of an expression without a condition in it; UNKNOWN where that is not certain."""
    if any(isinstance(each, NOT_ALONE) for each in node.walk()):
        return UNKNOWN
    names = [str(each.this).lower() for each in node.find_all(exp.Anonymous)]
    if any(name not in scalars() for name in names):
        return UNKNOWN
    # Columns give way to their values under a parent of their own, so that the root can be one.
    tree = exp.Paren(this=node.copy())
    for column in list(tree.find_all(exp.Column)):
        literal = _literal(cell_of(column))
        if literal is None:
            return UNKNOWN
        column.replace(literal)
    try:
        ((value,),) = _memory().execute(f"SELECT {tree.sql('sqlite')}")
    except (sqlite3.Error, sqlite3.Warning, ValueError):
        return UNKNOWN
    return value


def _literal(cell: Cell) -> exp.Expr | None:
    match cell:
        case None:
            return exp.Null()
        case bool() | int() | float():
            return exp.Paren(this=exp.Literal.number(repr(cell)))
        case str():
            return exp.Literal.string(str(cell)) if "\x00" not in cell else None
        case bytes():
            return exp.HexString(this=cell.hex())
        case _:
            return None


@cache
def _memory() -> sqlite3.Connection:
    """A database that answers what is certain alone."""

    def authorize(action: int, _first: str | None, name: str | None, *_: Any) -> int:
        if action == sqlite3.SQLITE_FUNCTION and str(name).lower() in CHANGING:
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.set_authorizer(authorize)
    return connection
