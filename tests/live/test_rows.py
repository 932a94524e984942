"""What is answered of rows without a database is what real servers answer."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.replay.rowcases import Asked, blocks, schema
from tests.replay.rows import Both, changes, make_tables, matches, questions

CASES = {"postgresql": "postgresql", "mariadb": "mysql"}


@pytest.mark.parametrize("dialect", CASES)
def test_answers_are_those_of_the_server(dialect: str, request: pytest.FixtureRequest) -> None:
    url: sa.URL = request.getfixturevalue(f"{dialect}_url")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    counted: Counter[str] = Counter()
    with engine.begin() as connection:
        make_tables(connection)

    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(data=st.data())
    def hold(data: st.DataObject) -> None:
        with engine.connect() as connection:
            both = Both(dialect, connection, counted)
            for sql in data.draw(st.lists(changes(dialect), max_size=8)):
                both.write(sql)
            for question in data.draw(st.lists(questions(), min_size=1, max_size=5)):
                both.ask(question)
            connection.rollback()

    hold()
    assert counted["answered"] > counted["unanswered"], counted


@pytest.mark.parametrize("dialect", CASES)
def test_servers_answer_the_readable_cases_alike(dialect: str, request: pytest.FixtureRequest) -> None:
    url: sa.URL = request.getfixturevalue(f"{dialect}_url")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in schema(CASES[dialect]).rstrip("; \n").split(";\n"):
            connection.exec_driver_sql(statement)
        for block in blocks(CASES[dialect]):
            result = connection.execute(sa.text(block.sql.replace(":", "\\:")))
            if isinstance(block, Asked) and block.rows is not None:
                rows = [tuple(row) for row in result]
                assert rows == list(block.rows) if block.ordered else matches(block.rows, rows), block.sql
