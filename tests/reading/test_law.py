"""Reading what a dialect lowered gives the same schema as the operation itself.

Where this breaks, a revision that says a change with op.execute() leaves the catalog with another table than
the server has, and every later question about it is answered wrongly.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sqlgen import operations as ops
from sqlgen.catalog import Catalog
from sqlgen.operations.building import (
    build_check,
    build_foreign_key,
    build_index,
    build_named_constraint,
    build_table,
    build_unique,
)
from tests.reading.describing import Reader

DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite")
NAMES = ("a", "b", "Total", "order", "c d", "é", "x1")
NEW_NAMES = ("fresh", "Neu", "select", "n 2")
TYPES: tuple[Callable[[], Any], ...] = (
    sa.Integer, sa.BigInteger, sa.SmallInteger, sa.Text, sa.Date, sa.Time, sa.DateTime, sa.Float,
    sa.LargeBinary, sa.JSON, lambda: sa.String(20), lambda: sa.Numeric(10, 2), lambda: sa.CHAR(3),
    lambda: sa.DateTime(timezone=True), lambda: sa.Unicode(7), sa.Boolean, sa.Double,
    lambda: sa.Enum("x", "it's", native_enum=False, length=9),
)
DEFAULTS = (None, "it's", "0", sa.text("CURRENT_TIMESTAMP"), sa.text("(1 + 2)"), sa.text("-1"))
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def reader(dialect: str) -> Reader:
    return Reader(dialect)


@st.composite
def columns(draw: st.DrawFn, names: tuple[str, ...] = NAMES) -> sa.Column[Any]:
    return sa.Column(
        draw(st.sampled_from(names)),
        draw(st.sampled_from(TYPES))(),
        nullable=draw(st.booleans()),
        server_default=draw(st.sampled_from(DEFAULTS)),
    )


@st.composite
def tables(draw: st.DrawFn) -> sa.Table:
    drawn = draw(st.lists(columns(), min_size=1, max_size=5, unique_by=lambda column: column.name))
    items: list[Any] = list(drawn)
    key = draw(st.sampled_from(("counted", "composite", "none")))
    if key == "counted":
        items.insert(0, sa.Column("id", sa.Integer, primary_key=True))
    elif key == "composite":
        items += [
            sa.Column("k", sa.String(4), nullable=False),
            sa.Column("l", sa.Integer, nullable=False),
            sa.PrimaryKeyConstraint("k", "l", name=draw(st.sampled_from((None, "pk_t")))),
        ]
    names = [column.name for column in drawn]
    if draw(st.booleans()):
        items.append(sa.UniqueConstraint(*names[:2], name=draw(st.sampled_from((None, "uq", "Un q")))))
    if draw(st.booleans()):
        items.append(sa.CheckConstraint("1 < 2 AND ')' <> '('", name=draw(st.sampled_from((None, "ck")))))
    schema = draw(st.sampled_from((None, None, "s")))
    if schema is None and draw(st.booleans()):
        # Not across schemas, where SQLite has no foreign keys.
        action = draw(st.sampled_from((None, "CASCADE", "SET NULL")))
        items.append(sa.ForeignKeyConstraint([names[0]], ["other.id"], name="fk", ondelete=action))
    return build_table("t", *items, schema=schema)


def told_and_read(dialect: str, operation: ops.Operation, before: Catalog) -> tuple[str, str]:
    """The catalog as the operation leaves it, and as its SQL does."""
    side = reader(dialect)
    sql = side.told(operation, before)
    after = before
    for statement in sql:
        after = side.read(statement, after)
    return side.describe(operation.apply(before)), side.describe(after) + "".join(
        "" if side.describe(operation.apply(before)) == side.describe(after) else f"\n{sql}"
    )


@pytest.mark.parametrize("dialect", DIALECTS)
@SETTINGS
@given(table=tables())
def test_a_table_is_read_as_it_was_made(dialect: str, table: sa.Table) -> None:
    told, read = told_and_read(dialect, ops.CreateTable(table), reader(dialect).empty)
    assert read == told


@pytest.mark.parametrize("dialect", DIALECTS)
@SETTINGS
@given(table=tables(), column=columns(NEW_NAMES))
def test_an_added_column_is_read(dialect: str, table: sa.Table, column: sa.Column[Any]) -> None:
    before = ops.CreateTable(table).apply(reader(dialect).empty)
    made = build_table("t", column, schema=table.schema)
    told, read = told_and_read(dialect, ops.AddColumn(made, made.c[column.name]), before)
    assert read == told


@pytest.mark.parametrize("dialect", DIALECTS)
@SETTINGS
@given(table=tables(), changed=columns(), renamed=st.booleans())
def test_an_altered_column_is_read(
    dialect: str, table: sa.Table, changed: sa.Column[Any], renamed: bool
) -> None:
    before = ops.CreateTable(table).apply(reader(dialect).empty)
    known = next(iter(before.tables.values())).columns
    name = list(known)[-1]
    default = changed.server_default
    alter = ops.AlterColumn(
        "t", name, table.schema, nullable=bool(changed.nullable), type_=changed.type,
        server_default=getattr(default, "arg", default), new_name="fresh" if renamed else None,
        existing_type=known[name].type,
    )
    operation: ops.Operation = alter
    if dialect == "sqlite":
        operation = ops.BatchAlterTable("t", table.schema, operations=[alter])
    told, read = told_and_read(dialect, operation, before)
    assert read == told


def small_operations(schema: str | None, name: str, dialect: str) -> list[ops.Operation]:
    """What can happen to the last column of a table, and to the table."""
    where: dict[str, Any] = {"postgresql_where": sa.text("1 < 2"), "sqlite_where": sa.text("1 < 2")}
    plain = build_index("ix", "t", [name], schema=schema, unique=True)
    partial = build_index("i x", "t", [name], schema=schema, **where)
    column: sa.Column[Any] = sa.Column(name, sa.Integer)
    found: list[ops.Operation] = [
        ops.CreateIndex(plain),
        ops.CreateIndex(partial),
        ops.DropColumn("t", column, schema),
        ops.RenameTable("t", "New", schema),
        ops.DropTable(sa.Table("t", sa.MetaData(), schema=schema)),
    ]
    changes: list[ops.Operation] = [
        ops.CreateConstraint(build_unique("u", "t", [name], schema=schema)),
        ops.CreateConstraint(build_check("c", "t", sa.text("1 < 2"), schema=schema)),
        ops.CreateConstraint(build_foreign_key("f", (schema, "t"), (schema, "o"), [name], ["id"])),
    ]
    if dialect == "sqlite":
        # A foreign key between attached databases is none.
        changes = changes[:2] if schema else changes
        return found + [ops.BatchAlterTable("t", schema, operations=[one]) for one in changes]
    return found + changes


@pytest.mark.parametrize("dialect", DIALECTS)
@SETTINGS
@given(table=tables(), data=st.data())
def test_all_else_is_read(dialect: str, table: sa.Table, data: st.DataObject) -> None:
    before = ops.CreateTable(table).apply(reader(dialect).empty)
    known = next(iter(before.tables.values()))
    in_use = {column for one in known.constraints for column in getattr(one, "columns", ())}
    free = [name for name in known.columns if name not in in_use and name not in ("id", "k", "l")]
    name = data.draw(st.sampled_from(free or ["a"]))
    if not free:
        return
    operation = data.draw(st.sampled_from(small_operations(table.schema, name, dialect)))
    told, read = told_and_read(dialect, operation, before)
    assert read == told


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb"])
@pytest.mark.parametrize("kind", ["unique", "check", "foreignkey"])
def test_a_dropped_constraint_is_read(dialect: str, kind: str) -> None:
    made = {
        "unique": build_unique("part", "t", ["a"]),
        "check": build_check("part", "t", sa.text("a > 1")),
        "foreignkey": build_foreign_key("part", (None, "t"), (None, "o"), ["a"], ["id"]),
    }[kind]
    table = build_table("t", sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))
    before = ops.CreateConstraint(made).apply(ops.CreateTable(table).apply(reader(dialect).empty))
    told, read = told_and_read(dialect, ops.DropConstraint(build_named_constraint("part", "t", kind)), before)
    assert read == told
    # InnoDB keeps the index that it made for the key.
    kept = "\n  index part (a)" if kind == "foreignkey" and dialect != "postgresql" else ""
    assert "part" not in read.replace(kept, "")
