"""Databases on real servers, and scripts run on them as a DBA runs them."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from sqlgen.cli.main import command_line
from tests.schemas import schema_of
from tests.shop import run_sqlgen

MARK = "stopped on purpose"


def program(*names: str) -> str:
    """The first of these programs that is installed."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no {names[0]} to run a script with")
    return found


@dataclass(frozen=True)
class Ran:
    """What a client left: its exit code and all that it said."""

    code: int
    said: str

    @property
    def last_line(self) -> str:
        lines = [line.strip() for line in self.said.splitlines() if line.strip()]
        return lines[-1] if lines else ""


@dataclass(frozen=True)
class Database:
    """An empty database, and the client that runs scripts on it."""

    url: sa.URL
    dialect: str

    @property
    def name(self) -> str:
        return str(self.url.database)

    @property
    def target(self) -> str:
        """The dialect, with the server's version where there may be one of several."""
        if self.dialect != "postgresql":
            return self.dialect
        with self.engine() as engine, engine.connect() as connection:
            major, *_ = connection.dialect.server_version_info or ()
        return f"{self.dialect}@{major}"

    def command(self, *more: str, user: str | None = None) -> list[str]:
        """The client's call, reading from standard input."""
        match self.dialect:
            case "postgresql":
                url = self.url.set(drivername="postgresql", username=user or self.url.username)
                address = url.render_as_string(hide_password=False)
                return [program("psql"), "--no-psqlrc", *more, "--file=-", address]
            case "mariadb":
                told = [f"--host={self.url.host}", f"--port={self.url.port}"]
                told += [f"--user={user or self.url.username}"]
                told += [f"--password={self.url.password}"] if self.url.password else []
                call = [program("mariadb", "mysql"), "--no-defaults", "--default-character-set=utf8mb4"]
                return [*call, *told, *more, self.name]
            case _:
                return [program("sqlite3"), *more, self.name]

    def run(self, script: str, *more: str, user: str | None = None) -> Ran:
        done = subprocess.run(
            self.command(*more, user=user),
            input=script.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode())

    def run_killed(self, script: str) -> None:
        """Run a part of a script, and kill the client when it has come to the part's end."""
        says = {"postgresql": f"\\echo '{MARK}'", "mariadb": f"SELECT '{MARK}' AS x;"}
        unbuffered = {"mariadb": ["--unbuffered"]}
        with subprocess.Popen(
            self.command(*unbuffered.get(self.dialect, [])),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as client:
            assert client.stdin
            assert client.stdout
            text = f"{script}\n{says.get(self.dialect, f'.print {MARK!r}')}\n"
            client.stdin.write(text.encode())
            client.stdin.flush()
            said = []
            for line in client.stdout:
                said.append(line.decode())
                if MARK in said[-1]:
                    break
            else:
                pytest.fail(f"the client ended by itself: {''.join(said)}")
            client.kill()

    @contextmanager
    def engine(self) -> Iterator[sa.Engine]:
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        yield engine
        engine.dispose()

    def sql(self, *statements: str) -> None:
        with self.engine() as engine, engine.begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def content(self) -> dict[str, Any]:
        """The schema with the version table, and all rows."""
        with self.engine() as engine, engine.connect() as connection:
            schema = schema_of(engine, without=frozenset())
            quote = engine.dialect.identifier_preparer.quote
            rows = {
                table: sorted(map(repr, connection.exec_driver_sql(f"SELECT * FROM {quote(table)}").all()))
                for table in schema
            }
            return {"schema": schema, "rows": rows, "others": self._others(connection)}

    def _others(self, connection: sa.Connection) -> list[Any]:
        """Views, and types and their labels, or stored programs, that a reflection leaves out."""
        queries = {
            "postgresql": "SELECT typname, enumlabel FROM pg_enum "
            "JOIN pg_type t ON t.oid = enumtypid ORDER BY 1, 2",
            "mariadb": "SELECT routine_name, '' FROM information_schema.routines "
            "WHERE routine_schema = DATABASE() ORDER BY 1",
            "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY 1",
        }
        views = sorted(sa.inspect(connection).get_view_names())
        return [*views, *map(tuple, connection.exec_driver_sql(queries[self.dialect]).all())]


def segments_of(script: str) -> list[str]:
    """A script up to each of its segments' beginning, the whole at the end."""
    starts = [found.start() for found in re.finditer(r"(?m)^-- (?:=+\n-- )?Segment \d+ of \d+:", script)]
    return [*(script[:start] for start in starts), script]


def rendered(folder: Path, database: Database, *arguments: str, target: str = "") -> str:
    """A script for the database."""
    run = run_sqlgen("-q", "render", *arguments, "--dialect", target or database.target, folder=folder)
    assert run.returncode == 0, run.stderr
    return run.stdout


def rendered_here(folder: Path, database: Database, *arguments: str) -> str:
    """A script for the database, rendered in this process; with -o, what is said of it."""
    with contextlib.chdir(folder):
        done = CliRunner().invoke(
            command_line, ["render", "--no-lint", *arguments, "--dialect", database.dialect]
        )
    assert done.exit_code == 0, done.stderr
    return done.stdout or done.stderr


def emptied(database: Database) -> None:
    """Take everything out of the database."""
    match database.dialect:
        case "postgresql":
            database.sql("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
        case "mariadb":
            database.sql(f"DROP DATABASE {database.name}", f"CREATE DATABASE {database.name}")
        case _:
            Path(database.name).unlink(missing_ok=True)


def success(script: str) -> str:
    """The line that the header promises."""
    (line,) = (line for line in script.splitlines() if line.startswith("-- succeeds:"))
    return line.partition('"')[2].removesuffix('"')


def refused(ran: Ran, sentence: str) -> None:
    assert ran.code != 0
    assert sentence in ran.said
    assert "sqlgen: done" not in ran.said


def split(folder: Path, database: Database, out: Path) -> list[Path]:
    """The files of a script's segments, in order."""
    arguments = ["--dialect", database.target, "--split", "segment", "-o", str(out)]
    run = run_sqlgen("-q", "render", *arguments, folder=folder)
    assert run.returncode == 0, run.stderr
    return sorted(out.glob("*.sql"))
