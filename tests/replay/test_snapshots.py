"""A snapshot of the schema in the place of the replay of what made it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sqlgen.config import find_config
from sqlgen.pipeline import Options, known_at, open_project
from tests.projects import MadeProject

MAKES = """
op.create_table(
    "users",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(80), nullable=False, server_default="nobody"),
    sa.Column("status", sa.Enum("new", "old", name="status")),
    sa.UniqueConstraint("name"),
)
op.create_index("ix_users_name", "users", [sa.text("lower(name)")])
"""
ASKS = """
inspector = sa.inspect(op.get_bind())
for column in inspector.get_columns("users"):
    op.execute(f"-- {column['name']} {column['type']} {column['default']}")
with op.batch_alter_table("users") as batch:
    batch.alter_column("name", nullable=True)
    batch.drop_column("status")
op.add_column("users", sa.Column("was", sa.Enum("new", "old", name="status")))
"""


def snapshot(made: MadeProject, at: str, dialect: str = "postgresql") -> Path:
    """A file with what is known at a revision."""
    options = Options(dialect=dialect)
    project = open_project(find_config([made.folder / "alembic.ini"]), options)
    (known,) = known_at(project, at, options)
    return made.write("schema.json", json.dumps(known.document()))


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"])
def test_a_range_from_a_snapshot_is_the_range_from_the_history(made: MadeProject, dialect: str) -> None:
    """Byte for byte, and no revision before the range is run."""
    made.revision("one", MAKES)
    made.revision("two", ASKS)
    replayed = made.plain("one:two", dialect=dialect)
    file = snapshot(made, "one", dialect)
    made.revision("one", "raise ValueError('nobody runs this')", above=None)
    assert made.plain("one:two", dialect=dialect, catalog=file) == replayed


def test_a_snapshot_before_the_first_revision(made: MadeProject) -> None:
    """It is the schema that the application made by itself."""
    made.revision("made", MAKES)
    file = snapshot(made, "made")
    text = file.read_text(encoding="utf-8").replace('"revisions": ["made"]', '"revisions": []')
    file.write_text(text, encoding="utf-8")
    made.revision("first", ASKS, above=None)
    (made.versions / "made.py").unlink()
    called = made.call("render", "--plain", "--catalog", "schema.json")
    assert called.err == ""
    assert "-- name VARCHAR(80) 'nobody'" in called.out
    assert "CREATE TYPE" not in called.out

    made.write("sqlgen.toml", '[history]\nbase = "schema.json"\n')
    assert made.call("render", "--plain").out == called.out


def test_a_base_for_each_dialect(made: MadeProject) -> None:
    made.revision("made", MAKES)
    for dialect in ("postgresql", "sqlite"):
        text = snapshot(made, "made", dialect).read_text(encoding="utf-8")
        made.write(f"base-{dialect}.json", text.replace('"revisions": ["made"]', '"revisions": []'))
    made.write("sqlgen.toml", '[history]\nbase = "base-{dialect}.json"\n')
    made.revision("made", "assert sa.inspect(op.get_bind()).has_table('users')", above=None)
    for dialect in ("postgresql", "sqlite"):
        assert made.call("render", "--dialect", dialect).code == 0
    assert "base-mysql.json" in made.call("render", "--dialect", "mysql").err


def test_what_a_complete_snapshot_does_not_hold_is_not_there(made: MadeProject) -> None:
    made.revision("one", MAKES)
    file = snapshot(made, "one")
    document = json.loads(file.read_text(encoding="utf-8")) | {"assumed": False}
    file.write_text(json.dumps(document), encoding="utf-8")
    made.revision("two", "assert not sa.inspect(op.get_bind()).has_table('orders'); op.drop_table('orders')")
    called = made.call("render", "one:two", "--catalog", "schema.json")
    assert called.code == 2
    assert "table 'orders' does not exist" in called.err


def test_rows_behind_a_snapshot_are_unknown(made: MadeProject) -> None:
    made.revision("one", MAKES)
    snapshot(made, "one")
    made.revision("two", "op.get_bind().execute(sa.text('SELECT id FROM users')).all()")
    called = made.call("render", "one:two", "--catalog", "schema.json")
    assert called.code == 3
    assert "Only a database could answer" in called.err


def test_a_snapshot_of_another_revision(made: MadeProject) -> None:
    made.revision("one", MAKES)
    made.revision("two")
    snapshot(made, "one")
    for revisions, start in (("two:head", "two"), ("base:two", "base")):
        called = made.call("render", revisions, "--catalog", "schema.json")
        assert called.code == 2
        assert f"taken at one, and it is wanted at {start}" in called.err


def test_a_snapshot_of_nobody_knows_which_revision_fits_anywhere(made: MadeProject) -> None:
    made.revision("one", MAKES)
    made.revision("two", "assert sa.inspect(op.get_bind()).has_table('users')")
    file = snapshot(made, "one")
    document = json.loads(file.read_text(encoding="utf-8")) | {"revisions": None}
    file.write_text(json.dumps(document), encoding="utf-8")
    assert made.call("render", "one:two", "--catalog", "schema.json").code == 0


def test_a_snapshot_of_another_dialect(made: MadeProject) -> None:
    made.revision("one", MAKES)
    snapshot(made, "one", "mariadb")
    called = made.call("render", "one:head", "--catalog", "schema.json")
    assert called.code == 2
    assert "the snapshot is of mariadb, and what is rendered is postgresql" in called.err


def changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return document


@pytest.mark.parametrize(
    "path, value, words",
    [
        (("format",), 2, "its format is 2, and this program reads format 1"),
        (("format",), True, "its format is True"),
        (("tables",), {}, "tables is {}, where a list belongs"),
        (("tables", 1, "columns", 1, "type"), 5, "tables[1].columns[1].type is 5, where a text belongs"),
        (("tables", 1, "columns", 1), "id", "tables[1].columns[1] is 'id', where an object belongs"),
        (("tables", 1, "columns", 1, "name"), "id", "is column 'id' for the second time"),
        (("tables", 1, "colour"), "red", "tables[1].colour is nothing that format 1 knows"),
        (("tables", 1, "constraints", 0, "kind"), "law", "is no kind of constraint"),
        (("enums", 0, "labels"), [1], "enums[0].labels holds 1, where a text belongs"),
        (("complete",), "yes", "complete is 'yes', where true or false belongs"),
    ],
)
def test_a_damaged_snapshot(made: MadeProject, path: tuple[Any, ...], value: Any, words: str) -> None:
    """What is not understood would be a schema that nobody has."""
    made.revision("one", MAKES)
    file = snapshot(made, "one")
    document = changed(json.loads(file.read_text(encoding="utf-8")), path, value)
    file.write_text(json.dumps(document), encoding="utf-8")
    called = made.call("render", "one:head", "--catalog", "schema.json")
    assert called.code == 2
    assert words in called.err
    assert "schema.json" in called.err


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00", '"x"'])
def test_a_file_that_is_no_snapshot(made: MadeProject, text: str) -> None:
    made.revision("one")
    made.write("schema.json", text)
    called = made.call("render", "--catalog", "schema.json")
    assert called.code == 2
    assert "schema.json" in called.err
    assert "defect" not in called.err


def test_a_snapshot_that_is_missing(made: MadeProject) -> None:
    made.revision("one")
    called = made.call("render", "--catalog", "nowhere.json")
    assert called.code == 2
    assert "there is no snapshot nowhere.json" in called.err
