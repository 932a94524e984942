"""The files that a release has for one database."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlgen.bundle.digest import statement_digest
from sqlgen.bundle.kinds import kinds_of
from sqlgen.bundle.manifest import Said
from sqlgen.script.backout import Backout
from sqlgen.script.backout_files import backout_names, backout_page, backout_text, notes_of
from sqlgen.script.flight import flight_text
from sqlgen.script.handover import Handover
from sqlgen.script.marks import Stretch
from sqlgen.script.questions import postflight_questions, preflight_questions
from sqlgen.script.resume import MAP
from sqlgen.script.segment_files import segment_files, stretches
from sqlgen.statements import Purpose, Script, Statement

BACKOUT = "backout/"
PREFLIGHT, POSTFLIGHT = "preflight.sql", "postflight.sql"


@dataclass(frozen=True, slots=True)
class TargetFiles:
    """Texts by name, the statements in them, and what does not come back."""

    texts: dict[str, str]
    statements: tuple[Said, ...]
    scripts: tuple[Stretch, ...]
    irreversible: tuple[str, ...]


def target_files(script: Script, backouts: tuple[Backout, ...], handover: Handover) -> TargetFiles:
    """The numbered scripts of an upgrade, the checks around them, the ways back, and the map."""
    texts = segment_files(script, handover)
    if backouts:
        texts[MAP] += backout_page(backouts, BACKOUT)
    texts[PREFLIGHT] = flight_text(script, preflight_questions(script), handover, "preflight")
    texts[POSTFLIGHT] = flight_text(script, postflight_questions(script), handover, "postflight")
    for name, backout in zip(backout_names(backouts), backouts, strict=True):
        text = backout_text(script, backout, replace(handover, marked=False))
        if text:
            texts[f"{BACKOUT}{name}"] = text
    return TargetFiles(
        texts, tuple(_said(script, handover)), stretches(script, handover), tuple(notes_of(backouts))
    )


def _said(script: Script, handover: Handover) -> list[Said]:
    facts = script.target.facts
    return [
        Said(
            number,
            statement_digest(statement.sql, facts),
            statement.purpose.value,
            statement.origin.revision,
            _file(statement, handover),
            statement.origin.line,
            kinds_of(statement.sql, facts) if statement.purpose is Purpose.CHANGE else (),
        )
        for number, statement in enumerate(script.statements, start=1)
    ]


def _file(statement: Statement, handover: Handover) -> str | None:
    file = statement.origin.file
    if file is None:
        return None
    try:
        return file.absolute().relative_to(handover.folder.absolute()).as_posix()
    except ValueError:
        return file.name
