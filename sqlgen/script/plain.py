"""Scripts as bare statements, the way Alembic's `--sql` prints them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlgen.dialects.lexing import ends_in_line_comment
from sqlgen.history.revision import Direction, Step
from sqlgen.script.assumptions import assumption_lines
from sqlgen.script.comments import named, one_line
from sqlgen.script.manual import manual_comment, stop_statements
from sqlgen.statements import Purpose, Script, Section, Statement


def plain_text(script: Script, folder: Path | None = None) -> str:
    """All statements of a script with their terminators, and one comment a revision.

    Where a step is to be done by hand the script says so, and stops. Paths are told from `folder`.
    """
    return "".join(f"{part}\n\n" for part in _parts(script, folder or Path.cwd()))


def _parts(script: Script, folder: Path) -> Iterator[str]:
    waiting: Step | None = None
    for section in script.sections:
        if section.manual is not None:
            waiting = section.step
            yield f"-- Running {one_line(running(section.manual.step))}"
            yield manual_comment(script, section.manual, folder)
            continue
        if waiting is not None:
            yield from _stop(script, waiting)
            waiting = None
        yield from plain_parts(script, section)
    if waiting is not None:
        yield from _stop(script, waiting)
    if script.target.facts.stop.end and any(section.manual for section in script.sections):
        yield from terminated(Statement(script.target.facts.stop.end, Purpose.CHANGE), script)


def _stop(script: Script, step: Step) -> Iterator[str]:
    """What stops a script behind a step that is done by hand, if it was not done."""
    client = script.target.facts.stop.client
    yield f"-- Go on from here when the version table holds {named(step.after)}."
    if client:
        yield client
    for sql in stop_statements(script, step):
        yield from terminated(Statement(sql, Purpose.CHANGE), script)


def plain_parts(script: Script, section: Section) -> Iterator[str]:
    """The parts of a section that stand apart: its comment, each statement, each batch separator."""
    if section.step is not None:
        yield f"-- Running {one_line(running(section.step))}"
    if section.assumptions:
        yield "\n".join(assumption_lines(section))
    for statement in section.statements:
        yield from terminated(statement, script)


def running(step: Step) -> str:
    """`upgrade a -> b`, as Alembic says it."""
    verb = {Direction.UP: "upgrade", Direction.DOWN: "downgrade", Direction.STAMP: "stamp"}[step.direction]
    return f"{verb} {', '.join(step.sources)} -> {', '.join(step.targets)}"


def terminated(statement: Statement, script: Script) -> Iterator[str]:
    """A statement with what ends it on its database."""
    facts = script.target.facts
    if statement.purpose is Purpose.NOTE:
        yield statement.sql
        return
    newline = "\n" if facts.terminator and ends_in_line_comment(statement.sql, facts.lexical) else ""
    yield f"{statement.sql}{newline}{facts.terminator}"
    begins = statement.purpose is Purpose.TRANSACTION and statement.sql == facts.begin
    if script.batch_separator and not (begins and facts.terminator):
        yield script.batch_separator
