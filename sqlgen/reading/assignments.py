"""The assignments of an UPDATE."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlgen.dialects.facts import Facts
from sqlgen.reading.tokens import Cursor, Token, Unread, identifier, statements

BEHIND = frozenset({"FROM", "WHERE", "ORDER", "LIMIT", "RETURNING", "OUTPUT", "OPTION", "LOG"})
"""Words that end the list of assignments."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One `column = value`; `value` are the words of the value, `start` is its offset in the statement."""

    column: str
    value: tuple[Token, ...]
    start: int

    def copies(self, facts: Facts) -> bool:
        """Whether the value is the column itself, with or without a table in front of it."""
        if len(self.value) not in (1, 3) or (len(self.value) == 3 and self.value[1].text != "."):
            return False
        return identifier(self.value[-1], facts) == self.column


def assignments(sql: str, facts: Facts) -> tuple[Assignment, ...]:
    """What an UPDATE assigns, in order; nothing where it assigns to several columns at once, or is none."""
    for cursor in statements(sql, facts):
        if cursor.peek() == "UPDATE":
            try:
                return tuple(_assigned(cursor))
            except Unread:
                return ()
    return ()


def _assigned(cursor: Cursor) -> Iterator[Assignment]:
    while not cursor.done and cursor.peek() != "SET":
        cursor.skip_one()
    cursor.expect("SET")
    start = cursor.place
    while not cursor.done and cursor.peek() not in BEHIND:
        cursor.skip_one()
    for item in Cursor(cursor.tokens[start : cursor.place], cursor.sql, cursor.facts).items():
        if item.peek() == "(":
            continue
        begin = item.tokens[0].start
        column = item.name()
        while item.accept("."):
            column = item.name()
        item.expect("=")
        yield Assignment(column, tuple(item.tokens[item.place :]), begin)
