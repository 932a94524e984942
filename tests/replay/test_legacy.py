"""Revisions written for SQLAlchemy 1 keep their meaning on SQLAlchemy 2.

A history from 2013 cannot be edited: its files are what production ran. Whoever renders it anew needs the old
calls to make the statements that they made then, and needs everything else in the process to stay as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy
import sqlalchemy.ext.declarative
import sqlalchemy.orm
from sqlalchemy import Engine
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import StaticPool

from sqlgen.errors import RevisionError
from sqlgen.replay.legacy import legacy_active, legacy_arguments, legacy_sqlalchemy
from sqlgen.replay.legacy.patches import PATCHES

# Types that describe SQLAlchemy 2 don't know what is tried here.
sa: Any = sqlalchemy
orm: Any = sqlalchemy.orm


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    yield engine
    engine.dispose()


@pytest.fixture
def legacy() -> Iterator[None]:
    with legacy_sqlalchemy():
        yield


@pytest.fixture
def t(legacy: None, engine: Engine) -> Any:
    """A table of a bound MetaData, with three rows."""
    metadata = sa.MetaData(bind=engine)
    table: Any = sa.Table(
        "t", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String)
    )
    table.create()
    table.insert().execute([{"name": "a"}, {"name": "b"}, {"name": "c"}])
    return table


def text_of(statement: Any) -> str:
    compiled = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    return " ".join(str(compiled).split())


# Constructs.


@pytest.mark.parametrize(
    "old, new",
    [
        ("sa.select([t.c.id, t.c.name])", "SELECT t.id, t.name FROM t"),
        ("sa.select([t], t.c.id == 1)", "SELECT t.id, t.name FROM t WHERE t.id = 1"),
        ("sa.select([t.c.id], whereclause='id = 1')", "SELECT t.id FROM t WHERE id = 1"),
        ("sa.select([t.c.id]).where(t.c.id == 1)", "SELECT t.id FROM t WHERE t.id = 1"),
        ("sa.select(columns=[t.c.id], limit=2, offset=1)", "SELECT t.id FROM t LIMIT 2 OFFSET 1"),
        ("sa.select([t.c.id], order_by=[t.c.name.desc()])", "SELECT t.id FROM t ORDER BY t.name DESC"),
        (
            "sa.select([t.c.id], group_by=t.c.id, having=t.c.id > 1)",
            "SELECT t.id FROM t GROUP BY t.id HAVING t.id > 1",
        ),
        ("sa.select([t.c.name], distinct=True)", "SELECT DISTINCT t.name FROM t"),
        ("sa.select(['count(*)'], from_obj='t')", "SELECT count(*) FROM t"),
        ("sa.select([1], from_obj=[t])", "SELECT 1 FROM t"),
        ("sa.select([t.c.id], use_labels=True)", "SELECT t.id AS t_id FROM t"),
        ("sa.select(t.c.id)", "SELECT t.id FROM t"),
        ("sa.sql.select([t.c.id])", "SELECT t.id FROM t"),
        ("sa.sql.expression.select([t.c.id])", "SELECT t.id FROM t"),
        ("t.select(t.c.id == 1)", "SELECT t.id, t.name FROM t WHERE t.id = 1"),
        ("t.select(order_by=t.c.id)", "SELECT t.id, t.name FROM t ORDER BY t.id"),
        (
            "t.join(u, t.c.id == u.c.id).select(u.c.id == 1)",
            "SELECT t.id, t.name, u.id AS id_1 FROM t JOIN u ON t.id = u.id WHERE u.id = 1",
        ),
        ("sa.case([(t.c.id == 1, 'x')], else_='y')", "CASE WHEN (t.id = 1) THEN 'x' ELSE 'y' END"),
        ("sa.case([(t.c.id == 1, 'x')], None, 'y')", "CASE WHEN (t.id = 1) THEN 'x' ELSE 'y' END"),
        ("sa.case({1: 'x'}, t.c.id)", "CASE t.id WHEN 1 THEN 'x' END"),
        ("sa.case(value=t.c.id, whens={1: 'x'})", "CASE t.id WHEN 1 THEN 'x' END"),
        (
            "sa.case(((t.c.id == 1, 'x'), (t.c.id == 2, 'y')))",
            "CASE WHEN (t.id = 1) THEN 'x' WHEN (t.id = 2) THEN 'y' END",
        ),
        ("sa.case((t.c.id == 1, 'x'), else_='y')", "CASE WHEN (t.id = 1) THEN 'x' ELSE 'y' END"),
        ("sa.exists([u.c.id]).where(u.c.id == t.c.id)", "EXISTS (SELECT u.id FROM u, t WHERE u.id = t.id)"),
        ("sa.exists([u.c.id], u.c.id == 1)", "EXISTS (SELECT u.id FROM u WHERE u.id = 1)"),
        ("sa.exists().where(u.c.id == 1)", "EXISTS (SELECT * FROM u WHERE u.id = 1)"),
        ("sa.text('x = :a', bindparams=[sa.bindparam('a', 1)])", "x = 1"),
        ("t.update(t.c.id == 1, values={'name': 'x'})", "UPDATE t SET name='x' WHERE t.id = 1"),
        ("t.update(t.c.id == 1, {'name': 'x'})", "UPDATE t SET name='x' WHERE t.id = 1"),
        ("t.update().where(t.c.id == 1).values(name='x')", "UPDATE t SET name='x' WHERE t.id = 1"),
        (
            "sa.update(t, whereclause=t.c.id == 1, values={t.c.name: 'x'})",
            "UPDATE t SET name='x' WHERE t.id = 1",
        ),
        ("t.insert(values={'name': 'x'})", "INSERT INTO t (name) VALUES ('x')"),
        ("t.insert({'name': 'x'}, inline=True)", "INSERT INTO t (name) VALUES ('x')"),
        ("sa.insert(t, {'name': 'x'})", "INSERT INTO t (name) VALUES ('x')"),
        ("t.delete(t.c.id == 1)", "DELETE FROM t WHERE t.id = 1"),
        ("sa.delete(t, t.c.id == 1)", "DELETE FROM t WHERE t.id = 1"),
        (
            "sa.table('l', sa.column('a', sa.Integer)).update(sa.text('a = 1'), {'a': 2})",
            "UPDATE l SET a=2 WHERE a = 1",
        ),
    ],
)
def test_old_constructs_make_the_statements_they_made(t: Any, old: str, new: str) -> None:
    u = sa.Table("u", sa.MetaData(), sa.Column("id", sa.Integer))
    assert text_of(eval(old, {"sa": sa, "t": t, "u": u})) == new  # noqa: S307


@pytest.mark.parametrize(
    "call", ["sa.select([t], nonsense=1)", "t.update(nonsense=1)", "sa.text('x', nonsense=1)"]
)
def test_what_sqlalchemy_1_did_not_know_is_still_an_error(t: Any, call: str) -> None:
    """A typing error must not vanish from the SQL."""
    with pytest.raises(TypeError, match="nonsense"):
        eval(call, {"sa": sa, "t": t})  # noqa: S307


@pytest.mark.usefixtures("legacy")
def test_string_types_take_their_old_arguments_and_keep_their_length() -> None:
    type_ = sa.String(length=20, convert_unicode=False, unicode_error=None, _warn_on_bytestring=False)
    assert str(type_) == str(type_.adapt(sa.String)) == "VARCHAR(20)"
    assert repr(type_.adapt(sa.Unicode)) == "Unicode(length=20)"
    assert repr(sa.String(20, "C")) == "String(length=20, collation='C')"


# Names.

NAMES = """
from sqlalchemy import Binary, PassiveDefault
from sqlalchemy.types import Binary
from sqlalchemy.engine import ResultProxy, RowProxy
from sqlalchemy.engine.result import RowProxy
from sqlalchemy.engine.base import Connectable
from sqlalchemy.databases import mysql, postgres
import sqlalchemy.databases.mysql as m; m.MSInteger
from sqlalchemy.dialects.mysql import MSBigInteger
from sqlalchemy.exceptions import IntegrityError
from sqlalchemy import exceptions
from sqlalchemy.orm import relation, eagerload
from sqlalchemy.ext.declarative import declarative_base, declared_attr
from sqlalchemy.ext.declarative.api import DeclarativeMeta
from sqlalchemy.engine.reflection import Inspector; Inspector.from_engine
""".strip().splitlines()


@pytest.mark.usefixtures("legacy")
@pytest.mark.parametrize("line", NAMES)
def test_old_names_import(line: str) -> None:
    exec(line, {})  # noqa: S102


def test_annotations_of_mapped_classes_say_nothing_of_their_columns(legacy: None) -> None:
    """SQLAlchemy 1 left them alone, so they were written for people and type checkers."""

    class Tag(orm.declarative_base()):  # type: ignore[misc]
        __tablename__ = "tag"
        id = sa.Column(sa.Integer, primary_key=True)
        name: list[str] = sa.Column(sa.String(10))

    assert text_of(sa.select(Tag.name)) == "SELECT tag.name FROM tag"



@pytest.mark.usefixtures("legacy")
def test_classical_mappings_map(t: Any, engine: Engine) -> None:
    class Thing:
        pass

    orm.mapper(Thing, t)
    with orm.Session(engine) as session:
        assert session.query(Thing).count() == 3


# Bound metadata.


def test_bound_metadata_lends_its_connection(t: Any, engine: Engine) -> None:
    assert t.bind is t.metadata.bind is engine
    assert t.exists()
    assert sa.Table("t", sa.MetaData(engine), autoload=True).c.keys() == ["id", "name"]
    assert sa.Table("t", sa.MetaData(), autoload=True, autoload_with=engine).c.keys() == ["id", "name"]
    metadata: Any = sa.MetaData()
    metadata.bind = engine
    metadata.reflect()
    assert list(metadata.tables) == ["t"]
    sa.Table("v", metadata, sa.Column("id", sa.Integer))
    metadata.create_all()
    assert metadata.bind.table_names() == ["t", "v"]
    metadata.drop_all()
    assert not t.exists()
    assert sa.MetaData("schema").schema == "schema"


def test_statements_execute_themselves(t: Any) -> None:
    t.insert().execute(name="d")
    t.update(t.c.name == "d").values(name="e").execute()
    assert sa.select([t.c.name], t.c.id == 4).execute().scalar() == "e"
    assert sa.select([sa.func.count()]).select_from(t).scalar() == 4
    assert sa.func.count(t.c.id).select().execute().scalar() == 4


@pytest.mark.usefixtures("legacy")
@pytest.mark.parametrize(
    "call",
    [
        "T('t', M(), autoload=True)",
        "T('t', M()).create()",
        "T('t', M()).exists()",
        "M().reflect()",
        "sa.select(1).execute()",
    ],
)
def test_without_a_bind_the_error_says_what_to_do(call: str) -> None:
    with pytest.raises(RevisionError, match="bound to none") as caught:
        eval(call, {"T": sa.Table, "M": sa.MetaData, "sa": sa})  # noqa: S307
    assert "op.get_bind()" in caught.value.hint


@pytest.mark.usefixtures("legacy")
def test_metadata_bound_to_a_url_is_refused() -> None:
    """A revision that opens a database of its own would write there while the script is being read."""
    with pytest.raises(RevisionError, match="a database of its own"):
        sa.MetaData("postgresql://production/shop")


# Execution.


def test_connections_take_strings_and_loose_parameters(t: Any, engine: Engine) -> None:
    connection: Any
    with engine.connect() as connection:
        assert connection.execute("SELECT ':x', '12:30'").first() == (":x", "12:30")
        assert connection.execute("SELECT name FROM t WHERE id = ?", 2).scalar() == "b"
        assert connection.execute("SELECT name FROM t WHERE id = ? AND name = ?", (2, "b")).scalar() == "b"
        assert connection.execute(sa.text("SELECT :x"), x=3).scalar() == 3
        assert connection.execute(sa.text("SELECT :x"), {"x": 3}).scalar() == 3
        assert connection.execute(sa.text("SELECT :x"), parameters={"x": 3}).scalar() == 3
        connection.execute(t.insert(), {"name": "d"}, {"name": "e"})
        connection.execute(t.insert(), (9, "f"))
        assert connection.scalar("SELECT count(*) FROM t") == 6
        assert connection.connect() is connection


def test_engines_execute_and_answer(t: Any, engine: Engine) -> None:
    old: Any = engine
    old.execute(t.insert(), name="d")
    assert old.scalar("SELECT count(*) FROM t") == 4
    assert old.has_table("t")
    assert not old.has_table("u")
    assert [row.name for row in old.execute("SELECT name FROM t ORDER BY id")] == ["a", "b", "c", "d"]


@pytest.mark.usefixtures("t")
def test_sessions_take_strings(engine: Engine) -> None:
    session: Any = orm.sessionmaker(bind=engine, autocommit=True)()
    assert session.execute("SELECT name FROM t WHERE id = :id", {"id": 2}).scalar() == "b"
    assert sa.ext.declarative.declarative_base(bind=engine).metadata.bind is engine


def test_rows_are_read_by_name(t: Any) -> None:
    row = sa.select([t.c.id, t.c.name]).where(t.c.id == 2).execute().fetchone()
    assert dict(row) == {"id": 2, "name": "b"}
    assert row["name"] == row[t.c.name] == row[1] == row.name == "b"
    assert row.items() == [("id", 2), ("name", "b")]
    assert row.keys() == ["id", "name"]
    assert row.has_key("id")
    assert "id" in row
    assert 2 in row
    assert "nothing" not in row
    assert tuple(row) == row[0:2] == (2, "b")


@pytest.mark.parametrize(
    "statement, args, kwargs, dialect, text, parameters",
    [
        ("SELECT x::int, ':a', '5%%'", (), {}, "postgresql", r"SELECT x\:\:int, '\:a', '5%'", None),
        ("SELECT '5%%'", (), {}, "sqlite", "SELECT '5%%'", None),
        ("f(%s, '%%', %s)", (1, 2), {}, "mysql", "f(:param_1, '%', :param_2)", {"param_1": 1, "param_2": 2}),
        ("f(%(a)s, ':a')", ({"a": 1},), {}, "postgresql", r"f(:a, '\:a')", {"a": 1}),
        ("f(%(a)s)", (), {"a": 1}, "postgresql", "f(:a)", {"a": 1}),
        ("f(:a)", ({"a": 1},), {}, "postgresql", "f(:a)", {"a": 1}),
        ("f(?, '?')", ([(1,), (2,)],), {}, "sqlite", "f(:param_1, '?')", [{"param_1": 1}, {"param_1": 2}]),
        ("f(?)", ((1,), (2,)), {}, "mssql", "f(:param_1)", [{"param_1": 1}, {"param_1": 2}]),
        ("f(:a, :b, ':a', '1:2')", ({"a": 1},), {}, "oracle", r"f(:a, \:b, '\:a', '1\:2')", {"a": 1}),
        ("f(%s)", (1,), {}, "", "f(:param_1)", {"param_1": 1}),
    ],
)
def test_a_string_means_what_the_driver_would_have_read(
    statement: str, args: tuple[Any, ...], kwargs: dict[str, Any], dialect: str, text: str, parameters: Any
) -> None:
    """`text()` reads colons that drivers never read: taken for parameters they would change the SQL."""
    made, values = legacy_arguments(statement, args, kwargs, dialect=dialect)
    assert made.text == text
    assert values == parameters


def test_values_without_a_mark_are_an_error() -> None:
    with pytest.raises(RevisionError, match="2 positional values for 1 parameters"):
        legacy_arguments("f(?)", (1, 2), dialect="sqlite")


# The rest of the process.


def held() -> dict[tuple[str, ...], Any]:
    """Every name of SQLAlchemy's modules and classes, but for the caches that it fills as it goes."""
    found: dict[tuple[str, ...], Any] = {}
    for module_name, module in list(sys.modules.items()):
        if not module_name.startswith("sqlalchemy") or not isinstance(module, ModuleType):
            continue
        for name, value in list(vars(module).items()):
            found[module_name, name] = value
            if isinstance(value, type) and value.__module__ == module_name:
                found.update({(module_name, name, part): held for part, held in vars(value).items()})
    special = ("__init__", "__getitem__", "__contains__")
    caches = ("_generated", "_creation", "__")
    return {key: found[key] for key in found if key[-1] in special or not key[-1].startswith(caches)}


@pytest.mark.parametrize("fails", [False, True])
def test_everything_is_restored(fails: bool) -> None:
    with legacy_sqlalchemy():  # imports what it needs once
        pass
    before = held()
    with suppress(ZeroDivisionError), legacy_sqlalchemy():
        assert legacy_active()
        assert held().keys() != before.keys()
        with legacy_sqlalchemy():
            pass
        assert sa.select([sa.literal(1)]) is not None
        assert 1 / (0 if fails else 1)
    after = held()
    assert not legacy_active()
    assert after.keys() == before.keys()
    assert [key for key in after if after[key] is not before[key]] == []
    with pytest.raises(sa.exc.ArgumentError):
        sa.select([sa.literal(1)])


def test_every_patch_names_its_source() -> None:
    for patch in PATCHES:
        assert patch.restores.startswith("`")
        assert patch.source.startswith("https://docs.sqlalchemy.org/")
        assert float(patch.removed) <= 2.0
