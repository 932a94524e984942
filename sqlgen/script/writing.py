"""Scripts as one text for the client that will run them."""

from __future__ import annotations

from sqlgen.dialects.templates import filled
from sqlgen.errors import UsageError
from sqlgen.layout import laid_out
from sqlgen.script.asking import Asker
from sqlgen.script.banner import header, revision_banner, rule_around
from sqlgen.script.guard import exits, guard
from sqlgen.script.handover import Handover, milliseconds
from sqlgen.script.progress import piece_line, stage_heading, success_line
from sqlgen.script.segments import Mode, segmented
from sqlgen.script.sheet import Sheet
from sqlgen.script.states import Stage, is_version_table, staged
from sqlgen.statements import Purpose, Script, Statement

LONGEST_LIMIT = 31_536_000
"""A year, in seconds: the longest that any server takes for a limit."""


def script_text(script: Script, handover: Handover) -> str:
    """The whole script.

    Raises UsageError where the client sends a script as one query and a statement has to run on its own.
    """
    return Writer(script, handover).whole()


class Writer:
    """Writes one script for one client."""

    def __init__(self, script: Script, handover: Handover) -> None:
        self.script = script
        self.facts = script.target.facts
        self.handover = handover
        self.client = handover.chosen(self.facts)
        cut = segmented(script)
        self.closing = cut.closing
        self.stages = staged(script, cut.segments)
        self.asker = Asker(script)

    def whole(self) -> str:
        """All segments in one text."""
        if self.client.whole and any(one.segment.mode is Mode.ALONE for one in self.stages):
            raise UsageError(
                f"{self.client.title} sends a script as one query, and this one has a statement to run alone",
                hint="write files with --split segment, or choose another client",
            )
        sheet = Sheet(self.client, self.facts)
        sheet.raw(header(self.script, self.handover, self.stages))
        self.opening(sheet, self.stages[0].segment.settings if self.stages else ())
        if self.asker.able:
            sheet.raw("-- The guard. Nothing is changed before it has passed.")
            sheet.words(guard(self.script, self.handover, self.asker))
        for stage in self.stages:
            sheet.raw(rule_around(*stage_heading(stage, self.stages)))
            if stage is not self.stages[0]:
                self._said(sheet, stage.segment.settings)
            self.stage(sheet, stage)
        self._said(sheet, self.closing)
        success = success_line(self.script)
        sheet.epilogue(success, self.asker.text(success))
        return sheet.text

    def opening(self, sheet: Sheet, session: tuple[Statement, ...]) -> None:
        """What comes first: the client's and the session's settings, and those that env.py made."""
        sheet.raw(self.client.prelude)
        limits = () if self.facts.session.limits_in_transaction else self._limits()
        sheet.words(*self.facts.session.settings, *limits)
        self._said(sheet, session)
        if self.asker.able:
            sheet.words(*self.facts.checks.setup)

    def _said(self, sheet: Sheet, statements: tuple[Statement, ...]) -> None:
        for statement in statements:
            if statement.purpose is Purpose.NOTE:
                sheet.raw(statement.sql)
            else:
                sheet.statement(statement.sql)

    def _limits(self) -> tuple[str, ...]:
        """How long a statement may wait and run; none where there is no limit."""
        session, handover = self.facts.session, self.handover
        stated = (
            (session.lock, handover.lock_timeout or session.lock_timeout),
            (session.statement, handover.statement_timeout or session.statement_timeout),
        )
        return tuple(
            filled(
                template,
                milliseconds=str(limit),
                seconds=str(min(-(-limit // 1000), LONGEST_LIMIT)),
                limit=text + "s" * text.isdigit(),
            )
            for template, text in stated
            if (limit := milliseconds(text)) and template
        )

    def stage(self, sheet: Sheet, stage: Stage, *, proven: bool = False) -> None:
        """One segment; `proven` has every segment checked behind it that runs outside of transactions."""
        if stage.segment.mode is Mode.TRANSACTION:
            self._transaction(sheet, stage)
        else:
            self._alone(sheet, stage, proven=proven)

    def _transaction(self, sheet: Sheet, stage: Stage) -> None:
        session = self.facts.session
        sheet.words(session.begin, inside=True)
        if session.limits_in_transaction:
            sheet.words(*self._limits(), inside=True)
        if stage.lifted:
            self._mark(sheet, stage.lifted, None, inside=True)
        for place in range(len(stage.segment.pieces)):
            if place in stage.restarts:
                opening = "Stopped: expected the version table to hold the revisions before, found "
                check = self.asker.versions(self.script.plan.start, opening)
                sheet.words(self.asker.block([check]), inside=True)
            self._piece(sheet, stage, place)
            rows = stage.stamps.get(place)
            if rows is not None and self.asker.able:
                sheet.words(self.asker.stamp(rows), inside=True)
        if stage.marked:
            self._mark(sheet, None, stage.marked, inside=True)
            sheet.words(self.asker.stamp(stage.after.rows), inside=True)
        sheet.words(session.commit)

    def _piece(self, sheet: Sheet, stage: Stage, place: int) -> None:
        piece = stage.segment.pieces[place]
        if piece.step is not None:
            sheet.raw(revision_banner(self.script, piece.step, self.handover.folder))
        sheet.progress(piece_line(self.script, stage, place, len(self.stages)))
        for statement in piece.statements:
            self._statement(sheet, statement, inside=stage.segment.mode is Mode.TRANSACTION)

    def _statement(self, sheet: Sheet, statement: Statement, *, inside: bool) -> None:
        if statement.purpose is Purpose.NOTE:
            sheet.raw(statement.sql)
        elif is_version_table(statement):
            sql = laid_out(statement.sql.lstrip(), self.facts).text
            rest, table = sql[len("CREATE TABLE ") :], self.asker.text(self.asker.table)
            template = self.facts.checks.create_version_table
            sheet.words(filled(template, sql=sql, rest=rest, table_text=table), inside=inside)
        else:
            sheet.statement(statement.sql, inside=inside)

    def _alone(self, sheet: Sheet, stage: Stage, *, proven: bool) -> None:
        if stage.segment.mode is Mode.ALONE:
            sheet.words(*self.facts.session.alone)
        self._piece(sheet, stage, 0)
        checks = list(exits(stage, self.asker))
        if self.asker.able and (proven or stage.segment.mode is Mode.ALONE):
            sheet.words(*([self.asker.block(checks)] if checks else []))
        if stage.lifted or stage.marked:
            self._mark(sheet, stage.lifted, stage.marked, inside=False)

    def _mark(self, sheet: Sheet, old: str | None, new: str | None, *, inside: bool) -> None:
        """Change the mark in the version table that says how far a revision has come."""
        table, text = self.asker.table, self.asker.text
        if old is None:
            sql = f"INSERT INTO {table} (version_num) VALUES ({text(new or '')})"
        elif new is None:
            sql = f"DELETE FROM {table} WHERE version_num = {text(old)}"
        else:
            sql = f"UPDATE {table} SET version_num = {text(new)} WHERE version_num = {text(old)}"
        sheet.words(sql, inside=inside)
