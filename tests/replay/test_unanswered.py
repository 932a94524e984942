"""Why a question has no certain answer: what a person needs to find the way out."""

from __future__ import annotations

import pytest

from sqlgen.errors import NeedsDatabase, UnknownSchema
from tests.projects import MadeProject

PREPARED = """
op.create_table("t", sa.Column("id", sa.Integer), sa.Column("name", sa.String(20)))
op.create_table("s", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
op.execute("INSERT INTO s (name) VALUES ('a')")
op.execute("CREATE VIEW v AS SELECT * FROM t")
op.execute("INSERT INTO t SELECT 1, name FROM s WHERE now() > '2020-01-01'")
"""

WHY = {
    "SELECT id FROM elsewhere": "no revision of this history made table elsewhere, or not all of it",
    "SELECT * FROM t": "table t was written to in a way that cannot be followed",
    "SELECT id FROM v": "v is a view",
    "SELECT id FROM s": "column 'id' holds what only the server knows",
    "SELECT pg_backend_pid()": "the question is about the server itself",
    "SELECT id FROM elsewhere e JOIN t ON t.id = e.id": "made table elsewhere, or not all of it; table t was",
    "WITH t AS (SELECT 1) SELECT * FROM t, elsewhere": "made table elsewhere, or not all of it",
    "UPDATE t SET id = 1 WHERE name > 'a' RETURNING id": "is known when the database has run it",
    "SELECT FROM WHERE": "sqlgen cannot read the question",
    "SELECT usename FROM pg_user": "the server's own catalogue",
}


def test_what_was_there_before_the_range_is_somebody_elses_to_fill(made: MadeProject) -> None:
    made.revision("one", "op.create_table('t', sa.Column('id', sa.Integer))")
    made.revision("two", "op.get_bind().scalar(sa.text('SELECT count(*) FROM t'))")

    with pytest.raises(NeedsDatabase) as caught:
        made.plain("one:two")

    assert caught.value.why == "table t was there before the range, and an application may have filled it"


@pytest.mark.parametrize("question", WHY)
def test_why_nobody_knows(question: str, made: MadeProject) -> None:
    # What the history starts on is unknown, so that a table nobody made may be there.
    made.write("sqlgen.toml", '[history]\nbase = "existing"\n')
    made.revision("one", f"{PREPARED}\nop.get_bind().execute(sa.text({question!r})).fetchall()")

    with pytest.raises(NeedsDatabase) as caught:
        made.plain()

    assert WHY[question] in caught.value.why
    assert caught.value.question == question


def test_the_question_is_told_with_its_values(made: MadeProject) -> None:
    """As somebody asks it by hand, or answers it in the configuration."""
    made.revision("one", "op.get_bind().scalar(sa.text('SELECT a FROM b WHERE c = :c'), {'c': \"it's\"})")

    with pytest.raises(NeedsDatabase) as caught:
        made.plain()

    assert caught.value.question == "SELECT a FROM b WHERE c = 'it''s'"


def test_a_question_about_the_schema_is_one_that_a_snapshot_answers(made: MadeProject) -> None:
    made.write("sqlgen.toml", '[history]\nbase = "existing"\n')
    made.revision("one", "sa.inspect(op.get_bind()).get_columns('elsewhere')")
    made.revision("two", "op.get_bind().scalar(sa.text('SELECT count(*) FROM pg_indexes'))")
    made.revision("three", "op.get_bind().scalar(sa.text('SELECT count(*) FROM elsewhere'))")

    (script,) = made.scripts()

    about_schema = [isinstance(failure.error, UnknownSchema) for failure in script.failures]
    assert about_schema == [True, True, False]
