"""A client's log as stretches, each of which one file of a bundle printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlgen.dialects.client import Client, Marks
from sqlgen.errors import UsageError

MARK = re.compile(r"(?:\| )?sqlgen: (?P<kind>begin|step|end) (?P<said>.*?)(?: +\|)?")
OF_FILE = re.compile(r"(?P<file>\S+) of script (?P<script>\S+)(?: at (?P<at>\S+(?: \S+)?Z))?(?P<rest>.*)")
PLACE = re.compile(r" by (?P<by>.*?) on (?P<on>.*)")
OF_STEP = re.compile(r"(?P<number>\d+) (?P<digest>[0-9a-f]+)(?: at (?P<at>\S+(?: \S+)?Z))?")
ECHOED = re.compile(r"sqlgen: (?:step|end) ")
"""A mark in what the client was sent, and not in what it printed for it."""
REHEARSED = re.compile(r"(?:\| |ORA-20002: )?sqlgen: rehearsed ")
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A step's mark: the place of its line in the stretch, and the time where the client says it there."""

    number: int
    digest: str
    line: int
    at: str = ""


@dataclass(slots=True)
class Shown:
    """What the log shows of one run of a file, from its first mark to its last or to what comes next.

    `echoed` says that the client printed what it sent.
    """

    file: str
    script: str
    begun: str
    by: str
    on: str
    lines: list[str] = field(default_factory=list)
    steps: list[Marked] = field(default_factory=list)
    ended: str = ""
    complete: bool = False
    echoed: bool = False
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Log:
    """The runs of files in a log, and errors in front of all of them."""

    runs: tuple[Shown, ...]
    errors: tuple[str, ...]
    rehearsal: bool


def decoded(content: bytes) -> str:
    """The text of a log: UTF-8, UTF-16 with or without its mark, or else the code page of Windows."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    sample = content[:4000]
    if sample and sample[1::2].count(0) * 2 > len(sample) // 2:
        return content.decode("utf-16-le", errors="replace")
    if sample and sample[::2].count(0) * 2 > len(sample) // 2:
        return content.decode("utf-16-be", errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def scripts_in(text: str) -> tuple[str, ...]:
    """The fingerprints of the scripts whose marks are in a log, in the order in which they come up."""
    found = (OF_FILE.fullmatch(said) for kind, said in _marks(text.splitlines()) if kind == "begin")
    return tuple(dict.fromkeys(each["script"] for each in found if each))


def _marks(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        matched = MARK.fullmatch(line.strip())
        if matched:
            yield matched["kind"], matched["said"]


def marks_of(client: Client) -> Marks:
    """What a client prints for a log. Raises UsageError for one whose log proves nothing."""
    if client.marks is None:
        raise UsageError(
            f"{client.title} prints no marks, so that its log proves nothing",
            hint="have the bundle made for another client, or say which one wrote the log with --client",
        )
    return client.marks


def read_log(text: str, client: Client) -> Log:
    """What a log shows. Raises UsageError for a client whose log proves nothing."""
    error = re.compile(marks_of(client).error)
    runs: list[Shown] = []
    early: list[str] = []
    rehearsal = False
    current: Shown | None = None
    lines = text.splitlines()
    for place, line in enumerate(lines):
        failed = error.search(line)
        if failed:
            told = failed[1].strip()
            if told.startswith("Msg "):
                # SQL Server says what is wrong on the line below.
                told = " ".join([told, *(each.strip() for each in lines[place + 1 : place + 2])])
            (runs[-1].errors if runs else early).append(told)
        rehearsal = rehearsal or bool(REHEARSED.match(line.strip()))
        matched = MARK.fullmatch(line.strip())
        if matched and matched["kind"] == "begin":
            begun = _begun(matched["said"])
            if begun is not None:
                current = begun
                runs.append(current)
            continue
        if current is None:
            continue
        current.lines.append(line)
        if matched:
            _noted(current, matched["kind"], matched["said"])
            current = None if current.complete else current
        elif ECHOED.search(line):
            current.echoed = True
    if runs and early:
        # What a client says on standard error may stand in front of all that it buffered.
        runs[-1].errors[:0] = early
        early = []
    return Log(tuple(runs), tuple(early), rehearsal)


def _begun(said: str) -> Shown | None:
    found = OF_FILE.fullmatch(said)
    if found is None:
        return None
    place = PLACE.fullmatch(found["rest"])
    by, on = (place["by"], place["on"]) if place else ("", "")
    return Shown(found["file"], found["script"], _at(found), by, on)


def _noted(current: Shown, kind: str, said: str) -> None:
    if kind == "step":
        step = OF_STEP.fullmatch(said)
        if step:
            line = len(current.lines) - 1
            current.steps.append(Marked(int(step["number"]), step["digest"], line, _at(step)))
        return
    found = OF_FILE.fullmatch(said)
    if found and found["file"] == current.file:
        current.ended, current.complete = _at(found), True


def _at(found: re.Match[str]) -> str:
    """The time that a mark says, as ISO 8601 has it; MySQL says it with a space."""
    return (found["at"] or "").replace(" ", "T")
