"""What a project says that its database answers, and what the script says of it.

An answer that nobody has checked is a promise. So the script says which promise it rests on, a promise that
the history itself breaks is an error, and one that nobody needs any more is told.
"""

from __future__ import annotations

from textwrap import dedent

import pytest

from sqlgen.errors import ConfigError, NeedsDatabase
from sqlgen.pipeline import Watch
from sqlgen.statements import Assumption
from tests.projects import MadeProject

TABLE = "op.create_table('users', sa.Column('id', sa.Integer), sa.Column('name', sa.String(20)))"
READS = """
bind = op.get_bind()
for row in bind.execute(sa.text({question!r})):
    op.execute(f"INSERT INTO audit (user_id) VALUES ({{row.id}})")
"""
ASKS = "SELECT id FROM users WHERE name LIKE 'a%'"


@pytest.fixture
def shop(made: MadeProject) -> MadeProject:
    """`two` asks for users whom only the database knows, and writes a row for each."""
    made.revision("one", TABLE)
    made.revision("two", READS.format(question=ASKS))
    return made


def answered(made: MadeProject, text: str, revision: str = "two") -> None:
    made.write("sqlgen.toml", f'[[answers."{revision}"]]\n{dedent(text)}')


def rendered(made: MadeProject, text: str = "one:heads", **options: object) -> str:
    return made.plain(text, section="alembic", **options)


def test_the_answer_stands_in_for_the_database(shop: MadeProject) -> None:
    with pytest.raises(NeedsDatabase):
        rendered(shop)
    answered(shop, f'question = "{ASKS}"\nrows = [{{id = 7}}, {{id = 9}}]')

    text = rendered(shop)

    assert "VALUES (7);" in text
    assert "VALUES (9);" in text
    assert f"{ASKS};" not in text


def test_the_script_says_what_it_rests_on(shop: MadeProject) -> None:
    answered(shop, f'question = "{ASKS}"\nrows = [{{id = 7}}]')

    (script,) = shop.scripts("one:heads")

    section = next(each for each in script.sections if each.step)
    (assumption,) = section.assumptions
    assert assumption == Assumption(
        ASKS, 'answers."two"', ({"id": 7},), None, assumption.origin, sent=False
    )
    assert assumption.origin.line == 11
    assert "\n-- ASSUMED: " in rendered(shop)
    assert f'\n--   {ASKS}\n--     gives (id = 7)   (sqlgen: answers."two")\n' in rendered(shop)
    assert "\n-- ASSUMED: " in shop.call("render", "one:heads").out


@pytest.mark.parametrize(
    "answer, loop",
    [
        ('matches = "from users"\nrows = [{id = 7}]', "[row.id for row in bind.execute(sa.text(ASKED))]"),
        (
            'question = "  SELECT id\\n FROM users WHERE name LIKE \'a%\';"\nvalue = 7',
            "[bind.scalar(sa.text(ASKED))]",
        ),
        (
            'question = "SELECT id FROM users WHERE name LIKE :name"\nvalue = 7',
            "[bind.scalar(sa.text(ASKED.replace(\"'a%'\", ':name')), {'name': 'a%'})]",
        ),
        (
            "question = \"SELECT `users`.id FROM `users` WHERE `users`.name LIKE 'a%'\"\nvalue = 7",
            "[bind.scalar(sa.select(users.c.id).where(users.c.name.like('a%')))]",
        ),
        (
            'matches = "."\nrows = [{id = 7}]',
            "[row._mapping[users.c.id] for row in bind.execute(sa.select(users.c.id))]",
        ),
        ('matches = "."\nrows = [{id = 7}]', "[bind.execute(sa.select(users)).mappings().one()['id']]"),
        ('matches = "."\nrows = [{id = 7, name = "x"}]', "[bind.execute(sa.select(users)).one().id]"),
        ('matches = "count"\nrows = [{count = 7}]', "[bind.scalar(sa.text('SELECT count(*) FROM users'))]"),
        ('matches = "count"\nvalue = 7', "[bind.scalar(sa.select(sa.func.count()).select_from(users))]"),
        ('matches = "."\nvalue = 7', "[bind.exec_driver_sql('SELECT max(id) FROM users').scalar()]"),
        (
            'matches = "."\nrows = [{users_id = 7}]',
            "[one.id for one in orm.Session(bind=bind).query(users.c.id)]",
        ),
        (
            'matches = "."\nrows = [{users_id = 7, users_name = "x"}]',
            "[one.id for one in orm.Session(bind=bind).query(User).filter(User.name == 'x').all()]",
        ),
    ],
)
def test_an_answer_fits_however_the_question_is_put(shop: MadeProject, answer: str, loop: str) -> None:
    shop.revision(
        "three",
        f"""
from sqlalchemy import orm
bind = op.get_bind()
ASKED = {ASKS!r}
class User(orm.declarative_base()):
    __tablename__ = 'users'
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String)
users = sa.table('users', sa.column('id', sa.Integer), sa.column('name', sa.String))
for number in {loop}:
    op.execute(f"INSERT INTO audit (user_id) VALUES ({{number}})")
""",
    )
    answered(shop, answer, "three")

    assert "VALUES (7);" in rendered(shop, "two:three")


