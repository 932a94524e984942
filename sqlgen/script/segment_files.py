"""A script as one file a segment, each of which knows where the database stands before and behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlgen.script.asking import Check
from sqlgen.script.banner import segment_header
from sqlgen.script.guard import already, entry, holding, place_checks
from sqlgen.script.handover import Handover
from sqlgen.script.manual import manual_page
from sqlgen.script.marks import Stretch
from sqlgen.script.progress import success_line
from sqlgen.script.provenance import fingerprint
from sqlgen.script.resume import MAP, Stop, resume_page
from sqlgen.script.segments import Mode
from sqlgen.script.sheet import Sheet
from sqlgen.script.states import Stage
from sqlgen.script.writing import Writer
from sqlgen.statements import Script

LONGEST_NAME = 40


def segment_files(script: Script, handover: Handover) -> dict[str, str]:
    """File name to text, numbered in the order in which they are to run, and the map of where to resume."""
    files = _Files(Writer(script, handover))
    stages = files.writer.stages
    texts = {name: text for stage in stages for name, text in files.texts(stage).items()}
    stops = [Stop(stage, files.names(stage), files.by_hand(stage)) for stage in stages]
    pages = {name: page for stage in (*stages, None) for name, page in files.pages(stage).items()}
    return texts | pages | {MAP: resume_page(script, handover, stops, files.by_hand(None))}


def stretches(script: Script, handover: Handover) -> tuple[Stretch, ...]:
    """What each of the segments' files does; the log of a client that prints marks has to show all of it."""
    files = _Files(Writer(script, handover))
    marks = files.writer.marks_of_log
    return tuple(marks.stretch(stage, files.names(stage)[0]) for stage in files.writer.stages)


class _Files:
    def __init__(self, writer: Writer) -> None:
        self.writer = writer

    def names(self, stage: Stage) -> tuple[str, ...]:
        """The files of a segment: one, or three where a statement needs a query of its own."""
        digits = max(4, len(str(len(self.writer.stages))))
        number, what = f"{stage.segment.number:0{digits}}", _what(stage)
        if self._is_apart(stage):
            return f"{number}_1_before_{what}.sql", f"{number}_2_{what}.sql", f"{number}_3_behind_{what}.sql"
        return (f"{number}_{what}.sql",)

    def by_hand(self, stage: Stage | None) -> str:
        """The page of what is done by hand before a segment, or behind the last; empty where nothing is."""
        return next(iter(self.pages(stage)), "")

    def pages(self, stage: Stage | None) -> dict[str, str]:
        script, folder = self.writer.script, self.writer.handover.folder
        number = stage.segment.number if stage else len(self.writer.stages) + 1
        failures = stage.by_hand if stage else self.writer.left
        if not failures:
            return {}
        digits = max(4, len(str(len(self.writer.stages))))
        revisions = "_to_".join(dict.fromkeys(failures[place].step.revision.id for place in (0, -1)))
        name = re.sub(r"[^a-z0-9.-]+", "_", f"by_hand_{revisions}".lower())[:LONGEST_NAME]
        page = "\n".join(manual_page(script, failure, folder) for failure in failures)
        return {f"{number:0{digits}}_0_{name}.md": page}

    def _is_apart(self, stage: Stage) -> bool:
        return self.writer.client.whole and stage.segment.mode is Mode.ALONE

    def texts(self, stage: Stage) -> dict[str, str]:
        """The texts of a segment's files by name."""
        names = self.names(stage)
        sheets = [self._begun(stage, name) for name in names]
        first, last = sheets[0], sheets[-1]
        self.writer.rehearsal = self.writer.rehearsal_of([stage])
        self.writer.opening(first, stage.segment.session)
        of_script = fingerprint(self.writer.script)
        self.writer.marks_of_log.begin(first, names[0], of_script)
        guard = self.writer.asker.block(self._entry(stage))
        first.words(*self.writer.asker.around_guard(guard))
        self.writer.rehearsal.opened(first)
        if self._is_apart(stage):
            self.writer.cleared(first, stage)
            first.epilogue(*self._told(f"sqlgen: go on with {names[1]}"))
            sheets[1].statement(stage.segment.statements[0].sql, stage.segment.statements[0].origin)
            self.writer.opening(last, stage.segment.session)
            self.writer.marks(last, stage)
        else:
            self.writer.stage(first, stage)
        last.words(self.writer.asker.block(holding(stage.after, self.writer.asker, "Stopped: ")))
        self.writer.marks_of_log.end(last, names[0], of_script)
        self._end(last, stage)
        return dict(zip(names, (sheet.text for sheet in sheets), strict=True))

    def _begun(self, stage: Stage, name: str) -> Sheet:
        sheet = self.writer.sheet(name.removesuffix(".sql"))
        sheet.raw(self.writer.client.first)
        sheet.comment(segment_header(self.writer.script, self.writer.handover, stage, name))
        return sheet

    def _entry(self, stage: Stage) -> Iterable[Check]:
        asker = self.writer.asker
        yield from place_checks(self.writer.script.target, self.writer.handover, asker)
        yield from already(stage, asker, self.names(stage)[0], self._following(stage))
        yield from entry(stage, asker, f". {MAP} says which file fits.")

    def _end(self, sheet: Sheet, stage: Stage) -> None:
        following = self._following(stage)
        if stage is self.writer.stages[-1]:
            self.writer.said(sheet, self.writer.closing)
        said = f"sqlgen: done, go on with {following}" if following else success_line(self.writer.script)
        sheet.epilogue(*self._told(said))

    def _told(self, text: str) -> tuple[str, str]:
        return text, self.writer.asker.text(text)

    def _following(self, stage: Stage) -> str:
        """The file behind a segment's; empty behind the last."""
        later = self.writer.stages[stage.segment.number :]
        by_hand = self.by_hand(later[0] if later else None)
        return by_hand or (self.names(later[0])[0] if later else "")


def _what(stage: Stage) -> str:
    """A segment in the name of its file."""
    revisions = [step.revision.id for step in stage.segment.steps]
    words = revisions if len(revisions) < 2 else [revisions[0], "to", revisions[-1]]
    if stage.segment.mode is not Mode.TRANSACTION:
        words = [*words, *stage.segment.statements[-1].sql.split()[:5]]
    name = re.sub(r"[^a-z0-9.-]+", "_", "_".join(words).lower())
    return name[:LONGEST_NAME].strip("_.") or "script"
