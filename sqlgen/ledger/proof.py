"""What a log proves of a file of a bundle: which approved statements ran, and what else did."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice, pairwise
from typing import Any

from sqlgen.dialects.client import Client
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import Kind, lex
from sqlgen.ledger.log import Marked, Shown, marks_of
from sqlgen.script.comments import one_line
from sqlgen.script.guard import UNTOUCHED
from sqlgen.script.marks import DIGEST_LENGTH, Sent, Stretch, digest_of, tokens_of
from sqlgen.script.provenance import sayable

QUOTED = re.compile(r"LINE \d+: |[A-Z]+:  |psql:")
"""What stands in front of text that an error or a notice quotes."""
CHANGES_OF_ROWS = ("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "COPY", "WITH")
LONGEST_SAID = 100
"""How much of a statement that nobody approved is told."""


@dataclass(frozen=True, slots=True)
class StepSeen:
    """An approved statement that the log has the mark of.

    `text` says that the log shows the statement itself; `rows` and `seconds` are None where the client does
    not tell.
    """

    number: int
    digest: str
    text: bool
    rows: int | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class FileSeen:
    """What became of a file.

    `state` is `done`, `refused` where its guard let nothing happen, `rolled back`, `failed`, or `unsure`
    where all its statements ran and its last check did not. `before` and `after` are the rows of the version
    table that it takes and leaves. `evidence` is `text`, or `marks` where the log shows no more.
    """

    file: str
    state: str
    mode: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    begun: str
    ended: str
    by: str
    on: str
    evidence: str
    steps: tuple[StepSeen, ...]
    of: int
    problems: tuple[str, ...]
    errors: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class Prover:
    """Holds logs of one client against what was approved; `texts` are the approved files by name."""

    def __init__(self, client: Client, facts: Facts, texts: dict[str, str]) -> None:
        self._marks = marks_of(client)
        self._facts = facts
        self._texts = texts
        self._prompt = re.compile(self._marks.prompt) if self._marks.prompt else None

    def proven(self, shown: Shown, script: Stretch) -> FileSeen:
        """What the log shows of a file, `script` being what was approved of it."""
        approved = {one.number: one for one in script.sent}
        problems = list(_order(shown.steps, approved, complete=shown.complete))
        steps = []
        start = 0
        for mark in shown.steps:
            section = shown.lines[start : mark.line]
            start = mark.line + 1
            known = approved.get(mark.number)
            if known is None or known.digest[:DIGEST_LENGTH] != mark.digest:
                problems.append(f"step {mark.number} {mark.digest} is none that was approved in {shown.file}")
                continue
            text = self._shows(section, known)
            if shown.echoed and not text:
                problems.append(f"step {mark.number}, {known.words}: the log shows another statement")
            rows = self._rows(section) if known.words.startswith(CHANGES_OF_ROWS) else None
            if known.purpose == "version" and rows not in (None, 1):
                problems.append(f"step {mark.number} changed {rows} rows of the version table, and not 1")
            steps.append(StepSeen(mark.number, known.digest, text, rows, self._seconds(section, mark, shown)))
        if shown.echoed:
            problems += dict.fromkeys(self._unknown(shown))
        return FileSeen(
            shown.file,
            _state(shown, script),
            script.mode,
            script.before,
            script.after,
            shown.begun,
            shown.ended,
            shown.by,
            shown.on,
            "text" if shown.echoed else "marks",
            tuple(steps),
            len(approved),
            tuple(problems),
            tuple(map(sayable, shown.errors)),
        )

    def _stripped(self, lines: Sequence[str]) -> list[str]:
        return [self._prompt.sub("", line) for line in lines] if self._prompt else list(lines)

    def _shows(self, section: Sequence[str], known: Sent) -> bool:
        """Whether the lines in front of a mark hold the statement, whatever its layout."""
        first = known.words.partition(" ")[0]
        lines = self._stripped(section)
        for place, line in enumerate(lines):
            if first not in line.upper():
                continue
            lexemes = lex("\n".join(lines[place:]), self._facts.lexical)
            tokens = [one.text for one in islice((one for one in lexemes if one.meaningful), known.tokens)]
            if digest_of(tokens) == known.digest:
                return True
        return False

    def _rows(self, section: Sequence[str]) -> int | None:
        found = [matched for line in section if (matched := re.search(self._marks.rows, line))]
        return int(found[-1][1]) if self._marks.rows and found else None

    def _seconds(self, section: Sequence[str], mark: Marked, shown: Shown) -> float | None:
        """How long a statement took: as the client says, or from mark to mark."""
        if not self._marks.time:
            before = max((one for one in shown.steps if one.line < mark.line), key=_line, default=None)
            return between(before.at if before else shown.begun, mark.at)
        found = [matched for line in section if (matched := re.search(self._marks.time, line.rstrip()))]
        return round(_seconds(found[-1]), 4) if found else None

    def _unknown(self, shown: Shown) -> Iterator[str]:
        """What the client sent, and the file does not hold."""
        text = self._texts.get(shown.file, "")
        lines = {line.strip() for line in text.splitlines()}
        whole = "\0".join(("", *tokens_of(text, self._facts), ""))
        for sent in self._sent(shown.lines):
            if sent.strip() in lines:
                continue
            tokens = tokens_of(sent, self._facts)
            if tokens and "\0".join(("", *tokens, "")) not in whole:
                said = self._without_literals(sent)
                yield f"the log shows a statement that is not in {shown.file}: {said}"

    def _without_literals(self, sent: str) -> str:
        """A statement as it can be told: what stands in quotes may be a password."""
        lexemes = lex(sent, self._facts.lexical)
        text = "".join("'...'" if one.kind is Kind.STRING else one.text for one in lexemes)
        return one_line(text)[:LONGEST_SAID]

    def _sent(self, lines: Sequence[str]) -> Iterator[str]:
        """What the log says was sent: whole statements, or the lines that end one."""
        if self._marks.sent:
            borders = [place for place, line in enumerate(lines) if line.rstrip() == self._marks.sent]
            for begin, end in list(pairwise(borders))[::2]:
                yield "\n".join(lines[begin + 1 : end])
        elif self._prompt:
            yield from (self._prompt.sub("", line) for line in lines if self._prompt.match(line))
        else:
            yield from (line for line in lines if line.rstrip().endswith(";") and not QUOTED.match(line))


def _line(mark: Marked) -> int:
    return mark.line


def _order(steps: Sequence[Marked], approved: dict[int, Sent], *, complete: bool) -> Iterator[str]:
    numbers = [mark.number for mark in steps]
    for number in sorted({one for one in numbers if numbers.count(one) > 1}):
        yield f"step {number} ran {numbers.count(number)} times"
    missing = [number for number in approved if number not in numbers]
    last = max(numbers, default=0)
    for number in missing:
        if complete or number < last:
            yield f"step {number}, {approved[number].words}, was skipped"
    if any(later < earlier for earlier, later in pairwise(numbers)):
        yield f"the steps ran in another order: {', '.join(map(str, numbers))}"


def _state(shown: Shown, script: Stretch) -> str:
    if shown.complete:
        return "done"
    told = (line.strip("| ") for line in shown.lines)
    if not shown.steps and (
        any(UNTOUCHED in error for error in shown.errors) or any(line.startswith(UNTOUCHED) for line in told)
    ):
        return "refused"
    if len(shown.steps) >= len(script.sent) > 0:
        return "unsure"
    return "rolled back" if script.mode == "transaction" else "failed"


def moment(text: str) -> datetime | None:
    """The time that a mark says, in UTC."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def between(begun: str, ended: str) -> float | None:
    """Seconds from one mark's time to another's; None where one says none."""
    first, last = moment(begun), moment(ended)
    return round((last - first).total_seconds(), 3) if first and last else None


def _seconds(matched: re.Match[str]) -> float:
    said = {name: float(value) for name, value in matched.groupdict().items() if value}
    return said.get("h", 0) * 3600 + said.get("m", 0) * 60 + said.get("s", 0) + said.get("ms", 0) / 1000
