"""DDL that reaches the connection as SQLAlchemy constructs changes the catalog, and `checkfirst` is honoured.

Older revisions call `metadata.create_all(op.get_bind())` on models that exist in part; made again, the first
table that is there would stop the script.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.engine.mock import MockConnection

from sqlgen.errors import NeedsDatabase
from tests.projects import MadeProject

MODELS = """
metadata = sa.MetaData()
key = sa.Column("id", sa.Integer, primary_key=True)
a = sa.Table("a", metadata, key, sa.Column("x", sa.Integer, index=True))
b = sa.Table("b", metadata, sa.Column("id", sa.Integer, sa.ForeignKey("a.id")))
bind = op.get_bind()
"""
Statements = Callable[..., list[str]]


@pytest.fixture
def statements(made: MadeProject) -> Statements:
    """The first lines of the statements that revisions have on a dialect, the version table's left out."""

    def told_by(*revisions: str, dialect: str = "postgresql") -> list[str]:
        for number, body in enumerate(revisions):
            made.revision(f"r{number}", MODELS + body)
        text = made.plain(dialect=dialect)
        blocks = [block.strip().partition("\n")[0] for block in text.split("\n\n")]
        told = [line for line in blocks if line.startswith(("CREATE", "DROP", "ALTER"))]
        return [line for line in told if "alembic" not in line]

    return told_by


def test_the_private_name_that_this_leans_on() -> None:
    assert callable(MockConnection._run_ddl_visitor)


def test_what_is_there_is_not_made_again(statements: Statements) -> None:
    assert statements("a.create(bind)", "metadata.create_all(bind)") == [
        "CREATE TABLE a (",
        "CREATE INDEX ix_a_x ON a (x);",
        "CREATE TABLE b (",
    ]


def test_what_is_gone_is_not_dropped_again(statements: Statements) -> None:
    told = statements("metadata.create_all(bind)", "b.drop(bind)\nmetadata.drop_all(bind)")
    assert told[-2:] == ["DROP TABLE b;", "DROP TABLE a;"]


def test_without_checkfirst_it_is_made_whatever_there_is(statements: Statements) -> None:
    told = statements("b.create(bind)", "metadata.create_all(bind, checkfirst=False)")
    assert told.count("CREATE TABLE b (") == 2


def test_a_construct_tells_the_catalog(statements: Statements) -> None:
    told = statements(
        "from sqlalchemy.schema import AddConstraint, CreateTable, DropTable\n"
        "op.execute(CreateTable(a))\n"
        "sa.Index('i', a.c.id).create(bind)\n"
        "op.execute(AddConstraint(sa.CheckConstraint(a.c.x > 0, name='c')))",
        "inspector = sa.inspect(bind)\n"
        "names = [one['name'] for one in inspector.get_indexes('a') + inspector.get_check_constraints('a')]\n"
        "[op.create_table(name) for name in names]\n"
        "op.execute(sa.schema.DropTable(a))\n"
        "inspector = sa.inspect(bind)\n"
        "op.create_table('gone' if not inspector.has_table('a') else 'there')",
    )
    assert told[-4:] == ["CREATE TABLE i (", "CREATE TABLE c (", "DROP TABLE a;", "CREATE TABLE gone ("]


@pytest.mark.parametrize(
    "dialect, expected",
    [
        ("postgresql", ["CREATE TABLE IF NOT EXISTS a (", "CREATE INDEX IF NOT EXISTS ix_a_x ON a (x);"]),
        ("sqlite", ["CREATE TABLE IF NOT EXISTS a (", "CREATE INDEX IF NOT EXISTS ix_a_x ON a (x);"]),
    ],
)
def test_what_nobody_knows_to_exist_is_made_under_a_condition(
    dialect: str, expected: list[str], statements: Statements
) -> None:
    older = "op.drop_table('older')\n"
    assert statements(older + "a.create(bind, checkfirst=True)", dialect=dialect)[1:] == expected


@pytest.mark.parametrize("dialect", ["mssql", "oracle"])
def test_a_server_without_the_condition_needs_an_answer(dialect: str, statements: Statements) -> None:
    with pytest.raises(NeedsDatabase):
        statements("op.drop_table('older')\na.create(bind, checkfirst=True)", dialect=dialect)


def test_a_type_is_made_once(statements: Statements) -> None:
    mood = "mood = sa.Enum('sad', 'glad', name='mood')\n"
    told = statements(
        mood + "mood.create(bind)", mood + "mood.create(bind, checkfirst=True)", mood + "mood.drop(bind)"
    )
    assert told == ["CREATE TYPE mood AS ENUM ('sad', 'glad');", "DROP TYPE mood;"]


def test_keys_that_point_at_each_other_are_known_once(statements: Statements) -> None:
    body = """
c = sa.Table("c", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("d", sa.Integer))
d = sa.Table("d", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("c", sa.Integer))
c.append_constraint(sa.ForeignKeyConstraint(["d"], ["d.id"], name="c_d"))
d.append_constraint(sa.ForeignKeyConstraint(["c"], ["c.id"], name="d_c"))
metadata.create_all(bind)
for table in ("c", "d"):
    op.create_table(f"{table}_{len(sa.inspect(bind).get_foreign_keys(table))}")
"""
    assert statements(body)[-2:] == ["CREATE TABLE c_1 (", "CREATE TABLE d_1 ("]
