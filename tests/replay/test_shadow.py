"""A question about rows is answered when the answer is certain, and never otherwise.

A wrong answer would steer a revision into the wrong branch, and the script would ruin somebody's data
without a word. So each of these says what is known, or that nothing is.
"""

from __future__ import annotations

from textwrap import dedent

import pytest

from sqlgen.errors import NeedsDatabase
from tests.projects import MadeProject
from tests.replay.asking import Asking

ROLES = """
op.create_table(
    "role",
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(20)),
    sa.Column("active", sa.Boolean),
    sa.Column("note", sa.Text, server_default="-"),
    sa.Column("made", sa.DateTime, server_default=sa.func.now()),
)
bind = op.get_bind()
members = {"id": sa.Integer, "name": sa.String, "active": sa.Boolean}
role = sa.table("role", *[sa.column(name, type_) for name, type_ in members.items()])
"""
THREE = """
op.bulk_insert(role, [{"id": 1, "name": "a", "active": True}, {"id": 2, "name": "b", "active": False}])
bind.execute(sa.text("INSERT INTO role (id, name) VALUES (3, 'it''s')"))
"""
INSERTED = "op.execute('INSERT INTO role (id) VALUES (8)')"


@pytest.fixture
def asking(made: MadeProject) -> Asking:
    return Asking(made, ROLES)


EMPTY = {
    "bind.execute(sa.text('SELECT id, name FROM role WHERE upper(name) = now()::text')).fetchall()": [],
    "bind.execute(sa.text('SELECT count(*) FROM role')).scalar()": 0,
    "bind.execute(sa.text('SELECT count(*), max(id), sum(id) + 1 FROM role')).fetchone()": (0, None, None),
    "bind.execute(sa.text('SELECT coalesce(max(id), 0) + 1 FROM role WHERE name ~ \\'x\\'')).scalar()": 1,
    "bind.execute(sa.select(role).where(sa.func.my_own(role.c.name) == 'x')).first()": None,
    "bind.execute(sa.select(role.c.id).distinct()).mappings().all()": [],
    "bind.scalar(sa.text('SELECT count(*) FROM (SELECT id FROM role WHERE my_own(name)) AS a'))": 0,
    "bind.scalar(sa.text('SELECT count(*) FROM role WHERE my_own(name)'))": 0,
    "bind.scalar(sa.select(sa.func.count()).select_from(role))": 0,
    "bind.scalars(sa.select(role.c.name)).all()": [],
    "bind.execute(sa.text('SELECT a.id FROM role a JOIN role b ON a.id = b.id GROUP BY 1')).all()": [],
    "bind.exec_driver_sql('SELECT * FROM role').fetchall()": [],
    "bind.execute(role.update().values(name=sa.func.now())).rowcount": 0,
    "bind.execute(sa.text('DELETE FROM role WHERE my_own(id)')).rowcount": 0,
}


@pytest.mark.parametrize("question", EMPTY)
def test_a_table_that_nobody_wrote_to_is_empty(question: str, asking: Asking) -> None:
    assert asking(question) == EMPTY[question]


