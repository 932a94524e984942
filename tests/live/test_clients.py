"""Scripts in the hands of those who run them: psql, mariadb and sqlite3, on real servers.

What breaks here is found at two in the morning: a script that starts on the wrong database, or runs twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.live.handed import Database, refused, rendered, success
from tests.projects import MadeProject

STOPPED = "Stopped, nothing is changed: expected "


# All is well.


def test_a_script_ends_in_the_line_that_it_promises(shop: Path, database: Database) -> None:
    script = rendered(shop, database)

    ran = database.run(script)

    assert (ran.code, ran.last_line) == (0, success(script)), ran.said


def test_the_way_back_ends_where_it_began(shop: Path, database: Database) -> None:
    database.run(rendered(shop, database, ":27e9f1b85c30"))
    before = database.content()

    there = database.run(rendered(shop, database, "27e9f1b85c30:c76b2f0e94d1"))
    back = rendered(shop, database, "c76b2f0e94d1:27e9f1b85c30")
    ran = database.run(back)

    assert there.code == 0, there.said
    assert (ran.code, ran.last_line) == (0, success(back)), ran.said
    assert database.content() == before


def test_a_database_that_went_back_to_the_base_can_start_again(shop: Path, database: Database) -> None:
    """The version table is there then, and empty."""
    there = rendered(shop, database)
    for script in (there, rendered(shop, database, "heads:base"), there):
        ran = database.run(script)
        assert ran.code == 0, ran.said


# Nothing is changed.


@pytest.fixture
def halfway(shop: Path, database: Database) -> Database:
    """A database at the third revision."""
    ran = database.run(rendered(shop, database, ":a93d17c0f5e2"))
    assert ran.code == 0, ran.said
    return database


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ([], f"{STOPPED}the version table to hold base, found a93d17c0f5e2"),
        ([":a93d17c0f5e2"], "found a93d17c0f5e2. If that is a93d17c0f5e2, this script was run already."),
        (["d40b6e29a7c8:"], f"{STOPPED}the version table to hold d40b6e29a7c8, found a93d17c0f5e2"),
        (["a93d17c0f5e2:", "--database", "warehouse?"], f"{STOPPED}a database named warehouse?, found "),
    ],
)
def test_a_database_that_is_not_as_expected_is_left_alone(
    shop: Path, halfway: Database, arguments: list[str], sentence: str
) -> None:
    before = halfway.content()

    ran = halfway.run(rendered(shop, halfway, *arguments))

    refused(ran, sentence)
    assert halfway.content() == before


def test_the_right_database_is_taken(shop: Path, halfway: Database) -> None:
    pattern = Path(halfway.name).name[:6] + "*"

    ran = halfway.run(rendered(shop, halfway, "a93d17c0f5e2:", "--database", pattern))

    assert ran.code == 0, ran.said


def test_a_server_that_is_too_old_is_left_alone(shop: Path, database: Database) -> None:
    ran = database.run(rendered(shop, database, target=f"{database.dialect}@99"))

    refused(ran, " 99 or later, found ")
    assert database.content()["schema"] == {}


def test_another_make_of_server_is_left_alone(shop: Path, mariadb_url: sa.URL) -> None:
    """A script for MySQL has words that MariaDB takes for others."""
    database = Database(mariadb_url, "mariadb")

    ran = database.run(rendered(shop, database, target="mysql@8.0"))

    refused(ran, f"{STOPPED}MySQL, found 1")
    assert database.content()["schema"] == {}


@pytest.fixture
def stranger(database: Database) -> Iterator[str]:
    """Somebody who may do everything in the database, and should not."""
    name = f"stranger_{database.name[-6:]}"
    if database.dialect == "postgresql":
        database.sql(f"CREATE ROLE {name} LOGIN SUPERUSER")
        yield name
        database.sql(f"DROP OWNED BY {name}", f"DROP ROLE {name}")
    else:
        database.sql(f"CREATE USER {name}", f"GRANT ALL ON *.* TO {name}")
        yield name
        database.sql(f"DROP USER {name}")


@pytest.mark.parametrize("database", ["postgresql", "mariadb"], indirect=True)
def test_somebody_else_is_stopped(shop: Path, database: Database, stranger: str) -> None:
    script = rendered(shop, database, "--role", str(database.url.username))

    ran = database.run(script, user=stranger)

    refused(ran, f"{STOPPED}to be run as {database.url.username}, found {stranger}")
    assert database.content()["schema"] == {}
    assert database.run(script).code == 0


def test_a_version_row_that_moves_meanwhile_undoes_the_revision(shop: Path, halfway: Database) -> None:
    """The stamp would change no row, and the script would end well."""
    script = rendered(shop, halfway, "a93d17c0f5e2:27e9f1b85c30")
    stamp = r"(?=UPDATE alembic_version\s+SET version_num\s*=\s*'27e9f1b85c30')"

    ran = halfway.run(re.sub(stamp, "UPDATE alembic_version SET version_num = 'zz';\n", script))

    refused(ran, "Stopped: expected the version table to hold 27e9f1b85c30 now, found zz")


@pytest.mark.parametrize("client", ["mysql", "workbench"])
def test_a_client_that_goes_on_after_errors_changes_nothing(
    shop: Path, mariadb_url: sa.URL, client: str
) -> None:
    """`source` does, and --force."""
    database = Database(mariadb_url, "mariadb")
    database.sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    database.sql("INSERT INTO alembic_version VALUES ('zz')")
    before = database.content()

    ran = database.run(rendered(shop, database, "--client", client), "--force")

    assert STOPPED in ran.said
    assert "READ ONLY" in ran.said
    assert database.content() == before


def test_a_statement_that_failed_is_not_stamped_by_a_client_that_goes_on(
    shop: Path, mariadb_url: sa.URL
) -> None:
    database = Database(mariadb_url, "mariadb")
    database.sql("CREATE VIEW payments AS SELECT 1")

    ran = database.run(rendered(shop, database), "--force")

    assert "Stopped: what the segments above did is not all there; " in ran.said
    with database.engine() as engine, engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
    assert rows == ["6f02b4d7e81a"]


def test_what_is_known_of_a_table_goes_with_its_new_name(made: MadeProject, database: Database) -> None:
    """MySQL commits each statement, and the script looks behind them whether all are done."""
    made.revision(
        "one",
        "op.create_table('domains', sa.Column('id', sa.Integer, primary_key=True))",
    )
    made.revision(
        "two",
        "op.add_column('domains', sa.Column('parent', sa.Integer))\n"
        "op.create_index('ix_parent', 'domains', ['parent'])\n"
        "op.rename_table('domains', 'zones')\n"
        "op.add_column('zones', sa.Column('made', sa.Integer))\n"
        "op.drop_index('ix_parent', 'zones')\n"
        "op.drop_column('zones', 'parent')",
    )
    script = made.call("--quiet", "render", "--dialect", database.dialect)
    assert script.code == 0, script.err
    ran = database.run(script.out)
    assert ran.code == 0, ran.said
