"""Scripts with a header and a banner a revision, in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlgen.history.revision import Direction, Step
from sqlgen.script.assumptions import assumption_lines
from sqlgen.script.comments import one_line
from sqlgen.script.plain import terminated
from sqlgen.statements import Script, Section
from sqlgen.version import __version__

WIDTH = 100
RULE = "-- " + "-" * (WIDTH - 3)
_CREATED = re.compile(r"^Create Date:\s*(\S.*)$", re.MULTILINE)


def script_text(script: Script, folder: Path) -> str:
    """The whole script: its header, then each section. Paths are told from `folder`."""
    parts = [header(script)]
    told = [section for section in script.sections if section_has_text(section)]
    numbers = step_numbers(script)
    parts += [section_text(script, section, folder, numbers) for section in told]
    return "\n".join(parts)


def section_has_text(section: Section) -> bool:
    """Whether a section has anything to say; one outside of every revision may be empty."""
    return section.step is not None or bool(section.statements)


def header(script: Script) -> str:
    """What the script is: database, dialect, range."""
    steps = len(script.plan.steps)
    lines = [
        RULE,
        *([f"-- database:  {one_line(script.name)}"] if script.name else []),
        f"-- dialect:   {script.target}",
        f"-- from:      {named(script.plan.start)}",
        f"-- to:        {named(script.plan.end)}",
        f"-- revisions: {steps}, {_direction(script)}",
        f"-- made by:   sqlgen {__version__}",
        RULE,
        "",
    ]
    return "\n".join(lines)


def _direction(script: Script) -> str:
    words = {Direction.UP: "upgrade", Direction.DOWN: "downgrade", Direction.STAMP: "stamp"}
    return words[script.plan.direction]


def named(revisions: tuple[str, ...]) -> str:
    """Revision identifiers in a comment; base where there are none."""
    return one_line(", ".join(revisions)) or "base"


def step_numbers(script: Script) -> dict[int, int]:
    """From a step's identity to its number in the plan."""
    return {id(step): number for number, step in enumerate(script.plan.steps, 1)}


def section_text(script: Script, section: Section, folder: Path, numbers: Mapping[int, int]) -> str:
    """One section with its banner."""
    parts = [banner(script, section.step, folder, numbers)] if section.step is not None else []
    parts += assumption_lines(section)
    for statement in section.statements:
        parts += terminated(statement, script)
    return "\n".join(f"{part}\n" for part in parts)


def banner(script: Script, step: Step, folder: Path, numbers: Mapping[int, int]) -> str:
    """Which revision begins here."""
    number = numbers[id(step)]
    revision = step.revision
    lines = [
        RULE,
        f"-- {number} of {len(script.plan.steps)}: {named(step.sources)} -> {named(step.targets)}",
        *_wrapped(revision.message),
        f"-- {one_line(told_from(revision.file, folder))}{_created(revision.doc)}",
        RULE,
    ]
    return "\n".join(lines)


def _wrapped(message: str) -> Iterator[str]:
    text = one_line(message)
    if text:
        yield f"-- {text}"


def _created(doc: str) -> str:
    found = _CREATED.search(doc)
    return f", {one_line(found.group(1))}" if found else ""


def told_from(file: Path, folder: Path) -> str:
    """A path as a reader finds it from `folder`, with forward slashes on every system."""
    try:
        return file.absolute().relative_to(folder).as_posix()
    except ValueError:
        return file.name
