"""What may have changed rows, in order, until somebody asks for some."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy.engine import Dialect

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Name
from sqlgen.dialects.facts import Facts
from sqlgen.history import VersionChange
from sqlgen.reading import MoveTable
from sqlgen.reading.targets import written

Changed = Callable[[], int | None]
"""How many rows statements change, worked out when somebody asks; None where that is not known."""
TRIGGERS = re.compile(r"\b(?:trigger|rule|event)\b", re.IGNORECASE)
"""Words of text that matters for good: behind it, a statement may change other rows than it says."""


PASSING = ("facts", "reading", "server", "targets", "change", "returned", "_written")
"""What of a `Shadow` is the target's, or about the statement and the revision that it followed last."""


class _Event(NamedTuple):
    """Something that a `Shadow` has to be told, whether it matters for good, and what happened before it.

    Linked to what came before, so that a copy of thousands of them costs nothing.
    """

    tell: Callable[[Any], object]
    lasting: bool
    before: _Event | None


class RowLog:
    """The rows that are known, found out when somebody asks for the first time.

    Following rows takes reading every statement, and most revisions never ask. So what happens is only noted,
    in the order in which a `Shadow` has to be told of it.
    """

    def __init__(self, facts: Facts, server: Dialect) -> None:
        self._facts = facts
        self._server = server
        self._found: Any = None
        self._waiting: _Event | None = None

    def copied(self) -> RowLog:
        """What is noted and known now, whatever this one learns later."""
        made = copy.copy(self)
        made._found = None if self._found is None else self._found.copied()
        return made

    def begin(self) -> None:
        """A revision begins."""
        self._note(lambda shadow: shadow.begin())

    def give_up(self) -> None:
        """The revision failed: what it wrote to before is uncertain."""
        self._note(lambda shadow: shadow.give_up())

    def reshaped(self, before: Catalog, after: Catalog, operation: ops.Operation) -> None:
        """An operation has changed tables."""
        renames = isinstance(operation, (ops.RenameTable, MoveTable))
        self._note(lambda shadow: shadow.reshaped(before, after, operation), lasting=renames)

    def version_changed(self, name: Name, change: VersionChange, catalog: Catalog) -> None:
        """The version table, which is `name`, follows a step."""
        self._note(lambda shadow: shadow.version_changed(name, change, catalog))

    def wrote(self, sql: str, catalog: Catalog) -> Changed:
        """A statement has gone into the script; gives the number of rows that it changes."""
        counts: list[int | None] = []
        lasting = TRIGGERS.search(sql) is not None
        self._note(lambda shadow: counts.append(shadow.wrote(sql, catalog)), lasting=lasting)

        def changed() -> int | None:
            self._caught_up()
            return counts[0] if counts else None

        return changed

    def targets(self, sql: str) -> Iterator[Name]:
        """The tables that the text noted last writes to, as far as it names them."""
        names = written(sql, self._facts)
        yield from self._caught_up().targets if names is None else names

    def lose_all(self, catalog: Catalog) -> None:
        """Every row is uncertain."""
        self._forget()
        self._note(lambda shadow: shadow.lose_all(catalog))

    def start_behind(self, catalog: Catalog) -> None:
        """These tables are older than the range: an application may have filled them."""
        self._forget()
        self._note(lambda shadow: shadow.start_behind(catalog))

    def start_unfilled(self, catalog: Catalog) -> None:
        """These tables are older than the range, and somebody says that they have no rows."""
        self._forget()
        self._note(lambda shadow: shadow.start_unfilled(catalog), lasting=True)

    def supposed(self, sql: str) -> bool:
        """Whether the answer to a question rests on somebody's word that a table had no rows."""
        return bool(self._caught_up().supposed(sql))

    def past(self) -> Any:
        """What matters for good, for `resume`; None where that is the age of the tables alone.

        Raises ValueError where rows are known yet, which `start_behind` leaves of no table that is there.
        """
        if self._found is None and not any(event.lasting for event in self._events()):
            return None
        held = vars(self.copied()._caught_up())
        if any(rows is not None for rows in held["rows"].values()):
            raise ValueError("rows are known of a table that is not there")
        return {name: value for name, value in held.items() if name not in PASSING}

    def resume(self, past: Any, catalog: Catalog) -> None:
        """Go on where another one stood, behind the start of a range."""
        self._found, self._waiting = None, None
        if past is None:
            self.start_behind(catalog)
        else:
            self._note(lambda shadow: vars(shadow).update(copy.deepcopy(past)), lasting=True)

    def lose(self, names: Collection[Name]) -> None:
        """The rows of these tables are uncertain."""
        self._note(lambda shadow: shadow.lose(names))

    def _forget(self) -> None:
        """Keep of what is noted only what matters for good."""
        kept = [event for event in self._events() if event.lasting]
        self._waiting = None
        for event in kept:
            self._note(event.tell, lasting=True)

    def answer(self, sql: str, catalog: Catalog) -> Any:
        """The rows of a question as text of the target. Raises Unsure where they are not certain."""
        return self._caught_up().answer(sql, catalog)

    @property
    def gave_rows(self) -> bool:
        """Whether the text noted last gives rows back that are known."""
        return self._caught_up().returned is not None

    def returned(self) -> Any:
        """These rows."""
        return self._caught_up().returned

    def known(self, catalog: Catalog) -> Any:
        """The rows of the catalog's tables, as far as they are known."""
        return self._caught_up().known(catalog)

    def parsed(self, sql: str) -> Any:
        """Text of the target as sqlglot's trees; None where it cannot be read."""
        return self._shadow().reading.parsed(sql)

    def _note(self, tell: Callable[[Any], object], *, lasting: bool = False) -> None:
        self._waiting = _Event(tell, lasting, self._waiting)

    def _events(self) -> list[_Event]:
        """What waits to be told, the first one first."""
        events: list[_Event] = []
        event = self._waiting
        while event is not None:
            events.append(event)
            event = event.before
        return events[::-1]

    def _caught_up(self) -> Any:
        shadow = self._shadow()
        events, self._waiting = self._events(), None
        for event in events:
            event.tell(shadow)
        return shadow

    def _shadow(self) -> Any:
        if self._found is None:
            # Here, because what reads rows loads sqlglot, which many a replay does without.
            from sqlgen.replay.shadow import Shadow

            self._found = Shadow(self._facts, self._server)
        return self._found


def nobody_knows() -> int | None:
    """The number of rows that a statement changes where nobody knows it."""
    return None


def total(counts: Sequence[Changed]) -> int | None:
    """The sum of what several statements change, where all of it is known."""
    found = [count() for count in counts]
    known = [count for count in found if count is not None]
    return sum(known) if known and len(known) == len(found) else None
