"""Questions as a script that changes nothing, and the judgement of what it found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlgen.script.asking import Asker
from sqlgen.script.banner import RULE, told_from
from sqlgen.script.comments import one_line
from sqlgen.script.handover import Handover
from sqlgen.script.questions import Question
from sqlgen.script.sheet import Sheet
from sqlgen.statements import Script

GO, NO_GO, TOLD = "GO", "NO-GO", "TOLD"


class Verdict(StrEnum):
    """What became of a question."""

    GO = "GO"
    NO_GO = "NO-GO"
    TOLD = "TOLD"
    MISSING = "no answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, what became of it, and the line that says so."""

    question: Question
    verdict: Verdict
    line: str = ""


def flight_text(script: Script, questions: Iterable[Question], handover: Handover, title: str) -> str:
    """A script that asks every question; each gives one row: check_name, expected, found, verdict."""
    client = handover.chosen(script.target.facts)
    sheet = Sheet(client, script.target.facts, f"{title}.log")
    asker = Asker(script)
    questions = tuple(questions)
    sheet.raw(client.first)
    sheet.comment(_header(script, title, len(questions)))
    sheet.prelude()
    for question in questions:
        sheet.comment(_about(question, handover.folder))
        sheet.statement(_asked(question, asker), question.origin)
    return sheet.text


def _header(script: Script, title: str, count: int) -> str:
    start, end = (", ".join(rows) or "base" for rows in (script.plan.start, script.plan.end))
    lines = [
        RULE,
        f"-- {title} of {one_line(start)} -> {one_line(end)} on {script.target}",
        f"-- {count} checks; they read, and change nothing. Every verdict has to be {GO} or {TOLD}.",
        f"-- sqlgen {title} … --result FILE judges what they found.",
        RULE,
    ]
    return "\n".join(lines)


def _about(question: Question, folder: Path) -> str:
    file = question.origin.file
    place = f"{told_from(file, folder)}:{question.origin.line}" if file else ""
    said = ", ".join(one_line(part) for part in (question.name, question.why, place) if part)
    return f"-- {said}"


def _asked(question: Question, asker: Asker) -> str:
    name = asker.text(f"[{question.mark}] {question.name}")
    expected = "any" if question.expected is None else str(question.expected)
    verdict = asker.text(TOLD)
    if question.expected is not None:
        verdict = f"CASE WHEN found = {question.expected} THEN {asker.text(GO)} ELSE {asker.text(NO_GO)} END"
    # A query of one expression gets its name from outside, which every database takes.
    counted = re.sub(
        r"^SELECT (count\(\*\)|CASE WHEN .* END)(?= FROM|$)",
        r"SELECT \1 AS found",
        question.query,
        count=1,
        flags=re.DOTALL,
    )
    return (
        f"SELECT {name} AS check_name, {asker.text(expected)} AS expected, found, {verdict} AS verdict "
        f"FROM ({counted}) answered"
    )


def judged(questions: Iterable[Question], result: str) -> Iterator[Answer]:
    """What a pasted result says of each question, in whatever way its client prints rows.

    A question whose mark is nowhere, or beside no verdict, has no answer. One that is there several times is
    judged by the worst.
    """
    lines = result.splitlines()
    for question in questions:
        said = [
            (verdict, line) for line in lines if f"[{question.mark}]" in line for verdict in _verdicts(line)
        ]
        if not said:
            yield Answer(question, Verdict.MISSING)
            continue
        verdict, line = next((one for one in said if one[0] is Verdict.NO_GO), said[-1])
        yield Answer(question, verdict, line.strip())


def _verdicts(line: str) -> Iterator[Verdict]:
    found = re.findall(r"(?<![\w-])(NO-GO|GO|TOLD)(?![\w-])", line)
    if found:
        yield Verdict(found[-1])
