"""The counts of what renders: which kind a failure is of, and what the page tells of it.

The whole of it takes minutes: `python -m tests.histories.coverage`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.histories import running
from tests.histories.coverage.counting import Coverage, Kind, counted, kind_of
from tests.histories.coverage.report import page
from tests.histories.job import Answer, Failure, Job, Rendered
from tests.histories.running import alembics_answer, sqlgens_answer, started_job
from tests.histories.sources import read_histories
from tests.histories.start import snapshot
from tests.histories.test_histories import job_or_skip

VERSIONS = {"alembic": "1.20", "sqlalchemy": "2.0"}
QUESTION = "SELECT id FROM users"
READ = Failure("NeedsDatabase", "the revision reads rows", 12, QUESTION, "table users was written to")


def answer(*failures: Failure | None, dialect: str = "sqlite") -> Answer:
    revisions = [Rendered(f"r{number}", f"v/r{number}.py", each) for number, each in enumerate(failures)]
    return Answer("shop", dialect, "upgrade", {}, [], revisions)


def told(*found: Coverage) -> str:
    return page([], found, VERSIONS)


@pytest.mark.parametrize(
    "failure, kind",
    [
        (READ, Kind.READ),
        (Failure("UnknownSchema", "what is there", 3), Kind.SCHEMA),
        (Failure("UnknownSchema", "what is there", 3, "SELECT 1 FROM pg_index"), Kind.SCHEMA),
        (Failure("NeedsDatabase", "a connection of its own", 3), Kind.CONNECTION),
        (Failure("StubError", "a stub decides", 3), Kind.MODULE),
        (Failure("RevisionError", "raised", 3, cause="ModuleNotFoundError: no shop"), Kind.MODULE),
        (Failure("RevisionError", "raised", 3, cause="StandInUsed: shop.x"), Kind.MODULE),
        (
            Failure("RevisionError", "raised", 3, cause="AttributeError: y", arose="/t/stand_in.py"),
            Kind.MODULE,
        ),
        (Failure("RevisionError", "raised", 3, cause="ValueError: no", arose="/v/r1.py"), Kind.RAISED),
        (Failure("RevisionError", "constraint a exists already", 3), Kind.REFUSED),
    ],
)
def test_a_failure_is_classed_by_what_would_mend_it(failure: Failure, kind: Kind) -> None:
    """Rows are given, a schema told, a module installed, a revision corrected: each another thing to do."""
    assert kind_of(failure) is kind


def test_both_sides_are_counted_over_the_same_revisions() -> None:
    found = counted(answer(None, READ, READ), answer(None, None, READ))

    assert (found.revisions, found.alembic, found.sqlgen) == (3, 1, 2)
    assert [one.place for one in found.missing] == ["r2.py:12"]
    with pytest.raises(ValueError, match="other steps"):
        counted(answer(None), answer(None, None))


def test_a_history_is_whole_when_every_one_of_its_databases_is() -> None:
    whole = counted(answer(READ), answer(None))
    lacking = counted(answer(None, None, dialect="mysql"), answer(None, READ, dialect="mysql"))

    assert "Whole histories: 0 of 1 by Alembic, 1 of 1 by sqlgen." not in told(whole, lacking)
    assert "Whole histories: 0 of 1 by Alembic, 1 by sqlgen." in told(whole)
    assert "Whole histories: 0 of 1 by Alembic, 0 by sqlgen." in told(whole, lacking)
    assert "| shop | mysql | yes | no | 0 | 2 | 2 | 1 | 100.0 | 50.0 |" in told(whole, lacking)


def test_a_share_is_never_rounded_up_to_the_whole() -> None:
    """Somebody who reads 100 % looks no further."""
    almost = Coverage("shop", "sqlite", revisions=10_000, alembic=9_999, sqlgen=10_000, missing=())

    assert "| shop | sqlite | no | yes | 0 | 10,000 | 9,999 | 10,000 | 99.9 | 100.0 |" in told(almost)


def test_the_page_names_every_revision_that_is_missing_with_its_question_and_reason() -> None:
    failed = [answer(None, replace(READ, after="r0"), dialect=each) for each in ("sqlite", "mysql")]
    text = told(*(counted(each, each) for each in failed))

    assert (
        "- `r1.py:12` (sqlite, mysql), data read: `SELECT id FROM users`; `table users was written to`; "
        "after `r0`"
    ) in text
    assert "| data read | it reads rows that only a database has | 1 | 1 | 2 |" in text


def test_the_page_is_the_same_in_every_run() -> None:
    """An object's address is another one each time, and would be a change to read through."""
    told_one, told_other = (
        told(counted(answer(None), answer(replace(READ, why=f"not in <Connection object at 0x{place}>"))))
        for place in ("7f00", "7f11")
    )

    assert told_one == told_other
    assert "not in <Connection object>" in told_one


def test_the_tables_that_a_history_starts_on_are_those_of_the_models() -> None:
    users, jobs = sa.MetaData(), sa.MetaData()
    sa.Table("users", users, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table("jobs", jobs, sa.Column("id", sa.Integer, primary_key=True))

    document = snapshot([users, jobs], "postgresql")

    assert {table["name"] for table in json.loads(json.dumps(document))["tables"]} == {"users", "jobs"}


@pytest.mark.slow
def test_a_history_starts_on_the_tables_that_its_application_made() -> None:
    """mlflow's first revision changes tables that mlflow makes from models of its own."""
    history = next(each for each in read_histories() if each.name == "mlflow")
    job = started_job(job_or_skip("mlflow", "sqlite", "upgrade"), history)
    found = counted(alembics_answer(job), sqlgens_answer(job))

    assert job.base
    assert found.sqlgen > found.alembic
    assert "181f10493468" in {one.id for one in sqlgens_answer(job).revisions if not one.failure}


def test_an_answer_that_ran_out_of_time_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept, it would count a busy minute of this machine as Alembic's failure in every later run."""
    slow = Failure("TimeLimit", "took longer than 60 seconds", 7)
    answers = iter([answer(slow, None), answer(None, None)])

    def ask(_command: Sequence[str], _question: str, file: Path) -> None:
        next(answers).write(file)

    monkeypatch.setattr(running, "run_side", ask)
    monkeypatch.setattr(running, "peer_python", lambda: Path(sys.executable))
    monkeypatch.setattr(running, "cache_folder", lambda: tmp_path)
    job = Job("shop", str(tmp_path), "versions", False, "", (), "sqlite", "upgrade")
    assert running.ran_out_of_time(alembics_answer(job))
    assert not running.ran_out_of_time(alembics_answer(job))
    assert not running.ran_out_of_time(alembics_answer(job))


REFUSED = Failure("RevisionError", "SQLite has no ALTER for constraints", 9)


def test_what_the_database_refuses_is_told_apart() -> None:
    """Else a history that no tool can run counts as one that sqlgen falls short of."""
    ours = counted(answer(None, None, None), answer(REFUSED, None, REFUSED))
    assert (ours.sqlgen, ours.refused, ours.as_far_as_databases_go) == (1, 2, True)
    assert not ours.sqlgen_whole
    assert "refuses, with a connection as well: shop." in told(ours)
    assert "| shop | sqlite | yes | no | 2 | 3 | 3 | 1 | 100.0 | 33.3 |" in told(ours)


def test_behind_a_revision_that_is_missing_nothing_counts_as_refused() -> None:
    """What the database would have found there is not what sqlgen's catalog holds."""
    ours = counted(answer(None, None, None), answer(REFUSED, READ, REFUSED))
    assert (ours.refused, ours.as_far_as_databases_go) == (1, False)
    assert "with a connection as well" not in told(ours)
