"""Whatever is written, an answer about rows is the one that a database gives."""

from __future__ import annotations

import sqlite3

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.replay.rows import COLUMNS, Known, changes, questions


@settings(max_examples=150)
@given(written=st.lists(changes, max_size=8), asked=st.lists(questions, min_size=1, max_size=4))
def test_answers_are_those_of_sqlite(written: list[str], asked: list[str]) -> None:
    known = Known("sqlite")
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE t ({COLUMNS})")
    for sql in written:
        count = known.write(sql)
        changed = connection.execute(sql).rowcount
        assert count in (None, changed), sql
    for question in asked:
        answer = known.answer(question)
        if answer is not None:
            assert sorted(map(repr, answer)) == sorted(map(repr, connection.execute(question))), question
    connection.close()


def test_most_of_these_questions_have_an_answer() -> None:
    """Otherwise the test above would hold for a program that knows nothing."""
    known = Known("sqlite")
    assert known.write("INSERT INTO t (a, b, c) VALUES (1, 'a', TRUE), (2, 'b', NULL)") == 2
    assert known.answer("SELECT * FROM t WHERE (a = 1 OR c IS TRUE)") == [(1, "a", 1)]
    assert known.answer("SELECT sum(a) AS s FROM t WHERE NOT (b = 'a')") == [(2,)]
    assert known.answer("SELECT a + 1 FROM t WHERE a IN (1, 2)") == [(2,), (3,)]
    assert known.answer("SELECT a FROM t WHERE b LIKE 'a_'") is None
