"""Scripts that stopped half way: the database knows where, and the files go on from there."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.live.handed import Database, emptied, refused, rendered, segments_of, split
from tests.projects import MadeProject

pytestmark = pytest.mark.slow

MANY = 16
"""More segments than these are not all tried, for each try runs every file."""


class Windows(MadeProject):
    """A project whose revisions have to end transactions in their middle."""

    def __init__(self, folder: Path, dialect: str) -> None:
        super().__init__(folder, f"{dialect}://")
        self.revision(
            "one",
            """
            key = sa.Column("id", sa.Integer, primary_key=True)
            op.create_table("people", key, sa.Column("name", sa.String(50)))
            op.execute("INSERT INTO people (id, name) VALUES (1, 'Ada; or'), (2, 'it''s Bob -- not')")
            op.create_index("ix_people_name", "people", ["name"], postgresql_concurrently=True)
            op.execute("UPDATE people SET name = name || '!'")
            """.replace("name || '!'", "CONCAT(name, '!')" if dialect == "mariadb" else "name || '!'"),
        )
        self.revision(
            "two",
            """
            op.add_column("people", sa.Column("mood", sa.String(20)))
            op.execute("UPDATE people SET mood = 'fine'")
            with op.batch_alter_table("people") as batch:
                batch.alter_column("mood", nullable=False, existing_type=sa.String(20))
            op.execute("UPDATE people SET id = id + 10")
            """,
        )
        self.revision("three", {"postgresql": POSTGRESQL, "mariadb": MARIADB, "sqlite": SQLITE}[dialect])


POSTGRESQL = """
op.execute("CREATE TYPE size AS ENUM ('small')")
op.execute("ALTER TYPE size ADD VALUE 'large'")
op.execute("ALTER TABLE people ADD size size DEFAULT 'large'")
op.execute("VACUUM people")
op.execute("DROP INDEX CONCURRENTLY ix_people_name")
"""
MARIADB = """
op.execute("CREATE PROCEDURE rise() BEGIN UPDATE people SET id = id + 100; SELECT 'two;'; END")
op.execute("ALTER TABLE people COMMENT = 'all of them'")
op.execute("SET @what = 'ALTER TABLE people ADD size INTEGER'; PREPARE it FROM @what")
op.execute("EXECUTE it; DEALLOCATE PREPARE it")
op.execute("UPDATE people SET id = id + 1000")
op.drop_index("ix_people_name", "people")
"""
SQLITE = """
op.execute("PRAGMA foreign_keys = ON")
op.execute("CREATE TRIGGER t AFTER INSERT ON people BEGIN UPDATE people SET mood = 'new'; END")
op.execute("VACUUM")
op.execute("UPDATE people SET id = id + 1000")
"""


def project(kind: str, dialect: str, folder: Path, shop: Path) -> Path:
    return shop if kind == "shop" else Windows(folder / "windows", dialect).folder


@pytest.mark.parametrize("kind", ["shop", "windows"])
def test_killed_anywhere_the_map_leads_to_the_end(
    kind: str, database: Database, shop: Path, tmp_path: Path
) -> None:
    """The client is killed in each segment and behind it; the files go on from there and nowhere else."""
    folder = project(kind, database.dialect, tmp_path, shop)
    script = rendered(folder, database)
    files = split(folder, database, tmp_path / "out")
    whole = database.run(script)
    assert whole.code == 0, whole.said
    wanted = database.content()
    beginnings = segments_of(script)
    assert len(beginnings) == len(files) + 1

    for number in range(1, len(files) + 1, 1 if len(files) <= MANY else MANY // 2):
        for text, done in _stops(beginnings, number):
            emptied(database)
            database.run_killed(text)
            run = _resumed(database, files)
            # A statement that can be run again without harm is.
            again = [file for file in run if file not in files[done:]]
            assert run[len(again) :] == files[done:], (number, done)
            assert [file for file in again if not _harmless(file)] == []
            assert database.content() == wanted, (number, done)


@pytest.mark.parametrize("kind", ["shop", "windows"])
def test_each_file_knows_whether_it_is_done(
    kind: str, database: Database, shop: Path, tmp_path: Path
) -> None:
    """Every file is killed in its middle, and run again; the one before it says that it is done."""
    folder = project(kind, database.dialect, tmp_path, shop)
    files = split(folder, database, tmp_path / "out")
    database.run(rendered(folder, database))
    wanted = database.content()
    emptied(database)

    for place, file in enumerate(files):
        text = file.read_text(encoding="utf-8")
        commit = text.rfind("\nCOMMIT;")
        if commit > 0:
            database.run_killed(text[:commit])
        before = files[place - 1]
        if place and not _harmless(before):
            refused(database.run(before.read_text(encoding="utf-8")), f"{before.name} is done already, for ")
        ran = database.run(text)
        assert ran.code == 0, ran.said

    assert database.content() == wanted


def _harmless(file: Path) -> bool:
    """Whether a file says what is to be, and not what to do."""
    return bool(re.search(r"IF NOT EXISTS|\bMODIFY\b|SET NOT NULL", file.read_text(encoding="utf-8")))


def _stops(beginnings: list[str], number: int) -> Iterator[tuple[str, int]]:
    """Parts of the script up to which it runs, and how many segments are done then."""
    text = beginnings[number]
    commit = text.rfind("\nCOMMIT;")
    if commit > len(beginnings[number - 1]):
        yield text[:commit], number - 1
    if number < len(beginnings) - 1:
        yield text, number


def _resumed(database: Database, files: list[Path]) -> list[Path]:
    """Run all files in order; those that did not say that they are done already."""
    run = []
    for place, file in enumerate(files):
        ran = database.run(file.read_text(encoding="utf-8"))
        if ran.code:
            following = files[place + 1].name if place + 1 < len(files) else "That was the last one"
            assert "Stopped, nothing is changed: " in ran.said, ran.said
            assert (following in ran.said) or "expected the version table to hold" in ran.said, ran.said
        else:
            run.append(file)
    return run


def test_an_invalid_index_is_built_anew(shop: Path, tmp_path: Path, postgresql_url: sa.URL) -> None:
    """A CONCURRENTLY that failed leaves an index that costs and helps nobody."""
    database = Database(postgresql_url, "postgresql")
    project = MadeProject(tmp_path / "unique")
    project.revision(
        "one",
        "op.execute('CREATE TABLE t (a int)')\nop.execute('INSERT INTO t VALUES (1), (1)')\n"
        "op.create_index('ix', 't', ['a'], unique=True, postgresql_concurrently=True)",
    )
    script = rendered(project.folder, database)
    files = split(project.folder, database, tmp_path / "out")

    failed = database.run(script)
    again = database.run(files[1].read_text())
    database.sql("DELETE FROM t WHERE ctid = (SELECT min(ctid) FROM t)")
    mended = [database.run(file.read_text()) for file in files[1:]]

    assert failed.code == again.code == 3
    assert "could not create unique index" in failed.said
    assert "could not create unique index" in again.said
    assert [ran.code for ran in mended] == [0, 0], mended
    with database.engine() as engine, engine.connect() as connection:
        valid = connection.exec_driver_sql(
            "SELECT relname, indisvalid FROM pg_index JOIN pg_class c "
            "ON c.oid = indexrelid WHERE indrelid = 't'::regclass"
        ).all()
    assert [tuple(row) for row in valid] == [("ix", True)]


def test_an_index_that_somebody_else_is_building_is_left_to_them(
    tmp_path: Path, postgresql_url: sa.URL
) -> None:
    """It is not valid either, and would be by the time that the drop gets its lock."""
    database = Database(postgresql_url, "postgresql")
    database.sql("CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)")
    project = MadeProject(tmp_path / "made")
    project.revision("one", "op.create_index('ix', 't', ['a'], postgresql_concurrently=True)")
    for client in ("psql", "generic"):
        script = rendered(project.folder, database, "--client", client)
        with _building(database):
            ran = database.run(script, "--set=ON_ERROR_STOP=1")
            refused(
                ran, "Stopped: expected index ix, which is not valid, to be what a failed build left, found "
            )
        with database.engine() as engine, engine.connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix'::regclass"
            )
            assert found.scalars().all() == [True]
        database.sql("DROP INDEX ix", "DROP TABLE alembic_version")


@contextmanager
def _building(database: Database) -> Iterator[None]:
    """Another session builds the index, and waits for an open transaction; behind the block it is built."""
    with database.engine() as engine, engine.connect() as writer:
        writer.exec_driver_sql("INSERT INTO t VALUES (2)")
        with subprocess.Popen(
            database.command("--command=CREATE INDEX CONCURRENTLY ix ON t (a)"), stdout=subprocess.DEVNULL
        ) as builder:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as watcher:
                while not watcher.exec_driver_sql("SELECT to_regclass('ix') IS NOT NULL").scalar():
                    assert builder.poll() is None
                    time.sleep(0.05)
            yield
            writer.commit()
            assert builder.wait(30) == 0
