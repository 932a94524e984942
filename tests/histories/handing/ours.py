"""sqlgen's part: what it hands over of a history, for a client."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass, field, replace
from itertools import takewhile
from pathlib import Path

from sqlgen.dialects.target import parse_target
from sqlgen.errors import SqlgenError
from sqlgen.pipeline import Options
from sqlgen.script.handover import Handover
from sqlgen.script.segment_files import segment_files
from sqlgen.script.writing import script_text
from sqlgen.statements import Script
from tests.histories.confinement import confine
from tests.histories.ours import outcomes, rendered
from tests.histories.proof.job import Question, read_question
from tests.histories.proof.ours import ENVIRONMENT, TARGETS
from tests.histories.stand_in import install

TOO_NEW = "99"
ELSEWHERE = "no such database"


@dataclass(slots=True)
class Handed:
    """What is handed over: the script, its files, and scripts for a server and a database that are not these.

    `steps` of `all_steps` are in it; `trouble` says why there is nothing.
    """

    all_steps: int = 0
    steps: int = 0
    script: str = ""
    files: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    trouble: str = ""


def main() -> None:
    """Read a question from the first argument, write the answer to the file that the second names."""
    question = read_question(sys.argv[1])
    answer_file = Path(sys.argv[2]).absolute()
    question.job.prepare_path()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        install(question.job.own_code)
        confine()
        answer = handed(question)
        os.chdir("/")
    answer_file.write_text(json.dumps(asdict(answer)), encoding="utf-8")


def handed(question: Question) -> Handed:
    """The scripts of the question's steps, up to the first that cannot be rendered; or why there are none."""
    options = Options(dialect=TARGETS[question.job.dialect])

    def script_of(revisions: str) -> Script:
        return rendered(question.job, revisions, options, ENVIRONMENT, question.naming_convention)

    script = script_of("base:heads")
    told = outcomes(question.job, script)
    good = list(takewhile(lambda each: each.failure is None, told))[: question.steps]
    answer = Handed(len(told), len(good))
    if not good:
        first = told[0].failure if told else None
        answer.trouble = f"sqlgen stops: {first.message}" if first else "no revisions"
        return answer
    if len(good) < len(told):
        # The ancestors of the last good one: on a branch, fewer than came before it.
        script = script_of(f"base:{good[-1].id}")
        answer.steps = len(script.plan.steps)
    try:
        _write(answer, script)
    except SqlgenError as error:
        answer.trouble = str(error)
    return answer


def _write(answer: Handed, script: Script) -> None:
    handover = Handover()
    answer.script = script_text(script, handover)
    answer.files = segment_files(script, handover)
    newer = replace(script, target=parse_target(f"{script.target.name}@{TOO_NEW}"))
    answer.wrong["a server that is too old"] = script_text(newer, handover)
    if script.target.facts.checks.database:
        answer.wrong["another database"] = script_text(script, replace(handover, database=ELSEWHERE))


if __name__ == "__main__":
    main()
