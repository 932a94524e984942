"""A history that contradicts itself is told so, before a server is.

Branches that nobody ever ran together, keys that point at each other: what a server would refuse half-way, in
the DBA's window, is an error of the revision that is at fault, and nothing is written.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa

from sqlgen.script.plain import plain_text
from tests.projects import MadeProject

PEOPLE = "op.create_table('people', sa.Column('id', sa.Integer), sa.Column('name', sa.Text))"
REFUSING = ("postgresql", "mssql", "oracle")
"""Databases that look at a foreign key when it is made, whatever a session says."""


def table(name: str, other: str, *, key: bool) -> str:
    """A table that may point at another one."""
    column = f"sa.Column('{other}_id', sa.Integer" + (
        f", sa.ForeignKey('{other}.id', name='fk_{name}'))" if key else ")"
    )
    return f"op.create_table('{name}', sa.Column('id', sa.Integer, primary_key=True), {column})"


KEY_BEHIND = "op.create_foreign_key('fk_hens', 'hens', 'eggs', ['eggs_id'], ['id'])"
KEY_DROPPED = "op.drop_constraint('fk_hens', 'hens', type_='foreignkey')"
BOTH_DROPPED = "op.drop_table('eggs')\nop.drop_table('hens')"
KEY_IN_BATCH = (
    "with op.batch_alter_table('hens') as batch:\n"
    "    batch.create_foreign_key('fk_hens', 'eggs', ['eggs_id'], ['id'])"
)
DROPPED_IN_BATCH = (
    "with op.batch_alter_table('hens') as batch:\n    batch.drop_constraint('fk_hens', type_='foreignkey')"
)


@pytest.mark.parametrize(
    "first, second, message",
    [
        (PEOPLE, PEOPLE, "table 'people' exists already at this point of the history"),
        (
            "op.drop_column('people', 'name')",
            "op.drop_column('people', 'name')",
            "column people.name does not exist at this point of the history",
        ),
        (
            "op.add_column('people', sa.Column('age', sa.Integer))",
            "op.add_column('people', sa.Column('age', sa.Text))",
            "column people.age exists already at this point of the history",
        ),
        (
            "op.drop_table('people')",
            "op.add_column('people', sa.Column('age', sa.Text))",
            "table 'people' does not exist at this point of the history",
        ),
        (
            "op.create_index('ix', 'people', ['id'])",
            "op.create_index('ix', 'people', ['name'])",
            "index ix exists already at this point of the history",
        ),
        (
            "op.rename_table('people', 'folk')",
            "op.rename_table('people', 'persons')",
            "table 'people' does not exist at this point of the history",
        ),
    ],
)
def test_two_branches_that_contradict_each_other(
    made: MadeProject, first: str, second: str, message: str
) -> None:
    made.revision("start", "pass" if "create_table" in first else PEOPLE)
    # The one whose file is last runs first.
    made.revision("b_first", first, above="start")
    made.revision("a_second", second, above="start")
    made.revision("joined", above=("a_second", "b_first"))

    called = made.call("render", "-o", "out.sql")

    assert called.code == 2
    assert message in called.err
    assert "a_second.py:10" in called.err
    assert "1 of 4 revisions cannot be rendered, so nothing is written" in called.err
    assert not (made.folder / "out.sql").exists()


@pytest.mark.parametrize("dialect", REFUSING)
def test_a_key_to_a_table_that_is_made_later(made: MadeProject, dialect: str) -> None:
    """The server refuses the first CREATE TABLE; what is at fault is the order of the two."""
    made.revision("one", f"{table('hens', 'eggs', key=True)}\n{table('eggs', 'hens', key=True)}")

    called = made.call("render", "--dialect", dialect, "-o", "out.sql")

    assert called.code == 2
    assert "table 'eggs' is made here, and foreign key fk_hens of table 'hens' points at it" in called.err
    assert "one.py:11" in called.err
    assert "create_foreign_key()" in called.err
    assert not (made.folder / "out.sql").exists()


@pytest.mark.parametrize("dialect", REFUSING)
def test_a_table_that_a_key_points_at_is_not_dropped(made: MadeProject, dialect: str) -> None:
    made.revision(
        "one",
        f"{table('hens', 'eggs', key=False)}\n{table('eggs', 'hens', key=True)}\n{KEY_BEHIND}",
        downgrade=BOTH_DROPPED,
    )

    (script,) = made.scripts("heads:base", dialect=dialect)

    (failed,) = script.failures
    assert "table 'eggs' is dropped here, and foreign key fk_hens of table 'hens'" in failed.error.message
    assert failed.error.hint == "drop the key first, or the table that has it"


@pytest.mark.parametrize("dialect", ["mysql", "mariadb", "sqlite"])
def test_where_keys_may_be_unchecked_the_server_decides(made: MadeProject, dialect: str) -> None:
    made.revision(
        "one", f"{table('hens', 'eggs', key=True)}\n{table('eggs', 'hens', key=True)}", downgrade=BOTH_DROPPED
    )

    assert "CREATE TABLE eggs" in made.plain(dialect=dialect)
    assert "DROP TABLE eggs" in made.plain("heads:base", dialect=dialect)


CIRCLES = {
    "one revision": [
        (
            f"{table('hens', 'eggs', key=False)}\n{table('eggs', 'hens', key=True)}\n{KEY_BEHIND}",
            f"{KEY_DROPPED}\n{BOTH_DROPPED}",
        )
    ],
    "across revisions": [
        (table("hens", "eggs", key=False), "op.drop_table('hens')"),
        (table("eggs", "hens", key=True), "op.drop_table('eggs')"),
        (KEY_BEHIND, KEY_DROPPED),
    ],
    "in batches": [
        (f"{table('hens', 'eggs', key=False)}\n{table('eggs', 'hens', key=True)}", BOTH_DROPPED),
        (KEY_IN_BATCH, DROPPED_IN_BATCH),
    ],
    "by metadata": [("METADATA", f"{DROPPED_IN_BATCH}\n{BOTH_DROPPED}")],
}
METADATA = """
metadata = sa.MetaData()
key = sa.ForeignKey('eggs.id', name='fk_hens', use_alter=True)
sa.Table('hens', metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('e', sa.Integer, key))
key = sa.ForeignKey('hens.id', name='fk_eggs')
sa.Table('eggs', metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('h', sa.Integer, key))
metadata.create_all(op.get_bind())
"""


def circle(made: MadeProject, name: str) -> MadeProject:
    for number, (upgrade, downgrade) in enumerate(CIRCLES[name]):
        made.revision(f"step_{number}", upgrade.replace("METADATA", METADATA), downgrade=downgrade)
    return made


@pytest.mark.parametrize("name", ["in batches", "by metadata"])
def test_a_circle_on_sqlite_there_and_back(made: MadeProject, name: str) -> None:
    """SQLite has no ALTER TABLE for keys: the table is made anew, with the other one pointing at it."""
    circle(made, name)
    (up,) = made.scripts(dialect="sqlite")
    (down,) = made.scripts("heads:base", dialect="sqlite")

    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript("PRAGMA foreign_keys = ON;\n" + plain_text(up))
        keys = {
            owner: [row[2] for row in database.execute(f"PRAGMA foreign_key_list({owner})")]
            for owner in ("hens", "eggs")
        }
        assert keys == {"hens": ["eggs"], "eggs": ["hens"]} or name == "by metadata"
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        database.executescript(plain_text(down))
        left = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert left <= {"alembic_version"}


@pytest.fixture
def postgresql() -> Iterator[sa.Engine]:
    url = os.environ.get("SQLGEN_POSTGRESQL_URL")
    if not url:
        if os.environ.get("CI") == "true":
            pytest.fail("SQLGEN_POSTGRESQL_URL names no server")
        pytest.skip("SQLGEN_POSTGRESQL_URL names no server")
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"sqlgen_circles_{os.getpid()}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine = sa.create_engine(sa.make_url(url).set(database=name), isolation_level="AUTOCOMMIT")
    try:
        yield engine
    finally:
        engine.dispose()
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}")
        server.dispose()


@pytest.mark.parametrize("name", CIRCLES)
def test_a_circle_on_a_server_there_and_back(made: MadeProject, name: str, postgresql: sa.Engine) -> None:
    circle(made, name)
    with postgresql.connect() as connection:
        connection.exec_driver_sql(made.plain())
        keys = [key for one in ("hens", "eggs") for key in sa.inspect(postgresql).get_foreign_keys(one)]
        assert {key["referred_table"] for key in keys} == {"hens", "eggs"}
        connection.exec_driver_sql(made.plain("heads:base"))
        assert set(sa.inspect(postgresql).get_table_names()) <= {"alembic_version"}


def code_of(postgresql: sa.Engine, *texts: str) -> str:
    """The SQLSTATE with which the server refuses the last of these texts."""
    with postgresql.connect() as connection:
        for text in texts[:-1]:
            connection.exec_driver_sql(text)
        with pytest.raises(sa.exc.DBAPIError) as refused:
            connection.exec_driver_sql(texts[-1])
    return str(getattr(refused.value.orig, "sqlstate", None) or getattr(refused.value.orig, "pgcode", ""))


def test_the_server_refuses_such_a_key(made: MadeProject, postgresql: sa.Engine) -> None:
    """With the code that the error names."""
    made.revision("one", f"{table('hens', 'eggs', key=True)}\n{table('eggs', 'hens', key=True)}")
    (script,) = made.scripts()

    code = code_of(postgresql, made.plain(dialect="sqlite"))
    assert f"SQLSTATE {code} " in script.failures[0].error.message


def test_the_server_refuses_such_a_drop(made: MadeProject, postgresql: sa.Engine) -> None:
    made.revision(
        "one",
        f"{table('hens', 'eggs', key=False)}\n{table('eggs', 'hens', key=True)}\n{KEY_BEHIND}",
        downgrade=BOTH_DROPPED,
    )
    (script,) = made.scripts("heads:base")

    code = code_of(postgresql, made.plain(), "DROP TABLE eggs")
    assert f"SQLSTATE {code} " in script.failures[0].error.message
