"""Rehearsals on a real server: everything is tried, and nothing is left of it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.live.handed import Database, program, refused, rendered, split, success
from tests.live.test_resuming import Windows
from tests.projects import MadeProject

pytestmark = pytest.mark.slow

REHEARSE = "--set=rehearse=1"


@pytest.fixture
def database(postgresql_url: sa.URL) -> Database:
    """The one kind of server here whose client can rehearse."""
    return Database(postgresql_url, "postgresql")


def test_a_rehearsal_tells_locks_and_times_and_leaves_nothing(shop: Path, database: Database) -> None:
    database.run(rendered(shop, database, ":a93d17c0f5e2"))
    script = rendered(shop, database, "a93d17c0f5e2:")
    before = database.content()

    ran = database.run(script, REHEARSE)

    assert ran.code == 0, ran.said
    # Before version 12 a label of a type is added outside of transactions as well.
    line = r"sqlgen: rehearsed \d of \d segments, rolled back; left out: 1(, 3)?"
    assert re.fullmatch(line, ran.last_line), ran.last_line
    assert "left out of the rehearsal: segment 1, CREATE INDEX CONCURRENTLY ix_orders_" in ran.said
    assert re.search(r"(?m)^ +milliseconds \| +locks +\| +modes +$", ran.said)
    assert re.search(r"(?m)^ +\d+ \| products +\| AccessExclusiveLock", ran.said)
    assert database.content() == before
    done = database.run(script)
    assert (done.code, done.last_line) == (0, success(script)), done.said


def test_whatever_is_not_no_is_a_rehearsal(shop: Path, database: Database) -> None:
    script = rendered(shop, database, ":a93d17c0f5e2")

    for value in ("on", "yes", "2", "T"):
        ran = database.run(script, f"--set=rehearse={value}")
        assert ran.last_line == "sqlgen: rehearsed 1 of 1 segments, rolled back"
        assert database.content()["schema"] == {}

    for value in ("0", "off", "no", ""):
        ran = database.run(script, f"--set=rehearse={value}")
        assert (ran.code, ran.last_line) == (0, success(script)), ran.said
        database.sql("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")


def test_the_guard_comes_first(shop: Path, database: Database) -> None:
    refused(
        database.run(rendered(shop, database, "a93d17c0f5e2:"), REHEARSE), "Stopped, nothing is changed: "
    )


def test_a_rehearsal_finds_what_would_fail(database: Database, tmp_path: Path) -> None:
    """What the rows do not allow, and what would be found at COMMIT alone."""
    database.sql(
        "CREATE TABLE t (id int PRIMARY KEY, x int)",
        "INSERT INTO t VALUES (1, 7), (2, 7)",
        "CREATE TABLE u (t int REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
    )
    before = database.content()
    for number, (change, said) in enumerate(
        [
            ("ALTER TABLE t ADD UNIQUE (x)", "could not create unique index"),
            ("INSERT INTO u VALUES (3)", "violates foreign key constraint"),
        ]
    ):
        project = MadeProject(tmp_path / str(number))
        project.revision("one", f"op.execute({change!r})")

        ran = database.run(rendered(project.folder, database), REHEARSE)

        assert ran.code == 3
        assert said in ran.said
        assert "sqlgen: rehearsed" not in ran.said
        assert database.content() == before


def test_marks_and_sessions_are_rolled_back_as_well(database: Database, tmp_path: Path) -> None:
    """A history whose revisions end transactions in their middle."""
    folder = Windows(tmp_path / "windows", "postgresql").folder
    script = rendered(folder, database)

    ran = database.run(script, REHEARSE)

    assert ran.code == 0, ran.said
    assert "sqlgen: rehearsed " in ran.last_line
    assert database.content()["schema"] == {}
    assert database.run(script).code == 0


def test_a_segments_file_is_rolled_back_as_well(database: Database, tmp_path: Path) -> None:
    project = MadeProject(tmp_path / "made")
    index = "op.create_index('ix', 't', ['x'], postgresql_concurrently=True)"
    project.revision("one", f"op.execute('CREATE TABLE t (x int)')\n{index}")

    for file in split(project.folder, database, tmp_path / "out"):
        text = file.read_text(encoding="utf-8")
        before = database.content()

        rehearsal = database.run(text, REHEARSE)

        assert rehearsal.code == 0, rehearsal.said
        assert rehearsal.last_line.startswith("sqlgen: rehearsed ")
        assert database.content() == before
        assert database.run(text).code == 0


def test_on_sqlite_a_copy_is_the_rehearsal(sqlite_url: sa.URL, tmp_path: Path) -> None:
    """A database is a file there: docs/how-to/run-a-script.md says how."""
    project = MadeProject(tmp_path / "made", "sqlite://")
    project.revision("one", "op.execute('CREATE TABLE t (x int)')")
    database = Database(sqlite_url, "sqlite")
    database.sql("CREATE TABLE u (x int)", "INSERT INTO u VALUES (1)")
    copy = Database(sqlite_url.set(database=str(tmp_path / "rehearsal.db")), "sqlite")
    before = database.content()

    subprocess.run([program("sqlite3"), database.name, f".backup '{copy.name}'"], check=True)
    script = rendered(project.folder, database)
    ran = copy.run(script)

    assert (ran.code, ran.last_line) == (0, success(script)), ran.said
    assert copy.content()["rows"]["u"] == before["rows"]["u"]
    assert "t" in copy.content()["schema"]
    assert database.content() == before
