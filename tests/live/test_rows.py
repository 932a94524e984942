"""What is answered of rows without a database is what a real PostgreSQL answers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.replay.rows import COLUMNS, Known, changes, questions


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(changes, max_size=8), asked=st.lists(questions, min_size=1, max_size=6))
def test_answers_are_those_of_the_server(
    written: list[str], asked: list[str], postgresql_url: sa.URL
) -> None:
    known = Known("postgresql")
    engine = sa.create_engine(postgresql_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE t ({COLUMNS})")
        for sql in written:
            known.write(sql)
            connection.exec_driver_sql(sql)
        for question in asked:
            answer: Any = known.answer(question)
            if answer is not None:
                rows = [tuple(row) for row in connection.exec_driver_sql(question)]
                assert sorted(map(repr, answer)) == sorted(map(repr, rows)), question
