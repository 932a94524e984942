"""The tables that SQL text writes rows to."""

from __future__ import annotations

from sqlgen.catalog import Name
from sqlgen.dialects.facts import Facts
from sqlgen.reading.tokens import Cursor, Unread, statements

BEFORE_TARGET = {
    "INSERT": frozenset({"OR", "REPLACE", "ABORT", "FAIL", "ROLLBACK", "IGNORE", "LOW_PRIORITY", "DELAYED",
                         "HIGH_PRIORITY", "INTO"}),
    "UPDATE": frozenset({"OR", "REPLACE", "ABORT", "FAIL", "ROLLBACK", "IGNORE", "LOW_PRIORITY", "ONLY"}),
    "DELETE": frozenset({"FROM", "ONLY", "LOW_PRIORITY", "QUICK", "IGNORE"}),
}  # fmt: skip
"""Words between a statement's own and its table."""
SEVERAL = frozenset({"FROM", "USING", "JOIN", "OUTPUT", ","})
"""Words beside which the table of an UPDATE or DELETE may be another one's alias, or one of several."""


def written(sql: str, facts: Facts) -> list[Name] | None:
    """The tables that the statements of `sql` name first, as INSERT, UPDATE and DELETE do.

    None where a statement names several, so that its words alone do not say which it changes.
    """
    names: list[Name] = []
    for cursor in statements(sql, facts):
        head = cursor.peek()
        if head not in BEFORE_TARGET:
            continue
        cursor.next()
        while cursor.at_any(BEFORE_TARGET[head]):
            cursor.next()
        try:
            names.append(cursor.qualified())
        except Unread:
            return None
        if head != "INSERT" and _names_several(cursor, {"UPDATE": "SET", "DELETE": "WHERE"}[head]):
            return None
    return names


def _names_several(cursor: Cursor, clause: str) -> bool:
    behind = False
    while not cursor.done:
        # What an UPDATE sets has commas of its own.
        behind = behind or cursor.peek() == clause
        if cursor.at_any(SEVERAL) and not (behind and cursor.peek() == ","):
            return True
        cursor.skip_one()
    return False
