"""What was there before the first revision: said, unsaid, and shown by what revisions do."""

from __future__ import annotations

import pytest

from sqlgen.pipeline import Watch
from tests.projects import MadeProject

ADDS = "op.add_column('users', sa.Column('born', sa.Date))"
ASKS = "sa.inspect(op.get_bind()).has_table('users')"


def base(made: MadeProject, text: str) -> None:
    made.write("sqlgen.toml", f"[history]\n{text}\n")


# Unsaid


def test_a_table_that_nobody_made_shows_what_the_history_starts_on(made: MadeProject) -> None:
    """Once, whatever else is touched."""
    made.revision("one", ADDS)
    made.revision("two", "op.drop_table('orders')")
    called = made.call("render", "--no-lint")
    assert called.code == 0
    assert called.err.count("notice:") == 1
    assert 'revision one touches table "users" that no revision made' in called.err
    assert '[history] base = "existing"' in called.err


@pytest.mark.parametrize(
    "touch",
    [
        "op.drop_index('ix_users_name', 'users')",
        "op.drop_constraint('users_name_key', 'users')",
        "op.rename_table('users', 'people')",
        "op.execute('ALTER TABLE users ADD born date')",
        "op.execute('UPDATE users SET name = NULL')",
        "op.bulk_insert(sa.table('users', sa.column('id', sa.Integer)), [{'id': 1}])",
        "op.create_table('orders', sa.Column('of', sa.Integer, sa.ForeignKey('users.id')))",
    ],
)
def test_whatever_cannot_be_done_without_the_table_shows_it(made: MadeProject, touch: str) -> None:
    made.revision("one", touch)
    made.revision("two", ASKS.replace("users", "others"))
    called = made.call("render", "--no-lint")
    assert 'revision one touches table "users"' in called.err
    assert "asks whether there is a table 'others'" in called.err
    assert called.code == 3


@pytest.mark.parametrize(
    "touch",
    [
        "op.drop_table('users', if_exists=True)",
        "op.execute('DROP TABLE IF EXISTS users')",
        "op.execute('ALTER TABLE IF EXISTS users ADD born date')",
        "op.execute('UPDATE pg_enum SET enumlabel = NULL')",
        "op.execute(\"UPDATE alembic_version SET version_num = 'two'\")",
        "op.execute('CREATE VIEW users AS SELECT 1 AS id'); op.execute('DELETE FROM users')",
        "op.create_table('users', sa.Column('id', sa.Integer, sa.ForeignKey('users.id')))",
        "op.execute('CREATE TABLE a (b int REFERENCES c)'); op.execute('CREATE TABLE c (d int PRIMARY KEY)')",
    ],
)
def test_what_can_be_done_without_it_shows_nothing(made: MadeProject, touch: str) -> None:
    made.revision("one", touch)
    made.revision("two", ASKS.replace("users", "others"))
    called = made.call("render", "--no-lint")
    assert called.err == ""
    assert called.code == 0


def test_an_answer_that_rested_on_an_empty_beginning_is_told(made: MadeProject) -> None:
    """It may be wrong, and the script with it: somebody has to look."""
    made.revision("one", f"if not {ASKS}:\n    op.create_table('users', sa.Column('id', sa.Integer))")
    made.revision("two", "op.drop_table('orders')")
    called = made.call("render", "--no-lint")
    assert called.code == 0
    assert 'one.py:10 was told that there is no table "users"' in called.err


@pytest.mark.parametrize(
    "dialect, question",
    [
        ("postgresql", "SELECT 1 FROM information_schema.tables WHERE table_name = 'users'"),
        ("postgresql", "SELECT to_regclass('users')"),
        ("mariadb", "SHOW TABLES LIKE 'users'"),
        ("sqlite", "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'users'"),
        ("sqlite", "PRAGMA table_info(users)"),
    ],
)
def test_questions_in_sql_rest_on_it_too(made: MadeProject, dialect: str, question: str) -> None:
    made.revision("one", f'op.get_bind().execute(sa.text("{question}")).all()')
    made.revision("two", "op.drop_table('orders')")
    assert 'was told that there is no table "users"' in made.call("render", "--dialect", dialect).err


def test_an_answer_that_was_wrong_is_an_error(made: MadeProject) -> None:
    """The first revision was told no, and the second one shows that it is yes."""
    made.revision("one", f"if {ASKS}:\n    op.drop_column('users', 'age')")
    made.revision("two", ADDS)
    called = made.call("render", "--no-lint")
    assert called.code == 3
    assert called.out == ""
    assert "the revision touches table 'users', which no revision made, and revision one" in called.err
    assert "asked for it and was told that it is not there" in called.err


# Said to be empty


@pytest.mark.parametrize(
    "touch", [ADDS, "op.execute('ALTER TABLE users ADD born date')", "op.execute('DELETE FROM users')"]
)
def test_on_an_empty_beginning_the_server_refuses(made: MadeProject, touch: str) -> None:
    base(made, 'base = "empty"')
    made.revision("one", touch)
    called = made.call("render", "--no-lint")
    assert called.code == 2
    assert "table 'users' does not exist" in called.err
    assert "SQLSTATE 42P01" in called.err
    assert "[history] base" in called.err


