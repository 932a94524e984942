"""Every operation says what the schema is after it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Check, ForeignKey, Name, Table, Unique
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.operations import building

NOTE = Name(None, "note")


def made(*more: Any) -> Catalog:
    """A catalog of PostgreSQL with one table."""
    table = building.build_table(
        "note",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(50), nullable=False, server_default="new", comment="what it says"),
        sa.Column("size", sa.Integer, sa.CheckConstraint("size > 0", name="positive"), index=True),
        *more,
    )
    server = ServerNames(offline_dialect(parse_target("postgresql")))
    return ops.CreateTable(table).apply(Catalog(server=server))


def after(operation: ops.Operation, *more: Any) -> Table:
    """The table after the operation."""
    return operation.apply(made(*more)).tables[NOTE]


def added(column: sa.Column[Any], **options: Any) -> ops.AddColumn:
    return ops.AddColumn(building.build_table("note", column), column, **options)


def test_create_table() -> None:
    table = made().tables[NOTE]
    assert list(table.columns) == ["id", "title", "size"]
    assert (table.columns["title"].nullable, table.columns["title"].comment) == (False, "what it says")
    assert [column.generated for column in table.columns.values()] == [True, False, False]
    assert table.primary_key is not None
    assert table.primary_key.columns == ("id",)
    assert [one.name for one in table.all_of(Check)] == ["positive"]
    assert [(index.name, index.columns) for index in table.indexes] == [("ix_note_size", ("size",))]


def test_create_table_that_is_there_already() -> None:
    operation = ops.CreateTable(building.build_table("note"), if_not_exists=True)
    assert list(after(operation).columns) == ["id", "title", "size"]


def test_create_table_without_the_key_that_comes_later() -> None:
    key = sa.ForeignKeyConstraint(["size"], ["other.id"], name="later", use_alter=True)
    assert made(key).tables[NOTE].all_of(ForeignKey) == ()


def test_drop_table() -> None:
    assert ops.DropTable(building.build_table("note")).apply(made()).tables == {}


def test_rename_table() -> None:
    catalog = ops.RenameTable("note", "remark").apply(made())
    assert list(catalog.tables) == [Name(None, "remark")]
    assert catalog.tables[Name(None, "remark")].name == Name(None, "remark")


def test_table_comments() -> None:
    commented = building.build_table("note", comment="all of it")
    assert after(ops.CreateTableComment(commented)).comment == "all of it"
    assert after(ops.DropTableComment(building.build_table("note"))).comment is None


def test_add_column() -> None:
    table = after(added(sa.Column("owner", sa.Integer, sa.ForeignKey("owner.id"), unique=True)))
    assert list(table.columns) == ["id", "title", "size", "owner"]
    assert [(key.name, key.referent) for key in table.all_of(ForeignKey)] == [
        ("note_owner_fkey", Name(None, "owner"))
    ]
    assert [one.name for one in table.all_of(Unique)] == ["note_owner_key"]


def test_add_column_to_a_table_that_nobody_made() -> None:
    table = added(sa.Column("owner", sa.Integer)).apply(Catalog()).tables[NOTE]
    assert list(table.columns) == ["owner"]
    assert not table.complete


def test_drop_column() -> None:
    table = after(ops.DropColumn("note", sa.Column("size", sa.Integer)))
    assert list(table.columns) == ["id", "title"]
    assert table.indexes == ()


@pytest.mark.parametrize(
    "change, attribute, value",
    [
        ({"nullable": True}, "nullable", True),
        ({"server_default": None}, "server_default", None),
        ({"server_default": "x"}, "server_default", "x"),
        ({"comment": None}, "comment", None),
        ({"comment": "new"}, "comment", "new"),
        ({"autoincrement": True}, "generated", True),
    ],
)
def test_alter_column(change: dict[str, Any], attribute: str, value: Any) -> None:
    column = after(ops.AlterColumn("note", "title", **change)).columns["title"]
    assert getattr(column, attribute) == value
    untouched = {"nullable": False, "comment": "what it says", "generated": False} | {attribute: value}
    assert {name: getattr(column, name) for name in untouched} == untouched


def test_alter_column_type_and_name() -> None:
    table = after(ops.AlterColumn("note", "size", type_=sa.BigInteger(), new_name="weight"))
    assert isinstance(table.columns["weight"].type, sa.BigInteger)
    assert table.indexes[0].columns == ("weight",)


CONSTRAINTS = [
    (building.build_unique(None, "note", ["title"]), "note_title_key"),
    (building.build_check("short", "note", "size < 9"), "short"),
    (building.build_foreign_key(None, (None, "note"), (None, "other"), ["size"], ["id"]), "note_size_fkey"),
    (building.build_exclude("apart", "note", [("size", "=")]), "apart"),
]


@pytest.mark.parametrize("constraint, name", CONSTRAINTS)
def test_constraints_come_and_go(constraint: Any, name: str) -> None:
    catalog = ops.CreateConstraint(constraint).apply(made())
    assert catalog.tables[NOTE].constraints[-1].name == name
    dropped = building.build_named_constraint(name, "note", None)
    left = ops.DropConstraint(dropped).apply(catalog).tables[NOTE]
    assert [one.name for one in left.constraints] == ["positive"]


def test_a_primary_key_comes_and_goes() -> None:
    dropped = building.build_named_constraint("note_pkey", "note", "primary")
    catalog = ops.DropConstraint(dropped).apply(made())
    assert catalog.tables[NOTE].primary_key is None
    catalog = ops.CreateConstraint(building.build_primary_key("pk", "note", ["id", "size"])).apply(catalog)
    key = catalog.tables[NOTE].primary_key
    assert key is not None
    assert (key.name, key.columns) == ("pk", ("id", "size"))


def test_indexes_come_and_go() -> None:
    index = building.build_index("i", "note", ["title", sa.text("lower(title)")])
    catalog = ops.CreateIndex(index).apply(made())
    made_index = catalog.tables[NOTE].indexes[-1]
    assert (made_index.name, made_index.columns) == ("i", ("title", None))
    left = ops.DropIndex(building.build_index("i", None, [])).apply(catalog).tables[NOTE]
    assert [index.name for index in left.indexes] == ["ix_note_size"]


def test_enumerated_types() -> None:
    catalog = ops.CreateEnum("mood", ("sad", "glad")).apply(Catalog())
    catalog = ops.RenameEnum("mood", None, "state", None).apply(catalog)
    assert catalog.enums == {Name(None, "state"): ("sad", "glad")}
    assert ops.DropEnum("state").apply(catalog).enums == {}


def test_a_batch_is_its_operations_one_after_the_other() -> None:
    changes = (
        ops.AlterColumn("note", "size", new_name="weight"),
        ops.DropColumn("note", sa.Column("weight", sa.Integer)),
    )
    assert list(after(ops.BatchAlterTable("note", operations=changes)).columns) == ["id", "title"]


@pytest.mark.parametrize(
    "operation", [ops.ExecuteSQL("SELECT 1"), ops.BulkInsert(sa.table("note", sa.column("id")), [{"id": 1}])]
)
def test_rows_and_text_leave_the_schema_alone(operation: ops.Operation) -> None:
    catalog = made()
    assert operation.apply(catalog) is catalog
