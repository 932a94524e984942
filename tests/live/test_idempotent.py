"""One script for databases at different revisions: each ends at the same schema, whatever it began with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.live.handed import Database, emptied, refused, rendered_here, segments_of, success
from tests.projects import MadeProject

pytestmark = pytest.mark.slow

BEFORE_THE_BRANCHES = "27e9f1b85c30"
STATES = [
    f":{BEFORE_THE_BRANCHES}",
    # One branch is done, and of the other one nothing.
    ":09d7a3c6be52",
    ":b8a46d03f19e",
    ":c76b2f0e94d1",
]
MANY = 6
"""More stops than these are not all tried."""


@pytest.fixture(params=["postgresql", "mariadb"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database of each kind whose client can leave out statements."""
    return Database(request.getfixturevalue(f"{request.param}_url"), request.param)


@pytest.fixture
def ended(shop: Path, database: Database) -> tuple[str, dict[str, Any]]:
    """The script of the whole history, and what an empty database holds behind it."""
    script = rendered_here(shop, database, "--idempotent")
    ran = database.run(script)
    assert (ran.code, ran.last_line) == (0, success(script)), ran.said
    return script, database.content()


def test_a_database_at_any_revision_ends_at_the_last(
    shop: Path, database: Database, ended: tuple[str, dict[str, Any]]
) -> None:
    script, wanted = ended
    for state in STATES:
        emptied(database)
        there = database.run(rendered_here(shop, database, state))
        assert there.code == 0, (state, there.said)

        for _ in range(2):
            ran = database.run(script)
            assert (ran.code, ran.last_line) == (0, success(script)), (state, ran.said)

        assert database.content() == wanted, state


def test_a_range_begins_where_it_says(shop: Path, database: Database) -> None:
    """A database below the range, and one beyond it, are not what the script was made for."""
    script = rendered_here(shop, database, f"{BEFORE_THE_BRANCHES}:c76b2f0e94d1", "--idempotent")

    refused(database.run(script), f"hold {BEFORE_THE_BRANCHES} or a later revision: found no version table.")
    database.run(rendered_here(shop, database, ":a93d17c0f5e2"))
    refused(database.run(script), "hold revisions of this script, found besides a93d17c0f5e2.")
    database.run(rendered_here(shop, database, "a93d17c0f5e2:4be80d5a17f6"))
    before = database.content()
    refused(database.run(script), "hold revisions of this script, found besides 4be80d5a17f6.")
    assert database.content() == before


def test_a_range_brings_one_branch_along(shop: Path, database: Database) -> None:
    """A database that has one branch already gets the other one, and the rows that Alembic keeps."""
    script = rendered_here(shop, database, f"{BEFORE_THE_BRANCHES}:f3687be1405a", "--idempotent")
    database.run(rendered_here(shop, database, ":09d7a3c6be52"))

    ran = database.run(script)

    assert ran.code == 0, ran.said
    with database.engine() as engine, engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT version_num FROM alembic_version").all()
    assert [row[0] for row in rows] == ["f3687be1405a"]


def stopping(folder: Path, dialect: str) -> Path:
    """A history with all that a server may stop at: programs, statements that commit, names that go again."""
    project = MadeProject(folder / "stopping", f"{dialect}://")
    key = 'sa.Column("id", sa.Integer, primary_key=True)'
    project.revision(
        "one",
        f"""
        op.create_table("people", {key}, sa.Column("name", sa.String(50)), sa.Column("old", sa.Integer))
        op.execute("INSERT INTO people (id, name, old) VALUES (1, 'Ada; \\\\ or', 1), (2, 'it''s -- not', 2)")
        op.create_index("ix_people_name", "people", ["name"], postgresql_concurrently=True)
        op.execute("UPDATE people SET id = id + 10")
        """,
    )
    project.revision(
        "two",
        f"""
        op.execute("UPDATE people SET old = old + 1")
        op.add_column("people", sa.Column("mood", sa.String(20)))
        op.execute("UPDATE people SET mood = 'fine'")
        op.drop_column("people", "old")
        op.create_table("scratch", {key})
        """,
    )
    project.revision("three", PROGRAMS[dialect])
    project.revision(
        "four",
        """
        op.drop_index("ix_people_name", "people")
        op.create_index("ix_people_name", "people", ["name", "mood"])
        op.drop_table("scratch")
        op.drop_column("people", "mood")
        """,
    )
    return project.folder


PROGRAMS = {
    "postgresql": """
rise = "BEGIN NEW.id := 1; RETURN NEW; END"
op.execute(f"CREATE FUNCTION rise() RETURNS trigger LANGUAGE plpgsql AS $$ {rise} $$")
op.execute("CREATE TRIGGER t BEFORE INSERT ON scratch FOR EACH ROW EXECUTE FUNCTION rise()")
op.execute("VACUUM people")
op.execute("CREATE VIEW moods AS SELECT mood FROM people")
op.execute("DROP VIEW moods")
""",
    "mariadb": """
op.execute("CREATE PROCEDURE rise() BEGIN UPDATE people SET id = id + 100; SELECT 'two;'; END")
op.execute("CREATE TRIGGER t BEFORE INSERT ON scratch FOR EACH ROW SET NEW.id = 1")
op.execute("CALL rise()")
op.execute("CREATE VIEW moods AS SELECT mood FROM people")
op.execute("DROP VIEW moods")
""",
}


