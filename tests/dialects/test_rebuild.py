"""A table that SQLite rebuilds keeps its rows, and is at the end what the batch asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from sqlgen.dialects.lowering import lowering_for
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.replay.beginning import Beginning
from sqlgen.replay.directives import Operations
from sqlgen.replay.recorder import Recorder


class Context:
    """What directives ask of a migration context."""

    def __init__(self) -> None:
        target = parse_target("sqlite")
        self.dialect = offline_dialect(target)
        lowering = lowering_for(target, self.dialect)
        self.recorder = Recorder(lowering, pytest.fail)
        self.recorder.start_from(Beginning(existing=True).base(lowering))
        self.naming_convention = None

    def perform(self, operation: Any) -> None:
        self.recorder.perform(operation)


Change = Callable[[Any], None]


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        yield connection
    engine.dispose()


def note() -> sa.Table:
    """The table as it stands before."""
    return sa.Table(
        "note",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(50), server_default="it's"),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("double", sa.Integer, sa.Computed("size * 2")),
        sa.Column("done", sa.Boolean(create_constraint=True, name="done_is_boolean")),
        sa.UniqueConstraint("title", name="note_title"),
        sa.CheckConstraint("size > 0", name="note_size"),
        sa.Index("note_sizes", "size", "title"),
    )


def changed(connection: sa.Connection, change: Change, **options: Any) -> sa.Inspector:
    """The database after the batch has run on it, with two rows in the table."""
    note().create(connection)
    connection.execute(note().insert().values(size=1))
    connection.execute(note().insert().values(title="tab\there; -- no", size=22, done=True))
    context = Context()
    context.recorder.open_section(None)
    with Operations(context).batch_alter_table("note", copy_from=note(), **options) as batch:
        change(batch)
    context.recorder.close_section()
    for section in context.recorder.sections:
        for statement in section.statements:
            connection.connection.cursor().execute(statement.sql)
    return sa.inspect(connection)


def rows(connection: sa.Connection, names: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(f"SELECT {names} FROM note ORDER BY id")]


def checks(found: sa.Inspector) -> set[str | None]:
    return {check["name"] for check in found.get_check_constraints("note")}


def test_rows_stay_when_a_column_goes_and_another_comes(connection: sa.Connection) -> None:
    def change(batch: Any) -> None:
        batch.drop_column("done")
        batch.add_column(sa.Column("kind", sa.String(5), server_default="x", nullable=False))

    found = changed(connection, change)

    names = [column["name"] for column in found.get_columns("note")]
    assert names == ["id", "title", "size", "double", "kind"]
    assert rows(connection, "id, title, size, double, kind") == [
        (1, "it's", 1, 2, "x"),
        (2, "tab\there; -- no", 22, 44, "x"),
    ]


def test_a_renamed_column_takes_its_values_constraints_and_indexes_along(connection: sa.Connection) -> None:
    def change(batch: Any) -> None:
        batch.alter_column("title", new_column_name="name", existing_type=sa.String(50))

    found = changed(connection, change)

    assert rows(connection, "name") == [("it's",), ("tab\there; -- no",)]
    assert found.get_unique_constraints("note") == [{"name": "note_title", "column_names": ["name"]}]
    assert [index["column_names"] for index in found.get_indexes("note")] == [["size", "name"]]


def test_values_are_converted_to_a_new_type(connection: sa.Connection) -> None:
    def change(batch: Any) -> None:
        batch.drop_column("double")
        batch.alter_column("size", type_=sa.String(10), existing_type=sa.Integer())

    changed(connection, change)

    assert rows(connection, "size") == [("1",), ("22",)]


def test_constraints_come_and_go_by_name(connection: sa.Connection) -> None:
    def change(batch: Any) -> None:
        batch.drop_constraint("note_size", type_="check")
        batch.drop_constraint("note_title", type_="unique")
        batch.create_unique_constraint("note_both", ["title", "size"])
        batch.create_check_constraint("note_limit", "size < 100")
        batch.create_foreign_key("note_parent", "note", ["size"], ["id"])
        batch.drop_index("note_sizes")

    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    found = changed(connection, change)

    assert checks(found) == {"note_limit", "done_is_boolean"}
    assert [unique["name"] for unique in found.get_unique_constraints("note")] == ["note_both"]
    assert [key["referred_table"] for key in found.get_foreign_keys("note")] == ["note"]
    assert found.get_indexes("note") == []


def test_a_rebuild_that_changes_nothing_changes_nothing(connection: sa.Connection) -> None:
    found = changed(connection, lambda _: None, recreate="always")

    assert rows(connection, "*") == [(1, "it's", 1, 2, None), (2, "tab\there; -- no", 22, 44, 1)]
    assert found.get_table_names() == ["note"]
    assert [index["name"] for index in found.get_indexes("note")] == ["note_sizes"]
    assert checks(found) == {"note_size", "done_is_boolean"}
