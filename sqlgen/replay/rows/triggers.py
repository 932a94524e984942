"""What a write to a table sets off in others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlgen.catalog import Name
from sqlgen.reading.tokens import Cursor, Unread

ROUTINES = ("TRIGGER", "FUNCTION", "PROCEDURE", "RULE", "EVENT", "PACKAGE")
ANYTHING = re.compile(r"\b(?:execute|exec|perform|call|copy|dblink\w*)\b", re.IGNORECASE)
"""Words behind which any table may be written to."""
WRITES = re.compile(r"\b(?:insert|update|delete|merge|truncate|replace)\b", re.IGNORECASE)


class Triggers:
    """The triggers that the history has made, by their tables, with the words of what they do.

    `anywhere` says that there may be others, on any table.
    """

    def __init__(self) -> None:
        self.anywhere = False
        self._words: dict[str, dict[str, frozenset[str] | None]] = {}
        self._functions: dict[str, str] = {}

    def __bool__(self) -> bool:
        return self.anywhere or any(self._words.values())

    def read(self, cursor: Cursor) -> bool:
        """Note what a statement makes or takes away; whether it is about a program that does not run now."""
        words = [token.word for token in cursor.tokens[:10]]
        kind = next((word for word in words if word in ROUTINES), None)
        if words[:1] not in (["CREATE"], ["DROP"]) or kind is None:
            return False
        cursor.place = words.index(kind) + 1
        try:
            if words[0] == "DROP":
                self._drop(cursor, kind)
            else:
                self._create(cursor, kind)
        except Unread:
            self.anywhere = True
        return True

    def _drop(self, cursor: Cursor, kind: str) -> None:
        cursor.accept("IF", "EXISTS")
        name = cursor.qualified().name.lower()
        if kind == "TRIGGER":
            for triggers in self._words.values():
                triggers.pop(name, None)

    def _create(self, cursor: Cursor, kind: str) -> None:
        if kind in ("RULE", "EVENT", "PACKAGE"):
            self.anywhere = True
            return
        cursor.accept("IF", "NOT", "EXISTS")
        name = cursor.qualified().name.lower()
        if kind != "TRIGGER":
            self._functions[name] = _rest(cursor)
            return
        while not cursor.accept("ON"):
            cursor.next()
        table = cursor.qualified().name.lower()
        self._words.setdefault(table, {})[name] = self._done(cursor)

    def _done(self, cursor: Cursor) -> frozenset[str] | None:
        """The words of what a trigger does; None where it may do anything."""
        words = [token.word for token in cursor.tokens]
        text = _rest(cursor)
        if "EXECUTE" in words and words[words.index("EXECUTE") + 1] in ("FUNCTION", "PROCEDURE"):
            cursor.place = words.index("EXECUTE") + 2
            body = self._functions.get(cursor.qualified().name.lower())
            if body is None:
                return None
            text = body
        if ANYTHING.search(text):
            return None
        return frozenset(re.findall(r"\w+", text.lower())) if WRITES.search(text) else frozenset()

    def renamed(self, old: Name, new: Name) -> None:
        """Follow a table to another name."""
        if old.name.lower() in self._words:
            self._words[new.name.lower()] = self._words.pop(old.name.lower())

    def set_off(self, table: Name, among: Iterable[Name]) -> set[Name]:
        """The tables that a write to one may change otherwise than the statement says."""
        names = list(among)
        if self.anywhere:
            return set(names)
        found: set[Name] = set()
        pending = [table]
        while pending:
            name = pending.pop()
            triggers = self._words.get(name.name.lower())
            if not triggers or name in found:
                continue
            found.add(name)
            for words in triggers.values():
                if words is None:
                    return set(names)
                meant = [one for one in names if one.name.lower() in words and one not in found]
                pending += meant
                # A table that a trigger writes to is changed, whether it has triggers of its own or not.
                found |= {one for one in meant if not self._words.get(one.name.lower())}
        return found


def _rest(cursor: Cursor) -> str:
    """The text of the statement from here on."""
    tokens = cursor.tokens[cursor.place :]
    return cursor.sql[tokens[0].start : tokens[-1].end] if tokens else ""