def test_no_rows(shop: MadeProject) -> None:
    answered(shop, f'question = "{ASKS}"\nrows = []')

    assert "INSERT INTO audit" not in rendered(shop)
    assert "gives no rows" in rendered(shop)


def test_how_many_rows_a_statement_changes(made: MadeProject) -> None:
    made.revision("one", TABLE)
    change = "UPDATE users SET name = lower(name)"
    made.revision("two", f"if op.get_bind().execute(sa.text({change!r})).rowcount > 5: op.execute('ANALYZE')")
    answered(made, f'question = "{change}"\nrowcount = 12')

    text = rendered(made)

    assert text.index(f"{change};") < text.index("ANALYZE;")
    assert f"\n--   {change}\n--     changes 12 rows" in text


def test_a_statement_that_writes_stays_in_the_script(made: MadeProject) -> None:
    """Its answer is assumed, its effect is not."""
    made.revision("one", TABLE)
    insert = "INSERT INTO users (name) VALUES ('a') RETURNING id"
    count = "SELECT nextval('users_id_seq')"
    made.revision(
        "two",
        f"""
        bind = op.get_bind()
        made = bind.execute(sa.text({insert!r})).scalar()
        counted = bind.execute(sa.text({count!r})).scalar()
        op.execute(f"INSERT INTO audit (user_id) VALUES ({{made}}), ({{counted}})")
        """,
    )
    answered(made, 'matches = "RETURNING"\nrows = [{id = 7}]\n[[answers.two]]\nmatches = "next"\nvalue = 8')

    (script,) = made.scripts("one:two")

    text = rendered(made)
    assert f"{insert};" in text
    assert f"{count};" in text
    assert "VALUES (7), (8);" in text
    assumed = [each for section in script.sections for each in section.assumptions]
    assert [(each.question, each.sent) for each in assumed] == [(insert, True), (count, True)]


def test_an_answer_that_the_history_contradicts_is_an_error(made: MadeProject) -> None:
    """Somebody wrote it down before an earlier revision filled the table."""
    made.revision("one", f"{TABLE}\nop.execute(\"INSERT INTO users VALUES (1, 'a')\")")
    made.revision("two", "op.get_bind().scalar(sa.text('SELECT count(*) FROM users'))")
    answered(made, 'question = "SELECT count(*) FROM users"\nvalue = 3')

    with pytest.raises(ConfigError, match=r'answers."two" says \(3,\), and .* certain .* \(1,\)') as caught:
        rendered(made, "base:two")

    assert "sqlgen.toml" in str(caught.value)
    assert "revision two" in str(caught.value)
    assert "value = 3" in (made.folder / "sqlgen.toml").read_text()


def test_a_contradiction_is_told_although_the_revision_swallows_it(made: MadeProject) -> None:
    made.revision("one", TABLE)
    asks = "op.get_bind().scalar(sa.text('SELECT count(*) FROM users'))"
    made.revision("two", f"try:\n    {asks}\nexcept Exception:\n    pass")
    answered(made, 'question = "SELECT count(*) FROM users"\nvalue = 3')

    with pytest.raises(ConfigError, match="certain"):
        rendered(made, "base:two")