KNOWN = {
    "bind.execute(sa.text('SELECT id, name FROM role WHERE id > 1 ORDER BY id')).fetchall()": [
        (2, "b"),
        (3, "it's"),
    ],
    "bind.execute(sa.select(role.c.id).where(role.c.name == \"it's\")).scalar_one()": 3,
    "bind.execute(sa.select(role.c.id, role.c.active).where(role.c.active.is_(True))).all()": [(1, True)],
    "bind.execute(sa.text('SELECT active FROM role WHERE id = 1')).scalar() is True": True,
    "bind.execute(sa.select(sa.func.count()).where(role.c.active.is_(None))).scalar()": 1,
    "bind.execute(sa.text('SELECT max(id) FROM role WHERE id IN (1, 2)')).scalar()": 2,
    "bind.execute(sa.text('SELECT a.name FROM role a, role b WHERE a.id = b.id AND b.id = 2')).scalar()": "b",
    "bind.execute(sa.text('SELECT name FROM public.role WHERE id < 3 AND NOT id = 1')).fetchone().name": "b",
    "bind.execute(role.delete().where(role.c.id > 1)).rowcount": 2,
    "bind.execute(role.update().where(role.c.name == 'a').values(name='z')).rowcount": 1,
    "bind.execute(sa.text('SELECT id FROM role WHERE name = \\'b\\' LIMIT 1')).scalar()": 2,
    "bind.execute(role.insert().values(id=5, name='e').returning(role.c.id, role.c.name)).one()": (5, "e"),
    "bind.execute(role.update().where(role.c.id > 1).values(id=9).returning(role.c.id)).all()": [
        (9,),
        (9,),
    ],
    "bind.execute(sa.text('DELETE FROM role WHERE id = 1 RETURNING name')).scalar_one()": "a",
    "bind.execute(sa.text('SELECT 1')).scalar()": 1,
    "bind.execute(sa.select(role.c.name).where(role.c.name.ilike('B%'))).scalars().all()": ["b"],
    "bind.execute(sa.select(role.c.id).order_by(role.c.id)).fetchmany(2)": [(1,), (2,)],
    "bind.execute(sa.select(role.c.id).order_by(role.c.id.desc())).first().id": 3,
    "[row.id for row in bind.execution_options(yield_per=2).execute(sa.select(role.c.id))]": [1, 2, 3],
    "dict(bind.execute(sa.select(role.c.id, role.c.name)).all())": {1: "a", 2: "b", 3: "it's"},
    "bind.execute(sa.select(role.c.id).where(role.c.id == 2)).mappings().one_or_none()['id']": 2,
}


@pytest.mark.parametrize("question", KNOWN)
def test_rows_that_the_history_wrote_are_known(question: str, asking: Asking) -> None:
    assert asking(question, before=THREE) == KNOWN[question]


def test_what_is_written_later_changes_what_is_known(asking: Asking) -> None:
    changes = """
    bind.execute(role.update().where(role.c.id == 1).values(name="first"))
    op.execute("DELETE FROM role WHERE id = 2")
    op.execute("UPDATE role SET active = true WHERE active IS NULL")
    """
    rows = asking("bind.execute(sa.select(role)).all()", before=THREE + dedent(changes))
    assert rows == [(1, "first", True), (3, "it's", True)]


def test_rows_follow_their_table(asking: Asking) -> None:
    changes = """
    op.add_column("role", sa.Column("rank", sa.Integer))
    op.alter_column("role", "name", new_column_name="title")
    op.drop_column("role", "active")
    op.rename_table("role", "function")
    """
    question = "bind.execute(sa.text('SELECT id, title, rank FROM function')).fetchall()"
    rows = asking(question, before=THREE + dedent(changes))
    assert rows == [(1, "a", None), (2, "b", None), (3, "it's", None)]


UNCERTAIN = {
    "a column that the server fills": "bind.execute(sa.text('SELECT made FROM role')).fetchall()",
    "all columns, that one among them": "bind.execute(sa.text('SELECT * FROM role')).fetchall()",
    "a condition on it": "bind.execute(sa.text('SELECT id FROM role WHERE made > now()')).fetchall()",
    "integer division": "bind.execute(sa.text('SELECT id / 2 FROM role')).fetchall()",
    "the first of several rows": "bind.execute(sa.select(role.c.id)).first()",
    "one value of several rows": "bind.scalar(sa.select(role.c.id))",
    "the order of strings": "bind.execute(sa.select(role.c.id).order_by(role.c.name)).all()",
    "the greatest string": "bind.execute(sa.text('SELECT max(name) FROM role')).scalar()",
    "a choice of rows": "bind.execute(sa.select(role.c.id).limit(1)).scalar()",
    "letters that upper() may not know": "bind.execute(sa.text(\"SELECT upper('é')\")).scalar()",
    "a function that nobody knows, in a query that is counted": (
        "bind.scalar(sa.text('SELECT count(*) FROM (SELECT id FROM role WHERE shout(name)) AS a'))"
    ),
    "a function that nobody knows": "bind.execute(sa.text('SELECT shout(name) FROM role')).fetchall()",
    "the time": "bind.execute(sa.text('SELECT id, now() FROM role')).fetchall()",
    "a column that is not there": "bind.execute(sa.text('SELECT \"nowhere\" FROM role')).fetchall()",
    "a key that the server made": "bind.execute(role.insert().values(id=9)).inserted_primary_key",
    "a table that nobody made": "bind.execute(sa.text('SELECT 1 FROM elsewhere')).fetchall()",
    "what the server is": "bind.execute(sa.text('SELECT version()')).scalar()",
}


