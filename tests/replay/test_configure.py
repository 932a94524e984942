"""Every keyword of `context.configure()` that is not autogenerate's does here what it does in Alembic.

A keyword that is passed over in silence is a script for another schema, another version table, or without its
transactions.
"""

from __future__ import annotations

from typing import Any

import pytest

from sqlgen.errors import ConfigError, DialectError, UsageError
from tests.projects import MadeProject


def configured(made: MadeProject, call: str, **options: Any) -> str:
    made.env(
        f"from alembic import context\ncontext.configure({call})\n"
        "with context.begin_transaction():\n    context.run_migrations()\n"
    )
    return made.plain(**options)


@pytest.mark.parametrize(
    "call, dialect",
    [
        ("url='postgresql+psycopg://u:p@h/d'", "postgresql"),
        ("url=__import__('sqlalchemy').URL.create('mysql+pymysql')", "mysql"),
        ("dialect_name='oracle'", "oracle"),
        ("dialect_name='mssql+pyodbc'", "mssql"),
        ("None, None, 'sqlite'", "sqlite"),
        ("connection=None, url='sqlite://'", "sqlite"),
        ("connection=__import__('sqlalchemy').create_mock_engine('mssql://', None)", "mssql"),
    ],
)
def test_each_way_to_name_a_database(made: MadeProject, call: str, dialect: str) -> None:
    configured(made, call)

    (script,) = made.scripts()
    assert script.target.name == dialect


@pytest.mark.parametrize(
    "call, error, message",
    [
        ("", UsageError, "names no database"),
        ("url='no url'", ConfigError, "a url to context.configure.. that is none"),
        ("dialect_name='access'", DialectError, "access"),
        ("dialect_name='sqlite', starting_rev='nowhere'", UsageError, "nowhere"),
    ],
)
def test_what_names_no_database_is_an_error(
    made: MadeProject, call: str, error: type[Exception], message: str
) -> None:
    made.table("people")
    with pytest.raises(error, match=message) as raised:
        configured(made, call)
    assert "env.py" in str(raised.value.origin)  # type: ignore[attr-defined]
    assert raised.value.origin.line == 2  # type: ignore[attr-defined]


def test_dialect_opts_are_for_the_dialect_that_env_py_names(made: MadeProject) -> None:
    made.table("people")
    call = "dialect_name='postgresql', dialect_opts={'paramstyle': 'format', '_native_inet_types': False}"
    assert configured(made, call)
    assert configured(made, call, dialect="sqlite")


@pytest.mark.parametrize(
    "dialect, keywords, begin, commit",
    [
        ("postgresql", "", "BEGIN", "COMMIT"),
        ("postgresql", "transactional_ddl=False", None, None),
        ("mssql", "", "BEGIN TRANSACTION", "COMMIT"),
        ("sqlite", "", None, None),
        ("sqlite", "transactional_ddl=True", "BEGIN", "COMMIT"),
        ("oracle", "transactional_ddl=True", "SET TRANSACTION READ WRITE", "COMMIT"),
        ("mysql", "transactional_ddl=None", None, None),
    ],
)
def test_transactional_ddl(
    made: MadeProject, dialect: str, keywords: str, begin: str | None, commit: str | None
) -> None:
    made.table("people")
    configured(made, f"dialect_name={dialect!r}, {keywords}")

    statements = made.scripts()[0].statements

    assert (statements[0].sql == begin) is (begin is not None)
    assert (statements[-1].sql == commit) is (commit is not None)


def test_a_transaction_for_each_revision(made: MadeProject) -> None:
    made.table("people")
    made.table("pets")

    text = configured(made, "dialect_name='postgresql', transaction_per_migration=True")

    assert text.count("BEGIN;") == text.count("COMMIT;") == 2
    assert text.index("COMMIT;") < text.index("CREATE TABLE pets")


def test_no_transaction_unless_env_py_begins_one(made: MadeProject) -> None:
    made.env("from alembic import context\ncontext.configure(url='mssql://')\ncontext.run_migrations()\n")
    made.table("people")

    assert "BEGIN" not in made.plain()


@pytest.mark.parametrize("starting", ["'one'", "['one', 'other']", "('one', 'other')"])
def test_starting_rev_replaces_the_start_of_the_range(made: MadeProject, starting: str) -> None:
    made.table("one")
    made.table("two")
    made.revision("other", above=None)
    made.revision("merge", above=("two", "other"))

    text = configured(made, f"dialect_name='sqlite', starting_rev={starting}", text="merge")

    assert "CREATE TABLE one" not in text
    assert "CREATE TABLE two" in text
    assert ("upgrade -> other" in text) is ("other" not in starting)


def test_the_version_table_is_where_and_what_it_is_said_to_be(made: MadeProject) -> None:
    made.table("people")

    text = configured(
        made,
        "dialect_name='postgresql', "
        "version_table='ours', version_table_schema='meta', version_table_pk=False",
    )

    assert "CREATE TABLE meta.ours (\n\tversion_num VARCHAR(32) NOT NULL\n);" in text
    assert "INSERT INTO meta.ours (version_num) VALUES ('people');" in text


