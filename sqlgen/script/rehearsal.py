"""A script's rehearsal: all that one transaction can hold, told of and rolled back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlgen.dialects.client import Client
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import Kind, lex
from sqlgen.dialects.matching import rules_of
from sqlgen.dialects.natures import Nature
from sqlgen.dialects.target import Target
from sqlgen.dialects.templates import filled
from sqlgen.operations import CreateIndex
from sqlgen.reading import read
from sqlgen.script.progress import shortened
from sqlgen.script.segments import Mode
from sqlgen.script.sheet import Sheet
from sqlgen.script.states import Stage

PROGRAMS = frozenset({"CALL", "DO", "EXEC", "EXECUTE"})
"""What may commit by itself when it stands outside of a transaction."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How far the stages of a script can be rehearsed: up to the one numbered `last`, but for `skipped`.

    `reason` says why it is not the whole script; `done` of `total` stages can be rehearsed.
    """

    done: int
    total: int
    last: int
    skipped: tuple[int, ...]
    reason: str

    @property
    def line(self) -> str:
        """The sentence that a rehearsal ends in."""
        left_out = f"; left out: {', '.join(map(str, self.skipped))}" if self.skipped else ""
        why = f"; {self.reason}" if self.reason else ""
        return f"sqlgen: rehearsed {self.done} of {self.total} segments, rolled back{left_out}{why}"


def rehearsed(stages: Sequence[Stage], client: Client, target: Target) -> Rehearsed:
    """How far a client can rehearse these stages. It needs to be one that can."""
    facts = target.facts
    done: list[int] = []
    skipped: list[int] = []
    reason = ""
    gone: set[str] = set()
    for stage in stages:
        number = stage.segment.number
        reason = _end(stage, gone, client, facts, begun=bool(done))
        if reason:
            break
        if _holds(stage, facts):
            done.append(number)
            gone |= _later(stage, target)
            continue
        skipped.append(number)
        needed = _left(stage, facts)
        if needed is None:
            reason = f"what comes behind segment {number} may need it"
            break
        gone |= needed
    if reason and stages[-1].segment.number == max([0, *done, *skipped]):
        # Nothing comes behind it.
        reason = ""
    return Rehearsed(len(done), len(stages), max([0, *done]), tuple(skipped), reason)


def _end(stage: Stage, gone: set[str], client: Client, facts: Facts, *, begun: bool) -> str:
    """Why a rehearsal ends before a stage; empty where it goes on."""
    number = stage.segment.number
    words = client.rehearsal
    if stage.by_hand:
        return f"segment {number} comes behind a step that is done by hand"
    if not _holds(stage, facts):
        able = words is not None and bool(words.skip)
        kind = "commits by itself" if stage.segment.mode is Mode.COMMITS else "runs outside of a transaction"
        return "" if able else f"segment {number} {kind}"
    if begun and words is not None and not words.commit:
        return f"{client.title} commits before segment {number}"
    if gone & _words(stage, facts):
        return f"segment {number} needs what only a commit or a segment left out would give"
    return ""


def _holds(stage: Stage, facts: Facts) -> bool:
    """Whether a transaction can hold a stage."""
    segment = stage.segment
    if segment.mode is not Mode.ALONE:
        return segment.mode is Mode.TRANSACTION
    heads = {_head(statement.sql, facts) for statement in segment.statements}
    return not heads & PROGRAMS and all(rule.nature is not Nature.ALONE for rule in segment.rules)


def _head(sql: str, facts: Facts) -> str:
    return next((lexeme.text.upper() for lexeme in lex(sql, facts.lexical) if lexeme.meaningful), "")


def _left(stage: Stage, facts: Facts) -> set[str] | None:
    """Names that a later statement can need when a stage was left out; None where they are not known."""
    if any(rule.spare for rule in stage.segment.rules):
        return set()
    if not stage.made:
        return None
    names = {fact.name or fact.owner.name for fact in stage.made}
    for statement in stage.segment.statements:
        for operation in read(statement.sql, facts):
            table = operation.index.table if isinstance(operation, CreateIndex) else None
            if isinstance(operation, CreateIndex) and operation.index.unique and table is not None:
                # A key and ON CONFLICT need a unique index without naming it.
                names.add(str(table.name))
    return {name.lower() for name in names}


def _later(stage: Stage, target: Target) -> set[str]:
    """What a stage makes that can be used only after a commit."""
    return {
        lexeme.text.strip("'").lower()
        for statement in stage.segment.statements
        if any(
            rule.nature is Nature.LATER
            for rule in rules_of(statement.sql, target.facts.rules, target.facts.lexical, target.version)
        )
        for lexeme in lex(statement.sql, target.facts.lexical)
        if lexeme.kind is Kind.STRING
    }


def _words(stage: Stage, facts: Facts) -> set[str]:
    """All names, words and literals of a stage in lower case, without their quotes."""
    return {
        lexeme.text.strip("\"'`[]").lower()
        for statement in stage.segment.statements
        for lexeme in lex(statement.sql, facts.lexical)
        if lexeme.kind in (Kind.WORD, Kind.NAME, Kind.STRING)
    }


class Rehearsal:
    """What a script says for the rehearsal of some of its stages; nothing where the client has no words.

    With a `refusal`, that is the reason why none is rehearsed.
    """

    def __init__(self, stages: Sequence[Stage], client: Client, target: Target, refusal: str = "") -> None:
        self._words = client.rehearsal
        self._first = stages[0] if stages else None
        self._plan = rehearsed(stages, client, target)
        if refusal:
            self._plan = Rehearsed(0, len(stages), 0, (), refusal)

    def opened(self, sheet: Sheet) -> None:
        """What comes behind the guard, with a transaction unless the script itself begins with one."""
        if self._words is None or self._first is None:
            return
        sheet.raw(self._words.setup)
        if not self._plan.last or self._first.segment.mode is not Mode.TRANSACTION:
            sheet.raw(self._words.open)
        if not self._plan.last:
            self._end(sheet)

    def begin(self, sheet: Sheet, stage: Stage, sql: str) -> None:
        """Begin the transaction of a stage."""
        again = stage is not self._first and stage.segment.number <= self._plan.last
        self._told(sheet, sql, self._words.begin if self._words and again else "")

    def commit(self, sheet: Sheet, stage: Stage, sql: str) -> None:
        """End it, or the rehearsal."""
        self.ended(sheet, stage)
        goes_on = stage.segment.number < self._plan.last
        self._told(sheet, sql, self._words.commit if self._words and goes_on else "")

    def _told(self, sheet: Sheet, sql: str, template: str) -> None:
        if template:
            sheet.raw(filled(template, sql=sql))
        else:
            sheet.words(sql, inside=sql == sheet.facts.session.begin)

    def stepped(self, sheet: Sheet, stage: Stage) -> None:
        """Tell what a step locked, and how long it took."""
        number = stage.segment.number
        if self._words is not None and number <= self._plan.last and number not in self._plan.skipped:
            sheet.raw(self._words.step)

    @contextmanager
    def skipping(self, sheet: Sheet, stage: Stage) -> Iterator[None]:
        """Leave out what is written meanwhile, if the stage cannot be rehearsed but later ones can."""
        number = stage.segment.number
        skipped = self._words is not None and number in self._plan.skipped and number < self._plan.last
        if self._words is not None and skipped:
            what = shortened(stage.segment.statements[-1])
            sheet.says(self._words.skip, f"left out of the rehearsal: segment {number}, {what}")
        yield
        if self._words is not None and skipped:
            sheet.raw(self._words.resume)

    def ended(self, sheet: Sheet, stage: Stage) -> None:
        """Roll back and leave, if the stage is the last that can be rehearsed."""
        if stage.segment.number == self._plan.last:
            self._end(sheet)

    def _end(self, sheet: Sheet) -> None:
        if self._words is not None:
            sheet.says(self._words.end, self._plan.line)
