"""Questions about the schema are answered from the catalog, on every dialect.

A revision asks whether a table is there, and does one thing or the other. Whoever renders it without a
database needs the answer that it would give, or an error that says that nobody knows.
"""

from __future__ import annotations

import inspect
from textwrap import dedent
from typing import Any

import pytest
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.exc import NoSuchTableError

from sqlgen.errors import NeedsDatabase
from tests.projects import MadeProject
from tests.replay.asking import Asking

DIALECTS = ("postgresql", "mysql", "mariadb", "mssql", "oracle", "sqlite")
MADE = """
op.create_table("owner", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
op.create_table(
    "note",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(50), nullable=False, server_default="new"),
    sa.Column("owner_id", sa.Integer),
    sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name="note_owner", ondelete="CASCADE"),
    sa.UniqueConstraint("title", "owner_id", name="note_title"),
    sa.CheckConstraint("id > 0", name="note_id"),
    sa.Index("note_titles", "title"),
    comment=None,
)
bind = op.get_bind()
inspector = sa.inspect(bind)
"""


@pytest.fixture
def asking(made: MadeProject) -> Asking:
    return Asking(made, MADE)


ANSWERS = {
    "inspector.has_table('note')": True,
    "inspector.has_table('elsewhere')": False,
    "inspector.has_index('note', 'note_titles')": True,
    "inspector.has_index('note', 'nothing')": False,
    "bind.dialect.has_table(bind, 'note')": True,
    "bind.engine.dialect.has_table(bind.engine, 'note')": True,
    "set(inspector.get_table_names()) >= {'owner', 'note'}": True,
    "inspector.get_view_names()": [],
    "[column['name'] for column in inspector.get_columns('note')]": ["id", "title", "owner_id"],
    "[column['nullable'] for column in inspector.get_columns('note')]": [False, False, True],
    "inspector.get_columns('note')[1]['type'].length": 50,
    "inspector.get_columns('note')[1]['default'].strip(\"'\")": "new",
    "inspector.get_pk_constraint('note')['constrained_columns']": ["id"],
    "[key['name'] for key in inspector.get_foreign_keys('note')]": ["note_owner"],
    "inspector.get_foreign_keys('note')[0]['referred_table']": "owner",
    "inspector.get_foreign_keys('note')[0]['referred_columns']": ["id"],
    "inspector.get_foreign_keys('note')[0]['options']": {"ondelete": "CASCADE"},
    "[one['name'] for one in inspector.get_unique_constraints('note')]": ["note_title"],
    "inspector.get_unique_constraints('note')[0]['column_names']": ["title", "owner_id"],
    "[one['name'] for one in inspector.get_check_constraints('note')]": ["note_id"],
    "inspector.get_check_constraints('note')[0]['sqltext']": "id > 0",
    "'note_titles' in [index['name'] for index in inspector.get_indexes('note')]": True,
    "inspector.get_table_comment('note')": {"text": None},
    "sorted(inspector.get_multi_columns(filter_names=['note', 'owner']))": [(None, "note"), (None, "owner")],
    "sa.Table('note', sa.MetaData(), autoload_with=bind).columns.keys()": ["id", "title", "owner_id"],
    "[k.target_fullname for k in sa.Table('note', sa.MetaData(), autoload_with=bind).foreign_keys]": [
        "owner.id"
    ],
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_inspector_answers_all_that_it_is_asked(dialect: str, asking: Asking) -> None:
    # One revision with all the questions: a project for each of them would take a minute.
    answers = asking("[" + ", ".join(ANSWERS) + "]", dialect=dialect)
    assert dict(zip(ANSWERS, answers, strict=True)) == ANSWERS


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_method_of_the_inspector_has_an_answer_for_a_known_table(dialect: str, asking: Asking) -> None:
    """None of them reaches for a server."""
    names = [
        name
        for name, method in inspect.getmembers(Inspector, inspect.isfunction)
        if name.startswith(("get_", "has_")) and "table_name" in inspect.signature(method).parameters
    ]
    assert len(names) >= 9
    before = f"""
    given = {{"has_index": ("note", "note_titles")}}
    seen = {{name: getattr(inspector, name)(*given.get(name, ("note",))) for name in {names}}}
    """
    assert set(asking("seen", before=dedent(before), dialect=dialect)) == set(names)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_whole_metadata_is_reflected(dialect: str, asking: Asking) -> None:
    before = "metadata = sa.MetaData()\nmetadata.reflect(bind)"
    found = asking("sorted(metadata.tables)", before=before, dialect=dialect)
    assert [name for name in found if name != "alembic_version"] == ["note", "owner"]


def test_the_version_table_is_there_as_it_would_be(asking: Asking) -> None:
    question = "[column['name'] for column in inspector.get_columns('alembic_version')]"
    assert asking(question) == ["version_num"]


def test_what_a_type_tells(asking: Asking) -> None:
    before = "op.create_table('t', sa.Column('mood', sa.Enum('sad', 'glad', name='mood')))"
    question = "[(one['name'], one['labels']) for one in inspector.get_enums()]"
    assert asking(question, before=before) == [("mood", ["sad", "glad"])]


def test_what_changes_shows_at_once(asking: Asking) -> None:
    before = """
    op.drop_table("note")
    op.add_column("owner", sa.Column("age", sa.Integer))
    op.alter_column("owner", "name", new_column_name="title")
    inspector = sa.inspect(bind)
    """
    question = "(inspector.has_table('note'), [column['name'] for column in inspector.get_columns('owner')])"
    assert asking(question, before=dedent(before)) == (False, ["id", "title", "age"])


def test_the_inspector_of_old_revisions(made: MadeProject) -> None:
    made.ini("sqlalchemy.url = postgresql://")
    made.revision(
        "one",
        """
        from sqlalchemy.engine.reflection import Inspector
        op.create_table("t", sa.Column("x", sa.Integer))
        if "t" in Inspector.from_engine(op.get_bind()).get_table_names():
            op.drop_table("t")
        """,
    )
    assert "DROP TABLE t" in made.plain(legacy_sqlalchemy=True)


def test_an_absent_table_is_sqlalchemys_own_error(asking: Asking) -> None:
    before = """
    try:
        inspector.get_columns("elsewhere")
    except Exception as error:
        caught = error
    """
    assert isinstance(asking("caught", before=dedent(before)), NoSuchTableError)


UNKNOWN = {
    "a table that was there before": "inspector.has_table('legacy')",
    "the rest of a table that was touched": "inspector.get_columns('older')",
    "all tables": "inspector.get_table_names()",
    "a whole schema": "sa.MetaData().reflect(bind)",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_nobody_can_know_is_an_error_with_its_line(name: str, asking: Asking) -> None:
    with pytest.raises(NeedsDatabase) as refused:
        asking(UNKNOWN[name], before="op.add_column('older', sa.Column('x', sa.Integer))")
    origin: Any = refused.value.origin
    assert (origin.revision, origin.file.name) == ("one", "one.py")
    assert origin.line is not None


def test_how_an_index_sorts_an_expression_is_told_beside_it_and_not_in_it(asking: Asking) -> None:
    """As PostgreSQL does: a revision that copies the index would have it sorted twice, or not at all."""
    before = """
    op.execute("CREATE INDEX by_size ON note (coalesce(owner_id, id) DESC NULLS LAST, title)")
    found = next(one for one in inspector.get_indexes("note") if one["name"] == "by_size")
    """
    told = asking("(found['expressions'], found['column_sorting'])", before=dedent(before))
    assert told == (["coalesce(owner_id, id)", "title"], {"coalesce(owner_id, id)": ("desc", "nulls_last")})


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_foreign_key_that_does_nothing_has_no_rule(dialect: str, asking: Asking) -> None:
    """No server tells of NO ACTION; a comparison with it would find a difference in every such key."""
    before = """
    op.create_table("leaf", sa.Column("a", sa.Integer, sa.ForeignKey("note.id", ondelete="NO ACTION")))
    """
    told = asking("inspector.get_foreign_keys('leaf')[0]['options']", before=dedent(before), dialect=dialect)
    assert told == {}


MEMBERS = ["sa.column('title').desc()", "sa.text('\"title\" DESC')", "sa.text('title DESC')"]


@pytest.mark.parametrize("member", MEMBERS)
def test_a_column_is_one_however_it_is_written(member: str, asking: Asking) -> None:
    before = f"""
    op.create_index("newest", "note", [{member}])
    (one,) = [one for one in inspector.get_indexes("note") if one["name"] == "newest"]
    """
    told = asking("[one['column_names'], one['column_sorting']]", before=dedent(before), dialect="postgresql")
    assert told == [["title"], {"title": ("desc",)}]


@pytest.mark.parametrize("dialect, collation", [("sqlite", "NOCASE"), ("postgresql", '"C"')])
def test_a_column_is_one_however_an_index_compares_it(dialect: str, collation: str, asking: Asking) -> None:
    before = f"""
    op.execute('CREATE INDEX by_case ON note (title COLLATE {collation})')
    found = [one for one in inspector.get_indexes("note") if one["name"] == "by_case"]
    """
    assert asking("[one['column_names'] for one in found]", before=dedent(before), dialect=dialect) == [
        ["title"]
    ]
