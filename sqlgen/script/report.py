"""What became of each revision, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlgen.errors import NeedsDatabase, SqlgenError, StubError
from sqlgen.failures import followers, ways_out
from sqlgen.history.revision import Step
from sqlgen.script.banner import told_from
from sqlgen.statements import Failure, Script
from sqlgen.version import __version__


def report_document(scripts: Iterable[Script], folder: Path) -> dict[str, Any]:
    """What became of each revision of the scripts; docs/reference/report.schema.json says what is in it.

    Paths are told from `folder`, with forward slashes.
    """
    entries = [entry for script in scripts for entry in _outcomes(script, folder)]
    return {"sqlgen": __version__, "revisions": entries}


def _outcomes(script: Script, folder: Path) -> list[dict[str, Any]]:
    by_hand = [section.manual for section in script.sections if section.manual is not None]
    failures = {id(one.step): one for one in (*script.failures, *by_hand)}
    causes = followers(failures.values())
    entries = []
    for step in script.plan.steps:
        failure = failures.get(id(step))
        cause = causes.get(id(failure))
        entry = _outcome(script, step, failure, folder)
        entry["after"] = cause.step.revision.id if cause is not None else None
        entry["manual"] = failure in by_hand
        entries.append(entry)
    return entries


def _outcome(script: Script, step: Step, failure: Failure | None, folder: Path) -> dict[str, Any]:
    error = failure.error if failure is not None else None
    return {
        "database": script.name,
        "dialect": str(script.target),
        "id": step.revision.id,
        "file": told_from(step.revision.file, folder),
        "status": status_of(error),
        "line": error.origin.line if error and error.origin else None,
        "question": getattr(error, "question", None) or None,
        "reason": error.message if error else None,
        "why": getattr(error, "why", None) or None,
        "ways_out": [way.to_json() for way in ways_out(failure, script.target.name)] if failure else [],
        "assumed": [
            one.to_json()
            for section in script.sections
            if section.step is step
            for one in section.assumptions
        ],
    }


def status_of(error: SqlgenError | None) -> str:
    """How a revision ended: `rendered`, `data-read` (only a database could answer), `stub` or `error`."""
    match error:
        case None:
            return "rendered"
        case NeedsDatabase():
            return "data-read"
        case StubError():
            return "stub"
        case _:
            return "error"
