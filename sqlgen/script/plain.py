"""Scripts as bare statements, the way Alembic's `--sql` prints them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.dialects.lexing import ends_in_line_comment
from sqlgen.history.revision import Direction, Step
from sqlgen.script.assumptions import assumption_lines
from sqlgen.script.comments import one_line
from sqlgen.statements import Purpose, Script, Section, Statement


def plain_text(script: Script) -> str:
    """All statements of a script with their terminators, and one comment a revision."""
    return "".join(f"{part}\n\n" for section in script.sections for part in plain_parts(script, section))


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
