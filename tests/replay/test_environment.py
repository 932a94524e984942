"""env.py files of every shape that projects have run as they are, in offline mode.

Whoever points sqlgen at a project with Alembic's templates, or with years of changes to them, gets the script
and not a remark about env.py.
"""

from __future__ import annotations

import pytest

from sqlgen.errors import DialectError, RevisionError
from sqlgen.script.plain import plain_text
from tests.projects import GENERIC, LOGGERS, MadeProject

ASYNC = (
    GENERIC.replace("engine_from_config", "async_engine_from_config")
    .replace("from sqlalchemy import async_engine_from_config, pool", "from sqlalchemy import pool")
    .replace("from alembic import context", "import asyncio\n\n"
             "from sqlalchemy.ext.asyncio import async_engine_from_config\n\nfrom alembic import context")
    .replace("def online():", "async def online_async():")
    .replace("    with engine.connect() as connection:\n", "    async with engine.connect() as connection:\n")
    .replace("    online()\n", "    asyncio.run(online_async())\n")
)

MULTIDB = """
import logging
import re

from alembic import context

logger = logging.getLogger("alembic.env")
names = context.config.get_main_option("databases", "")

for name in re.split(r",\\s*", names):
    logger.info("Migrating database %s", name)
    with open(f"{name}.sql", "w") as buffer:
        context.configure(
            url=context.config.get_section_option(name, "sqlalchemy.url"),
            output_buffer=buffer,
            literal_binds=True,
            upgrade_token=f"{name}_upgrades",
        )
        with context.begin_transaction():
            context.run_migrations(engine_name=name)
"""

DATABASES = """
[users]
sqlalchemy.url = postgresql://
[stock]
sqlalchemy.url = mysql+pymysql://
"""

BY_NAME = """
op.execute(f"-- for {engine_name}")
globals()[f"upgrade_{engine_name}"]()
"""


@pytest.fixture
def multidb(made: MadeProject, monkeypatch: pytest.MonkeyPatch) -> MadeProject:
    """Two databases, and a revision with a function for each."""
    monkeypatch.chdir(made.folder)
    made.ini("databases = users, stock", DATABASES)
    made.env(MULTIDB)
    made.revision("one", BY_NAME, arguments="engine_name")
    with made.versions.joinpath("one.py").open("a", encoding="utf-8") as file:
        file.write("\n\ndef upgrade_users():\n    op.create_table('people', sa.Column('id', sa.Integer))\n")
        file.write("\n\ndef upgrade_stock():\n    op.create_table('parts', sa.Column('id', sa.Integer))\n")
    return made


# The templates.


@pytest.mark.parametrize("env", [GENERIC, ASYNC], ids=["generic", "async"])
def test_the_templates_render(made: MadeProject, env: str) -> None:
    if env is ASYNC:
        pytest.importorskip("greenlet", reason="sqlalchemy.ext.asyncio needs greenlet")
    made.ini("sqlalchemy.url = postgresql+asyncpg://", LOGGERS)
    made.env(env)
    made.table("people")

    text = made.plain()

    assert text.startswith("BEGIN;\n\n-- Running upgrade -> people\n\nCREATE TABLE alembic_version")
    assert "CREATE TABLE people" in text
    assert text.endswith("INSERT INTO alembic_version (version_num) VALUES ('people');\n\nCOMMIT;\n\n")


