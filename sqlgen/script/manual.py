"""Steps that are done by hand: what a script says of them, and how it stops there."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from sqlgen.dialects.templates import filled
from sqlgen.history.revision import Direction, Step
from sqlgen.script.asking import Asker, Check
from sqlgen.script.comments import named, one_line
from sqlgen.statements import Failure, Script

WIDTH = 95
LONGEST_NAME = 64
"""How long the name of a table can be on MySQL."""


def manual_between(script: Script, behind: int, before: int) -> tuple[Failure, ...]:
    """The steps that are done by hand between two sections, told by their numbers."""
    return tuple(one.manual for one in script.sections[behind + 1 : before] if one.manual is not None)


def by_hand(script: Script) -> tuple[Step, ...]:
    """All steps that a script leaves to be done by hand."""
    return tuple(section.step for section in script.sections if section.manual and section.step)


def manual_comment(script: Script, failure: Failure, folder: Path, *, whole: bool = False) -> str:
    """What is to be done by hand, and why, as a comment. Paths are told from `folder`.

    `whole` says that the script has to be run from its beginning, where its guard is.
    """
    told = [*_indented(script, failure, folder)]
    if whole:
        start, end = (",".join(rows) or "base" for rows in (failure.step.after, script.plan.end))
        told.append((1, "Then go on with what follows as a script of its own:"))
        told.append((2, one_line(f"sqlgen render {start}:{end}")))
    return "\n".join(f"-- {'  ' * depth}{line}".rstrip() for depth, line in told)


def manual_page(script: Script, failure: Failure, folder: Path) -> str:
    """The same as a page of Markdown, for a folder of files."""
    lines: list[str] = []
    for depth, line in _indented(script, failure, folder):
        lines.append(f"# {line}\n" if not lines else f"    {line}" if depth > 1 else f"\n{line}\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _indented(script: Script, failure: Failure, folder: Path) -> Iterator[tuple[int, str]]:
    """The lines with their depth: 0 for the heading, 1 for sentences, 2 for what is typed or quoted."""
    step, error = failure.step, failure.error
    yield 0, f"MANUAL STEP: revision {one_line(step.revision.id)} needs a database; it is not in this script."
    place = _place(failure, folder)
    question = getattr(error, "question", "")
    if question:
        yield 1, f"It reads rows ({place}):"
        for line in textwrap.wrap(one_line(question), WIDTH):
            yield 2, line
    else:
        yield 1, f"{_sentence(error.message)} ({place})"
    why = getattr(error, "why", "")
    if why:
        yield 1, _sentence(why)
    yield 1, f"The version table holds {_held(step.before)} now. Run the revision on the database:"
    yield 2, _command(step)
    function = "downgrade" if step.direction is Direction.DOWN else "upgrade"
    yield 1, f"or do by hand what its {function}() does, and then:"
    for statement in version_statements(script, step):
        yield 2, f"{statement};"
    yield 1, f"What follows refuses to run until the version table holds {_held(step.after)}."


def _place(failure: Failure, folder: Path) -> str:
    origin = failure.error.origin
    file = failure.step.revision.file
    line = origin.line if origin and origin.file == file else None
    try:
        told = file.absolute().relative_to(folder).as_posix()
    except ValueError:
        told = file.name
    return one_line(f"{told}:{line}" if line else told)


def _sentence(text: str) -> str:
    said = one_line(text)
    return f"{said[:1].upper()}{said[1:].rstrip('.')}."


def _held(rows: tuple[str, ...]) -> str:
    return named(rows) if rows else "nothing"


def _command(step: Step) -> str:
    """What brings a database over the step."""
    if step.direction is not Direction.DOWN:
        return f"alembic upgrade {one_line(step.revision.id)}"
    target = step.revision.down[0] if len(step.revision.down) == 1 else "-1"
    return f"alembic downgrade {one_line(target) if step.revision.down else 'base'}"


def version_statements(script: Script, step: Step) -> Iterator[str]:
    """What tells the version table of a step."""
    asker = Asker(script)
    for change in step.changes:
        before, after = (None if row is None else asker.text(row) for row in (change.before, change.after))
        if before is None:
            yield f"INSERT INTO {asker.table} (version_num) VALUES ({after})"
        elif after is None:
            yield f"DELETE FROM {asker.table} WHERE version_num = {before}"
        else:
            yield f"UPDATE {asker.table} SET version_num = {after} WHERE version_num = {before}"


def manual_check(asker: Asker, step: Step) -> Check:
    """That the step has been done."""
    return asker.versions(
        step.after,
        f"Stopped at a manual step: expected the version table to hold {_held(step.after)}, found ",
        f". Do revision {step.revision.id} by hand as the comment above says.",
    )


def stop_statements(script: Script, step: Step) -> Iterator[str]:
    """The statements of a plain script that stop it unless the step has been done."""
    asker = Asker(script)
    message = f"STOP: revision {step.revision.id} is to be done by hand first"
    name = "`" + message.replace("`", "")[:LONGEST_NAME].rstrip() + "`"
    words = {
        "holds": " AND ".join(_holds(asker, step)),
        "message": asker.text(message.replace("%", "%%") if script.target.name == "mssql" else message),
        "name": asker.text(name),
        "table": asker.text(asker.table),
    }
    for template in script.target.facts.stop.statements:
        used = {key: value for key, value in words.items() if f"{{{key}}}" in template}
        yield filled(template, **used).strip("\n")


def _holds(asker: Asker, step: Step) -> Iterator[str]:
    """The conditions on the version table that tell that a step has been done."""
    for change in step.changes:
        for row, number in ((change.before, 0), (change.after, 1)):
            if row is not None:
                counted = f"SELECT count(*) FROM {asker.table} WHERE version_num = {asker.text(row)}"
                yield f"({counted}) = {number}"
