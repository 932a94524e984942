"""The way back from each point where a script can stop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sqlgen import operations as ops
from sqlgen.catalog import Catalog
from sqlgen.catalog.difference import Change, Difference, differences
from sqlgen.catalog.snapshot import Document, Snapshot, written
from sqlgen.dialects.checks import Thing
from sqlgen.dialects.offline import offline_dialect
from sqlgen.errors import UsageError
from sqlgen.history import Direction, History, Plan, Step, VersionChange
from sqlgen.reading.actions import actions
from sqlgen.reading.plain import Plain
from sqlgen.reading.words import DialectWords
from sqlgen.script.comments import named, one_line
from sqlgen.script.copies import Copies, Copy
from sqlgen.script.evidence import Evidence, Fact, evidence
from sqlgen.script.losses import Loss, catalog_before, losses
from sqlgen.script.manual import version_statements
from sqlgen.script.segments import segmented
from sqlgen.script.stamps import restamped
from sqlgen.script.states import Stage, staged
from sqlgen.statements import Purpose, Script, Section, Statement

UNTOLD = (
    "it is done in part, and no check can tell which part of its way back applies; go on to its end first"
)


@dataclass(frozen=True, slots=True)
class Backout:
    """The way back from where the database stands behind a segment: `script` leads there, as far as `end`.

    Without a script there is none, and `reason` says why. `notes` are what does not come back.
    """

    stage: Stage
    script: Script | None
    end: tuple[str, ...]
    reason: str = ""
    notes: tuple[str, ...] = ()


def backouts(
    script: Script, back: Script, history: History, copies: Copies | None = None
) -> tuple[Backout, ...]:
    """One for each segment of an upgrade; `back` is the downgrade of all its revisions.

    `copies` are those that the script makes of what it takes away. Raises UsageError where env.py goes over
    the revisions several times.
    """
    ways = _Ways(script, back, history, copies or {})
    if any(stage.restarts for stage in ways.stages):
        raise UsageError(
            "env.py runs the revisions for several schemas, and a script stops in one of them",
            hint="render each schema by itself for a way back",
        )
    return tuple(ways.behind(stage) for stage in ways.stages)


@dataclass(frozen=True, slots=True)
class _Part:
    """A revision that is done in part: its statements that are done, those that are not, and copies made."""

    step: Step
    done: tuple[Statement, ...]
    left: tuple[Statement, ...]
    copies: tuple[Copy, ...]


class _Ways:
    def __init__(self, script: Script, back: Script, history: History, copies: Copies) -> None:
        self._copies = copies
        self._script = script
        self._back = back
        self._history = history
        self._facts = script.target.facts
        self.stages = staged(script, segmented(script).segments)
        self._up = {one.step.revision.id: place for place, one in enumerate(script.sections) if one.step}
        self._down = {one.step.revision.id: place for place, one in enumerate(back.sections) if one.step}
        self._failed = {one.step.revision.id: one.error for one in back.failures}
        self._last = self._stages_of_ends()

    def _stages_of_ends(self) -> dict[str, int]:
        """The segment in which each revision ends."""
        ends: dict[str, int] = {}
        for stage in self.stages:
            for step in stage.segment.steps:
                ends[step.revision.id] = stage.segment.number
        return ends

    def behind(self, stage: Stage) -> Backout:
        """The way back from behind a segment."""
        number = stage.segment.number
        steps = self._script.plan.steps
        count = sum(1 for step in steps if self._last.get(step.revision.id, 0) <= number)
        part = self._part(stage)
        barred = [place for place in range(count) if steps[place].revision.id in self._failed]
        lowest = barred[-1] + 1 if barred else 0
        end = steps[lowest].before if lowest < len(steps) else self._script.plan.end
        if part is not None and part.step.revision.id in self._failed:
            return Backout(stage, None, stage.after.rows, self._why_not(part.step))
        if lowest == count and part is None:
            why = self._why_not(steps[lowest - 1]) if lowest else "nothing of a revision is done"
            return Backout(stage, None, stage.after.rows, why)
        chosen: tuple[Statement, ...] | None = ()
        if part is not None and (chosen := self._undone(part)) is None:
            return Backout(stage, None, stage.after.rows, f"revision {part.step.revision.id}: {UNTOLD}")
        made = self._made(stage, count, lowest, part, chosen or ())
        notes = tuple(dict.fromkeys(self._notes(count, lowest, part)))
        return Backout(stage, made, end, notes=notes)

    def _why_not(self, step: Step) -> str:
        error = self._failed[step.revision.id]
        return f"revision {step.revision.id} cannot be undone: {one_line(error.message)}"

    # What is done, and what undoes it.

    def _part(self, stage: Stage) -> _Part | None:
        """The revision that is done in part behind a segment."""
        piece = stage.segment.pieces[-1]
        if piece.step is None or piece.finishes:
            return None
        done: list[Statement] = []
        left: list[Statement] = []
        for each in self.stages:
            for one in each.segment.pieces:
                if one.step is piece.step:
                    (done if each.segment.number <= stage.segment.number else left).extend(one.statements)
        copies = self._copies.get(piece.step.revision.id, ())
        made = {copy.made.sql for copy in copies}
        own = [[one for one in _changes(each) if one.sql not in made] for each in (done, left)]
        told = {one.sql for one in done}
        kept = tuple(copy for copy in copies if copy.made.sql in told)
        return _Part(piece.step, tuple(own[0]), tuple(own[1]), kept)

    def _undone(self, part: _Part) -> tuple[Statement, ...] | None:
        """The statements of the way back that undo the part that is done; None where nobody can tell."""
        found = [self._evidence(one) for one in part.done]
        state: dict[Fact, bool] = {}
        for each in found:
            state |= each.after
        for one in part.left:
            for fact, there in self._evidence(one).proof.items():
                state.setdefault(fact, not there)
        untold = not all(each.after or each.repeatable for each in found)
        chosen: list[Statement] = []
        section = self._back.sections[self._down[part.step.revision.id]]
        for statement in section.statements:
            if statement.purpose is not Purpose.CHANGE:
                chosen += [statement] if statement.purpose is not Purpose.VERSION else []
                continue
            each = self._evidence(statement)
            if not (each.after or each.repeatable):
                if untold:
                    return None
            elif _applies(each, state):
                chosen.append(statement)
                state |= each.after
        return tuple(chosen) if self._is_undone(part, state) else None

    def _is_undone(self, part: _Part, state: Mapping[Fact, bool]) -> bool:
        """Whether all that can be checked is as it was before the revision, or went with its table."""
        for statement in part.done:
            proof = self._evidence(statement).proof
            if all(state.get(fact, there) is not there for fact, there in proof.items()):
                continue
            tables = {action.table for action in actions(statement.sql, self._facts)}
            if not tables or not all(
                table is not None and state.get(Fact(Thing.TABLE, table)) is False for table in tables
            ):
                return False
        return True

    def _evidence(self, statement: Statement) -> Evidence:
        found = evidence(statement.sql, self._facts)
        # A comment says how it is to be.
        said = isinstance(statement.operation, (ops.CreateTableComment, ops.DropTableComment))
        return replace(found, repeatable=True) if said else found

    def _made(
        self, stage: Stage, count: int, lowest: int, part: _Part | None, chosen: tuple[Statement, ...]
    ) -> Script:
        """The script of the way back: the revision in part, then whole ones, with what env.py says around."""
        whole = self._history.plan_back(self._script.plan, count).steps[: count - lowest]
        steps: list[Step] = []
        sections: list[Section] = []
        if part is not None:
            held = tuple(row for row in stage.after.rows if row in part.step.before)
            marks = tuple(row for row in stage.after.rows if row not in held)
            changes = tuple(VersionChange(mark, None) for mark in marks)
            steps.append(Step(part.step.revision, Direction.DOWN, changes, stage.after.rows, held))
            section = self._back.sections[self._down[part.step.revision.id]]
            done = {one.sql for one in part.done}
            sections.append(self._section(replace(section, statements=chosen), steps[-1], part.copies, done))
        for step in whole:
            steps.append(step)
            section = self._back.sections[self._down[step.revision.id]]
            sections.append(self._section(section, step, self._copies.get(step.revision.id, ())))
        placed = [place for place, one in enumerate(self._back.sections) if one.step is not None]
        around = self._back.sections[: placed[0]], self._back.sections[placed[-1] + 1 :]
        end = steps[-1].after
        plan = Plan(Direction.DOWN, stage.after.rows, end, tuple(steps))
        return replace(self._back, plan=plan, sections=(*around[0], *sections, *around[1]), failures=())

    def _section(
        self, section: Section, step: Step, copies: tuple[Copy, ...], done: set[str] | None = None
    ) -> Section:
        """A revision undone, with what the copies bring back. Of one in part, what is `done` was lost."""
        restoring: list[Statement] = []
        for copy in reversed(copies):
            lost = done is None or copy.lossy in done
            told = (*(copy.restored if lost else ()), *((copy.dropped,) if copy.restored or not lost else ()))
            restoring += [Statement(sql, Purpose.CHANGE, copy.made.origin) for sql in told]
        made = restamped(section, version_statements(self._script, step), restoring)
        return replace(made, step=step)

    # What does not come back.

    def _notes(self, count: int, lowest: int, part: _Part | None) -> Iterator[str]:
        steps = self._script.plan.steps
        if lowest:
            yield f"{self._why_not(steps[lowest - 1])}; the way back ends at {named(steps[lowest].before)}"
        for step in steps[lowest:count]:
            yield from self._notes_of(step)
        if part is not None:
            yield from self._notes_of(part.step, part.done)
        if count == len(steps) and not lowest:
            yield from self._left_over()

    def _notes_of(self, step: Step, done: tuple[Statement, ...] | None = None) -> Iterator[str]:
        revision = step.revision.id
        up, down = self._script.sections[self._up[revision]], self._back.sections[self._down[revision]]
        for loss in self._lost(self._script, self._up[revision]):
            if self._comes_back(revision, loss):
                continue
            if done is None or up.statements[loss.place].sql in {one.sql for one in done}:
                yield f"revision {revision}, on the way up: {loss}{self._held(revision, loss)}"
        for loss in self._lost(self._back, self._down[revision]):
            yield f"revision {revision}, on the way back: {loss}"
        copied = {copy.made.sql for copy in self._copies.get(revision, ())}
        restored = {copy.lossy for copy in self._copies.get(revision, ()) if copy.restored}
        done_up = [one for one in _changes(up.statements) if one.sql not in copied | restored]
        if done_up and not [*_changes(down.statements)]:
            yield f"revision {revision}: its downgrade does nothing, so what its upgrade did stays"

    def _copy(self, revision: str, loss: Loss) -> Copy | None:
        """The copy of what is lost; the places in the script differ by the copies themselves."""
        alike = replace(loss, place=0)
        return next(
            (one for one in self._copies.get(revision, ()) if replace(one.loss, place=0) == alike), None
        )

    def _comes_back(self, revision: str, loss: Loss) -> bool:
        copy = self._copy(revision, loss)
        return copy is not None and bool(copy.restored)

    def _held(self, revision: str, loss: Loss) -> str:
        copy = self._copy(revision, loss)
        return f"; table {copy.name} keeps them, for nothing tells its rows apart" if copy else ""

    def _lost(self, script: Script, place: int) -> tuple[Loss, ...]:
        return losses(script.sections[place], catalog_before(script, place), self._facts)

    def _left_over(self) -> Iterator[str]:
        """What the schema is not as it was, as the catalog tells behind up and down."""
        words = DialectWords(self._facts, offline_dialect(self._script.target))
        before = self._document(self._script.before, words)
        after = self._document(catalog_before(self._back, len(self._back.sections)), words)
        for each in differences(before, after, Plain(words)):
            if self._script.version_table.name not in (each.name, each.table):
                yield f"the schema is not as it was: {_told(each)}"

    def _document(self, catalog: Catalog, words: DialectWords) -> Document:
        target = self._script.target
        return written(Snapshot(target.name, target.named, None, catalog), words)


def _changes(
    statements: Iterator[Statement] | tuple[Statement, ...] | list[Statement],
) -> Iterator[Statement]:
    return (one for one in statements if one.purpose is Purpose.CHANGE)


def _applies(found: Evidence, state: Mapping[Fact, bool]) -> bool:
    """Whether a statement still has something to do, on what is there."""
    if found.proof:
        return any(state.get(fact) is not there for fact, there in found.proof.items())
    return not any(
        state.get(Fact(Thing.COLUMN, fact.owner, fact.name)) is False
        or state.get(Fact(Thing.TABLE, fact.owner)) is False
        for fact in found.after
        if fact.thing is Thing.REQUIRED
    )


def _told(difference: Difference) -> str:
    of = f" of table {difference.table}" if difference.table and difference.kind != "table" else ""
    what = f"{difference.kind} {difference.name}{of}"
    match difference.change:
        case Change.ADDED:
            return f"{what} is left over"
        case Change.REMOVED:
            return f"{what} is missing"
        case _:
            return f"{what} differs in {difference.part}"
