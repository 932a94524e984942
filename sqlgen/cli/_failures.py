"""Revisions that could not be rendered, told to a person: what, where, why, and the ways out."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from sqlgen.cli._writing import command_told
from sqlgen.errors import NeedsDatabase, UnknownSchema
from sqlgen.failures import Kind, WayOut, followers, ways_out
from sqlgen.failures.ways import CALL
from sqlgen.script.banner import told_from
from sqlgen.script.report import status_of
from sqlgen.statements import Failure, Script

LONGEST = 100
SHOWN = 3
"""How many ready texts of one kind are shown for revisions that failed for the same kind of reason."""
LONGEST_QUESTION = 300
"""How much of a question is shown."""


@dataclass(frozen=True, slots=True)
class Told:
    """A failure with what is said of it: `database` where there are several, `place` as file and line."""

    failure: Failure
    database: str
    place: str
    ways: tuple[WayOut, ...]
    after: str

    @property
    def group(self) -> str:
        error = self.failure.error
        return "schema" if isinstance(error, UnknownSchema) else status_of(error)

    @property
    def sketches(self) -> tuple[str, ...]:
        return tuple(way.text for way in self.ways if way.kind is Kind.REWRITE and way.text)

    @property
    def same(self) -> tuple[str, str, str]:
        """What is said alike of several failures."""
        error = self.failure.error
        return (error.message, getattr(error, "why", ""), self.after)


HEADINGS = {
    "data-read": "Only a database could answer",
    "schema": "The history does not tell the schema",
    "stub": "A module that is missing decides",
    "error": "Errors",
}


def tell_failures(scripts: Sequence[Script], folder: Path, *, ways: bool = True) -> None:
    """Tells of every failure on standard error, by the kind of its reason; `ways` adds the ways out."""
    told = list(_told(scripts, folder))
    for group, heading in HEADINGS.items():
        chosen = [one for one in told if one.group == group]
        if chosen:
            revisions = f"{len(chosen)} revision{'' if len(chosen) == 1 else 's'}"
            _say(click.style(f"{heading}: {revisions}", bold=True), "")
            for entry in _clusters(chosen):
                _tell_entry(entry, ways=ways)
            if ways:
                _tell_ways(chosen)


def _told(scripts: Sequence[Script], folder: Path) -> Iterator[Told]:
    for script in scripts:
        causes = followers(script.failures)
        for failure in script.failures:
            origin = failure.error.origin
            place = told_from(origin.file if origin and origin.file else failure.step.revision.file, folder)
            cause = causes.get(id(failure))
            yield Told(
                failure,
                script.name if len(scripts) > 1 else "",
                f"{place}:{origin.line}" if origin and origin.line else place,
                ways_out(failure, script.target.name),
                cause.step.revision.id if cause else "",
            )


def _clusters(told: Iterable[Told]) -> list[list[Told]]:
    """Failures of which the same is said, together."""
    found: dict[tuple[str, str, str], list[Told]] = {}
    for one in told:
        found.setdefault(one.same, []).append(one)
    return list(found.values())


def _tell_entry(entry: list[Told], *, ways: bool) -> None:
    for one in entry:
        revision = click.style(one.failure.step.revision.id, fg="yellow")
        _say(f"  {f'{one.database}: ' if one.database else ''}{revision}  {one.place}")
    error = entry[0].failure.error
    question = getattr(error, "question", "")
    if question:
        _labelled("asks", click.unstyle(question), limit=LONGEST_QUESTION, colour="cyan")
    else:
        _labelled("", error.message)
    _labelled("but", getattr(error, "why", ""))
    if entry[0].after:
        _labelled("after", f"{entry[0].after}, which failed and makes a table of that name: mend it first")
    if not isinstance(error, NeedsDatabase):
        _labelled("hint", error.hint)
    for sketch in entry[0].sketches if ways else ():
        _say(f"    {'try':6}{click.style('as one statement, on the rows that the server has:', dim=True)}")
        _tell_text(sketch, 10)
    _say("")


def _labelled(label: str, text: str, *, limit: int = 0, colour: str | None = None) -> None:
    """A text indented behind a word that says what it is, on a terminal wrapped to its width."""
    if limit and len(text) > limit:
        text = f"{text[:limit]} …"
    width = min(shutil.get_terminal_size().columns, LONGEST) - 11
    lines = text.splitlines()
    if sys.stderr.isatty():
        lines = [part for line in lines for part in textwrap.wrap(line, max(width, 30))]
    for number, line in enumerate(lines):
        _say(f"    {label if not number else '':6}{click.style(line, fg=colour)}")


def _tell_ways(told: Sequence[Told]) -> None:
    """The ways out of failures of one kind: each way once, with what is ready for its revisions."""
    found: dict[Kind, list[WayOut]] = {}
    for one in told:
        for way in one.ways:
            if not (way.kind is Kind.REWRITE and way.text):
                found.setdefault(way.kind, []).append(way)
    if found:
        _say(f"  {click.style('Ways out', bold=True)}")
    for offered in (found[kind] for kind in Kind if kind in found):
        _say(f"  - {offered[0].advice}")
        texts = list(dict.fromkeys(way.text for way in offered if way.text))
        for number, text in enumerate(texts[:SHOWN]):
            if number:
                _say("")
            _tell_text(text, 6)
        if len(texts) > SHOWN:
            more = f"… and {len(texts) - SHOWN} more like it; --report FILE has them all"
            _say(click.style(f"      {more}", dim=True))
    if found:
        _say("")


def _tell_text(text: str, indent: int) -> None:
    context = click.get_current_context()
    called = command_told(context) if context.info_name == "render" else CALL
    for line in text.replace(CALL, called).splitlines():
        _say(f"{' ' * indent}{click.style(line, fg='green')}" if line.strip() else "")


def _say(*lines: str) -> None:
    for line in lines:
        click.echo(line, err=True)