@pytest.mark.parametrize("name", UNCERTAIN)
def test_what_is_uncertain_is_not_answered(name: str, asking: Asking) -> None:
    with pytest.raises(NeedsDatabase) as refused:
        asking(UNCERTAIN[name], before=THREE)
    assert refused.value.origin is not None
    assert refused.value.origin.line is not None
    assert refused.value.origin.revision == "one"


@pytest.mark.parametrize(
    "write",
    [
        "op.execute('INSERT INTO role (id) SELECT 4 FROM elsewhere')",
        "op.execute('INSERT INTO role (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 5')",
        "op.execute('DELETE FROM role WHERE made < now()')",
        "op.execute('UPDATE role SET name = shorten(name) WHERE made < now()')",
        "op.execute('DO $$ BEGIN DELETE FROM role; END $$')",
        "op.execute('SELECT clean_up()')",
        "op.execute('MERGE INTO role USING other ON role.id = other.id WHEN MATCHED THEN DELETE')",
        "op.execute('WITH gone AS (DELETE FROM role RETURNING id) SELECT * FROM gone')",
        "op.execute('CREATE TRIGGER t AFTER INSERT ON role EXECUTE FUNCTION f()')\n" + INSERTED,
    ],
)
def test_what_cannot_be_followed_makes_the_rows_uncertain(write: str, asking: Asking) -> None:
    with pytest.raises(NeedsDatabase):
        asking("bind.execute(sa.text('SELECT count(*) FROM role')).scalar()", before=THREE + write)


def test_an_update_that_cannot_be_followed_leaves_the_rest_of_the_row_known(asking: Asking) -> None:
    update = 'op.execute("UPDATE role SET name = md5(name) WHERE made < now()")'
    assert asking("bind.execute(sa.text('SELECT id FROM role')).fetchall()", before=THREE + update) == [
        (1,),
        (2,),
        (3,),
    ]


def test_a_deleted_row_may_take_those_along_that_point_at_it(asking: Asking) -> None:
    other = """
    op.create_table("member", sa.Column("role_id", sa.Integer, sa.ForeignKey("role.id", ondelete="CASCADE")))
    op.execute("INSERT INTO member (role_id) VALUES (1)")
    op.execute("DELETE FROM role WHERE id = 1")
    """
    with pytest.raises(NeedsDatabase):
        asking("bind.execute(sa.text('SELECT count(*) FROM member')).scalar()", before=THREE + dedent(other))


@pytest.mark.parametrize("dialect", ["mysql", "mariadb", "mssql"])
def test_strings_that_are_equal_whatever_their_case_are_not_compared(dialect: str, asking: Asking) -> None:
    question = "bind.execute(sa.select(role.c.id).where(role.c.name == 'A')).all()"
    with pytest.raises(NeedsDatabase):
        asking(question, before=THREE, dialect=dialect)


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb", "mssql", "oracle", "sqlite"])
def test_numbers_are_known_on_every_dialect(dialect: str, asking: Asking) -> None:
    question = "bind.execute(sa.select(role.c.id, role.c.name).where(role.c.id == 2)).all()"
    assert asking(question, before=THREE, dialect=dialect) == [(2, "b")]


def test_an_empty_string_is_null_on_oracle(asking: Asking) -> None:
    before = "op.bulk_insert(role, [{'id': 1, 'name': ''}])"
    assert asking("bind.execute(sa.select(role.c.name)).scalar()", before=before, dialect="oracle") is None


def test_a_key_that_is_counted_up_is_not_null(asking: Asking) -> None:
    before = """
    op.create_table("counted", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(5)))
    op.execute("INSERT INTO counted (name) VALUES ('x')")
    """
    with pytest.raises(NeedsDatabase):
        asking("bind.execute(sa.text('SELECT id FROM counted')).scalar()", before=dedent(before))