def test_an_answer_that_is_certain_is_no_assumption(made: MadeProject) -> None:
    made.revision("one", TABLE)
    made.revision("two", "op.get_bind().scalar(sa.text('SELECT count(*) FROM users'))")
    answered(made, 'question = "SELECT count(*) FROM users"\nvalue = 0')
    notices: list[str] = []

    (script,) = made.scripts("base:two", watch=Watch(notices.append))

    assert [each for section in script.sections for each in section.assumptions] == []
    assert notices == []


@pytest.mark.parametrize(
    "answer, said",
    [
        (f'question = "{ASKS}"\nrows = [{{ident = 7}}]', "has a column 'ident', and the question has id"),
        (f'question = "{ASKS}"\nrowcount = 7', "the question reads rows"),
        ('matches = "name"\nvalue = 7', ""),
    ],
)
def test_an_answer_that_does_not_fit_its_question(shop: MadeProject, answer: str, said: str) -> None:
    answered(shop, answer)
    if not said:
        rendered(shop)
        return
    with pytest.raises(ConfigError, match=said):
        rendered(shop)


def test_one_value_is_no_row_of_two_columns(made: MadeProject) -> None:
    made.revision("one", TABLE)
    made.revision("two", "op.get_bind().execute(sa.text('SELECT id, name FROM users')).all()")
    answered(made, 'matches = "users"\nvalue = 7')

    with pytest.raises(ConfigError, match="has 2 columns: id, name"):
        rendered(made)


def test_an_answer_of_a_revision_that_is_not_there(shop: MadeProject) -> None:
    answered(shop, 'question = "SELECT 1"\nvalue = 1', revision="tow")

    called = shop.call("render")

    assert called.code == 2
    assert 'answers."tow" answers a revision that is not there' in called.err
    assert "sqlgen.toml" in called.err
    assert "Did you mean two?" in called.err


def test_an_answer_that_nobody_needs_is_told(shop: MadeProject) -> None:
    """The revision was rewritten since, or the question is spelt another way."""
    answered(shop, f'matches = "LIKE"\nrows = []\n[[answers.two]]\nquestion = "{ASKS} "\nvalue = 1')
    needless = 'notice: answers."two"[2] was not needed'

    assert needless in shop.call("render", "one:two").err
    assert needless not in shop.call("render", "base:one").err


def test_a_downgrade_has_answers_of_its_own(made: MadeProject) -> None:
    asks = "op.execute(f\"SELECT 1 -- {op.get_bind().scalar(sa.text('SELECT max(id) FROM users'))}\")"
    made.revision("one", TABLE)
    made.revision("two", asks, downgrade=asks)
    answered(
        made,
        """
        matches = "max"
        value = 7

        [[answers.two]]
        matches = "max"
        value = 5
        function = "downgrade"
        """,
    )

    up, down = made.call("render", "one:two", "--plain"), made.call("render", "two:one", "--plain")

    assert "-- 7\n" in up.out
    assert "-- 5\n" in down.out, "the upgrade's answer is for the upgrade that the database ran long ago"
    assert (up.err, down.err) == ("", "")


def test_the_report_tells_what_a_revision_rests_on(shop: MadeProject) -> None:
    import json

    answered(shop, 'matches = "users"\nrows = [{id = 7}]')
    called = shop.call("render", "one:two", "--report", "report.json", "--json")

    (entry,) = json.loads((shop.folder / "report.json").read_text())["revisions"]
    assumed = {
        "question": ASKS,
        "answer": 'answers."two"',
        "rows": [{"id": 7}],
        "rowcount": None,
        "line": 11,
        "sent": False,
    }
    assert (entry["status"], entry["assumed"]) == ("rendered", [assumed])
    (section,) = [each for each in json.loads(called.out)["scripts"][0]["sections"] if each["step"]]
    assert section["assumed"] == [assumed]


def test_rows_that_a_statement_gives_back_may_be_certain_too(made: MadeProject) -> None:
    insert = "INSERT INTO users (id, name) VALUES (7, 'a') RETURNING id"
    made.revision("one", TABLE)
    made.revision("two", f"op.get_bind().scalar(sa.text({insert!r}))")
    answered(made, 'matches = "RETURNING"\nvalue = 7')

    (script,) = made.scripts("base:two")

    assert [each for section in script.sections for each in section.assumptions] == []
    answered(made, 'matches = "RETURNING"\nvalue = 8')
    with pytest.raises(ConfigError, match=r"says \(8,\), and .* certain .* \(7,\)"):
        rendered(made, "base:two")