def test_the_pyproject_template_renders(made: MadeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tool's options stand in pyproject.toml, the database's and the loggers' in an ini file."""
    monkeypatch.chdir(made.folder)
    (made.folder / "alembic.ini").unlink()
    made.write("pyproject.toml", '[tool.alembic]\nscript_location = "%(here)s/migrations"\n')
    made.write("database.ini", "[alembic]\nsqlalchemy.url = sqlite://\n" + LOGGERS)
    made.env(GENERIC)
    made.table("people")

    called = made.call_alone("-c", "pyproject.toml", "-c", "database.ini", "render")

    assert "CREATE TABLE people" in called.out
    assert called.code == 0, called.err


def test_flask_migrate_renders_without_driver(
    made: MadeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its env.py asks the application for an engine, for the URL's sake alone."""
    monkeypatch.chdir(made.folder)
    made.write(
        "application.py",
        """
        import sqlalchemy as sa

        class Migrate:
            configure_args = {"render_as_batch": True}

            def get_engine(self):
                return sa.create_engine("postgresql+pg8000://u:secret@nowhere/shop%20db")

        current_app = Migrate()
        """,
    )
    made.env(
        """
        from application import current_app

        from alembic import context

        def get_engine_url():
            return current_app.get_engine().url.render_as_string(hide_password=False).replace("%", "%%")

        config = context.config
        config.set_main_option("sqlalchemy.url", get_engine_url())

        def offline():
            context.configure(
                url=config.get_main_option("sqlalchemy.url"), target_metadata=None, literal_binds=True
            )
            with context.begin_transaction():
                context.run_migrations()

        def online():
            conf_args = current_app.configure_args
            with current_app.get_engine().connect() as connection:
                context.configure(connection=connection, **conf_args)
                with context.begin_transaction():
                    context.run_migrations()

        offline() if context.is_offline_mode() else online()
        """
    )
    made.table("people")

    assert "CREATE TABLE people" in made.plain()


def test_a_template_never_filled_in_says_what_to_do(made: MadeProject) -> None:
    made.ini("sqlalchemy.url = driver://user:pass@localhost/dbname")
    made.table("people")

    with pytest.raises(DialectError, match="configures the dialect 'driver'") as raised:
        made.scripts()
    assert "--dialect NAME" in raised.value.hint
    assert "CREATE TABLE people" in made.plain(dialect="oracle")


# Several databases.


def test_each_database_has_its_script(multidb: MadeProject) -> None:
    users, stock = multidb.scripts()

    assert [users.name, stock.name] == ["users", "stock"]
    assert [users.target.name, stock.target.name] == ["postgresql", "mysql"]
    assert "CREATE TABLE people" in plain_text(users)
    assert "CREATE TABLE parts" in plain_text(stock)
    assert "parts" not in plain_text(users)


def test_the_files_that_env_py_writes_are_written(multidb: MadeProject) -> None:
    """Somebody's pipeline picks them up where `alembic upgrade --sql` left them."""
    users, stock = multidb.scripts()

    assert multidb.folder.joinpath("users.sql").read_text() == plain_text(users)
    assert multidb.folder.joinpath("stock.sql").read_text() == plain_text(stock)


def test_no_file_of_env_py_is_half_written(multidb: MadeProject) -> None:
    """The second database fails, and so the first one's file is empty again: nobody runs half a release."""
    failing = "op.execute(undefined if engine_name == 'stock' else 'SELECT 1')"
    multidb.revision("two", failing, arguments="engine_name")

    users, stock = multidb.scripts()

    assert not users.failures
    assert "NameError" in str(stock.failures[0].error)
    assert multidb.folder.joinpath("users.sql").read_text() == ""
    assert multidb.folder.joinpath("stock.sql").read_text() == ""


def test_an_env_py_that_raises_late_leaves_no_file(multidb: MadeProject) -> None:
    multidb.env(MULTIDB + "\nraise LookupError('late')\n")

    with pytest.raises(RevisionError, match="LookupError: late"):
        multidb.scripts()
    assert multidb.folder.joinpath("users.sql").read_text() == ""


def test_a_buffer_can_be_read_where_it_is_filled(made: MadeProject) -> None:
    """Some env.py files render into memory and send it somewhere themselves."""
    made.env(
        """
        import io
        from pathlib import Path
        from alembic import context
        buffer = io.StringIO()
        buffer.write("-- begun by env.py\\n")
        context.configure(dialect_name="sqlite", output_buffer=buffer)
        context.run_migrations()
        context.static_output("-- the end")
        Path(context.config.get_main_option("here"), "kept.sql").write_text(buffer.getvalue())
        """
    )
    made.table("people")

    text = made.plain()

    assert made.folder.joinpath("kept.sql").read_text() == "-- begun by env.py\n" + text
    assert text.endswith("-- the end\n\n")


def test_a_buffer_of_bytes_has_its_encoding(made: MadeProject) -> None:
    made.env(
        """
        from pathlib import Path
        from alembic import context
        here = Path(context.config.get_main_option("here"))
        with open(here / "out.sql", "wb") as buffer:
            context.configure(dialect_name="mssql", output_buffer=buffer, output_encoding="utf-16-le")
            context.run_migrations()
        """
    )
    made.revision("one", "op.execute('SELECT N\\'é\\'')")

    text = made.plain()

    assert "é" in text
    assert made.folder.joinpath("out.sql").read_bytes() == text.encode("utf-16-le")


def test_stdout_as_a_buffer_says_nothing_twice(made: MadeProject, capsys: pytest.CaptureFixture[str]) -> None:
    made.env(
        """
        import sys
        from alembic import context
        context.configure(dialect_name="sqlite", output_buffer=sys.stdout)
        context.run_migrations()
        """
    )
    made.table("people")

    assert "CREATE TABLE people" in made.plain()
    assert capsys.readouterr() == ("", "")


def test_databases_without_a_name_are_told_apart(made: MadeProject) -> None:
    """Otherwise one file of -o would take the place of another."""
    made.env(
        """
        from alembic import context
        for schema in ("a", "b", None, None):
            context.configure(dialect_name="postgresql", version_table_schema=schema)
            context.run_migrations()
        """
    )
    made.table("people")

    assert [script.name for script in made.scripts()] == ["a", "b", "database", "database-2"]


# The functions of `context`.


def test_every_function_of_context_answers(made: MadeProject) -> None:
    made.table("people")
    made.env(
        """
        from alembic import context
        import alembic.context as same

        assert context.is_offline_mode() is same.is_offline_mode() is True
        assert context.requires_connection() is False
        assert context.get_head_revision() == "people"
        assert context.get_head_revisions() == ("people",)
        assert context.get_starting_revision_argument() is None
        assert context.get_revision_argument() == "people"
        assert context.get_tag_argument() == "v1"
        assert context.get_x_argument() == ["a=1", "flag", "b=x=y"]
        assert context.get_x_argument(as_dictionary=True) == {"a": "1", "flag": "", "b": "x=y"}
        assert context.script.get_current_head() == "people"
        assert context.config.get_main_option("sqlalchemy.url") == "postgresql://"

        context.configure(url="postgresql://", starting_rev="base")
        assert context.is_transactional_ddl() is True
        assert context.get_context().dialect.name == "postgresql"
        assert context.get_context().get_current_revision() is None
        assert context.get_context().get_current_heads() == ()
        assert context.get_context().as_sql is True
        assert context.get_context().config is context.config
        assert context.get_impl().transactional_ddl is True
        assert context.get_bind().dialect.name == "postgresql"
        assert context.get_context().bind is context.get_context().connection
        context.static_output("-- by hand")
        context.execute("SET lock_timeout = '5s'")
        context.execute("SELECT 1", execution_options={"no_parameters": True})
        context.get_bind().execute(__import__("sqlalchemy").text("SELECT :two"), {"two": 2})
        with context.begin_transaction():
            context.run_migrations()
        """
    )

    text = made.plain(x=("a=1", "flag", "b=x=y"), tag="v1")

    assert text.startswith("-- by hand\n\nSET lock_timeout = '5s';\n\nSELECT 1;\n\nSELECT 2;\n\nBEGIN;")


@pytest.mark.parametrize(
    "text, starting, destination",
    [
        ("base:heads", None, "three"),
        ("one:three", "one", "three"),
        ("three:one", "three", "one"),
        ("one:", "one", "three"),
    ],
)
def test_the_ends_of_the_range_are_told(
    made: MadeProject, text: str, starting: str | None, destination: str
) -> None:
    for name in ("one", "two", "three"):
        made.table(name)
    made.env(
        f"""
        from alembic import context
        assert context.get_starting_revision_argument() == {starting!r}
        assert context.get_revision_argument() == {destination!r}
        context.configure(url="sqlite://")
        context.run_migrations()
        """
    )
    made.scripts(text)


def test_a_transaction_inside_of_another_is_none(made: MadeProject) -> None:
    """Its COMMIT would end the outer one, and the statements behind it would run without any."""
    made.revision(
        "one",
        """
        with op.get_context().begin_transaction():
            op.execute("SELECT 1")
        with op.get_context().autocommit_block():
            op.execute("SELECT 2")
        """,
    )

    words = [line for line in made.plain().splitlines() if line.startswith(("BEGIN", "COMMIT", "SELECT"))]

    assert words == ["BEGIN;", "SELECT 1;", "COMMIT;", "SELECT 2;", "BEGIN;", "COMMIT;"]


def test_context_before_configure_is_an_error(made: MadeProject) -> None:
    made.env("from alembic import context\ncontext.run_migrations()\n")

    with pytest.raises(RevisionError, match=r"before context.configure\(\) was called") as raised:
        made.scripts()
    assert str(raised.value.origin).endswith("env.py:2")


def test_an_env_py_that_runs_nothing_is_an_error(made: MadeProject) -> None:
    made.env("from alembic import context\ncontext.configure(url='sqlite://')\ncontext.execute('SELECT 1')\n")

    with pytest.raises(RevisionError, match="ran no migrations"):
        made.scripts()


# Tenants.


def test_a_tenant_by_schema_translate_map(made: MadeProject) -> None:
    made.env(
        """
        from sqlalchemy import create_mock_engine
        from alembic import context
        tenant = context.get_x_argument(as_dictionary=True)["tenant"]
        context.configure(
            dialect_name="postgresql", version_table_schema=tenant, schema_translate_map={None: tenant}
        )
        with context.begin_transaction():
            context.run_migrations()
        """
    )
    made.table("people")

    text = made.plain(x=("tenant=acme",))

    assert "CREATE TABLE acme.people" in text
    assert "INSERT INTO acme.alembic_version" in text


ENUM = """
op.create_table('people', sa.Column('id', sa.Integer), sa.Column('mood', sa.Enum('good', 'bad', name='mood')))
"""


def test_tenants_by_search_path_are_each_migrated_whole(made: MadeProject) -> None:
    """One configure() and a run for each schema: the second begins at the base like the first."""
    made.env(
        """
        from alembic import context
        context.configure(dialect_name="postgresql")
        for tenant in context.get_x_argument():
            context.execute(f'SET search_path TO "{tenant}"')
            with context.begin_transaction():
                context.run_migrations()
        """
    )
    made.revision("one", ENUM)

    text = made.plain(x=("acme", "bond"))

    acme, bond = text.split('SET search_path TO "bond";')
    assert acme.startswith('SET search_path TO "acme";')
    assert acme.removeprefix('SET search_path TO "acme";').strip() == bond.strip()
    assert "CREATE TYPE mood" in bond


def test_several_environments_in_one_file(made: MadeProject) -> None:
    made.ini(
        "sqlalchemy.url = postgresql://",
        """
        [audit]
        script_location = %(here)s/audit
        sqlalchemy.url = oracle://
        """,
    )
    made.write("audit/env.py", made.folder.joinpath("migrations/env.py").read_text())
    made.write(
        "audit/versions/log.py", "revision = 'log'\ndown_revision = None\n\ndef upgrade():\n    pass\n"
    )
    made.table("people")

    assert "people" in made.plain()
    (script,) = made.scripts(section="audit")
    assert script.target.name == "oracle"
    assert script.plan.end == ("log",)


def test_a_script_location_in_a_package(made: MadeProject) -> None:
    made.write("shopware/__init__.py", "")
    made.folder.joinpath("migrations").rename(made.folder / "shopware" / "migrations")
    made.write(
        "alembic.ini",
        """
        [alembic]
        script_location = shopware:migrations
        sqlalchemy.url = sqlite://
        prepend_sys_path = %(here)s
        """,
    )
    made.write(
        "shopware/migrations/versions/one.py",
        "revision = 'one'\ndown_revision = None\n\ndef upgrade():\n    pass\n",
    )

    assert "upgrade -> one" in made.plain()


def test_sqlgen_toml_alone_configures(made: MadeProject) -> None:
    (made.folder / "alembic.ini").unlink()
    made.write("sqlgen.toml", 'script_location = "%(here)s/migrations"\ndialect = "mariadb@10.11"\n')
    made.table("people")

    called = made.call("render", "--json")

    assert called.code == 0, called.err
    assert '"dialect": "mariadb"' in called.out
