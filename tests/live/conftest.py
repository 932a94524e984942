"""Databases on real servers, one for each test that asks."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.live.handed import Database
from tests.shop import SHOP


@pytest.fixture
def postgresql_url() -> Iterator[sa.URL]:
    """An empty PostgreSQL database, gone after the test."""
    # WITH (FORCE) is not known before version 13.
    disconnect = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'"
    yield from _scratch_database("PostgreSQL", "SQLGEN_POSTGRESQL_URL", disconnect=disconnect)


@pytest.fixture
def mariadb_url() -> Iterator[sa.URL]:
    """An empty MariaDB database, gone after the test."""
    # A server may still have latin1 for its default.
    create = "CREATE DATABASE {} CHARACTER SET utf8mb4"
    yield from _scratch_database("MariaDB", "SQLGEN_MARIADB_URL", create=create)


def _scratch_database(
    server: str, variable: str, *, create: str = "CREATE DATABASE {}", disconnect: str = ""
) -> Iterator[sa.URL]:
    address = os.environ.get(variable)
    if not address:
        reason = f"no {server} server: set {variable} to an SQLAlchemy URL that may create databases"
        # In CI a live test that does not run is a failure: .ci/run starts the servers.
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    name = f"sqlgen_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(create.format(name))
    try:
        yield engine.url.set(database=name)
    finally:
        with engine.connect() as connection:
            if disconnect:
                connection.exec_driver_sql(disconnect.format(name))
            connection.exec_driver_sql(f"DROP DATABASE {name}")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> sa.URL:
    """A file that is not there yet."""
    return sa.URL.create("sqlite", database=str(tmp_path / "shop.db"))


@pytest.fixture(params=["postgresql", "mariadb", "sqlite"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database of each kind in turn."""
    return Database(request.getfixturevalue(f"{request.param}_url"), request.param)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The example, where no file of the repository can change."""
    return shutil.copytree(SHOP, tmp_path / "shop", ignore=shutil.ignore_patterns("__pycache__"))
