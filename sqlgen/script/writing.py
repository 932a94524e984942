"""Scripts as one text for the client that will run them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlgen.dialects.checks import Thing
from sqlgen.dialects.templates import filled
from sqlgen.errors import UsageError
from sqlgen.layout import laid_out
from sqlgen.script.asking import Asker, Check
from sqlgen.script.assumptions import assumption_lines
from sqlgen.script.banner import STRONG_RULE, header, revision_banner, segment_banner
from sqlgen.script.guard import exits, guard, standing
from sqlgen.script.handover import Handover, milliseconds
from sqlgen.script.lock_comments import lock_comments
from sqlgen.script.manual import manual_between, manual_check, manual_comment, stop_statements
from sqlgen.script.marks import Marks
from sqlgen.script.programs import stored_program
from sqlgen.script.progress import piece_line, success_line
from sqlgen.script.rehearsal import Rehearsal
from sqlgen.script.segments import Mode, segmented
from sqlgen.script.sheet import Sheet
from sqlgen.script.states import Stage, is_version_table, staged
from sqlgen.statements import Failure, Purpose, Script, Statement

GUARD = "-- The guard. Nothing is changed before it has passed."
LONGEST_LIMIT = 31_536_000
"""A year, in seconds: the longest that any server takes for a limit."""


def script_text(script: Script, handover: Handover) -> str:
    """The whole script.

    Raises UsageError where the client sends a script as one query and a statement has to run on its own, and
    RevisionError for a statement that the client cannot be given.
    """
    return Writer(script, handover).whole()


class Writer:
    """Writes one script for one client; `purpose` is what its header says beyond its range.

    `proviso` stands behind each line of progress.
    """

    purpose = ""
    proviso = ""

    def __init__(self, script: Script, handover: Handover) -> None:
        self.script = script
        self.facts = script.target.facts
        self.handover = handover
        self.client = handover.chosen(self.facts)
        cut = segmented(script)
        self.closing = cut.closing
        self.stages = staged(script, cut.segments)
        self.asker = Asker(script)
        self.locks = lock_comments(script) if handover.annotate else {}
        self.marks_of_log = Marks(self.stages, self.client, self.facts, wanted=handover.marked)
        self.rehearsal = self.rehearsal_of(self.stages)

    def rehearsal_of(self, stages: Sequence[Stage]) -> Rehearsal:
        """The rehearsal of these stages alone."""
        return Rehearsal(stages, self.client, self.script.target)

    def sheet(self, name: str) -> Sheet:
        """An empty sheet for the script or a file of it; `name` is that of its log."""
        return Sheet(self.client, self.facts, f"{re.sub(r'[^A-Za-z0-9.-]+', '_', name)}.log")

    def whole(self) -> str:
        """All segments in one text."""
        if self.client.whole and any(one.segment.mode is Mode.ALONE for one in self.stages):
            raise UsageError(
                f"{self.client.title} sends a script as one query, and this one has a statement to run alone",
                hint="write files with --split segment, or choose another client",
            )
        plan = self.script.plan
        sheet = self.sheet("_".join(("_".join(plan.start) or "base", "to", "_".join(plan.end) or "base")))
        sheet.raw(self.client.first)
        sheet.comment(header(self.script, self.handover, self.stages, sheet.log_written, self.purpose))
        self.opening(sheet, self.stages[0].segment.settings if self.stages else ())
        if self.asker.able and plan.steps:
            sheet.comment(GUARD + (f"\n-- {note}" if (note := self.facts.checks.note) else ""))
            sheet.words(*self.asker.around_guard(self.guarded()))
        self.rehearsal.opened(sheet)
        for stage in self.stages:
            if stage is not self.stages[0]:
                self.said(sheet, stage.segment.settings)
            self._by_hand(sheet, stage.by_hand)
            self.stage(sheet, stage)
        self._by_hand(sheet, self.left)
        self.said(sheet, self.closing)
        self.ended(sheet)
        success = success_line(self.script)
        sheet.epilogue(success, self.asker.text(success))
        return sheet.text

    def guarded(self) -> str:
        """What must hold before anything is changed."""
        return guard(self.script, self.handover, self.asker)

    def ended(self, sheet: Sheet) -> None:
        """What is checked behind the last segment; every stamp has been checked before."""

    @property
    def left(self) -> tuple[Failure, ...]:
        """The steps behind the last segment that are done by hand."""
        last = self.stages[-1].segment.pieces[-1].section if self.stages else -1
        return manual_between(self.script, last, len(self.script.sections))

    def _by_hand(self, sheet: Sheet, failures: tuple[Failure, ...]) -> None:
        """Steps that are done by hand, and a check that they were."""
        for failure in failures:
            said = manual_comment(self.script, failure, self.handover.folder, whole=True)
            sheet.comment(f"{STRONG_RULE}\n{said}\n{STRONG_RULE}")
        if failures and self.asker.able:
            sheet.words(self.asker.block([manual_check(self.asker, failures[-1].step)]))
        elif failures:
            sheet.words(*stop_statements(self.script, failures[-1].step))

    def opening(self, sheet: Sheet, session: tuple[Statement, ...]) -> None:
        """What comes first: the client's and the session's settings, and those that env.py made."""
        sheet.prelude()
        self.marks_of_log.opened(sheet)
        limits = () if self.facts.session.limits_in_transaction else self._limits()
        if self.client.lock:
            sheet.raw("\n".join(limits))
            limits = ()
        sheet.words(*self.facts.session.settings, *limits)
        self.said(sheet, session)
        sheet.words(*self.asker.setup)

    def said(self, sheet: Sheet, statements: tuple[Statement, ...]) -> None:
        """What env.py and revisions set for the session, and their notes."""
        for statement in statements:
            if statement.purpose is Purpose.NOTE:
                sheet.raw(statement.sql)
            else:
                sheet.statement(statement.sql, statement.origin)

    def _limits(self, local: str = "") -> tuple[str, ...]:
        """How long a statement may wait and run; none where there is no limit."""
        session, handover, own = self.facts.session, self.handover, self.client.lock
        stated = (
            ((own,) if own else session.lock, handover.lock_timeout or session.lock_timeout),
            (session.statement, handover.statement_timeout or session.statement_timeout),
        )
        return tuple(
            filled(
                template,
                local=local,
                milliseconds=str(limit),
                seconds=str(min(-(-limit // 1000), LONGEST_LIMIT)),
                limit=text + "s" * text.isdigit(),
            )
            for templates, text in stated
            if (limit := milliseconds(text))
            for template in templates
        )

    def stage(self, sheet: Sheet, stage: Stage) -> None:
        """One segment under its heading."""
        if stage.segment.mode is Mode.TRANSACTION:
            self._transaction(sheet, stage)
            return
        self._banner(sheet, stage, 0)
        sheet.comment(segment_banner(stage, self.stages))
        with self.rehearsal.skipping(sheet, stage):
            if stage.segment.mode is Mode.ALONE:
                self.cleared(sheet, stage)
            self._piece(sheet, stage, 0)
            if stage.segment.mode is Mode.ALONE:
                sheet.words(self.asker.block(self.asked(exits(stage, self.asker))))
        self.marks(sheet, stage)
        self.rehearsal.stepped(sheet, stage)
        self.rehearsal.ended(sheet, stage)

    def cleared(self, sheet: Sheet, stage: Stage) -> None:
        """The way made free for a statement that runs outside of transactions."""
        template = self.client.drop_invalid or self.facts.checks.drop_invalid
        for fact, there in stage.made.items():
            if fact.thing is Thing.INDEX and there and template:
                sheet.comment("-- What a failed build left, an index that is not valid, goes first.")
                sheet.words(self.asker.building(fact))
                sheet.raw(filled(template, sibling=self.asker.sibling(fact)))
        if any(rule.patient for rule in stage.segment.rules):
            sheet.words(*self.facts.session.patient)
        elif self.facts.session.limits_in_transaction:
            sheet.words(*self._limits())

    def marks(self, sheet: Sheet, stage: Stage) -> None:
        """The mark behind a statement that no check can see."""
        if stage.lifted or stage.marked:
            self._mark(sheet, stage.lifted, stage.marked, inside=False)

    def _transaction(self, sheet: Sheet, stage: Stage) -> None:
        session = self.facts.session
        if len(stage.segment.steps) < 2:
            self._banner(sheet, stage, 0)
        sheet.comment(segment_banner(stage, self.stages))
        if self._follows_commits(stage):
            sheet.words(self.asker.block(self.asked(standing(stage.before, self.asker))))
        self.rehearsal.begin(sheet, stage, session.begin)
        if session.limits_in_transaction:
            sheet.words(*self._limits("LOCAL "), inside=True)
        if stage.lifted:
            self._mark(sheet, stage.lifted, None, inside=True)
        for place in range(len(stage.segment.pieces)):
            if len(stage.segment.steps) > 1:
                self._banner(sheet, stage, place)
            self._restart(sheet, stage, place)
            self._piece(sheet, stage, place)
            rows = stage.stamps.get(place)
            if rows is not None and self.asker.able:
                self.stamped(sheet, rows)
            self.rehearsal.stepped(sheet, stage)
        if stage.marked:
            self._mark(sheet, None, stage.marked, inside=True)
            self.stamped(sheet, stage.after.rows)
        self.rehearsal.commit(sheet, stage, session.commit)

    def asked(self, checks: Iterable[Check]) -> Iterable[Check]:
        """Checks within the script, as they are made."""
        return checks

    def stamped(self, sheet: Sheet, rows: tuple[str, ...]) -> None:
        """The check that a stamp did what it should: the version table holds just these rows."""
        sheet.words(self.asker.stamp(rows), inside=True)

    def _follows_commits(self, stage: Stage) -> bool:
        """Whether statements came before that commit by themselves.

        Some clients go on after errors, and what failed there must not be stamped.
        """
        number = stage.segment.number
        return number > 1 and self.stages[number - 2].segment.mode is Mode.COMMITS

    def _restart(self, sheet: Sheet, stage: Stage, place: int) -> None:
        if place in stage.restarts:
            sheet.words(self.asker.block(self.restart_checks()), inside=True)

    def restart_checks(self) -> list[Check]:
        """What must hold where the plan begins anew, for another schema."""
        opening = "Stopped: expected the version table to hold the revisions before, found "
        return [self.asker.versions(self.script.plan.start, opening)]

    def _banner(self, sheet: Sheet, stage: Stage, place: int) -> None:
        """The revision that begins with a piece."""
        piece = stage.segment.pieces[place]
        if piece.step is not None and piece.begins:
            sheet.comment(revision_banner(self.script, piece.step, self.handover.folder))
            assumed = "\n".join(assumption_lines(self.script.sections[piece.section]))
            if assumed:
                sheet.comment(assumed)

    def _piece(self, sheet: Sheet, stage: Stage, place: int) -> None:
        piece = stage.segment.pieces[place]
        sheet.progress(piece_line(self.script, stage, place, len(self.stages)) + self.proviso)
        for statement in piece.statements:
            self._statement(sheet, statement, inside=stage.segment.mode is Mode.TRANSACTION)

    def _statement(self, sheet: Sheet, statement: Statement, *, inside: bool) -> None:
        if statement.purpose is Purpose.NOTE:
            sheet.raw(statement.sql)
        elif is_version_table(statement):
            sql = laid_out(statement.sql.lstrip(), self.facts).text
            sheet.words(self.asker.version_table_made(sql), inside=inside)
        else:
            if statement.sql in self.locks:
                sheet.comment(self.locks[statement.sql])
            self.sent(sheet, statement, inside=inside)
            self.marks_of_log.step(sheet, statement)
            unit = stored_program(statement.sql, self.facts) if self.facts.checks.compiled else None
            if unit is not None:
                self.own(sheet, self.asker.compiled(unit), inside=inside)

    def sent(self, sheet: Sheet, statement: Statement, *, inside: bool) -> None:
        """A statement of a revision."""
        sheet.statement(statement.sql, statement.origin, inside=inside)

    def own(self, sheet: Sheet, sql: str, *, inside: bool) -> None:
        """A statement of the script's own that belongs to a revision."""
        sheet.words(sql, inside=inside)

    def _mark(self, sheet: Sheet, old: str | None, new: str | None, *, inside: bool) -> None:
        """Change the mark in the version table that says how far a revision has come."""
        if new is not None:
            sheet.comment(f"-- The revision goes on: the row {new} says how far it is.")
        table, text = self.asker.table, self.asker.text
        if old is None:
            sql = f"INSERT INTO {table} (version_num) VALUES ({text(new or '')})"
        elif new is None:
            sql = f"DELETE FROM {table} WHERE version_num = {text(old)}"
        else:
            sql = f"UPDATE {table} SET version_num = {text(new)} WHERE version_num = {text(old)}"
        self.own(sheet, sql, inside=inside)
