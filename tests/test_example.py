"""The example project as a newcomer runs it."""

from __future__ import annotations

import importlib.util
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.schemas import schema_of
from tests.shop import models, revision_ids, sqlgen

DIALECTS = ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"]


def test_alembic_is_not_needed() -> None:
    """With it installed, every other test of the example would prove less."""
    assert importlib.util.find_spec("alembic") is None


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_whole_history_renders_up_and_down(dialect: str) -> None:
    up = sqlgen("render", "base:head", "--dialect", dialect)
    down = sqlgen("render", "head:base", "--dialect", dialect)

    assert [revision for revision in revision_ids() if revision not in up] == []
    assert "DROP TABLE customers" in down


def test_the_rendered_history_leads_to_the_models(tmp_path: Path) -> None:
    """On SQLite, which is always at hand: what the script leaves is what the application expects."""
    script = sqlgen("render", "base:head", "--dialect", "sqlite", "--plain")
    migrated = sa.create_engine(f"sqlite:///{tmp_path}/migrated.db")
    expected = sa.create_engine(f"sqlite:///{tmp_path}/expected.db")

    connection = sqlite3.connect(tmp_path / "migrated.db")
    connection.executescript(script)
    connection.close()
    models().create_all(expected)

    assert schema_of(migrated) == schema_of(expected)
    migrated.dispose()
    expected.dispose()


def test_the_rendered_way_back_leaves_nothing(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "shop.db")
    connection.executescript(sqlgen("render", "base:head", "--dialect", "sqlite", "--plain"))
    connection.executescript(sqlgen("render", "head:base", "--dialect", "sqlite", "--plain"))
    left = connection.execute("SELECT name FROM sqlite_master WHERE tbl_name <> 'alembic_version'").fetchall()
    connection.close()

    assert left == []
