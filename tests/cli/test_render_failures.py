"""What a person reads when revisions cannot be rendered: each with its place, its reason and the ways out."""

from __future__ import annotations

import pytest

from tests.projects import MadeProject

READ = "op.get_bind().execute(sa.text({!r})).fetchall()"
EXPECTED = """\
Only a database could answer: 2 revisions

  two  migrations/versions/two.py:11
    asks  SELECT id, name FROM users WHERE slug IS NULL
    but   table users was there before the range, and an application may have filled it
    try   as one statement, on the rows that the server has:
          op.execute(\"\"\"
          UPDATE users
          SET slug = lower(name)
          WHERE slug IS NULL
          \"\"\")

  four  migrations/versions/four.py:10
    asks  SELECT id FROM users WHERE name = 'root'
    but   table users was there before the range, and an application may have filled it

  Ways out
  - say it as statements that the server runs on the rows that it has
  - say what the database answers, in sqlgen.toml; the script says that it rests on it
      [[answers."two"]]
      question = 'SELECT id, name FROM users WHERE slug IS NULL'
      rows = [{id = ?, name = ?}]

      [[answers."four"]]
      question = "SELECT id FROM users WHERE name = 'root'"
      rows = [{id = ?}]
  - let the script stop there, and run the revision on the database
      sqlgen render one:head --manual-steps

Errors: 1 revision

  three  migrations/versions/three.py:10
          the revision raised ModuleNotFoundError: No module named 'an_application'

  Ways out
  - let stubs stand in for what cannot be imported
      sqlgen render one:head --stub-missing
  - run sqlgen where it can be imported

error: 3 of 3 revisions cannot be rendered, so nothing is written
"""


@pytest.fixture
def shop(made: MadeProject) -> MadeProject:
    columns = "sa.Column('id', sa.Integer), sa.Column('name', sa.String(9)), sa.Column('slug', sa.String(9))"
    made.revision("one", f"op.create_table('users', {columns})")
    made.revision(
        "two",
        """
bind = op.get_bind()
for row in bind.execute(sa.text("SELECT id, name FROM users WHERE slug IS NULL")):
    bind.execute(sa.text("UPDATE users SET slug = :s WHERE id = :i"), {"s": row.name.lower(), "i": row.id})
""",
    )
    made.revision("three", "import an_application")
    made.revision("four", READ.format("SELECT id FROM users WHERE name = 'root'"))
    return made


def test_the_whole_report(shop: MadeProject) -> None:
    called = shop.call("render", "one:head")

    assert (called.code, called.out) == (3, "")
    assert called.err == EXPECTED


def test_the_first_failure_decides_about_the_exit_code(shop: MadeProject) -> None:
    assert shop.call("render", "two:head").code == 2


def test_quiet_is_short(shop: MadeProject) -> None:
    called = shop.call("-q", "render", "one:head")

    assert called.code == 3
    assert "two  migrations/versions/two.py:11" in called.err
    assert "Ways out" not in called.err
    assert "UPDATE" not in called.err


def test_colours_on_request(shop: MadeProject) -> None:
    assert "\x1b[33mtwo\x1b[0m" in shop.call("--color", "render", "one:head").err
    assert "\x1b[" not in shop.call("--no-color", "render", "one:head").err


def test_forty_failures_can_be_read(made: MadeProject) -> None:
    """What is said alike of many is said once, and what is ready for each is in the report."""
    made.write("sqlgen.toml", '[history]\nbase = "existing"\n')
    for number in range(20):
        made.revision(f"list{number:02}", "sa.inspect(op.get_bind()).get_table_names()")
        made.revision(f"read{number:02}", READ.format(f"SELECT a{number} FROM elsewhere"))

    called = made.call("render")

    assert called.code == 3
    assert len(called.err.splitlines()) < 150
    assert called.err.count("the revision asks for all tables") == 1
    places = [f"list{number:02}  migrations/versions/list{number:02}.py:10" for number in range(20)]
    assert all(place in called.err for place in places)
    assert "… and 17 more like it; --report FILE has them all" in called.err
    assert "error: 40 of 40 revisions cannot be rendered, so nothing is written" in called.err


def test_a_long_question_is_cut_short(made: MadeProject) -> None:
    made.write("sqlgen.toml", '[history]\nbase = "existing"\n')
    made.revision("one", READ.format("SELECT " + ", ".join(f"column_{n}" for n in range(200)) + " FROM t"))

    (line,) = [line for line in made.call("render").err.splitlines() if line.startswith("    asks")]

    assert len(line) < 320
    assert line.endswith(" …")


def test_several_databases_are_told_apart(made: MadeProject) -> None:
    made.write("sqlgen.toml", '[history]\nbase = "existing"\n')
    made.env(
        """
        from alembic import context
        for name in ("users", "stock"):
            context.configure(dialect_name="sqlite")
            context.run_migrations(engine_name=name)
        """
    )
    made.revision("one", READ.format("SELECT a FROM t"), arguments="engine_name")

    called = made.call("render")

    place = "one  migrations/versions/one.py:10\n"
    assert f"  users: {place}  stock: {place}" in called.err
    assert "error: 1 of 1 revisions" in called.err


def test_a_call_of_another_command_is_not_repeated_with_options_of_render(made: MadeProject) -> None:
    made.write("sqlgen.toml", '[history]\nbase = "existing"\n')
    made.revision("one", READ.format("SELECT a FROM t"))

    called = made.call("lint", "base:head")

    assert called.code == 3
    assert "sqlgen render … --manual-steps" in called.err
    assert "sqlgen lint base:head --manual-steps" not in called.err
