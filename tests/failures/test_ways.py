"""The ways out of a failure, with what is ready to be pasted."""

from __future__ import annotations

import tomllib
from textwrap import dedent

import pytest

from sqlgen.failures import Kind, WayOut, followers, ways_out
from tests.projects import MadeProject

EXISTING = '[history]\nbase = "existing"\n'


def ways(made: MadeProject, code: str, *, downgrade: bool = False) -> dict[Kind, WayOut]:
    """The ways out for a revision that does `code`, where nobody knows what was there before."""
    made.write("sqlgen.toml", EXISTING)
    made.revision("3f1c2a", "pass" if downgrade else dedent(code), downgrade=dedent(code))
    (script,) = made.scripts("head:base" if downgrade else "base:head")
    (failure,) = script.failures
    return {way.kind: way for way in ways_out(failure, "postgresql")}


QUESTION = "op.get_bind().execute(sa.text({!r})).fetchall()"
ANSWERS = {
    "SELECT id, name FROM users": ["question = 'SELECT id, name FROM users'", "rows = [{id = ?, name = ?}]"],
    "SELECT count(*) FROM users": ["question = 'SELECT count(*) FROM users'", "value = ?"],
    "SELECT * FROM users": ["question = 'SELECT * FROM users'", "rows = [{column = ?}]"],
    "SELECT max(id) FROM users": ["question = 'SELECT max(id) FROM users'", "value = ?"],
    "SELECT id FROM users WHERE name = 'a'": [
        "question = \"SELECT id FROM users WHERE name = 'a'\"",
        "rows = [{id = ?}]",
    ],
    "INSERT INTO users (name) VALUES ('a') RETURNING id": [
        "question = \"INSERT INTO users (name) VALUES ('a') RETURNING id\"",
        "rows = [{column = ?}]",
    ],
}


@pytest.mark.parametrize("question", ANSWERS)
def test_an_answer_is_ready_but_for_what_nobody_knows(question: str, made: MadeProject) -> None:
    answer = ways(made, QUESTION.format(question))[Kind.ANSWER]

    assert answer.text.splitlines() == ['[[answers."3f1c2a"]]', *ANSWERS[question]]


@pytest.mark.parametrize(
    "question",
    [*ANSWERS, "SELECT id FROM users WHERE name IN (" + ", ".join(f"'name {n}'" for n in range(40)) + ")"],
)
def test_an_answer_filled_in_is_one(question: str, made: MadeProject) -> None:
    """Pasted as it is, it must not pass for one: that would be a guess in the user's name."""
    code = QUESTION.format(question)
    text = ways(made, code)[Kind.ANSWER].text
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)

    made.write("sqlgen.toml", text.replace("{column = ?}", "{id = ?}").replace("?", "1"))

    (script,) = made.scripts()
    assert script.failures == ()
    assert [len(section.assumptions) for section in script.sections if section.step] == [1]


def test_how_many_rows(made: MadeProject) -> None:
    count = "op.get_bind().execute(sa.text('UPDATE users SET name = lower(name)')).rowcount"
    code = f"if {count} > 3:\n    op.drop_table('users')"

    assert ways(made, code)[Kind.ANSWER].text.endswith("\nrowcount = ?")


def test_a_downgrade_has_answers_of_its_own(made: MadeProject) -> None:
    answer = ways(made, QUESTION.format("SELECT id FROM users"), downgrade=True)[Kind.ANSWER]

    assert 'function = "downgrade"\n' in answer.text


@pytest.mark.parametrize(
    "question, test, expected",
    [
        ("SELECT id FROM users", "rows", "rows = []  # with any, the revision stops"),
        ("SELECT count(*) FROM users", "rows > 0", "value = 0  # with any, the revision stops"),
        ("SELECT id FROM users", "not rows", "rows = [{id = ?}]"),
    ],
)
def test_a_revision_that_stops_where_there_are_rows(
    question: str, test: str, expected: str, made: MadeProject
) -> None:
    """The one answer with which it goes on is known."""
    read = "scalar" if "count" in question else "fetchall"
    code = f"""
    rows = op.get_bind().execute(sa.text({question!r})).{read}()
    if {test}:
        raise ValueError("clean up first")
    """

    assert ways(made, code)[Kind.ANSWER].text.splitlines()[-1] == expected


def test_a_loop_has_a_sketch(made: MadeProject) -> None:
    code = """
    bind = op.get_bind()
    for row in bind.execute(sa.text("SELECT id, name FROM users")):
        values = {"n": row.name.lower(), "i": row.id}
        bind.execute(sa.text("UPDATE users SET name = :n WHERE id = :i"), values)
    """

    found = ways(made, code)

    assert list(found) == [Kind.REWRITE, Kind.ANSWER, Kind.MANUAL]
    assert found[Kind.REWRITE].text == 'op.execute("""\nUPDATE users\nSET name = lower(name)\n""")'


SCHEMA = [Kind.SNAPSHOT, Kind.BASE, Kind.MANUAL]
CATALOGUE = [Kind.SNAPSHOT, Kind.BASE, Kind.ANSWER, Kind.MANUAL]
CAUSES = {
    "sa.inspect(op.get_bind()).get_columns('users')": SCHEMA,
    "op.get_bind().scalar(sa.text('SELECT count(*) FROM pg_indexes'))": CATALOGUE,
    "op.get_bind().scalar(sa.text('SELECT 1 FROM users'))": [Kind.REWRITE, Kind.ANSWER, Kind.MANUAL],
    "sa.create_engine('sqlite://').connect()": [Kind.MANUAL],
    "import an_application": [Kind.STUB, Kind.INSTALL],
    "sa.MetaData(bind=op.get_bind())": [Kind.LEGACY],
    "sa.select([sa.column('x')])": [Kind.LEGACY],
    "op.get_bind().execute(sa.text('SELECT :a'), a=1)": [Kind.LEGACY],
    "sa.Table('t', sa.MetaData(), autoload=True)": [Kind.LEGACY],
    "1 / 0": [],
}


@pytest.mark.parametrize("code", CAUSES)
def test_each_cause_has_its_ways_out(code: str, made: MadeProject) -> None:
    assert list(ways(made, code)) == CAUSES[code]


@pytest.mark.parametrize(
    "code, option",
    [
        ("import an_application", "--stub-missing"),
        ("sa.MetaData(bind=op.get_bind()).bind", "--legacy-sqlalchemy"),
    ],
)
def test_the_option_that_is_advised_helps(code: str, option: str, made: MadeProject) -> None:
    made.revision("one", code)
    failed = made.call("render")

    assert failed.code == 2
    assert f"sqlgen render {option}" in failed.err
    assert made.call("render", option).code == 0


def test_a_stub_names_what_has_to_be_there(made: MadeProject) -> None:
    made.revision("one", "from an_application.models import order\nif order.old:\n    op.drop_table('t')")
    (script,) = made.scripts(stub_missing=True)

    (way,) = ways_out(script.failures[0], "postgresql")

    assert way == WayOut(Kind.INSTALL, "run sqlgen where an_application can be imported")


def test_a_failure_that_follows_from_another_one_says_so(made: MadeProject) -> None:
    """Forty revisions that stumble on one table are one thing to mend."""
    made.revision("one", "raise ValueError('no')\nop.create_table('t', sa.Column('id', sa.Integer))")
    made.revision("two", "sa.Table('t', sa.MetaData(), autoload_with=op.get_bind())")
    made.revision("three", "raise ValueError('no')")
    (script,) = made.scripts()

    one, two, _ = script.failures

    assert followers(script.failures) == {id(two): one}
    assert "after one, which failed and makes a table of that name" in made.call("render").err