def test_on_an_empty_beginning_all_is_answered(made: MadeProject) -> None:
    base(made, 'base = "empty"')
    made.revision("one", f"if not {ASKS}:\n    op.create_table('users', sa.Column('id', sa.Integer))")
    called = made.call("render", "--no-lint")
    assert "CREATE TABLE users" in called.out
    assert called.err == ""


# Said to exist


def test_on_an_existing_schema_nothing_has_to_be_told(made: MadeProject) -> None:
    base(made, 'base = "existing"')
    made.revision("one", ADDS)
    called = made.call("render", "--no-lint")
    assert "ADD COLUMN born DATE" in called.out
    assert called.err == ""


def test_what_the_history_made_on_an_existing_schema_is_known(made: MadeProject) -> None:
    base(made, 'base = "existing"')
    made.revision("one", "op.create_table('a', sa.Column('x', sa.Integer))")
    made.revision(
        "two",
        """
        bind = op.get_bind()
        columns = [column["name"] for column in sa.inspect(bind).get_columns("a")]
        assert columns == ["x"]
        assert bind.execute(sa.text("SELECT count(*) FROM a")).scalar() == 0
        """,
    )
    assert made.call("render").code == 0


@pytest.mark.parametrize(
    "question",
    [
        ASKS,
        "sa.inspect(op.get_bind()).get_table_names()",
        "sa.inspect(op.get_bind()).get_columns('users')",
        "sa.Table('users', sa.MetaData(), autoload_with=op.get_bind())",
        "sa.inspect(op.get_bind()).get_enums()",
    ],
)
def test_what_was_there_before_is_unknown(made: MadeProject, question: str) -> None:
    base(made, 'base = "existing"')
    made.revision("one", ADDS)
    made.revision("two", question)
    called = made.call("render", "--no-lint")
    if question is ASKS:
        # The first revision has shown that.
        assert called.code == 0
        return
    assert called.code == 3
    assert "--catalog FILE" in called.err


def test_a_table_made_if_it_does_not_exist_may_look_otherwise(made: MadeProject) -> None:
    """It is there, but who made it, and with which rows, nobody knows."""
    base(made, 'base = "existing"')
    made.revision("one", "op.create_table('users', sa.Column('id', sa.Integer), if_not_exists=True)")
    made.revision("two", f"assert {ASKS}")
    assert made.call("render").code == 0
    made.revision("three", "sa.inspect(op.get_bind()).get_columns('users')")
    assert "what table 'users' looks like" in made.call("render").err
    made.revision("four", "op.get_bind().execute(sa.text('SELECT id FROM users')).all()", above="two")
    assert "Only a database could answer" in made.call("render", "four").err


# Said by models

MODELS = """
import sqlalchemy as sa

metadata = sa.MetaData()
status = sa.Enum("new", "old", name="status")
users = sa.Table(
    "users", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("status", status, index=True)
)


class Base:
    metadata = metadata
"""


@pytest.mark.parametrize("name", ["metadata", "Base"])
def test_models_say_what_is_there(made: MadeProject, name: str) -> None:
    made.write("shop_before.py", MODELS)
    base(made, f'models = "shop_before:{name}"')
    made.revision(
        "one",
        """
        inspector = sa.inspect(op.get_bind())
        assert [column["name"] for column in inspector.get_columns("users")] == ["id", "status"]
        assert [index["name"] for index in inspector.get_indexes("users")] == ["ix_users_status"]
        assert inspector.get_enums()[0]["labels"] == ["new", "old"]
        assert not inspector.has_table("orders")
        """,
    )
    called = made.call("render", "--no-lint")
    assert called.err == ""
    assert "CREATE TABLE users" not in called.out


def test_rows_of_what_the_models_made_are_unknown(made: MadeProject) -> None:
    made.write("shop_before.py", MODELS)
    base(made, 'models = "shop_before:metadata"')
    made.revision("one", "op.get_bind().execute(sa.text('SELECT id FROM users')).all()")
    assert "Only a database could answer" in made.call("render").err


def test_rows_of_tables_that_nobody_has_filled_are_known(made: MadeProject) -> None:
    """A script for new installations takes the way that it takes on tables which were made a moment ago."""
    made.write("shop_before.py", MODELS)
    base(made, 'models = "shop_before:metadata"\nrows = "none"')
    made.revision(
        "one",
        """
        ask = sa.text("SELECT count(*) FROM users")
        assert op.get_bind().scalar(ask) == 0
        op.execute("INSERT INTO users (id) VALUES (1)")
        assert op.get_bind().scalar(ask) == 1
        """,
    )
    called = made.call("render", "--no-lint")
    assert called.err == ""
    assert called.code == 0


