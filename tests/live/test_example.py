"""The example project on real servers, applied by the clients that a DBA uses."""

from __future__ import annotations

import shutil
import subprocess

import pytest
import sqlalchemy as sa

from tests.schemas import schema_of
from tests.shop import models, sqlgen


def client(*names: str) -> str:
    """The first of these programs that is installed."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no {names[0]} to apply a script with")
    return found


def psql(url: sa.URL, script: str) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    subprocess.run([client("psql"), *options, address], input=script, text=True, encoding="utf-8", check=True)


def mariadb(url: sa.URL, script: str) -> None:
    assert url.database
    options = ["--default-character-set=utf8mb4", f"--host={url.host}", f"--port={url.port}"]
    options += [f"--user={url.username}", *([f"--password={url.password}"] if url.password else [])]
    command = [client("mariadb", "mysql"), "--no-defaults", *options, url.database]
    subprocess.run(command, input=script, text=True, encoding="utf-8", check=True)


def apply(url: sa.URL, script: str) -> None:
    if url.get_backend_name() == "postgresql":
        psql(url, script)
    else:
        mariadb(url, script)


def tables_of(engine: sa.Engine) -> list[str]:
    return sa.inspect(engine).get_table_names()


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_the_script_leads_to_the_models_and_back(server: str, request: pytest.FixtureRequest) -> None:
    url: sa.URL = request.getfixturevalue(f"{server}_url")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    metadata = models()

    apply(url, sqlgen("render", "base:head", "--dialect", server))
    migrated = schema_of(engine)
    apply(url, sqlgen("render", "head:base", "--dialect", server))
    left = [table for table in tables_of(engine) if table != "alembic_version"]
    metadata.create_all(engine)

    assert left == []
    assert migrated == schema_of(engine)
