"""Whatever is written, an answer about rows is the one that a database gives."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.replay.rows import Both, Known, changes, make_tables, questions

ROWS = (
    "INSERT INTO t (id, n, s, f) VALUES (1, 1, 'a', TRUE), (2, NULL, 'b', NULL)",
    "INSERT INTO r (id, t_id, s) VALUES (1, 1, 'x')",
)
ANSWERED = {
    "SELECT id, n, s, f FROM t WHERE n = 1 OR f IS TRUE": [(1, 1, "a", True)],
    "SELECT sum(n) AS s FROM t WHERE NOT (s = 'b')": [(1,)],
    "SELECT n + 1, k FROM t WHERE id IN (1, 2)": [(2, 7), (None, 7)],
    "SELECT t.s, r.s FROM t LEFT JOIN r ON r.t_id = t.id ORDER BY t.id": [("a", "x"), ("b", None)],
    "SELECT f, count(*), count(w) FROM t GROUP BY f HAVING count(*) = 1": [(True, 1, 1), (None, 1, 1)],
    "SELECT id FROM t WHERE EXISTS (SELECT 1 FROM r WHERE r.t_id = t.id)": [(1,)],
    "SELECT id FROM t ORDER BY id DESC LIMIT 1": [(2,)],
    "SELECT w FROM t": None,
    "SELECT id FROM t LIMIT 1": None,
    "SELECT nowhere FROM t": None,
}


@settings(max_examples=200)
@given(data=st.data())
def test_answers_are_those_of_sqlite(data: st.DataObject) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        make_tables(connection)
        both = Both("sqlite", connection, Counter())
        for sql in data.draw(st.lists(changes("sqlite"), max_size=8)):
            both.write(sql)
        for question in data.draw(st.lists(questions(), min_size=1, max_size=5)):
            both.ask(question)
    engine.dispose()


@pytest.mark.parametrize("dialect", ["postgresql", "mariadb", "sqlite"])
def test_most_of_these_questions_have_an_answer(dialect: str) -> None:
    """Otherwise the laws would hold for a program that knows nothing."""
    known = Known(dialect)
    for sql in ROWS:
        assert known.write(sql) == sql.count("), (") + 1
    for question, rows in ANSWERED.items():
        answer = known.answer(question)
        assert (answer if answer is None else answer[0]) == rows, question
