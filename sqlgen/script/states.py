"""What a database holds at each point where a script can stop.

A revision's stamp says that the revision is done. Where a transaction has to end in the middle of a
revision, the version table gets a row of its own, a mark such as `ae1027a6acf#2`, or `ae1027a6acf#-2` on the
way back: whoever reads the table, be it a guard, a person or Alembic, sees that the database stands in the
middle. A statement that runs outside of transactions is known by what it made, where a check can find that,
and else by a mark right behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlgen.history.revision import Direction, VersionChange
from sqlgen.script.evidence import Evidence, Fact, evidence
from sqlgen.script.manual import manual_between
from sqlgen.script.segments import Mode, Piece, Segment
from sqlgen.statements import Failure, Purpose, Script, Statement

LONGEST_ROW = 32
"""What a row of the version table can hold."""


@dataclass(frozen=True, slots=True)
class State:
    """Rows of the version table, marks among them, and facts since these were written."""

    rows: tuple[str, ...]
    facts: Mapping[Fact, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stage:
    """A segment with the states before and after it.

    `made` are facts that hold behind it, `proof` those of them that did not hold before; `repeatable` says
    that nothing is lost if it runs again, and `beyond` is the proof that it or a later one is done. `lifted`
    is the mark that it takes away, `marked` the one that it sets. `stamps` are the rows behind each of its
    pieces that stamps, by the piece's place; `restarts` are pieces that begin the plan anew, for another
    schema. `by_hand` are steps that are done by hand before it.
    """

    segment: Segment
    before: State
    after: State
    made: Mapping[Fact, bool]
    proof: Mapping[Fact, bool]
    repeatable: bool
    beyond: Mapping[Fact, bool]
    lifted: str | None
    marked: str | None
    stamps: Mapping[int, tuple[str, ...]]
    restarts: frozenset[int]
    by_hand: tuple[Failure, ...] = ()

    @property
    def provable(self) -> bool:
        """Whether a check can tell that the segment is done."""
        return bool(self.proof) or self.before.rows != self.after.rows


def staged(script: Script, segments: tuple[Segment, ...]) -> tuple[Stage, ...]:
    """The stages of a script, one a segment."""
    walker = _Walker(script)
    stages = [walker.stage(segment) for segment in segments]
    return tuple(replace(one, beyond=_beyond(stages[place:])) for place, one in enumerate(stages))


def _beyond(stages: list[Stage]) -> Mapping[Fact, bool]:
    """What the next statement makes that a check can find, as long as the version table stays as it is."""
    for stage in stages:
        if stage.proof or stage.before.rows != stage.after.rows:
            return stage.proof
    return {}


def is_version_table(statement: Statement) -> bool:
    """Whether the statement makes the version table."""
    return statement.purpose is Purpose.VERSION and statement.sql.lstrip().upper().startswith("CREATE TABLE")


class _Walker:
    def __init__(self, script: Script) -> None:
        self._script = script
        self._rows: tuple[str, ...] = script.plan.start
        self._mark: str | None = None
        self._facts: dict[Fact, bool] = {}
        self._parts: dict[int, int] = {}
        self._changes: dict[int, int] = {}
        self._first: int | None = None
        self._last = -1

    def stage(self, segment: Segment) -> Stage:
        restarts = frozenset(place for place, piece in enumerate(segment.pieces) if self._restarts(piece))
        if 0 in restarts:
            self._rows = self._script.plan.start
        manual = manual_between(self._script, self._last, segment.pieces[0].section)
        self._last = segment.pieces[-1].section
        if manual:
            self._rows, self._facts = manual[-1].step.after, {}
        before = self._state()
        stamps = {place: rows for place, piece in enumerate(segment.pieces) if (rows := self._stamped(piece))}
        lifted = marked = None
        found = self._evidence(segment)
        self._facts = known_behind(self._facts, found)
        if not (found.proof or found.repeatable):
            lifted, marked = self._mark, self._next_mark(segment.pieces[-1])
            self._mark = marked
        if marked or lifted or stamps:
            self._facts = {}
        after = self._state()
        done = (found.after, found.proof, found.repeatable, found.proof)
        return Stage(segment, before, after, *done, lifted, marked, stamps, restarts, manual)

    def _evidence(self, segment: Segment) -> Evidence:
        if segment.mode is Mode.TRANSACTION:
            return Evidence()
        (statement,) = segment.statements
        if is_version_table(statement):
            # It is made where it is missing.
            return Evidence(repeatable=True)
        return evidence(statement.sql, self._script.target.facts)

    def _state(self) -> State:
        rows = self._rows if self._mark is None else (*self._rows, self._mark)
        return State(rows, dict(self._facts))

    def _restarts(self, piece: Piece) -> bool:
        """Whether the plan begins anew with this piece, for another schema."""
        steps = self._script.plan.steps
        if not steps or piece.step is not steps[0] or piece.section in self._parts:
            return False
        self._parts[piece.section] = 0
        first, self._first = self._first, piece.section
        return first is not None

    def _stamped(self, piece: Piece) -> tuple[str, ...] | None:
        """The rows behind a piece that stamps; None for one that does not."""
        own = (one for one in piece.statements if one.purpose is Purpose.VERSION)
        stamps = [one for one in own if not is_version_table(one)]
        if not stamps or piece.step is None:
            return None
        if piece.step is self._script.plan.steps[0]:
            self._rows = piece.step.before
        done = self._changes.get(piece.section, 0)
        for change in piece.step.changes[done : done + len(stamps)]:
            self._rows = _changed(self._rows, change)
        self._changes[piece.section] = done + len(stamps)
        return self._rows

    def _next_mark(self, last: Piece) -> str | None:
        """The mark that a segment sets whose last piece this is; None where a revision ends with it."""
        if last.step is None or last.finishes:
            return None
        part = self._parts[last.section] = self._parts.get(last.section, 0) + 1
        suffix = f"#{'-' if last.step.direction is Direction.DOWN else ''}{part}"
        return last.step.revision.id[: LONGEST_ROW - len(suffix)] + suffix


def known_behind(facts: Mapping[Fact, bool], found: Evidence) -> dict[Fact, bool]:
    """What is known behind a statement of what was known in front of it, and of what it did."""
    kept = ((found.behind(fact), there) for fact, there in facts.items())
    return {fact: there for fact, there in kept if fact is not None} | dict(found.after)


def _changed(rows: tuple[str, ...], change: VersionChange) -> tuple[str, ...]:
    kept = tuple(row for row in rows if row != change.before)
    return kept if change.after is None else (*kept, change.after)
