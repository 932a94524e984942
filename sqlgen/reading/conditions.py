"""What the WHERE of a statement says of single columns."""

from __future__ import annotations

from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import Kind
from sqlgen.reading.tokens import Cursor, identifier, statements

COMPARED = frozenset({"=", "<", ">", "IN", "BETWEEN"})
VALUES = (Kind.NUMBER, Kind.STRING)
MARKS = frozenset({":", "?", "%", "@", "$", "-", "+"})
"""Signs that a value begins with: of a parameter, or of a number."""


def bounded_columns(sql: str, facts: Facts) -> frozenset[str]:
    """The columns that a statement's own WHERE compares with values, by `=`, `<`, `>`, IN or BETWEEN.

    A column that is compared with another column, or with what a subquery gives, bounds nothing.
    """
    found: set[str] = set()
    for cursor in statements(sql, facts):
        while not cursor.done and cursor.peek() != "WHERE":
            cursor.skip_one()
        tokens = cursor.tokens
        for place in range(cursor.place + 1, len(tokens) - 1):
            named = tokens[place].kind in (Kind.WORD, Kind.NAME)
            if named and tokens[place + 1].word in COMPARED and _value_follows(cursor, place + 2):
                found.add(identifier(tokens[place], facts))
    return frozenset(found)


def _value_follows(cursor: Cursor, place: int) -> bool:
    tokens = cursor.tokens
    while place < len(tokens) and tokens[place].text in ("=", ">", "("):
        place += 1
    if place >= len(tokens):
        return False
    return tokens[place].kind in VALUES or tokens[place].text[:1] in MARKS
