"""Scratch databases, and the clients that a DBA applies a script with."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

ADDRESSES: Mapping[str, str] = {
    "postgresql": "SQLGEN_POSTGRESQL_URL",
    "mariadb": "SQLGEN_MARIADB_URL",
}
"""The variable that names each server: an SQLAlchemy URL that may create databases."""
CLIENTS: Mapping[str, str] = {"postgresql": "psql", "mariadb": "mariadb", "sqlite": "sqlite3"}
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Refused:
    """A script that a client did not take whole; `line` counts from 1."""

    line: int
    message: str


@contextmanager
def scratch_database(dialect: str) -> Iterator[sa.URL]:
    """An empty database with a name of its own, gone behind the block."""
    if dialect == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            yield sa.URL.create("sqlite", database=str(Path(folder, "scratch.db")))
        return
    address = os.environ[ADDRESSES[dialect]]
    name = f"sqlgen_proof_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    force = " WITH (FORCE)" if dialect == "postgresql" else ""
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield engine.url.set(database=name)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}{force}")


def apply(url: sa.URL, script: str) -> Refused | None:
    """Have the database's own client run a script, up to the first error."""
    done = subprocess.run(
        _command(url),
        input=script,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    if done.returncode == 0:
        return None
    lines = [line for line in done.stderr.splitlines() if re.search("error", line, re.IGNORECASE)]
    message = (lines or done.stderr.splitlines() or ["no message"])[0]
    line = re.search(r"(?:<stdin>:|(?:at|near) line )(\d+)", message)
    said = re.sub(r"^psql:<stdin>:\d+: ", "", message)
    return Refused(int(line[1]) if line else 1, said.replace(url.database or "", "scratch"))


def _command(url: sa.URL) -> list[str]:
    assert url.database
    match url.get_backend_name():
        case "postgresql":
            address = url.set(drivername="postgresql").render_as_string(hide_password=False)
            options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
            return [CLIENTS["postgresql"], *options, address]
        case "sqlite":
            return [CLIENTS["sqlite"], "-batch", "-bail", url.database]
        case _:
            options = ["--default-character-set=utf8mb4", f"--host={url.host}", f"--port={url.port or 3306}"]
            options += [f"--user={url.username}"]
            if url.password:
                options.append(f"--password={url.password}")
            return [CLIENTS["mariadb"], "--no-defaults", *options, url.database]


def told_version(dialect: str) -> str:
    """A server as it names itself, with the client that the proof applies scripts with."""
    with scratch_database(dialect) as url:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            said = ".".join(str(part) for part in connection.dialect.server_version_info or () if part != 0)
    return f"{dialect} {said} by {CLIENTS[dialect]}"
