"""The catalog says of keys, indexes and types what a server says; live/test_proof.py has servers say it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Name, Table
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.reported import reported_type
from sqlgen.dialects.target import parse_target
from sqlgen.operations.building import build_foreign_key, build_index, build_named_constraint


class Json(sa.types.TypeDecorator[Any]):
    """An application's own type, which stores text."""

    impl = sa.Text
    cache_ok = True


def made(dialect: str, *members: Any) -> Catalog:
    empty = Catalog(server=ServerNames(offline_dialect(parse_target(dialect))))
    return ops.CreateTable(sa.Table("t", sa.MetaData(), *members)).apply(empty)


def table_t(catalog: Catalog) -> Table:
    found = catalog.table("t")
    assert found is not None
    return found


def with_key(catalog: Catalog, name: str) -> Catalog:
    key = build_foreign_key(name, (None, "t"), (None, "o"), ["a"], ["id"])
    return ops.CreateConstraint(key).apply(catalog)


def test_on_mysql_the_index_of_a_dropped_key_stays_until_another_takes_its_place() -> None:
    before = with_key(made("mysql", sa.Column("a", sa.Integer)), "first")
    dropped = ops.DropConstraint(build_named_constraint("first", "t", "foreignkey")).apply(before)
    again = with_key(dropped, "second")
    said = ops.CreateIndex(build_index("ix", "t", ["a"])).apply(again)

    assert [index.name for index in table_t(dropped).indexes] == ["first"]
    assert [index.name for index in table_t(again).indexes] == ["second"]
    assert [index.name for index in table_t(said).indexes] == ["ix"]


def test_foreign_keys_follow_a_table_to_its_new_name() -> None:
    before = with_key(made("postgresql", sa.Column("a", sa.Integer)), "key")
    after = ops.RenameTable("o", "other").apply(before)

    assert table_t(after).referents == {Name(None, "other")}


def test_on_mysql_a_key_without_a_name_of_its_own_is_renamed_with_its_table() -> None:
    key = sa.ForeignKeyConstraint(["a"], ["o.id"])
    after = ops.RenameTable("t", "new").apply(made("mysql", sa.Column("a", sa.Integer), key))

    found = after.table("new")
    assert found is not None
    assert [one.name for one in found.constraints] == ["new_ibfk_1"]


def test_postgresql_makes_one_key_of_two_on_the_same_columns() -> None:
    def column() -> sa.Column[int]:
        return sa.Column("a", sa.Integer, primary_key=True, unique=True)

    assert table_t(made("postgresql", column())).constraints == ()
    assert [one.name for one in table_t(made("mysql", column())).constraints] == ["a"]


def test_a_primary_key_makes_its_columns_not_null_except_on_sqlite() -> None:
    for dialect, nullable in (("postgresql", False), ("mysql", False), ("sqlite", True)):
        column = sa.Column("a", sa.Integer, primary_key=True, nullable=True)
        assert table_t(made(dialect, column)).columns["a"].nullable is nullable


@pytest.mark.parametrize(
    "dialect, type_, reported",
    [
        ("postgresql", Json(), sa.TEXT),
        ("postgresql", sa.DateTime(timezone=True), postgresql.TIMESTAMP),
        ("mysql", sa.Boolean(), mysql.TINYINT),
        ("mariadb", sa.JSON(), mysql.LONGTEXT),
        ("sqlite", sa.Enum("a", "bc"), sa.VARCHAR),
        ("sqlite", sa.Uuid(), sa.CHAR),
    ],
)
def test_an_inspector_is_told_the_type_that_is_stored(dialect: str, type_: Any, reported: Any) -> None:
    assert isinstance(reported_type(type_, offline_dialect(parse_target(dialect))), reported)
