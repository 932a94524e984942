"""The statements of a script as a reviewer reads them, each with what it locks and what was found."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlgen.bundle.review.markup import marked
from sqlgen.dialects.facts import Facts
from sqlgen.layout import laid_out
from sqlgen.lint.finding import Finding
from sqlgen.lint.judged import Judged
from sqlgen.lint.locked import NOBODY, Locked, locked
from sqlgen.origin import Origin
from sqlgen.script.segments import Segment
from sqlgen.script.separate import separated
from sqlgen.statements import Purpose, Script, Statement

LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Card:
    """One statement of a script, by its number in the manifest.

    `sql` is HTML. `place` is the file with its line, `segments` are those that run it, none for what is said
    to the session. `unknown` says that no fact tells what a change locks.
    """

    number: int
    title: str
    sql: str
    purpose: str
    revision: str
    place: str
    segments: tuple[int, ...]
    locks: tuple[Locked, ...]
    findings: tuple[Finding, ...]
    unknown: bool

    @property
    def words(self) -> list[str]:
        """What the page's filter and style know the statement by."""
        known = {
            "own": self.purpose == Purpose.VERSION,
            "waits": self.waits,
            "works": self.works,
            "unknown": self.unknown,
            "found": bool(self.findings),
        }
        severities = dict.fromkeys(finding.severity.value for finding in self.findings)
        return [*(word for word, holds in known.items() if holds), *severities]

    @property
    def waits(self) -> bool:
        """Whether anybody has to wait for it."""
        return any(one.waiting != NOBODY for one in self.locks)

    @property
    def works(self) -> bool:
        """Whether it goes over all rows of a table that is in use."""
        return any(one.work and not one.new for one in self.locks)


def cards(
    script: Script,
    segments: Sequence[Segment],
    judged: Sequence[Judged],
    findings: Sequence[Finding],
    told_from: Callable[[Origin], str],
) -> Iterator[Card]:
    """A card for each statement but those that begin and end transactions, which the segments show."""
    facts = script.target.facts
    running = _running(segments)
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        found[finding.number].append(finding)
    number = judging = 0
    for section_number, section in enumerate(script.sections):
        for statement in section.statements:
            number += 1
            about = None
            if statement.purpose is not Purpose.VERSION:
                about = judged[judging]
                judging += 1
            if statement.purpose is Purpose.TRANSACTION:
                continue
            locks = _locks(about)
            laid = laid_out(statement.sql, facts).text
            yield Card(
                number,
                _title(laid),
                marked(laid, facts),
                statement.purpose.value,
                statement.origin.revision or "",
                told_from(statement.origin),
                tuple(dict.fromkeys(_segments(statement, section_number, running, facts))),
                locks,
                tuple(found[about.number]) if about is not None else (),
                about is not None and not locks and _changes(about),
            )


def _locks(about: Judged | None) -> tuple[Locked, ...]:
    """What a statement locks, each but once."""
    found: list[Locked] = []
    for one in locked(about) if about is not None else ():
        found += [] if one in found else [one]
    return tuple(found)


def _changes(about: Judged) -> bool:
    return any(effect.fact is None and effect.action.table is not None for effect in about.effects)


def _running(segments: Sequence[Segment]) -> dict[tuple[int, str], deque[int]]:
    """The segments that run a text of a section, in order."""
    found: dict[tuple[int, str], deque[int]] = defaultdict(deque)
    for segment in segments:
        for piece in segment.pieces:
            for statement in piece.statements:
                found[piece.section, statement.sql].append(segment.number)
    return found


def _segments(
    statement: Statement, section: int, running: dict[tuple[int, str], deque[int]], facts: Facts
) -> Iterator[int]:
    texts = [statement.sql] if statement.purpose is Purpose.NOTE else separated(statement.sql, facts)
    for text in texts:
        numbers = running.get((section, text))
        if numbers:
            yield numbers.popleft()


def _title(sql: str) -> str:
    """The first words of a statement, behind its comments, as far as the first parenthesis."""
    lines = [line.strip() for line in sql.splitlines() if line.strip()]
    said = next((line for line in lines if not line.startswith(("--", "/*", "#"))), lines[0] if lines else "")
    words = said.partition("(")[0].rstrip() or said
    return words if len(words) <= LONGEST_TITLE else f"{words[:LONGEST_TITLE]}…"
