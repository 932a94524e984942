"""A revision that refuses to run offline renders all the same, if the history answers what it would ask."""

from __future__ import annotations

import pytest

from sqlgen.errors import NeedsDatabase, RevisionError
from sqlgen.pipeline import Watch
from tests.projects import MadeProject

MAKES = "op.create_table('users', sa.Column('id', sa.Integer, primary_key=True))"
CONTEXT = "from alembic import context"


def statements(made: MadeProject, revision: str, told: list[str] | None = None) -> list[str]:
    """What a revision has in the script besides the version table."""
    watch = Watch((told if told is not None else []).append)
    (script,) = made.scripts(use_env=False, dialect="mysql", watch=watch)
    for failure in script.failures:
        raise failure.error
    (section,) = [each for each in script.sections if each.step and each.step.revision.id == revision]
    return [each.sql for each in section.statements if each.operation]


@pytest.mark.parametrize(
    "asks",
    [
        "context.is_offline_mode()",
        "op.get_context().as_sql",
        "op.get_context().impl.as_sql",
    ],
)
@pytest.mark.parametrize("refuses", ["raise RuntimeError('online only')", "sys.exit('online only')", "1 / 0"])
def test_a_revision_that_gives_up_offline_is_run_as_if_online(
    made: MadeProject, asks: str, refuses: str
) -> None:
    made.revision("one", MAKES)
    made.revision(
        "two",
        f"""
        op.execute("CREATE TABLE early (id INTEGER)")
        if {asks}:
            {refuses}
        if "name" not in [column["name"] for column in sa.inspect(op.get_bind()).get_columns("users")]:
            op.add_column("users", sa.Column("name", sa.Text))
        """,
        header=f"import sys\n{CONTEXT}",
    )
    told: list[str] = []
    assert statements(made, "two", told) == [
        "CREATE TABLE early (id INTEGER)",
        "ALTER TABLE users ADD COLUMN name TEXT",
    ]
    (notice,) = told
    assert notice.startswith("revision two gives up in offline mode (")


def test_a_helper_of_the_project_may_be_what_refuses(
    made: MadeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(made.folder)
    made.write(
        "online_only.py",
        """
        import sqlalchemy as sa
        from alembic import context, op
        from alembic.util import CommandError

        def create_table_if_not_exists(name, *columns):
            if context.is_offline_mode():
                raise CommandError("not offline")
            if name not in sa.inspect(op.get_bind()).get_table_names():
                op.create_table(name, *columns)
        """,
    )
    made.revision("one", MAKES)
    made.revision(
        "two",
        """
        for name in ("users", "orders"):
            online_only.create_table_if_not_exists(name, sa.Column("id", sa.Integer))
        """,
        header="import online_only",
    )
    assert statements(made, "two") == ["CREATE TABLE orders (\n\tid INTEGER\n)"]


def test_an_offline_branch_that_works_is_taken(made: MadeProject) -> None:
    """Whoever wrote one wrote it for scripts."""
    made.revision("one", MAKES)
    made.revision(
        "two",
        "op.execute('-- offline' if context.is_offline_mode() else '-- online')",
        header=CONTEXT,
    )
    told: list[str] = []
    assert statements(made, "two", told) == ["-- offline"]
    assert told == []


def test_the_next_revision_is_offline_again(made: MadeProject) -> None:
    made.revision("one", "if context.is_offline_mode(): raise ValueError", header=CONTEXT)
    made.revision("two", "op.execute(f'-- {context.is_offline_mode()}')", header=CONTEXT)
    assert statements(made, "two") == ["-- True"]


def test_the_second_run_finds_nothing_of_the_first(made: MadeProject) -> None:
    """Neither its rows and tables, nor what it did to the module's own variables."""
    made.revision(
        "one",
        """
        op.create_table("users", sa.Column("id", sa.Integer))
        op.execute("INSERT INTO users VALUES (1)")
        NAMES.append("x")
        if context.is_offline_mode():
            raise ValueError
        count = op.get_bind().scalar(sa.text("SELECT count(*) FROM users"))
        op.execute(f"-- {count} {NAMES}")
        """,
        header=f"{CONTEXT}\nNAMES = []",
    )
    assert statements(made, "one")[1:] == ["INSERT INTO users VALUES (1)", "-- 1 ['x']"]


def test_a_revision_that_fails_both_ways_says_why_it_fails_online(made: MadeProject) -> None:
    made.revision(
        "one",
        """
        if context.is_offline_mode():
            raise ValueError("not offline")
        op.get_bind().execute(sa.text("SELECT pg_backend_pid()")).scalar()
        """,
        header=CONTEXT,
    )
    with pytest.raises(NeedsDatabase, match="pg_backend_pid"):
        statements(made, "one")


def test_a_revision_that_never_asked_is_run_once(made: MadeProject) -> None:
    made.revision("one", "print('ran')\nraise ValueError('whatever')")
    called = made.call("render")
    assert called.err.count("ran\n") == 1
    with pytest.raises(RevisionError, match="ValueError: whatever"):
        statements(made, "one")


def test_a_revision_that_takes_too_long_is_not_run_again(made: MadeProject) -> None:
    made.revision("one", "print('ran')\ncontext.is_offline_mode()\nwhile True: pass", header=CONTEXT)
    called = made.call("render", "--time-limit", "0.2")
    assert called.err.count("ran\n") == 1
    assert "took longer than 0.2 seconds" in called.err


def test_what_lies_before_the_range_is_run_so_too(made: MadeProject) -> None:
    made.revision("one", f"if context.is_offline_mode(): raise ValueError\n{MAKES}", header=CONTEXT)
    made.revision("two", "sa.inspect(op.get_bind()).get_columns('users')\nop.execute('-- known')")
    assert "-- known" in made.plain("one:two")
