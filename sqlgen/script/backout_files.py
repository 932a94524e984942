"""The ways back from a script as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlgen.script.backout import Backout
from sqlgen.script.comments import named, one_line
from sqlgen.script.copies import Copies
from sqlgen.script.guard import UNTOUCHED, holding, place_checks
from sqlgen.script.handover import Handover
from sqlgen.script.progress import told
from sqlgen.script.provenance import fingerprint
from sqlgen.script.sheet import Sheet
from sqlgen.script.writing import Writer
from sqlgen.statements import Script, Statement


def backout_text(script: Script, backout: Backout, handover: Handover) -> str:
    """The script of one way back; empty where there is none."""
    if backout.script is None:
        return ""
    return _Writer(script, backout, backout.script, handover).whole()


def backout_names(backouts: Sequence[Backout]) -> list[str]:
    """The name of each way back, by the number of the segment that the database stands behind."""
    digits = max(4, len(str(len(backouts))))
    return [f"{one.stage.segment.number:0{digits}}.sql" for one in backouts]


def backout_page(backouts: Sequence[Backout], folder: str, copies: Copies | None = None) -> str:
    """Which file leads back from where, what does not come back, and what is copied. Markdown."""
    lines = ["", "## To go back", ""]
    lines += ["| the database stands behind | run | and is at |", "|---|---|---|"]
    for one, name in zip(backouts, backout_names(backouts), strict=True):
        at = told(one.stage.after).replace("|", "\\|")
        run = f"`{folder}{name}`" if one.script else f"nothing: {one_line(one.reason)}"
        lines.append(f"| segment {one.stage.segment.number}: {at} | {run} | {named(one.end)} |")
    notes = notes_of(backouts)
    if notes:
        lines += ["", "What does not come back, whichever of them is run from behind it:", ""]
        lines += [f"- {note}" for note in notes]
    kept = [f"- `{one.name}` keeps {one.loss}" for each in (copies or {}).values() for one in each]
    if kept:
        lines += ["", "Copies to drop once nobody will go back:", "", *kept]
    return "\n".join(lines) + "\n"


def notes_of(backouts: Sequence[Backout]) -> list[str]:
    """All that does not come back, and each point that there is no way back from, once."""
    notes = dict.fromkeys(note for one in backouts for note in one.notes)
    reasons = dict.fromkeys(one.reason for one in backouts if one.script is None and one.stage.segment.steps)
    return [*notes, *reasons]


class _Writer(Writer):
    """Writes a way back: the database stands where a segment of another script left it."""

    def __init__(self, made_for: Script, backout: Backout, script: Script, handover: Handover) -> None:
        super().__init__(script, handover)
        self._backout = backout
        number = backout.stage.segment.number
        self.purpose = f"going back from behind segment {number} of script {fingerprint(made_for)}"

    def guarded(self) -> str:
        checks = place_checks(self.script.target, self.handover, self.asker)
        return self.asker.block([*checks, *holding(self._backout.stage.after, self.asker, UNTOUCHED)])

    def opening(self, sheet: Sheet, session: tuple[Statement, ...]) -> None:
        sheet.comment("\n".join(self._notes()))
        super().opening(sheet, session)

    def _notes(self) -> Iterator[str]:
        yield "-- What does not come back:" if self._backout.notes else "-- Everything comes back as it was."
        for note in self._backout.notes:
            yield f"--   {one_line(note)}"
