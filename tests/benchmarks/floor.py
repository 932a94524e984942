"""The floor: the DDL of a made history, built and compiled with nothing but SQLAlchemy.

    python floor.py REVISIONS

What a renderer takes above this is its own: reading files, running them, keeping their order, and knowing the
schema.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)  # fmt: skip
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, DropIndex

DIALECT: Any = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
DDL = DIALECT.ddl_compiler(DIALECT, None)


def said(construct: Any) -> str:
    return str(construct.compile(dialect=DIALECT)).strip()


def _adding(table: str, column: Column[Any]) -> str:
    return f"ALTER TABLE {table} ADD COLUMN {DDL.get_column_specification(column)}"


def create(table: str, _number: int) -> list[str]:
    made = Table(
        table,
        MetaData(),
        Column("id", Integer(), nullable=False),
        Column("account_id", Integer(), nullable=False),
        Column("name", String(length=120), nullable=False),
        Column("state", String(length=20), server_default="new", nullable=False),
        Column("amount", Numeric(12, 2), nullable=True),
        Column("created_at", DateTime(timezone=True), server_default=text("now()"), nullable=False),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("account_id", "name", name=f"uq_{table}_name"),
    )
    return [said(CreateTable(made)), said(CreateIndex(Index(f"ix_{table}_state", made.c.state)))]


def add_column(table: str, number: int) -> list[str]:
    column = Column(f"note_{number}", Text(), nullable=True)
    Table(table, MetaData(), column)
    return [_adding(table, column)]


def index(table: str, number: int) -> list[str]:
    made = Table(table, MetaData(), Column("created_at", DateTime()), Column("state", String()))
    return [said(CreateIndex(Index(f"ix_{table}_{number}", made.c.created_at, made.c.state)))]


def alter(table: str, _number: int) -> list[str]:
    type_ = DIALECT.type_compiler_instance.process(String(length=250))
    return [f"ALTER TABLE {table} ALTER COLUMN name TYPE {type_}"]


def reference(table: str, number: int) -> list[str]:
    referent = Table("made_0", MetaData(), Column("id", Integer(), primary_key=True))
    column = Column(f"owner_{number}", Integer(), nullable=True)
    made = Table(table, MetaData(), column)
    key = ForeignKeyConstraint([column], [referent.c.id], name=f"fk_{table}_{number}")
    made.append_constraint(key)
    return [_adding(table, column), said(AddConstraint(key))]


def batch(table: str, number: int) -> list[str]:
    column = Column(f"priority_{number}", Integer(), server_default="0")
    made = Table(table, MetaData(), column)
    check = CheckConstraint(f"priority_{number} >= 0", name=f"ck_{table}_{number}")
    made.append_constraint(check)
    return [_adding(table, column), said(AddConstraint(check))]


def fill(table: str, number: int) -> list[str]:
    return [said(text(f"UPDATE {table} SET state = 'kept' WHERE id < {number} AND state = 'new'"))]


def drop_index(table: str, _number: int) -> list[str]:
    made = Table(table, MetaData(), Column("state", String()))
    return [said(DropIndex(Index(f"ix_{table}_state", made.c.state)))]


SHAPES = (create, add_column, index, alter, add_column, reference, batch, add_column, fill, drop_index)
VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), nullable=False))


def statements(revisions: int) -> Iterator[str]:
    for number in range(revisions):
        if number % 50 != 49:
            yield from SHAPES[number % len(SHAPES)](f"made_{number // len(SHAPES)}", number)
        row = VERSION.c.version_num == str(number - 1)
        update = VERSION.update().values(version_num=str(number)).where(row)
        yield str(update.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))


if __name__ == "__main__":
    for statement in statements(int(sys.argv[1])):
        sys.stdout.write(f"{statement};\n\n")
