"""Scripts as JSON: every statement with where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlgen.errors import NeedsDatabase, StubError
from sqlgen.history.revision import Step
from sqlgen.script.banner import told_from
from sqlgen.statements import Script, Section, Statement
from sqlgen.version import __version__


def script_document(scripts: Iterable[Script], folder: Path) -> dict[str, Any]:
    """The scripts as JSON holds them. Paths are told from `folder`, with forward slashes."""
    return {"sqlgen": __version__, "scripts": [_script(script, folder) for script in scripts]}


def report_document(scripts: Iterable[Script], folder: Path) -> dict[str, Any]:
    """What became of each revision of the scripts, as JSON holds it.

    `status` is `rendered`, `data-read` (only a database could answer), `stub` or `error`; `line`, `question`
    and `reason` say why a revision was not rendered, and are null where there is nothing to say. `assumed`
    are the configured answers that a rendered revision rests on.
    """
    scripts = tuple(scripts)
    entries = [_outcome(script, step, folder) for script in scripts for step in script.plan.steps]
    return {"sqlgen": __version__, "revisions": entries}


def _outcome(script: Script, step: Step, folder: Path) -> dict[str, Any]:
    error = next((failure.error for failure in script.failures if failure.step is step), None)
    status = "rendered" if error is None else "error"
    if isinstance(error, NeedsDatabase):
        status = "data-read"
    elif isinstance(error, StubError):
        status = "stub"
    return {
        "database": script.name,
        "dialect": str(script.target),
        "id": step.revision.id,
        "file": told_from(step.revision.file, folder),
        "status": status,
        "line": error.origin.line if error and error.origin else None,
        "question": getattr(error, "question", None) or None,
        "reason": error.message if error else None,
        "assumed": [
            one.to_json()
            for section in script.sections
            if section.step is step
            for one in section.assumptions
        ],
    }


def _script(script: Script, folder: Path) -> dict[str, Any]:
    return {
        "name": script.name,
        "dialect": script.target.name,
        "version": script.target.named,
        "direction": script.plan.direction.value,
        "start": list(script.plan.start),
        "end": list(script.plan.end),
        "sections": [_section(section, folder) for section in script.sections],
    }


def _section(section: Section, folder: Path) -> dict[str, Any]:
    step = section.step
    described = None
    if step is not None:
        described = {
            "revision": step.revision.id,
            "message": step.revision.message,
            "file": told_from(step.revision.file, folder),
            "direction": step.direction.value,
            "before": list(step.before),
            "after": list(step.after),
        }
    return {
        "step": described,
        "assumed": [one.to_json() for one in section.assumptions],
        "statements": [_statement(one, folder) for one in section.statements],
    }


def _statement(statement: Statement, folder: Path) -> dict[str, Any]:
    document = statement.to_json()
    file = statement.origin.file
    document["origin"] = {
        "revision": statement.origin.revision,
        "file": told_from(file, folder) if file else None,
        "line": statement.origin.line,
    }
    return document
