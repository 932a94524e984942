"""Scripts as JSON: every statement with where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlgen.script.banner import told_from
from sqlgen.statements import Script, Section, Statement
from sqlgen.version import __version__


def script_document(scripts: Iterable[Script], folder: Path) -> dict[str, Any]:
    """The scripts as JSON holds them. Paths are told from `folder`, with forward slashes."""
    return {"sqlgen": __version__, "scripts": [_script(script, folder) for script in scripts]}


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
        "manual": section.manual.error.message if section.manual else None,
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