def test_the_script_says_where_it_takes_tables_for_empty(made: MadeProject) -> None:
    """Else the DBA runs on a database in use what was written for a new one, and nothing tells of it."""
    made.write("shop_before.py", MODELS)
    base(made, 'models = "shop_before:metadata"\nrows = "none"')
    made.revision(
        "one",
        """
        op.create_table("copies", sa.Column("id", sa.Integer, primary_key=True))
        op.rename_table("users", "people")
        op.execute("INSERT INTO copies SELECT id FROM people")
        for table in ("people", "copies"):
            assert op.get_bind().scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0
        """,
    )
    made.revision(
        "two",
        """
        op.create_table("own", sa.Column("id", sa.Integer, primary_key=True))
        assert op.get_bind().scalar(sa.text("SELECT count(*) FROM own")) == 0
        """,
        above="one",
    )
    script = made.call("render").out
    assert script.count("-- ASSUMED:") == 1
    for table in ("people", "copies"):
        assert (
            f"--   SELECT count(*) FROM {table}\n--     gives (count = 0)   (sqlgen: history.rows)" in script
        )
    assert "FROM own" not in script


def test_rows_before_a_later_range_are_unknown_all_the_same(made: MadeProject) -> None:
    """The application has used its tables by then."""
    made.write("shop_before.py", MODELS)
    base(made, 'models = "shop_before:metadata"\nrows = "none"')
    made.revision("one", "op.add_column('users', sa.Column('name', sa.Text))")
    made.revision("two", "op.get_bind().execute(sa.text('SELECT id FROM users')).all()", above="one")
    assert "Only a database could answer" in made.call("render", "one:two").err


def test_beside_models_there_may_be_more(made: MadeProject) -> None:
    made.write("shop_before.py", MODELS)
    base(made, 'base = "existing"\nmodels = "shop_before:metadata"')
    made.revision("one", "sa.inspect(op.get_bind()).get_columns('users'); op.drop_table('orders')")
    assert made.call("render").code == 0
    made.revision("two", ASKS.replace("users", "others"))
    assert made.call("render").code == 3


@pytest.mark.parametrize(
    "models, words",
    [
        ("shop_nowhere:metadata", "cannot be imported: ModuleNotFoundError"),
        ("shop_before:nothing", "cannot be imported: AttributeError"),
        ("shop_before:sa", "is no MetaData"),
    ],
)
def test_models_that_are_none(made: MadeProject, models: str, words: str) -> None:
    made.write("shop_before.py", MODELS)
    base(made, f'models = "{models}"')
    made.revision("one")
    called = made.call("render", "--no-lint")
    assert called.code == 2
    assert words in called.err


def test_a_tenant_after_another_is_told_nothing_new(made: MadeProject) -> None:
    told: list[str] = []
    made.env(
        """
        from alembic import context

        for schema in ("a", "b"):
            context.configure(dialect_name="postgresql", version_table_schema=schema)
            context.run_migrations()
        """
    )
    made.revision("one", ADDS)
    made.scripts(watch=Watch(told.append))
    assert len(told) == 1


# What is refused

TWICE = "op.add_column('a', sa.Column('x', sa.Integer))"


@pytest.mark.parametrize("text", ['base = "existing"', 'base = "empty"', ""])
def test_what_the_server_would_refuse_of_a_table_that_is_known(made: MadeProject, text: str) -> None:
    """Whatever else there is."""
    base(made, text)
    made.revision("one", "op.create_table('a', sa.Column('x', sa.Integer))")
    made.revision("two", TWICE)
    called = made.call("render", "--no-lint")
    assert called.code == 2
    assert "column a.x exists already" in called.err
    assert "SQLSTATE 42701" in called.err


def test_what_the_server_would_refuse_behind_a_silent_replay(made: MadeProject) -> None:
    made.revision("one", "op.create_table('a', sa.Column('x', sa.Integer))")
    made.revision("two", TWICE)
    assert "column a.x exists already" in made.call("render", "one:two").err


def test_nothing_is_refused_of_a_table_that_is_known_in_part(made: MadeProject) -> None:
    """A column may have been added twice, with IF NOT EXISTS, where nobody can read."""
    base(made, 'base = "existing"')
    made.revision("one", "op.add_column('users', sa.Column('x', sa.Integer))")
    made.revision("two", "op.add_column('users', sa.Column('x', sa.Integer))")
    assert made.call("render").code == 0


def test_nothing_is_refused_behind_a_revision_that_could_not_be_replayed(made: MadeProject) -> None:
    """It may have changed whatever there is, and a question about that has no certain answer."""
    made.revision("one", "op.create_table('a', sa.Column('x', sa.Integer)); op.drop_table('a')")
    made.revision(
        "two",
        """
        op.create_table('b', sa.Column('x', sa.Integer))
        op.drop_column('b', settings.column)
        """,
    )
    made.revision("three", "op.add_column('b', sa.Column('x', sa.Integer)); op.drop_table('a')")
    called = made.call("render", "two:three")
    assert called.code == 0
    assert "revision two lies before the range and cannot be replayed" in called.err
    made.revision("three", "sa.inspect(op.get_bind()).get_columns('b')", above="two")
    assert made.call("render", "two:three").code == 3
