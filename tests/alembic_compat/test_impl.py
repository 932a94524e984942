"""Classes that projects derive from DefaultImpl change what they may, and are refused for the rest."""

from __future__ import annotations

import pytest

from sqlgen.errors import RevisionError
from tests.projects import OFFLINE, MadeProject

LONG = "a_revision_identifier_of_more_than_thirty_two_letters"


def with_impl(made: MadeProject, base: str, body: str) -> MadeProject:
    made.env(
        f"""
        import sqlalchemy as sa
        from alembic import context
        from alembic.ddl.impl import DefaultImpl
        from alembic.ddl.postgresql import PostgresqlImpl
        from alembic.ddl.sqlite import SQLiteImpl

        class Own({base}):
            {body}

        context.configure(dialect_name=Own.__dialect__)
        with context.begin_transaction():
            context.run_migrations()
        """
    )
    return made


WIDER = """
            __dialect__ = "postgresql"

            def version_table_impl(self, *, version_table, version_table_schema, version_table_pk, **kw):
                table = super().version_table_impl(
                    version_table=version_table,
                    version_table_schema=version_table_schema,
                    version_table_pk=version_table_pk,
                    **kw,
                )
                table.c.version_num.type = sa.String(128)
                return table
"""

OWN = """
            __dialect__ = "postgresql"

            def __init__(self, dialect, connection, as_sql, transactional_ddl, output_buffer, context_opts):
                raise RuntimeError("made by Alembic alone")

            def version_table_impl(self, *, version_table, version_table_schema, version_table_pk, **kw):
                column = sa.Column("version_num", sa.String(255), primary_key=version_table_pk)
                return sa.Table(version_table, sa.MetaData(), column, schema=version_table_schema)
"""


@pytest.mark.parametrize(
    "base, body, column",
    [
        ("PostgresqlImpl", WIDER, "version_num VARCHAR(128) NOT NULL"),
        ("DefaultImpl", OWN, "version_num VARCHAR(255) NOT NULL"),
    ],
)
def test_a_wider_version_column_takes_longer_identifiers(
    made: MadeProject, base: str, body: str, column: str
) -> None:
    made.table(LONG)
    text = with_impl(made, base, body.strip()).plain()

    assert column in text
    assert f"VALUES ('{LONG}')" in text


def test_an_identifier_too_long_for_the_column_is_an_error(made: MadeProject) -> None:
    made.table(LONG)

    with pytest.raises(RevisionError, match="holds 32") as raised:
        made.plain()
    assert "version_table_impl" in raised.value.hint


def test_a_class_of_another_dialect_changes_nothing(made: MadeProject) -> None:
    with_impl(made, "PostgresqlImpl", WIDER.strip())
    made.table("people")

    assert "VARCHAR(32)" in made.plain(dialect="mysql")


def test_sqlite_with_transactional_ddl(made: MadeProject) -> None:
    """Alembic's documentation advises it for drivers that leave transactions alone."""
    made.table("people")

    text = with_impl(made, "SQLiteImpl", '__dialect__ = "sqlite"; transactional_ddl = True').plain()

    assert text.startswith("BEGIN;")


def test_a_class_without_a_dialect_of_its_own_registers_nothing(made: MadeProject) -> None:
    made.table("people")

    text = with_impl(made, "SQLiteImpl", "transactional_ddl = True").plain()

    assert "BEGIN" not in text


def test_what_sqlgen_would_not_call_is_an_error(made: MadeProject) -> None:
    """A method that writes SQL of its own would be missing from the script without a word."""
    body = '__dialect__ = "sqlite"; add_column = lambda *a, **k: None; compare_type = len'
    made.table("people")

    with pytest.raises(RevisionError, match=r"env_py\.Own has a add_column of its own"):
        with_impl(made, "SQLiteImpl", body).scripts()
    assert "CREATE TABLE people" in made.plain(dialect="oracle")


def test_what_one_env_py_says_holds_for_no_other(made: MadeProject) -> None:
    """Two projects rendered by one program keep their own version tables."""
    made.table("people")
    assert "VARCHAR(128)" in with_impl(made, "PostgresqlImpl", WIDER.strip()).plain()
    made.env(OFFLINE)

    assert "VARCHAR(32)" in made.plain()
