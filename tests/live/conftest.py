"""Databases on real servers, one for each test that asks."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest
import sqlalchemy as sa


@pytest.fixture
def postgresql_url() -> Iterator[sa.URL]:
    """An empty PostgreSQL database, gone after the test."""
    yield from _scratch_database("PostgreSQL", "SQLGEN_POSTGRESQL_URL", drop="DROP DATABASE {} WITH (FORCE)")


@pytest.fixture
def mariadb_url() -> Iterator[sa.URL]:
    """An empty MariaDB database, gone after the test."""
    # A server may still have latin1 for its default.
    create = "CREATE DATABASE {} CHARACTER SET utf8mb4"
    yield from _scratch_database("MariaDB", "SQLGEN_MARIADB_URL", create=create, drop="DROP DATABASE {}")


def _scratch_database(
    server: str, variable: str, *, drop: str, create: str = "CREATE DATABASE {}"
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
            connection.exec_driver_sql(drop.format(name))