def test_it_goes_on_from_wherever_a_run_was_killed(database: Database, tmp_path: Path) -> None:
    """Columns and tables that later revisions drop, programs, and an index under a name used before."""
    folder = stopping(tmp_path, database.dialect)
    script = rendered_here(folder, database, "--idempotent")
    assert database.run(script).code == 0
    wanted = database.content()
    beginnings = segments_of(script)
    assert len(beginnings) > 8

    for place, text in _some(beginnings):
        emptied(database)
        database.run_killed(text)
        for _ in range(2):
            ran = database.run(script)
            assert (ran.code, ran.last_line) == (0, success(script)), (place, ran.said)
        assert database.content() == wanted, place


def test_it_goes_on_where_another_script_stopped(database: Database, tmp_path: Path) -> None:
    """The rows and marks that a script for one revision leaves are understood."""
    folder = stopping(tmp_path, database.dialect)
    other = segments_of(rendered_here(folder, database))
    script = rendered_here(folder, database, "--idempotent")
    assert database.run(script).code == 0
    wanted = database.content()

    for place, text in _some(other):
        emptied(database)
        database.run_killed(text)
        ran = database.run(script)
        assert ran.code == 0, (place, ran.said)
        assert database.content() == wanted, place


def _some(beginnings: list[str]) -> list[tuple[int, str]]:
    """Some of the points between the first and the last segment, with their numbers."""
    stops = list(enumerate(beginnings))[1:-1]
    return stops[:: -(-len(stops) // MANY)]


def test_a_prepared_statement_of_a_revision_is_refused(tmp_path: Path, mariadb_url: sa.URL) -> None:
    del mariadb_url
    project = MadeProject(tmp_path / "prepared", "mariadb://")
    project.revision("one", "op.execute(\"SET @a = 'SELECT 1'\")\nop.execute('PREPARE it FROM @a')\n"
                            "op.execute('EXECUTE it')")  # fmt: skip

    run = project.call("render", "--idempotent")

    assert run.code == 2
    assert "a prepared statement cannot prepare or run another one" in run.err


def test_each_tenant_goes_on_from_where_it_stands(tmp_path: Path, postgresql_url: sa.URL) -> None:
    """A schema is chosen by the session, and asked for its own version table."""
    database = Database(postgresql_url, "postgresql")
    project = MadeProject(tmp_path / "tenants")
    project.env(
        """
        from alembic import context

        context.configure(url="postgresql://")
        for tenant in context.get_x_argument():
            context.execute(f"SET search_path TO {tenant}")
            with context.begin_transaction():
                context.run_migrations()
        """
    )
    for name in ("one", "two", "three"):
        project.table(name)
    database.sql("CREATE SCHEMA acme", "CREATE SCHEMA bond")
    for tenant, end in (("acme", "two"), ("bond", "one")):
        called = project.call("-x", tenant, "render", "--no-lint", f":{end}")
        assert database.run(called.out).code == 0
    script = project.call("-x", "acme", "-x", "bond", "render", "--no-lint", "--idempotent").out

    for _ in range(2):
        ran = database.run(script)
        assert (ran.code, ran.last_line) == (0, success(script)), ran.said

    with database.engine() as engine:
        tables = {
            schema: sorted(sa.inspect(engine).get_table_names(schema))
            for schema in ("acme", "bond", "public")
        }
    assert tables == {
        "acme": ["alembic_version", "one", "three", "two"],
        "bond": ["alembic_version", "one", "three", "two"],
        "public": [],
    }


def test_what_a_revision_sets_for_the_session_is_said_again(database: Database, tmp_path: Path) -> None:
    """A setting of a revision that is done already is not lost on those that follow it."""
    project = MadeProject(tmp_path / "settings", f"{database.dialect}://")
    setting = {"postgresql": "SET bytea_output = 'escape'", "mariadb": "SET SESSION sql_mode = 'ANSI'"}
    shown = {"postgresql": "current_setting('bytea_output')", "mariadb": "@@SESSION.sql_mode"}
    project.revision(
        "one",
        f'op.create_table("t", sa.Column("a", sa.String(200)))\nop.execute({setting[database.dialect]!r})',
    )
    project.revision("two", f'op.execute("INSERT INTO t (a) SELECT {shown[database.dialect]}")')
    assert database.run(rendered_here(project.folder, database, ":one")).code == 0

    ran = database.run(rendered_here(project.folder, database, "--idempotent"))

    assert ran.code == 0, ran.said
    with database.engine() as engine, engine.connect() as connection:
        said = str(connection.exec_driver_sql("SELECT a FROM t").scalar())
    assert said == "escape" or "ANSI" in said
