"""One history on one database: run, refused, killed and gone on with."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.histories.handing.ours import Handed
from tests.histories.proof.job import Question
from tests.histories.proof.servers import scratch_database
from tests.histories.proof.sides import changed
from tests.histories.running import job_for, run_side
from tests.histories.sources import History
from tests.live.handed import Database, Ran, segments_of, success

STOPS = 4
"""In how many segments of a script the client is killed."""
MANY = 100
"""Scripts of more segments than these are stopped once: each stop runs the files of all that follow."""
OUT_OF_TIME = "not tried, for the run's time was up"


@dataclass(slots=True)
class Tried:
    """What came of one history on one database.

    `refusals` are databases that were left alone although the script was run on them, `resumed` stops from
    which the map led to the end. Each of `failures` says what did not go as it should; `stopped` is why there
    is no script.
    """

    history: str
    dialect: str
    all_steps: int = 0
    steps: int = 0
    segments: int = 0
    ran: bool = False
    refusals: int = 0
    resumed: int = 0
    stopped: str = ""
    failures: list[str] = field(default_factory=list)


def tried(history: History, dialect: str) -> Tried:
    """Hand it over and try it. Raises SideFailed where rendering ends without an answer."""
    handed = _handed(history, dialect)
    made = Tried(history.name, dialect, handed.all_steps, handed.steps, stopped=handed.trouble)
    if not handed.script:
        return made
    beginnings = segments_of(handed.script)
    files = [text for name, text in sorted(handed.files.items()) if name.endswith(".sql")]
    made.segments = len(beginnings) - 1
    with scratch_database(dialect) as url:
        database = Database(url, dialect)
        _refused(made, database, handed.wrong)
        ran = database.run(handed.script)
        made.ran = (ran.code, ran.last_line) == (0, success(handed.script))
        if not made.ran:
            made.failures.append(f"the script fails: {_why(ran)}")
            return made
        wanted = database.content()["schema"]
        _refused(made, database, {"a database that is upgraded already": handed.script})
    for number in _stops(made.segments):
        with scratch_database(dialect) as url:
            _resumed(made, Database(url, dialect), beginnings[number], number, files, wanted)
    return made


def _handed(history: History, dialect: str) -> Handed:
    question = Question(
        job_for(history, dialect, "upgrade"), naming_convention=history.naming_convention, every=0
    )
    with scratch_database(dialect) as url:
        theirs = changed(question, url)
    if not theirs.revisions and theirs.failure:
        return Handed(trouble=_plain(f"Alembic stops: {theirs.failure.message}"))
    question = replace(question, steps=len(theirs.revisions))
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        run_side([sys.executable, "-m", "tests.histories.handing.ours"], question.text(), answer)
        return Handed(**json.loads(answer.read_text(encoding="utf-8")))


def _stops(segments: int) -> Iterator[int]:
    """The segments in which the client is killed, spread over the script, its last among them."""
    count = min(STOPS, segments)
    if segments > MANY:
        yield segments - MANY // 2
        return
    yield from sorted({segments - segments * place // count for place in range(count)})


def _refused(made: Tried, database: Database, scripts: dict[str, str]) -> None:
    """Scripts that the guard has to stop, and that change nothing."""
    for what, script in scripts.items():
        before = database.content()
        ran = database.run(script)
        if ran.code and "Stopped, nothing is changed: " in ran.said and database.content() == before:
            made.refusals += 1
        else:
            made.failures.append(f"{what} is not left alone: exit code {ran.code}, {_why(ran)}")


def _resumed(
    made: Tried, database: Database, text: str, number: int, files: list[str], wanted: dict[str, Any]
) -> None:
    """Kill the client in a segment, run the files from the one before, and compare what is there then."""
    commit = text.rfind("\nCOMMIT;")
    segment = text.rfind(f"Segment {number} of ")
    database.run_killed(text[:commit] if commit > segment else text)
    first = max(number - 1, 1)
    for place, file in enumerate(files[first - 1 :], first):
        ran = database.run(file)
        if ran.code and "Stopped, nothing is changed: " not in ran.said:
            made.failures.append(f"killed in segment {number}, file {place} fails: {_why(ran)}")
            return
    same = database.content()["schema"] == wanted
    made.resumed += same
    if not same:
        made.failures.append(f"killed in segment {number}, the files lead to another schema")


def _why(ran: Ran) -> str:
    lines = [line for line in ran.said.splitlines() if "ERROR" in line or "rror:" in line]
    return _plain((lines or [ran.last_line])[0])


def _plain(text: str) -> str:
    """A line without names that are others in every run."""
    line = re.sub(r"sqlgen_proof_\w+", "scratch", re.sub(r"#sql-[\w-]+", "#sql", " ".join(text.split())))
    return line[:300]


def attempt(history: History, dialect: str, told: Callable[[str], None]) -> Tried:
    """What came of it, also where the harness itself gives up."""
    try:
        return tried(history, dialect)
    except (Exception, SystemExit) as error:  # noqa: BLE001  the other histories still tell something
        told(str(error))
        last = (str(error).strip().splitlines() or [type(error).__name__])[-1]
        return Tried(history.name, dialect, failures=[_plain(f"no answer: {last}")])


def server(dialect: str) -> str:
    """The version of a server, by the name of its dialect."""
    with scratch_database(dialect) as url:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            told = connection.dialect.server_version_info or ()
    return f"{dialect} {'.'.join(str(part) for part in told if part != 0)}"
