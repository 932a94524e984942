"""A script for databases at any revision of its range: what is done already is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sqlgen.dialects.matching import is_among, rules_of
from sqlgen.dialects.natures import Nature
from sqlgen.dialects.templates import filled
from sqlgen.errors import RevisionError, UsageError
from sqlgen.history.revision import Direction
from sqlgen.layout import laid_out
from sqlgen.origin import Origin
from sqlgen.script.asking import Asker, Check
from sqlgen.script.due import Links, Reach, due, restated
from sqlgen.script.guard import UNTOUCHED, place_checks
from sqlgen.script.handover import Handover
from sqlgen.script.manual import by_hand
from sqlgen.script.rehearsal import Rehearsal
from sqlgen.script.sheet import NOWHERE, Sheet
from sqlgen.script.states import Stage
from sqlgen.script.writing import Writer
from sqlgen.statements import Purpose, Script, Statement

FILES = "write one file a revision with --split revision: each says whether it is done already"


def idempotent_text(script: Script, requires: Links, handover: Handover) -> str:
    """The whole script. `requires` are the revisions that each one of the history stands on.

    Raises UsageError where the client has no words for it or the range does not lead up, and RevisionError
    for a statement that cannot be sent so.
    """
    _refuse(script, handover)
    reach = Reach(script, requires)
    return _Writer(restated(script, reach, Asker(script)), reach, handover).whole()


def _refuse(script: Script, handover: Handover) -> None:
    facts = script.target.facts
    client = handover.chosen(facts)
    if client.name not in facts.due.clients:
        able = " or ".join(f"--client {name}" for name in facts.due.clients)
        raise UsageError(
            f"{client.title} has no way to leave out statements that are done already",
            hint=f"choose {able}, or {FILES}" if able else FILES,
        )
    if script.plan.direction is not Direction.UP:
        raise UsageError("--idempotent is for upgrades, and this range leads down", hint=FILES)
    if by_hand(script):
        raise UsageError("--idempotent goes with no step that is done by hand", hint=FILES)


class _Writer(Writer):
    """Writes a script of which each segment is run where it is due."""

    purpose = "a database at any revision of the range; what is done there already is left out"

    def __init__(self, script: Script, reach: Reach, handover: Handover) -> None:
        super().__init__(script, handover)
        self._reach = reach
        self._words = self.facts.due
        self._conditional = False
        outside = (one for one in script.sections if one.step is None)
        self._around = {statement.sql for section in outside for statement in section.statements}
        self._is_region = bool(self._words.begins)
        self.proviso = "" if self._is_region else ", where it is due"

    def rehearsal_of(self, stages: Sequence[Stage]) -> Rehearsal:
        """None: which stages there are to rehearse shows at each of them."""
        refusal = "rehearse a script for the revision that this database is at"
        return Rehearsal(stages, self.client, self.script.target, refusal)

    def _checks(self, opening: str) -> Iterator[Check]:
        marks = tuple(stage.marked for stage in self.stages if stage.marked)
        yield from self._reach.checks(self.asker, opening, marks)

    def guarded(self) -> str:
        checks = list(place_checks(self.script.target, self.handover, self.asker))
        if self.script.plan.steps:
            checks += self._checks(UNTOUCHED)
        return self.asker.block(checks)

    def restart_checks(self) -> list[Check]:
        return list(self._checks("Stopped: "))

    def ended(self, sheet: Sheet) -> None:
        opening = "Stopped: expected the version table to hold the last revision of this script now, found "
        if self.script.plan.steps:
            sheet.words(self.asker.block([self.asker.versions(self.script.plan.end, opening)]))

    def opening(self, sheet: Sheet, session: tuple[Statement, ...]) -> None:
        super().opening(sheet, session)
        sheet.words(*self._words.setup)

    def stage(self, sheet: Sheet, stage: Stage) -> None:
        if not stage.segment.steps:
            super().stage(sheet, stage)
            return
        asked = filled(self._words.asks, due=due(stage, self.stages, self._reach, self.asker)).strip("\n")
        if self._is_region:
            sheet.raw(f"{asked}\n{self._words.begins}")
        else:
            sheet.words(asked)
        self._conditional = not self._is_region
        for statement in stage.segment.session:
            if not self._holds_anyway(statement):
                self.sent(sheet, statement, inside=False)
        super().stage(sheet, stage)
        self._conditional = False
        left_out = f"segment {stage.segment.number} of {len(self.stages)} is done already"
        sheet.raw(filled(self._words.ends, text=left_out))

    def said(self, sheet: Sheet, statements: tuple[Statement, ...]) -> None:
        """What holds for the session on every database; what a revision sets is said with its segments."""
        super().said(sheet, tuple(one for one in statements if self._holds_anyway(one)))

    def _holds_anyway(self, statement: Statement) -> bool:
        return statement.purpose is Purpose.NOTE or statement.sql in self._around

    def asked(self, checks: Iterable[Check]) -> Iterable[Check]:
        if not self._conditional:
            return checks
        return (replace(one, holds=f"({self._words.not_due} OR ({one.holds}))") for one in checks)

    def stamped(self, sheet: Sheet, rows: tuple[str, ...]) -> None:
        """A stamp is one INSERT, or changes the row by which its revision was found to be due."""

    def sent(self, sheet: Sheet, statement: Statement, *, inside: bool) -> None:
        if not self._conditional:
            super().sent(sheet, statement, inside=inside)
            return
        self._refuse_statement(statement)
        rules = rules_of(statement.sql, self.facts.rules, self.facts.lexical, self.script.target.version)
        setting = bool({Nature.SESSION, Nature.REVISION} & {rule.nature for rule in rules})
        text = laid_out(statement.sql, self.facts).text
        self._send(sheet, text, statement.origin, inside=inside, setting=setting)

    def own(self, sheet: Sheet, sql: str, *, inside: bool) -> None:
        if self._conditional and sql:
            self._send(sheet, sql, NOWHERE, inside=inside)
        else:
            super().own(sheet, sql, inside=inside)

    def _send(self, sheet: Sheet, sql: str, origin: Origin, *, inside: bool, setting: bool = False) -> None:
        if setting and self._words.setting:
            told = filled(self._words.setting, sql=sql)
        else:
            told = filled(self._words.statement, sql_text=self._literal(sql))
        sheet.words(told, inside=inside, origin=origin)

    def _literal(self, sql: str) -> str:
        """A statement as a literal, in which the client finds nothing that it takes for itself."""
        longest = self._words.longest or len(sql)
        cut = [sql[start : start + longest] for start in range(0, len(sql), longest)]
        pieces = [self.asker.text(piece) for piece in cut]
        for taken in self.client.taken:
            if taken.old and any(re.search(taken.pattern, piece) for piece in pieces):
                new = filled(taken.new, prefix=self.facts.checks.literal.removesuffix("'"))
                pieces = [piece.replace(taken.old, new) for piece in pieces]
        if len(pieces) == 1:
            return pieces[0]
        return " || ".join(filled(self._words.piece, text=f"({piece})") for piece in pieces)

    def _refuse_statement(self, statement: Statement) -> None:
        """Raises RevisionError for a statement that cannot be run from a text."""
        words, lexical, target = self._words, self.facts.lexical, self.script.target
        all_taken = not words.takes or (words.takes_all_since and target.newest >= words.takes_all_since)
        if not all_taken and not is_among(statement.sql, words.takes, lexical):
            why = f"{self.facts.title} {target.named} prepares no such statement"
        else:
            found = (why for kind, why in words.refused.items() if is_among(statement.sql, (kind,), lexical))
            why = next(found, "")
        if why:
            raise RevisionError(
                f"this statement cannot be left out by --idempotent: {why}",
                origin=statement.origin,
                hint=FILES,
            )
