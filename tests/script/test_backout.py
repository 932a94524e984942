"""What a way back cannot bring again is told, and points of no return are named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.projects import Called, MadeProject

KEY = 'sa.Column("id", sa.Integer, primary_key=True)'


def rendered(project: MadeProject, *more: str) -> tuple[Called, dict[str, str]]:
    """What is said of the way back, and the files by name."""
    out = project.folder / "out"
    done = project.call("render", "--no-lint", *more, "--with-rollback", "-o", str(out / "up.sql"))
    assert done.code == 0, done.err
    files = {str(path.relative_to(out)): path.read_text() for path in out.rglob("*.sql")}
    return done, files


@pytest.mark.parametrize(
    "body, told",
    [
        ('op.drop_column("t", "old")', "values of column t.old, which is dropped"),
        ('op.drop_table("t")', "rows of table t, which is dropped"),
        ('op.execute("DROP TABLE t")', "rows of table t, which is dropped"),
        ('op.execute("ALTER TABLE t DROP COLUMN old")', "values of column t.old, which is dropped"),
        ('op.execute("DELETE FROM t WHERE id = 1")', "rows of table t that are deleted"),
        ('op.execute("TRUNCATE t")', "rows of table t that are deleted"),
        (
            'op.execute("UPDATE t SET old = 1, id = 2")',
            "values of columns t.old, t.id that an UPDATE replaces",
        ),
        (
            'op.alter_column("t", "old", type_=sa.SmallInteger)',
            "values of column t.old that its new type changes",
        ),
        (
            'op.alter_column("t", "text", type_=sa.String(5))',
            "values of column t.text that its new type changes",
        ),
    ],
)
def test_what_goes_on_the_way_up_is_told(body: str, told: str, made: MadeProject) -> None:
    made.revision(
        "one", f'op.create_table("t", {KEY}, sa.Column("old", sa.Integer), sa.Column("text", sa.String(9)))'
    )
    made.revision("two", body)

    done, files = rendered(made, "one:two", "--dialect", "postgresql")

    assert f"does not come back: revision two, on the way up: {told}\n" in done.err
    assert f"--   revision two, on the way up: {told}\n" in files["up.backout.sql"]


@pytest.mark.parametrize(
    "body",
    [
        'op.alter_column("t", "old", type_=sa.BigInteger)',
        'op.alter_column("t", "text", type_=sa.String(99))',
        'op.alter_column("t", "text", type_=sa.Text)',
        'op.add_column("t", sa.Column("new", sa.Integer))\nop.execute("UPDATE t SET new = old")',
        'op.create_table("u", sa.Column("id", sa.Integer))\nop.execute("DELETE FROM u")\nop.drop_table("u")',
    ],
)
def test_what_loses_nothing_is_not_told(body: str, made: MadeProject) -> None:
    made.revision(
        "one", f'op.create_table("t", {KEY}, sa.Column("old", sa.Integer), sa.Column("text", sa.String(9)))'
    )
    made.revision("two", body)

    done, _ = rendered(made, "one:two", "--dialect", "postgresql")

    assert "on the way up" not in done.err


def test_a_downgrade_that_raises_is_a_point_of_no_return(made: MadeProject) -> None:
    made.table("one")
    made.revision("two", 'op.create_table("two", sa.Column("id", sa.Integer))',
                  downgrade='raise NotImplementedError("there is no way")')  # fmt: skip
    made.table("three")

    done, files = rendered(made, "one:three", "--dialect", "mariadb")

    assert "revision two cannot be undone: " in done.err
    assert "; the way back ends at two\n" in done.err
    assert "-- to:        two\n" in files["up.backout.sql"]
    # Behind the second revision there is nothing that leads back.
    assert sorted(files) == ["up.backout.sql", "up.backout/0003.sql", "up.sql"]


def test_a_downgrade_that_does_nothing_is_told_with_what_it_leaves(made: MadeProject) -> None:
    made.table("one")
    made.revision("two", 'op.create_table("kept", sa.Column("id", sa.Integer))')

    done, files = rendered(made, "one:two", "--dialect", "postgresql")

    assert "revision two: its downgrade does nothing, so what its upgrade did stays\n" in done.err
    assert "the schema is not as it was: table kept is left over\n" in done.err
    assert "UPDATE alembic_version" in files["up.backout.sql"]


def test_a_way_back_over_branches_ends_where_the_range_began(made: MadeProject) -> None:
    """Its steps are those of the upgrade, and no revision that was there before."""
    made.table("base")
    made.table("left")
    made.revision("right", "pass", above="base")
    made.revision("both", "pass", above=("left", "right"))

    _, files = rendered(made, "left:both", "--dialect", "postgresql")

    assert "-- from:      both\n-- to:        left\n-- revisions: 2, downgrade\n" in files["up.backout.sql"]
    assert "DROP TABLE" not in files["up.backout.sql"]


@pytest.mark.parametrize(
    "arguments, why",
    [
        (["base:one"], "writes several files"),
        (["one:base", "-o", "up.sql"], "is for upgrades"),
        (["--plain", "-o", "up.sql"], "one guarded script"),
        (["--split", "revision", "-o", "out"], "one guarded script"),
    ],
)
def test_what_has_no_way_back_is_refused(arguments: list[str], why: str, made: MadeProject) -> None:
    made.table("one")

    done = made.call("render", "--with-rollback", "--dialect", "postgresql", *arguments)

    assert done.code == 2
    assert why in done.err
    assert not Path(made.folder, "up.sql").exists()


# Copies.


def copied(project: MadeProject, dialect: str) -> tuple[Called, dict[str, str]]:
    return rendered(project, "one:two", "--backup-tables", "--dialect", dialect)


TABLE = f'op.create_table("t", {KEY}, sa.Column("old", sa.Integer))'


@pytest.mark.parametrize(
    "dialect, copy, back",
    [
        ("postgresql", "CREATE TABLE sqlgen_two_t AS", "SELECT setval(pg_get_serial_sequence('t', 'id'), ("),
        ("sqlite", "CREATE TABLE sqlgen_two_t AS", "INSERT INTO t (id, old)"),
        ("mysql", "CREATE TABLE sqlgen_two_t AS", "INSERT INTO t (id, old)"),
        ("mariadb", "CREATE TABLE sqlgen_two_t AS", "INSERT INTO t (id, old)"),
        ("mssql", "INTO sqlgen_two_t", "SET IDENTITY_INSERT t ON;\nINSERT INTO t (id, old)"),
        ("oracle", "CREATE TABLE sqlgen_two_t AS", "INSERT INTO t (id, old)"),
    ],
)
def test_a_dropped_table_is_copied_in_the_words_of_each_database(
    dialect: str, copy: str, back: str, made: MadeProject
) -> None:
    made.revision("one", TABLE)
    made.revision("two", 'op.drop_table("t")', downgrade=TABLE)

    done, files = copied(made, dialect)

    up, down = files["up.sql"], files["up.backout.sql"]
    assert 0 < up.index(copy) < up.index("DROP TABLE t")
    assert down.index("CREATE TABLE t") < down.index(back) < down.index("DROP TABLE sqlgen_two_t;")
    assert "table sqlgen_two_t keeps rows of table t, which is dropped; drop it once" in done.err
    assert "on the way up" not in done.err


def test_a_counter_of_oracle_goes_on_behind_what_came_back(made: MadeProject) -> None:
    table = TABLE.replace("primary_key=True", "sa.Identity(), primary_key=True")
    made.revision("one", table)
    made.revision("two", 'op.drop_table("t")', downgrade=table)

    assert "AS IDENTITY (START WITH LIMIT VALUE)" in copied(made, "oracle")[1]["up.backout.sql"]


def test_an_identity_that_is_always_made_takes_the_rows_that_were_there(made: MadeProject) -> None:
    table = TABLE.replace("primary_key=True", "sa.Identity(always=True), primary_key=True")
    made.revision("one", table)
    made.revision("two", 'op.drop_table("t")', downgrade=table)

    assert "OVERRIDING SYSTEM VALUE" in copied(made, "postgresql")[1]["up.backout.sql"]


def test_rows_that_nothing_tells_apart_are_kept_for_a_person(made: MadeProject) -> None:
    """They cannot be brought back, so the copy stays and is named."""
    made.revision("one", 'op.create_table("t", sa.Column("a", sa.Integer), sa.Column("b", sa.Integer))')
    made.revision(
        "two", 'op.drop_column("t", "b")', downgrade='op.add_column("t", sa.Column("b", sa.Integer))'
    )

    done, files = copied(made, "postgresql")

    assert "CREATE TABLE sqlgen_two_t_b AS\nSELECT a, b FROM t;" in files["up.sql"]
    assert "table sqlgen_two_t_b keeps them, for nothing tells its rows apart" in done.err
    assert "DROP TABLE sqlgen_two_t_b" not in files["up.backout.sql"]


def test_the_name_of_a_copy_fits_the_database(made: MadeProject) -> None:
    """Two that would be cut to the same name are two all the same."""
    long = "a" * 45
    for number, name in enumerate((f"{long}_one", f"{long}_two")):
        made.revision(f"r{number}", f'op.create_table("{name}", {KEY})')
    made.revision("two", f'op.drop_table("{long}_one")\nop.drop_table("{long}_two")')
    _, files = rendered(made, "r1:two", "--backup-tables", "--dialect", "oracle@12.1")

    names = re.findall(r"CREATE TABLE (sqlgen_\w+)", files["up.sql"])

    assert len(set(names)) == 2
    assert {len(name) for name in names} == {30}


def test_the_map_names_the_copies(made: MadeProject) -> None:
    made.revision("one", TABLE)
    made.revision("two", 'op.drop_table("t")', downgrade=TABLE)

    done = made.call("render", "one:two", "--dialect", "postgresql", "--split", "segment", "-o", "out",
                     "--with-rollback", "--backup-tables")  # fmt: skip

    assert done.code == 0, done.err
    told = (made.folder / "out" / "RESUME.md").read_text()
    assert "| `backout/0001.sql` | one |" in told
    assert "- `sqlgen_two_t` keeps rows of table t, which is dropped" in told


def test_copies_without_a_way_back_are_refused(made: MadeProject) -> None:
    done = made.call("render", "--backup-tables", "--dialect", "postgresql")

    assert done.code == 2
    assert "add --with-rollback" in done.err


def test_several_schemas_in_one_script_have_no_single_way_back(made: MadeProject) -> None:
    made.env(
        """
        from alembic import context

        context.configure(url="postgresql://")
        for tenant in ("acme", "bond"):
            context.execute(f"SET search_path TO {tenant}")
            with context.begin_transaction():
                context.run_migrations()
        """
    )
    made.table("one")

    done = made.call("render", "--no-lint", "--with-rollback", "-o", "up.sql")

    assert done.code == 2
    assert "render each schema by itself" in done.err