def test_models_are_read_through_a_session(asking: Asking) -> None:
    before = THREE + dedent("""
    from sqlalchemy import orm
    class Base(orm.DeclarativeBase): pass
    class Role(Base):
        __tablename__ = "role"
        id = sa.Column(sa.Integer, primary_key=True)
        name = sa.Column(sa.String)
    session = orm.Session(bind=bind)
    """)
    question = "[(one.id, one.name) for one in session.query(Role).order_by(Role.id).all()]"
    assert asking(question, before=before) == [(1, "a"), (2, "b"), (3, "it's")]


MODEL = """
from sqlalchemy import orm
class Base(orm.DeclarativeBase): pass
class Role(Base):
    __tablename__ = "role"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(9))
    seen = sa.Column(sa.Integer, onupdate=7)
session = orm.Session(bind=op.get_bind())
"""
MAKES_ROLE = """
op.create_table(
    "role",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(9)),
    sa.Column("seen", sa.Integer),
)
"""


def test_a_session_changes_rows_that_nobody_knows(made: MadeProject) -> None:
    """It looks into the result of what it has told the database, whether the revision wants it or not."""
    made.revision("one", MAKES_ROLE)
    made.revision(
        "two",
        MODEL + "session.query(Role).filter(Role.name == 'old').delete()\n"
        "session.query(Role).filter(Role.id == 1).update({'name': 'new'})\n"
        "session.execute(sa.update(Role).values(name='newer'))\nsession.commit()",
        above="one",
    )
    called = made.call("render", "one:two", "--plain")
    assert called.code == 0, called.err
    assert "DELETE FROM role WHERE role.name = 'old'" in called.out
    assert "UPDATE role SET name='new', seen=7 WHERE role.id = 1" in called.out
    assert "UPDATE role SET name='newer', seen=7" in called.out


@pytest.mark.parametrize(
    "looks",
    [
        "if session.query(Role).delete() > 5: op.execute('ANALYZE')",
        "if session.query(Role).delete(): op.execute('ANALYZE')",
        "op.execute(f'SELECT {session.query(Role).delete()}')",
        "sum([session.query(Role).delete(), 1])",
        "[role.id for role in session.scalars(sa.delete(Role).returning(Role))]",
        "[role.id for role in session.query(Role).all()]",
        "session.get(Role, 1).name",
    ],
)
def test_how_many_rows_it_changed_is_for_a_database_to_say(looks: str, made: MadeProject) -> None:
    made.revision("one", MAKES_ROLE)
    made.revision("two", MODEL + looks, above="one")
    called = made.call("render", "one:two")
    assert called.code == 3
    assert "Only a database could answer" in called.err


def test_an_object_reads_anew_what_its_update_changed(asking: Asking) -> None:
    before = f"""
{MAKES_ROLE.replace('"role"', '"roles"')}
{MODEL.replace('"role"', '"roles"')}
op.execute("INSERT INTO roles (id, name, seen) VALUES (1, 'old', 1)")
one = session.query(Role).one()
session.query(Role).update({{'name': 'new'}})
"""
    assert asking("(one.name, one.seen)", before=before) == ("new", 7)


def test_a_revision_that_failed_leaves_the_rows_that_it_wrote_uncertain(made: MadeProject) -> None:
    made.revision("one", "op.create_table('a', sa.Column('x', sa.Integer))")
    made.revision("two", "op.execute('INSERT INTO a (x) VALUES (1)'); raise ValueError('no')")
    made.revision("three", "op.get_bind().execute(sa.text('SELECT x FROM a')).fetchall()")
    (script,) = made.scripts()
    assert [failure.step.revision.id for failure in script.failures] == ["two", "three"]


def test_an_application_may_have_filled_what_lies_before_the_range(made: MadeProject) -> None:
    made.revision("one", "op.create_table('a', sa.Column('x', sa.Integer))")
    made.revision("two", "op.get_bind().execute(sa.text('SELECT x FROM a')).fetchall()")
    with pytest.raises(NeedsDatabase):
        made.plain("one:two")
    assert made.plain("base:two")


def test_the_version_table_is_known_like_any_other(asking: Asking) -> None:
    assert asking("bind.execute(sa.text('SELECT count(*) FROM alembic_version')).scalar()") == 0
