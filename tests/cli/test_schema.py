"""sqlgen schema: what is known of a schema, shown, kept and compared."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.projects import MadeProject
from tests.script.json_schema import complaints

SHOP = """
op.create_table(
    "users",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(80), nullable=False, server_default="nobody"),
    sa.UniqueConstraint("name", name="uq_users_name"),
)
op.create_table(
    "orders",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", name="fk_orders_user")),
)
op.create_index("ix_orders_user", "orders", ["user_id"])
"""
MODELS = """
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id = sa.Column(sa.Integer, primary_key=True)
"""


@pytest.fixture
def shop(made: MadeProject) -> MadeProject:
    """Two revisions, for PostgreSQL."""
    made.revision("one", SHOP)
    made.revision("two", "op.add_column('users', sa.Column('born', sa.Date))")
    return made


@pytest.fixture
def live(shop: MadeProject) -> str:
    """The address of an SQLite database in the project's folder that its script has made."""
    script = shop.call("render", "--plain", "--dialect", "sqlite").out
    with sqlite3.connect(shop.folder / "shop.db") as connection:
        connection.executescript(script)
    connection.close()
    return f"sqlite:///{shop.folder / 'shop.db'}"


def document(shop: MadeProject, *arguments: str) -> Any:
    called = shop.call("schema", "dump", *arguments)
    assert called.code == 0, called.err
    return json.loads(called.out)


def by_name(told: Any) -> dict[str, Any]:
    return {table["name"]: table for table in told["tables"]}


# Dump


def test_a_snapshot_of_a_revision(shop: MadeProject, root: Path) -> None:
    told = document(shop, "--at", "one")
    assert told["revisions"] == ["one"]
    assert told["dialect"] == "postgresql"
    users = by_name(told)["users"]
    assert users["columns"][1] == {
        "name": "name", "type": "VARCHAR(80)", "nullable": False, "default": "'nobody'",
    }  # fmt: skip
    assert users["primary_key"] == {"name": "users_pkey", "columns": ["id"]}
    schema = json.loads((root / "docs/reference/catalog.schema.json").read_text(encoding="utf-8"))
    assert list(complaints(told, schema, schema)) == []


def test_a_snapshot_of_the_models(shop: MadeProject) -> None:
    """For the database that is named, with or without the history's own."""
    shop.write("shop_models.py", MODELS)
    told = document(shop, "--models", "shop_models:Base", "--dialect", "mariadb@10.11")
    assert told["revisions"] is None
    assert told["version"] == "10.11"
    assert list(by_name(told)) == ["users"]
    assert "pass --dialect" in shop.call("schema", "dump", "--models", "shop_models:Base").err


def test_a_snapshot_of_a_live_database(shop: MadeProject, live: str) -> None:
    told = document(shop, "--url", live)
    assert told["revisions"] == ["two"]
    assert told["complete"] is True
    assert list(by_name(told)) == ["alembic_version", "orders", "users"]


def test_the_same_schema_gives_the_same_file(shop: MadeProject, live: str) -> None:
    """Byte for byte, but for the version of the server: so it can be kept and compared."""
    told = document(shop, "--url", live)
    replayed = document(shop, "--at", "two", "--dialect", "sqlite")
    assert told["tables"] == replayed["tables"]


def test_a_database_is_only_read(shop: MadeProject, live: str) -> None:
    before = (shop.folder / "shop.db").read_bytes()
    document(shop, "--url", live)
    assert (shop.folder / "shop.db").read_bytes() == before


def test_live_is_what_the_configuration_names(shop: MadeProject, live: str) -> None:
    shop.ini(f"sqlalchemy.url = {live}")
    assert document(shop, "--url", "live") == document(shop, "--url", live)


def test_no_database_is_made_by_looking_for_it(shop: MadeProject) -> None:
    called = shop.call("schema", "dump", "--url", "sqlite:///nowhere.db")
    assert called.code == 2
    assert "there is no database file nowhere.db" in called.err
    assert not (shop.folder / "nowhere.db").exists()


@pytest.mark.parametrize(
    "address, words",
    [
        ("nonsense://", "cannot be read"),
        ("postgresql+psycopg://user:secret@127.0.0.1:1/shop", "cannot be read"),
    ],
)
def test_a_database_that_cannot_be_read(shop: MadeProject, address: str, words: str) -> None:
    called = shop.call("schema", "dump", "--url", address)
    assert called.code == 2
    assert words in called.err
    assert "secret" not in called.err


def test_a_snapshot_is_of_one_thing(shop: MadeProject) -> None:
    assert shop.call("schema", "dump").code == 2
    assert shop.call("schema", "dump", "--at", "one", "--url", "live").code == 2


def test_a_file_is_written_whole(shop: MadeProject) -> None:
    called = shop.call("schema", "dump", "--at", "two", "-o", "schema.json")
    assert called.out == ""
    assert "written to schema.json" in called.err
    assert (shop.folder / "schema.json").read_text(encoding="utf-8").endswith("}\n")


