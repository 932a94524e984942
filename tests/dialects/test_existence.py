"""A statement that the server would refuse is refused when it is rendered, with the server's own words.

Only where the history says so for certain: what nobody knows is rendered, and the server decides.
"""

from __future__ import annotations

import pytest

from sqlgen.dialects.facts import ERRORS, dialect_names, read_facts
from sqlgen.errors import RevisionError
from tests.projects import MadeProject

TABLE = """
b = sa.Column("b", sa.Integer, index=True)
op.create_table("t", sa.Column("a", sa.Integer), b, sa.UniqueConstraint("a", name="u"))
"""
METADATA = """
import sqlalchemy as sa
from alembic import context
context.configure(dialect_name="sqlite", target_metadata=sa.MetaData())
with context.begin_transaction():
    context.run_migrations()
"""
"""A project whose naming convention is known: none."""

REFUSED = {
    "op.create_table('t', sa.Column('x', sa.Integer))": "table_exists",
    "op.add_column('t', sa.Column('a', sa.Integer))": "column_exists",
    "op.drop_column('t', 'c')": "no_column",
    "op.alter_column('t', 'c', nullable=False, existing_type=sa.Integer())": "no_column",
    "op.alter_column('t', 'a', new_column_name='b', existing_type=sa.Integer())": "column_exists",
    "op.create_index('ix_t_b', 't', ['a'])": "index_exists",
    "op.create_index('ix_t_c', 't', ['a', 'c'])": "no_key_column",
    "op.create_unique_constraint('uq_t_c', 't', ['c'])": "no_key_column",
    "op.create_foreign_key('fk_t_c', 't', 't', ['c'], ['a'])": "no_key_column",
    "op.drop_index('ix_t_a', 't')": "no_index",
    "op.create_unique_constraint('u', 't', ['b'])": "constraint_exists",
    "op.drop_constraint('v', 't', type_='unique')": "no_constraint",
    "op.create_table('s', sa.Column('x', sa.Integer)); op.rename_table('s', 't')": "table_exists",
    "op.drop_table('t'); op.drop_table('t')": "no_table_to_drop",
    "op.drop_table('t'); op.add_column('t', sa.Column('x', sa.Integer))": "no_table",
}


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb", "mssql", "oracle"])
@pytest.mark.parametrize("body", REFUSED)
def test_what_the_server_would_refuse(body: str, dialect: str, made: MadeProject) -> None:
    made.env(METADATA)
    made.revision("one", TABLE)
    path = made.revision("two", body)

    with pytest.raises(RevisionError) as refused:
        made.plain(dialect=dialect)

    if dialect == "mysql" and refused.value.message.startswith("constraint u"):
        return
    code = read_facts(dialect).errors[REFUSED[body]]
    assert refused.value.message.endswith(f"refuses the statement with {code}")
    assert refused.value.origin is not None
    assert (refused.value.origin.file, refused.value.origin.revision) == (path, "two")


RENDERED = {
    "a table that nobody made": "op.add_column('older', sa.Column('x', sa.Integer)); op.drop_table('elder')",
    "the rest of a table that nobody made": (
        "op.add_column('older', sa.Column('x', sa.Integer)); op.drop_column('older', 'y')"
    ),
    "after text that nobody can read": (
        "op.execute('DO $$ BEGIN EXECUTE what(); END $$'); op.add_column('t', sa.Column('a', sa.Integer))"
    ),
    "after the schema was changed": (
        "op.execute('SET search_path TO other'); op.create_table('t', sa.Column('x', sa.Integer))"
    ),
    "a name in another case": "op.drop_column('t', 'A')",
    "under a condition": "op.drop_table('t'); op.drop_table('t', if_exists=True)",
    "an index of another kind": "op.drop_constraint('ix_t_b', 't', type_='unique')",
}


@pytest.mark.parametrize("name", RENDERED)
def test_what_nobody_knows_is_left_to_the_server(name: str, made: MadeProject) -> None:
    made.env(METADATA)
    made.revision("one", TABLE)
    made.revision("two", RENDERED[name])
    assert made.plain(dialect="postgresql")


def test_without_metadata_nobody_knows_what_a_convention_makes_of_names(made: MadeProject) -> None:
    made.revision("one", TABLE)
    made.revision("two", "op.drop_constraint('uq_t_a', 't', type_='unique')")
    assert "DROP CONSTRAINT uq_t_a" in made.plain()


def test_after_a_revision_that_failed_nothing_is_refused(made: MadeProject) -> None:
    made.revision("one", TABLE)
    made.revision("two", "op.add_column('t', sa.Column('c', sa.Integer)); raise ValueError('no')")
    made.revision("three", "op.add_column('t', sa.Column('c', sa.Integer))")
    (script,) = made.scripts()
    assert [failure.step.revision.id for failure in script.failures] == ["two"]