@pytest.mark.parametrize(
    "dialect, keyword, separators",
    [
        ("mssql", "", 7),
        ("mssql", "mssql_batch_separator=None", 0),
        ("mssql", "mssql_batch_separator=''", 0),
        ("mssql", "mssql_batch_separator='RUN'", 7),
        ("oracle", "oracle_batch_separator=False", 0),
    ],
)
def test_batch_separators(made: MadeProject, dialect: str, keyword: str, separators: int) -> None:
    made.table("people")

    lines = configured(made, f"dialect_name={dialect!r}, {keyword}").splitlines()

    assert sum(line in ("GO", "/", "RUN") for line in lines) == (4 if separators else 0)


def test_a_naming_convention_names_constraints(made: MadeProject) -> None:
    made.revision(
        "one",
        """
        number = sa.Column('n', sa.Integer, unique=True)
        op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), number)
        op.create_index(op.f('ix_own'), 't', ['n'])
        """,
    )

    text = configured(
        made,
        "dialect_name='postgresql', target_metadata=__import__('sqlalchemy').MetaData("
        "naming_convention={'pk': 'key_of_%(table_name)s', 'uq': 'only_%(table_name)s_%(column_0_name)s'})",
    )

    assert "CONSTRAINT key_of_t PRIMARY KEY (id)" in text
    assert "CONSTRAINT only_t_n UNIQUE (n)" in text
    assert "CREATE INDEX ix_own" in text
    several = "dialect_name='postgresql', target_metadata=[__import__('sqlalchemy').MetaData()]"
    assert "UNIQUE (n)" in configured(made, several)


def test_keywords_of_autogenerate_change_nothing(made: MadeProject) -> None:
    made.table("people")
    bare = configured(made, "dialect_name='postgresql'")

    assert bare == configured(
        made,
        "dialect_name='postgresql', include_name=len, include_object=len, include_schemas=True, "
        "render_as_batch=True, render_item=len, compare_type=True, compare_server_default=len, "
        "process_revision_directives=len, upgrade_token='u', downgrade_token='d', user_module_prefix='x.', "
        "alembic_module_prefix='op.', sqlalchemy_module_prefix='sa.', autogenerate_plugins=['*'], "
        "template_args={'a': 1}, literal_binds=True, tag='t', anything_else='seen'",
    )


def test_every_keyword_is_seen_in_the_options(made: MadeProject) -> None:
    """Packages leave settings for their operations there."""
    made.revision(
        "one",
        """
        options = op.get_context().opts
        op.execute(f"-- {options['anything_else']} {options['include_schemas']} {options['as_sql']}")
        op.execute(f"-- {options['destination_rev']} {options['render_as_batch']} {options['tag']}")
        """,
    )

    text = configured(made, "dialect_name='sqlite', anything_else='seen', include_schemas=True", tag="v1")

    assert "-- seen True True" in text
    assert "-- heads False v1" in text


def test_a_setting_holds_for_the_databases_that_follow(made: MadeProject) -> None:
    """As with Alembic, whose calls of configure() add to each other."""
    made.env(
        """
        from alembic import context
        context.configure(dialect_name="sqlite", version_table="ours", transactional_ddl=True)
        context.configure(dialect_name="mysql")
        with context.begin_transaction():
            context.run_migrations()
        """
    )
    made.table("people")

    text = made.plain()

    assert text.startswith("START TRANSACTION;")
    assert "CREATE TABLE ours" in text


CALLBACKS = """
from alembic import context, op
from alembic.runtime.migration import MigrationContext, MigrationInfo


def first(*, ctx, step, heads, run_args, **_):
    assert isinstance(ctx, MigrationContext) and isinstance(step, MigrationInfo)
    ctx.execute(f"-- {'up' if step.is_upgrade else 'down'} {step.up_revision_id} {step.up_revision_ids}")
    ctx.execute(f"-- {step.down_revision_ids} {step.source_revision_ids} {step.destination_revision_ids}")
    ctx.execute(f"-- {sorted(heads)} {run_args} {step.is_migration} {step.is_stamp}")
    ctx.execute(f"-- {step.up_revision.revision}: {step.up_revision.doc}")
    ctx.execute(f"-- {[each.revision for each in step.source_revisions]}")
    ctx.execute(f"-- {[each.revision for each in step.destination_revisions]}")


def second(ctx, step, heads, run_args):
    op.execute("-- second")


context.configure(dialect_name="postgresql", on_version_apply=CALLBACKS)
with context.begin_transaction():
    context.run_migrations(colour="red")
"""


def test_on_version_apply_is_told_of_every_step(made: MadeProject) -> None:
    """Projects keep a log of their migrations so; it is part of the script."""
    made.revision("one", above=None, arguments="colour")
    made.revision("side", above=None, arguments="colour", header="depends_on = 'one'")
    made.env(CALLBACKS.replace("CALLBACKS", "[first, second]"))

    up = [line for line in made.plain().splitlines() if line.startswith("-- ")]
    assert up == [
        "-- Running upgrade -> one",
        "-- up one ('one',)",
        "-- () () ('one',)",
        "-- ['one'] {'colour': 'red'} True False",
        "-- one: One.",
        "-- []",
        "-- ['one']",
        "-- second",
        "-- Running upgrade -> side",
        "-- up side ('side',)",
        "-- ('one',) ('one',) ('side',)",
        "-- ['side'] {'colour': 'red'} True False",
        "-- side: Side.",
        "-- ['one']",
        "-- ['side']",
        "-- second",
    ]
    made.env(CALLBACKS.replace("CALLBACKS", "first"))
    assert "-- down one ('one',)" in made.plain("one:base")
