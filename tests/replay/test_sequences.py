"""SQLite's table of the numbers that AUTOINCREMENT has given is answered as SQLite itself would.

A project that keeps its numbers over a rebuild reads it; a wrong answer would give a number twice.
"""

from __future__ import annotations

import sqlite3

import pytest

from sqlgen.errors import SqlgenError
from tests.projects import MadeProject
from tests.replay.asking import ANSWERS, Asking

TABLES = """
for name in ("users", "teams"):
    columns = (sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
    op.create_table(name, *columns, sqlite_autoincrement=True)
op.create_table("plain", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
op.execute("INSERT INTO plain (name) VALUES ('a')")
"""
REBUILD = """
with op.batch_alter_table("users", table_kwargs={"sqlite_autoincrement": True}) as batch:
    batch.alter_column("name", nullable=False)
"""
ALL = "op.get_bind().execute(sa.text('SELECT name, seq FROM sqlite_sequence ORDER BY name')).all()"
STEPS = {
    "nothing was inserted": "",
    "an INSERT that found nothing": "op.execute('INSERT INTO users (name) SELECT name FROM teams')",
    "two rows": "op.execute(\"INSERT INTO users (name) VALUES ('a'), ('b')\")",
    "rows that are gone": "op.execute('INSERT INTO users (id) VALUES (7)')\nop.execute('DELETE FROM users')",
    "a rebuild": f"op.execute(\"INSERT INTO users (id, name) VALUES (7, 'a')\")\n{REBUILD}",
    "a rebuild of nothing": REBUILD,
    "another name": "op.execute('INSERT INTO users (id) VALUES (7)'); op.rename_table('users', 'people')",
    "a dropped table": "op.execute('INSERT INTO users (id) VALUES (7)'); op.drop_table('users')",
    "a number that was set": f'{REBUILD}\nop.execute("UPDATE sqlite_sequence SET seq = 9")',
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_it_holds_what_sqlite_would(made: MadeProject, step: str) -> None:
    answer = Asking(made, TABLES)(ALL, before=step, dialect="sqlite")
    server = sqlite3.connect(":memory:")
    server.executescript(made.plain(dialect="sqlite"))
    assert answer == server.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall()


@pytest.mark.parametrize("before, changed", [("", 0), (REBUILD, 1)])
def test_whether_a_number_was_there_to_be_set_is_known(made: MadeProject, before: str, changed: int) -> None:
    """A project inserts the row itself where its UPDATE has found none."""
    setting = "UPDATE sqlite_sequence SET seq = 3 WHERE name = 'users'"
    asked = f"op.get_bind().execute(sa.text({setting!r})).rowcount"
    assert Asking(made, TABLES)(asked, before=before, dialect="sqlite") == changed


@pytest.mark.parametrize(
    "step",
    [
        "op.execute('CREATE TABLE more (id INTEGER PRIMARY KEY AUTOINCREMENT)')",
        "op.execute('INSERT OR REPLACE INTO users (id) SELECT abs(random())')",
        "op.execute('DROP TABLE users'); op.execute('DROP TABLE teams')",
    ],
)
def test_what_is_not_certain_is_not_answered(made: MadeProject, step: str) -> None:
    """A number below the real one would be given again, to another row."""
    asking = Asking(made, TABLES)
    with pytest.raises((SqlgenError, AssertionError, IndexError)):
        asking(ALL, before=step, dialect="sqlite")
    assert not ANSWERS
