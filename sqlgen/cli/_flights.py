"""What preflight and postflight share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from sqlgen.cli._invocation import Invocation
from sqlgen.cli._replaying import refuse_failures, replayed
from sqlgen.cli._writing import Wishes, write_texts
from sqlgen.errors import UsageError
from sqlgen.pipeline import Options
from sqlgen.script.flight import Answer, Verdict, flight_text, judged
from sqlgen.script.questions import Question
from sqlgen.statements import Script

STOPPED = 1
"""The exit code where a check says NO-GO, or has no answer."""


def fly(
    invocation: Invocation,
    title: str,
    questions_of: Callable[[Script], tuple[Question, ...]],
    revisions: str,
    options: Options,
    wishes: Wishes,
    output: Path | None,
    result: Path | None,
) -> None:
    """Write the checks of a range, or judge the result of them."""
    project, scripts = replayed(invocation, revisions, options)
    refuse_failures(invocation, scripts, project.folder)
    if result is None:
        texts = {
            script.name: flight_text(
                script, questions_of(script), wishes.handover(project, script.target.name), title
            )
            for script in scripts
        }
        write_texts(invocation, texts, output)
        return
    try:
        text = sys.stdin.read() if str(result) == "-" else result.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {result}: {error}") from error
    answers = [answer for script in scripts for answer in judged(questions_of(script), text)]
    for answer in answers:
        click.echo(_line(answer))
    wrong = sum(answer.verdict in (Verdict.NO_GO, Verdict.MISSING) for answer in answers)
    click.echo(
        f"{len(answers)} checks, {wrong} not in order" if wrong else f"{len(answers)} checks, all in order"
    )
    if wrong:
        sys.exit(STOPPED)


def _line(answer: Answer) -> str:
    colour = {Verdict.GO: "green", Verdict.TOLD: "cyan"}.get(answer.verdict, "red")
    return f"{click.style(f'{answer.verdict:<9}', fg=colour)}  {answer.question.name}"
