"""The action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.types import TypeEngine

from sqlgen.catalog import Name
from sqlgen.reading.columns import ColumnDefinition


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a statement does to one object.

    `verb` says what (`add_column`, `create_index`, `update` …; `unread` where nobody knows). `table` is the
    table that it is done to, `name` the column, constraint, index or other object, `kind` the kind of a
    constraint or of an object in lower case, or the value of a setting. `words` are words that say how:
    CONCURRENTLY, IF_EXISTS, NOT_VALID, USING_INDEX, ONLINE, NOCHECK, `ALGORITHM=INPLACE`; DYNAMIC where the
    action stands in a program's text. `definition` is the column as it is defined, `type` the new type of a
    column, `referent` the table that a foreign key points at. `text` is the clause's own text and `start` its
    offset in the statement.
    """

    verb: str
    table: Name | None = None
    name: str | None = None
    kind: str = ""
    columns: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    definition: ColumnDefinition | None = None
    type: TypeEngine[Any] | None = None
    referent: Name | None = None
    new_name: str | None = None
    text: str = ""
    start: int = 0

    def says(self, *words: str) -> bool:
        """Whether all of these words are among the action's."""
        return self.words.issuperset(words)
