"""Servers answer questions about their catalogues as sqlgen does without them.

The schema and the questions are those of tests/cases/catalogues/.
"""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from tests.questions import questions, schema


def differing(url: sa.URL, name: str) -> dict[str, tuple[Any, Any]]:
    """The questions that the server answers in another way: its rows and ours."""
    found: dict[str, tuple[Any, Any]] = {}
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in schema(name).rstrip("; \n").split(";\n"):
            connection.exec_driver_sql(statement)
        for question in questions(name):
            if question.rows is None or "version" in question.sql:
                continue
            width = len(question.rows[0]) if question.rows else None
            result = connection.execute(sa.text(question.sql.replace(":", "\\:")))
            rows = [tuple(row)[:width] for row in result]
            if rows != list(question.rows):
                found[question.sql] = (rows, question.rows)
    return found


@pytest.mark.parametrize("dialect, file", [("postgresql", "postgresql"), ("mariadb", "mysql")])
def test_a_server_gives_the_same_answers(dialect: str, file: str, request: pytest.FixtureRequest) -> None:
    url: sa.URL = request.getfixturevalue(f"{dialect}_url")
    assert differing(url, file) == {}