def test_a_range_starts_from_what_was_dumped(shop: MadeProject, live: str) -> None:
    shop.call("schema", "dump", "--url", live, "-o", "schema.json")
    shop.revision(
        "three",
        """
        with op.batch_alter_table("users") as batch:
            batch.drop_column("name")
        """,
    )
    starting = ("render", "two:three", "--plain", "--dialect", "sqlite")
    assert shop.call(*starting, "--catalog", "schema.json").out == shop.call(*starting).out


# Show


def test_the_schema_as_the_server_would_show_it(shop: MadeProject) -> None:
    told = shop.call("schema", "show", "two", "users")
    assert told.out == (
        "CREATE TABLE users (\n\tid SERIAL NOT NULL, \n\tname VARCHAR(80) DEFAULT 'nobody' NOT NULL, \n"
        "\tborn DATE, \n\tCONSTRAINT users_pkey PRIMARY KEY (id), \n"
        "\tCONSTRAINT uq_users_name UNIQUE (name)\n);\n"
    )
    whole = shop.call("schema", "show", "two").out
    assert whole.index("CREATE TABLE users") < whole.index("CREATE TABLE orders")
    assert "CREATE INDEX ix_orders_user ON orders (user_id);" in whole


def test_it_can_be_made(shop: MadeProject) -> None:
    told = shop.call("schema", "show", "two", "--dialect", "sqlite").out
    with sqlite3.connect(shop.folder / "made.db") as connection:
        connection.executescript(told)
    connection.close()
    called = shop.call("schema", "diff", "two", "sqlite:///made.db")
    assert called.code == 0, called.out


def test_one_table_as_json(shop: MadeProject) -> None:
    told = json.loads(shop.call("schema", "show", "one", "orders", "--json").out)
    assert told["name"] == "orders"
    assert told["constraints"][0]["referent"] == {"name": "users"}


def test_a_table_that_is_not_known(shop: MadeProject) -> None:
    called = shop.call("schema", "show", "one", "nothing")
    assert called.code == 2
    assert "known are alembic_version, orders, users" in called.err


def test_what_is_known_in_part_is_told_as_that(shop: MadeProject) -> None:
    shop.write("sqlgen.toml", '[history]\nbase = "existing"\n')
    shop.revision("three", "op.add_column('before', sa.Column('x', sa.Text, nullable=False))")
    told = shop.call("schema", "show", "three").out
    assert "-- Table before is known in part.\n--   x TEXT NOT NULL" in told
    assert "-- There may be other tables" in told


def test_a_revision_that_cannot_be_replayed_is_told(shop: MadeProject) -> None:
    shop.revision("three", "op.get_bind().execute(sa.text('SELECT random()')).all()")
    called = shop.call("schema", "show", "three")
    assert "revision three lies before the range and cannot be replayed" in called.err


# Diff


def test_what_a_revision_changes(shop: MadeProject) -> None:
    called = shop.call("schema", "diff", "one", "two")
    assert called.code == 1
    assert called.out == "table users\n  + column born: DATE\n"
    assert shop.call("schema", "diff", "two", "two").code == 0


def test_what_differs_in_the_live_database(shop: MadeProject, live: str) -> None:
    assert shop.call("schema", "diff", "head", live).code == 0
    with sqlite3.connect(shop.folder / "shop.db") as connection:
        connection.execute("CREATE INDEX by_hand ON users (born)")
    connection.close()
    called = shop.call("schema", "diff", "head", live)
    assert called.code == 1
    assert called.out == "table users\n  + index by_hand: (born)\n"


def test_a_file_is_compared_with_a_revision(shop: MadeProject) -> None:
    """For the dialect that the file is of."""
    shop.call("schema", "dump", "--at", "one", "--dialect", "mariadb", "-o", "schema.json")
    assert shop.call("schema", "diff", "schema.json", "one").code == 0
    told = json.loads(shop.call("schema", "diff", "schema.json", "two", "--json").out)
    assert told["from"] == "schema.json"
    assert told["differences"] == [
        {
            "change": "added", "kind": "column", "name": "born", "table": "users", "before": None,
            "after": {"name": "born", "type": "DATE", "nullable": True},
        }
    ]  # fmt: skip
    assert told["not_compared"] == []


def test_two_databases_have_no_common_words(shop: MadeProject) -> None:
    for dialect in ("mariadb", "sqlite"):
        shop.call("schema", "dump", "--at", "one", "--dialect", dialect, "-o", f"{dialect}.json")
    called = shop.call("schema", "diff", "mariadb.json", "sqlite.json")
    assert called.code == 2
    assert "mariadb.json is of mariadb, and sqlite.json of sqlite" in called.err


def test_one_of_several_databases(shop: MadeProject) -> None:
    shop.env(
        """
        from alembic import context

        for name in ("left", "right"):
            context.configure(dialect_name="postgresql")
            context.run_migrations(engine_name=name)
        """
    )
    called = shop.call("schema", "show", "one")
    assert called.code == 2
    assert "several databases: left, right" in called.err
    assert shop.call("schema", "show", "one", "--database", "left").code == 0
    assert "no database 'middle'" in shop.call("schema", "show", "one", "--database", "middle").err