@pytest.mark.parametrize(
    "body, told",
    [
        ("op.add_column('t', sa.Column('a', sa.Integer), if_not_exists=True)", False),
        ("op.add_column('t', sa.Column('c', sa.Integer), if_not_exists=True)", True),
        ("op.drop_index('ix_t_b', 't', if_exists=True)", True),
        ("op.drop_column('t', 'c', if_exists=True)", False),
    ],
)
def test_a_server_without_the_words_is_told_what_the_catalog_knows(
    body: str, told: bool, made: MadeProject
) -> None:
    made.env(METADATA)
    made.revision("one", TABLE)
    made.revision("two", body)
    script = made.plain("one:two", dialect="mysql")
    assert ("ALTER TABLE t" in script or "DROP INDEX" in script) is told
    assert "EXISTS" not in script


@pytest.mark.parametrize("name", dialect_names())
def test_every_dialect_says_how_it_refuses(name: str) -> None:
    facts = read_facts(name)
    assert set(facts.errors) == ERRORS


CHECKED = "op.create_table('t', sa.Column('a', sa.Integer), sa.CheckConstraint('a > 0', name='taken'))"


@pytest.mark.parametrize("dialect", ["postgresql", "sqlite"])
def test_an_index_may_be_called_as_a_check_is(dialect: str, made: MadeProject) -> None:
    made.revision("one", f"{CHECKED}\nop.create_index('taken', 't', ['a'])")
    assert "CREATE INDEX taken" in made.plain(dialect=dialect)


@pytest.mark.parametrize("dialect", ["mysql", "mariadb"])
def test_a_primary_key_has_no_name_to_miss(dialect: str, made: MadeProject) -> None:
    """MySQL calls every primary key PRIMARY, and drops it by no name at all."""
    made.env(METADATA)
    key = "sa.Column('a', sa.Integer, primary_key=True, autoincrement=False)"
    made.revision("one", f"op.create_table('t', {key})\nop.drop_constraint('pk_t', 't', type_='primary')")
    assert "ALTER TABLE t DROP PRIMARY KEY" in made.plain(dialect=dialect)


def test_a_rebuild_takes_the_last_constraint_of_a_name(made: MadeProject) -> None:
    """As Alembic does: on SQLite a batch makes the table anew, and nothing is there to be in the way."""
    made.revision(
        "one",
        f"{CHECKED}\nwith op.batch_alter_table('t') as batch:\n"
        "    batch.create_unique_constraint('taken', ['a'])",
    )
    script = made.plain(dialect="sqlite")
    assert script.count("CONSTRAINT taken CHECK (a > 0)") == 1
    assert script.count("CONSTRAINT taken UNIQUE (a)") == 1


def test_a_rebuild_drops_what_goes_along_with_a_column_by_name_too(made: MadeProject) -> None:
    """Whether the index is said to go before its column or behind it, the new table is made without it."""
    made.revision(
        "one",
        "op.create_table('t', sa.Column('a', sa.Integer), sa.Column('b', sa.Integer, index=True))\n"
        "with op.batch_alter_table('t') as batch:\n"
        "    batch.drop_column('b')\n    batch.drop_index('ix_t_b')",
    )
    made.revision("two", "op.create_index('ix_t_b', 't', ['a'])")
    assert made.plain(dialect="sqlite").count("CREATE INDEX ix_t_b") == 2


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb"])
def test_a_foreign_key_may_be_called_as_an_index_is(dialect: str, made: MadeProject) -> None:
    made.revision(
        "one",
        "op.create_table('t', sa.Column('a', sa.Integer, primary_key=True), sa.Column('b', sa.Integer))\n"
        "op.create_index('taken', 't', ['b'])\nop.create_foreign_key('taken', 't', 't', ['a'], ['a'])",
    )
    assert "ADD CONSTRAINT taken FOREIGN KEY" in made.plain(dialect=dialect)


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb", "mssql", "oracle"])
def test_a_comment_on_a_table_that_is_gone(dialect: str, made: MadeProject) -> None:
    made.revision("one", f"{TABLE}\nop.rename_table('t', 's')\nop.create_table_comment('t', 'gone')")
    with pytest.raises(RevisionError, match="table 't' does not exist at this point"):
        made.plain(dialect=dialect)


def test_an_index_of_a_batch_on_a_column_that_is_not_there(made: MadeProject) -> None:
    made.revision(
        "one",
        "op.create_table('t', sa.Column('a', sa.Integer), sa.Column('b', sa.Integer))\n"
        "with op.batch_alter_table('t') as batch:\n    batch.drop_column('b')\n"
        "    batch.create_index('ix', ['b'])",
    )
    with pytest.raises(RevisionError, match="table 't' has no column 'b'; it has a"):
        made.plain(dialect="sqlite")


@pytest.mark.parametrize("dialect", ["mysql", "mariadb"])
def test_a_change_of_a_batch_keeps_what_the_one_before_it_said(dialect: str, made: MadeProject) -> None:
    """Each says the whole column again: a comment that the second one forgets is lost."""
    made.revision(
        "one",
        "op.create_table('t', sa.Column('a', sa.Integer))\n"
        "with op.batch_alter_table('t') as batch:\n"
        "    batch.alter_column('a', comment='kept')\n    batch.alter_column('a', nullable=False)",
    )
    assert "ALTER TABLE t MODIFY a INTEGER NOT NULL COMMENT 'kept'" in made.plain(dialect=dialect)
