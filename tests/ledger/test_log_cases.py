"""What the logs of clients prove that no test can run, case by case.

The cases are in tests/cases/logs/; README.md there says how to read and to write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sqlgen.ledger.log import decoded, read_log, scripts_in
from sqlgen.ledger.proof import FileSeen, Prover
from sqlgen.script.handover import Handover
from sqlgen.script.marks import DIGEST_LENGTH
from sqlgen.script.provenance import fingerprint
from sqlgen.script.segment_files import segment_files, stretches
from tests.projects import MadeProject

FOLDER = Path(__file__).parent.parent / "cases" / "logs"
CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n.*?^```log (?P<dialect>\S+)/(?P<client>\S+) (?P<encoding>\S+)\n(?P<log>.*?)^```$"
    r".*?^```seen\n(?P<seen>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
UPGRADE = """
op.execute("INSERT INTO a (n) VALUES (1)")
op.execute("UPDATE a SET n = 2 WHERE n = 'Zürich'")
"""


@dataclass(frozen=True)
class Case:
    """A log and what it proves."""

    title: str
    dialect: str
    client: str
    encoding: str
    log: str
    seen: str

    def __str__(self) -> str:
        return f"{self.client}: {self.title}"


def cases() -> list[Case]:
    files = sorted(FOLDER.glob("*.md"))
    return [Case(**found.groupdict()) for file in files for found in CASE.finditer(file.read_text("utf-8"))]


def told(seen: FileSeen) -> Iterator[str]:
    yield f"{seen.state} by {seen.evidence}, {seen.by} on {seen.on}"
    for step in seen.steps:
        rows, seconds = ("-" if value is None else value for value in (step.rows, step.seconds))
        yield f"step {step.number}: {rows} rows, {seconds} s"
    yield from (f"problem: {problem}" for problem in seen.problems)
    yield from (f"error: {error}" for error in seen.errors)


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_log_proves_what_the_case_says(case: Case, tmp_path: Path) -> None:
    made = MadeProject(tmp_path / "project")
    made.revision("case", UPGRADE)
    (script,) = made.scripts(dialect=case.dialect)
    handover = Handover(client=case.client, marked=True)
    stretch = next(one for one in stretches(script, handover) if one.sent)
    names = {"script": fingerprint(script), "file": stretch.file}
    names |= {str(sent.number): sent.digest[:DIGEST_LENGTH] for sent in stretch.sent}

    def filled(text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: names[found[1]], text)

    text = decoded(filled(case.log).replace("\n", "\r\n").encode(case.encoding))
    client = handover.chosen(script.target.facts)
    (shown,) = read_log(text, client).runs
    prover = Prover(client, script.target.facts, segment_files(script, handover))
    assert scripts_in(text) == (names["script"],)
    assert list(told(prover.proven(shown, stretch))) == filled(case.seen).splitlines()


def test_every_case_is_found() -> None:
    headings = sum(file.read_text("utf-8").count("\n## ") for file in FOLDER.glob("*.md"))
    assert len(cases()) == headings > 8


@pytest.mark.parametrize(
    "line", ["sqlgen: rehearsed 1 of 1", "| sqlgen: rehearsed 1 |", "ORA-20002: sqlgen: rehearsed 1"]
)
def test_a_rehearsal_is_known_for_one(line: str, tmp_path: Path) -> None:
    made = MadeProject(tmp_path / "project")
    made.revision("case", UPGRADE)
    (script,) = made.scripts(dialect="postgresql")
    client = Handover().chosen(script.target.facts)
    assert read_log(f"sqlgen: begin a.sql of script 0\n{line}\n", client).rehearsal
    assert not read_log("sqlgen: begin a.sql of script 0\n\\echo 'sqlgen: rehearsed 1'\n", client).rehearsal
