"""When a revision is due on a database that may stand anywhere in a range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlgen.history.revision import Step
from sqlgen.script.asking import Asker, Check
from sqlgen.script.comments import named
from sqlgen.script.evidence import Fact
from sqlgen.script.stamps import restamped
from sqlgen.script.states import Stage, is_version_table
from sqlgen.statements import Purpose, Script, Section, Statement

Links = Mapping[str, tuple[str, ...]]


class Reach:
    """What the version table may hold on a database between the two ends of an upgrade.

    `requires` are the revisions that each one stands on. What is below a revision of the range is a row of
    the start, or a revision of the range.
    """

    def __init__(self, script: Script, requires: Links) -> None:
        self._start = script.plan.start
        self._own = tuple(step.revision.id for step in script.plan.steps)
        self._below = {one: tuple(row for row in requires[one] if self._held(row)) for one in self._own}
        self._above: dict[str, list[str]] = {row: [] for row in (*self._start, *self._own)}
        for one, below in self._below.items():
            for row in below:
                self._above[row].append(one)
        # A row of the start that nothing names is below a revision by another one.
        self._direct = {one: self._below[one] == tuple(requires[one]) for one in self._own}

    def _held(self, row: str) -> bool:
        return row in self._start or row in self._own

    @property
    def rows(self) -> tuple[str, ...]:
        """All that the version table may hold, marks left out."""
        return tuple(dict.fromkeys((*self._start, *self._own)))

    def from_here(self, revision: str) -> tuple[str, ...]:
        """The revision, and all of the range that stand on it."""
        found: dict[str, None] = {}
        waiting = [revision]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found[one] = None
                waiting += self._above[one]
        return tuple(found)

    def told_by(self, revision: str) -> str | None:
        """A row that the table holds just as long as the revision is due, once all before it is done."""
        return next((row for row in self._below[revision] if self._above[row] == [revision]), None)

    def is_certain(self, revision: str) -> bool:
        """Whether the rows that the revision's stamp changes are the same on every database."""
        return self._direct[revision] and all(self._above[row] == [revision] for row in self._below[revision])

    def below(self, revision: str) -> tuple[str, ...]:
        return self._below[revision]

    def checks(self, asker: Asker, opening: str, marks: tuple[str, ...]) -> Iterator[Check]:
        """The table holds revisions of the range, and nothing below its start."""
        span = f"{opening}expected the version table to hold revisions of this script, found besides "
        yield asker.versions_among((*self.rows, *marks), span, ".", all_of=True)
        for row in self._start:
            missing = (
                f"{opening}expected the version table to hold {named((row,))} or a later revision: found "
            )
            yield asker.versions_among(self.from_here(row), missing, ".", all_of=False)


def restated(script: Script, reach: Reach, asker: Asker) -> Script:
    """The script with each revision in transactions of its own, and stamps that fit any of the databases."""
    commit = Statement(script.target.facts.commit, Purpose.TRANSACTION)
    sections: list[Section] = []
    for section in script.sections:
        made = tuple(one for one in section.statements if is_version_table(one))
        if made:
            sections.append(Section(None, (*made, commit)))
        rest = replace(section, statements=tuple(one for one in section.statements if one not in made))
        if rest.step is not None and not reach.is_certain(rest.step.revision.id):
            rest = restamped(rest, _stamp(rest.step, reach, asker))
        sections.append(replace(rest, statements=(*rest.statements, commit)))
    return replace(script, sections=tuple(sections))


def _stamp(step: Step, reach: Reach, asker: Asker) -> Iterator[str]:
    for row in reach.below(step.revision.id):
        yield f"DELETE FROM {asker.table} WHERE version_num = {asker.text(row)}"
    yield f"INSERT INTO {asker.table} (version_num) VALUES ({asker.text(step.revision.id)})"


def due(stage: Stage, stages: tuple[Stage, ...], reach: Reach, asker: Asker) -> str:
    """The condition that a segment is due, once all before it is done."""
    (step,) = stage.segment.steps
    marks = {one.marked for one in stages if one.marked and one.segment.steps == (step,)}
    mark = next((row for row in stage.before.rows if row in marks), None)
    parts = [asker.holds_any([mark])] if mark else [_revision_due(step.revision.id, reach, asker)]
    if marks and not mark:
        parts.append(f"NOT {asker.holds_any(one for one in marks if one)}")
    if stage.proof or stage.repeatable:
        # What commits by itself may have been done before the version table was told.
        for fact, there in _point(stage, stages).items():
            parts.append(f"{'' if there else 'NOT '}({asker.condition(fact)})")
    return "\n    AND ".join(parts)


def _revision_due(revision: str, reach: Reach, asker: Asker) -> str:
    row = reach.told_by(revision)
    return asker.holds_any([row]) if row else f"NOT {asker.holds_any(reach.from_here(revision))}"


def _point(stage: Stage, stages: tuple[Stage, ...]) -> Mapping[Fact, bool]:
    """All that is known to hold right before a segment: what was done since the version table was told, and
    what the segments up to its next change are still to do.
    """
    known = dict(stage.before.facts)
    open_: set[Fact] = set()
    for later in stages[stage.segment.number - 1 :]:
        for fact in later.made:
            if fact not in known and fact not in open_:
                if fact in later.proof:
                    known[fact] = not later.proof[fact]
                else:
                    open_.add(fact)
        if later.before.rows != later.after.rows:
            break
    return known
