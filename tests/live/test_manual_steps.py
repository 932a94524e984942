"""Scripts with manual steps, run straight through by real clients: nothing behind a step that was not done.

Most clients go on behind an error unless they are told not to, and a DBA's habits are not ours to rely on.
So the plain form is run by careful and by careless clients alike.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.projects import MadeProject

USERS = """
op.create_table(
    "users",
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(20)),
    sa.Column("slug", sa.String(20)),
)
op.execute("INSERT INTO users (id, name) VALUES (1, 'Ann')")
op.execute("INSERT INTO users (id, name) SELECT 2, max(name) FROM users WHERE CURRENT_DATE > '2001-01-01'")
"""
SLUGS = """
bind = op.get_bind()
for row in bind.execute(sa.text("SELECT id, name FROM users WHERE slug IS NULL")).fetchall():
    bind.execute(sa.text("UPDATE users SET slug = :s WHERE id = :i"), {"s": row.name.lower(), "i": row.id})
"""
READS = "assert op.get_bind().execute(sa.text('SELECT id FROM users')).all()"
GO_ON = "-- Go on from here"


@dataclass
class Server:
    """A database, the clients that run scripts on it, and the last of them that stops at errors."""

    url: sa.URL
    careless: list[str]
    careful: list[str]

    def run(self, script: str, *, careful: bool = False) -> subprocess.CompletedProcess[str]:
        call = self.careful if careful else self.careless
        return subprocess.run(call, input=script, capture_output=True, text=True, check=False)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(sql))]

    def tell(self, *statements: str) -> None:
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            for sql in statements:
                connection.execute(sa.text(sql))

    @property
    def version(self) -> object:
        ((found,),) = self.ask("SELECT version_num FROM alembic_version")
        return found

    @property
    def tables(self) -> set[str]:
        return set(sa.inspect(sa.create_engine(self.url, poolclass=sa.NullPool)).get_table_names())


def _postgresql(url: sa.URL) -> Server:
    shown = url.set(drivername="postgresql").render_as_string(hide_password=False)
    call = ["psql", "--no-psqlrc", "--quiet", f"--dbname={shown}"]
    return Server(url, call, [*call, "--set=ON_ERROR_STOP=1"])


def _mariadb(url: sa.URL) -> Server:
    call = ["mariadb", "--no-defaults", f"--host={url.host}", f"--port={url.port or 3306}"]
    call += [f"--user={url.username}", *([f"--password={url.password}"] if url.password else [])]
    return Server(url, [*call, "--force", str(url.database)], [*call, str(url.database)])


def _sqlite(folder: Path) -> Server:
    file = str(folder / "shop.db")
    return Server(sa.make_url(f"sqlite:///{file}"), ["sqlite3", file], ["sqlite3", "-bail", file])


@pytest.fixture(params=["postgresql", "mariadb", "sqlite"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Server:
    if request.param == "sqlite":
        return _sqlite(tmp_path)
    url: sa.URL = request.getfixturevalue(f"{request.param}_url")
    return _postgresql(url) if request.param == "postgresql" else _mariadb(url)


@pytest.fixture
def shop(server: Server, tmp_path: Path) -> MadeProject:
    """`two` and `five` read rows that only a database has."""
    made = MadeProject(tmp_path / "project", server.url.render_as_string(hide_password=False))
    made.revision("one", USERS)
    made.revision("two", SLUGS)
    made.revision("three", "op.create_table('late', sa.Column('id', sa.Integer))")
    made.revision("four", "op.execute(\"UPDATE users SET name = 'Bob'\")")
    made.revision("five", READS)
    return made


def by_hand(server: Server, before: str, after: str, *statements: str) -> None:
    stamp = f"UPDATE alembic_version SET version_num = '{after}' WHERE version_num = '{before}'"
    server.tell(*statements, stamp)


@pytest.mark.parametrize("careful", [True, False], ids=["careful", "careless"])
def test_a_plain_script_stops_until_the_step_is_done(
    server: Server, shop: MadeProject, *, careful: bool
) -> None:
    script = shop.call("render", "--plain", "--manual-steps").out
    first, second, third = script.split(GO_ON)

    straight = server.run(script, careful=careful)

    assert "STOP: revision two is to be done by hand first" in straight.stderr
    assert (server.version, "late" in server.tables) == ("one", False)
    assert server.ask("SELECT count(*) FROM users WHERE name = 'Bob'") == [(0,)]

    by_hand(server, "one", "two", "UPDATE users SET slug = lower(name)")
    onward = server.run(GO_ON + second + GO_ON + third, careful=careful)

    assert "STOP: revision five is to be done by hand first" in onward.stderr
    assert "STOP: revision two" not in onward.stderr
    assert (server.version, "late" in server.tables) == ("four", True)
    assert server.ask("SELECT count(*) FROM users WHERE slug = 'ann' AND name = 'Bob'") == [(2,)]

    by_hand(server, "four", "five")
    last = server.run(GO_ON + third, careful=careful)

    assert (last.returncode, last.stderr) == (0, "")
    assert "-- Running upgrade -> one" in first


def test_the_session_is_as_before_behind_a_step_that_was_done(server: Server, shop: MadeProject) -> None:
    script = shop.call("render", "--plain", "--manual-steps").out
    server.run(script)
    by_hand(server, "one", "two")
    _, second, _ = script.split(GO_ON)

    done = server.run(GO_ON + second + "\nCREATE TABLE mine (id INTEGER);\nINSERT INTO mine VALUES (1);\n")

    assert (done.returncode, done.stderr) == (0, "")
    assert server.ask("SELECT id FROM mine") == [(1,)]


def test_a_script_for_the_client_stops_and_says_what_to_do(server: Server, shop: MadeProject) -> None:
    script = shop.call("render", "--manual-steps").out

    straight = server.run(script, careful=True)

    assert straight.returncode != 0
    assert "two" in straight.stderr + straight.stdout
    assert "sqlgen: done" not in straight.stdout
    assert (server.version, "late" in server.tables) == ("one", False)

    by_hand(server, "one", "two", "UPDATE users SET slug = lower(name)")
    rest = server.run(shop.call("render", "two:head", "--manual-steps").out, careful=True)

    assert rest.returncode != 0
    assert (server.version, "late" in server.tables) == ("four", True)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name != "RESUME.md")


@pytest.mark.parametrize("split", ["revision", "segment"])
def test_files_are_run_in_their_order_with_the_steps_between(
    split: str, server: Server, shop: MadeProject
) -> None:
    called = shop.call("render", "--manual-steps", "--split", split, "-o", "out")
    assert called.code == 0, called.err
    steps: dict[str, Callable[[], None]] = {
        "two": lambda: by_hand(server, "one", "two", "UPDATE users SET slug = lower(name)"),
        "five": lambda: by_hand(server, "four", "five"),
    }
    listed = files(shop.folder / "out")
    first, behind = (number for number, path in enumerate(listed) if path.suffix == ".md")

    for path in listed[:first]:
        assert server.run(path.read_text(), careful=True).returncode == 0, path.name
    early = server.run(listed[first + 1].read_text(), careful=True)
    assert early.returncode != 0, "the step between the files was not done"
    assert (server.version, "late" in server.tables) == ("one", False)
    for path in listed[first:]:
        if path.suffix == ".md":
            assert "alembic upgrade" in path.read_text()
            steps.pop("two" if "two" in path.name else "five")()
        else:
            done = server.run(path.read_text(), careful=True)
            assert done.returncode == 0, (path.name, done.stderr)

    assert behind == len(listed) - 1
    assert (server.version, steps) == ("five", {})
    assert server.ask("SELECT count(*) FROM users WHERE slug = 'ann' AND name = 'Bob'") == [(2,)]
