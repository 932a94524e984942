"""Real servers take what is laid out for what was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sqlgen.dialects.facts import read_facts
from sqlgen.layout import laid_out
from tests.layout.strategies import gaps, literals


def rows(connection: sa.Connection, sql: str) -> Sequence[Any]:
    """What the server answers; the driver is told that nothing in the text is a parameter."""
    driver_sql = sql.replace("%", "%%") if connection.dialect.driver == "pymysql" else sql
    return connection.exec_driver_sql(driver_sql).fetchall()


@st.composite
def queries(draw: st.DrawFn, dialect: str) -> str:
    """Literals and the gaps between them, in a query that every server answers."""
    text = "select"
    for number in range(draw(st.integers(1, 5))):
        text += ("," if number else "") + draw(gaps(dialect)) + draw(literals(dialect)) + f" as a{number}"
    return text + draw(gaps(dialect))


@pytest.mark.parametrize("dialect", ["postgresql", "mariadb", "sqlite"])
@given(data=st.data())
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_literals_mean_what_they_meant(
    dialect: str, data: st.DataObject, request: pytest.FixtureRequest
) -> None:
    engine = sa.create_engine(request.getfixturevalue(f"{dialect}_url"))
    sql = data.draw(queries(dialect).filter(lambda text: "now()" not in text))
    layout = laid_out(sql, read_facts(dialect))

    assert not layout.note
    with engine.connect() as connection:
        assert rows(connection, layout.text) == rows(connection, sql)
    engine.dispose()


@pytest.mark.parametrize("dialect", ["postgresql", "mariadb", "sqlite"])
def test_no_column_can_be_called_like_a_keyword_whose_letters_change(
    dialect: str, request: pytest.FixtureRequest
) -> None:
    """A word that can be a name is one to somebody, and a name keeps its letters."""
    engine = sa.create_engine(request.getfixturevalue(f"{dialect}_url"), isolation_level="AUTOCOMMIT")
    names = set()
    with engine.connect() as connection:
        for word in sorted(read_facts(dialect).style.keywords):
            try:
                connection.exec_driver_sql(f"CREATE TABLE words ({word} INTEGER)")
            except sa.exc.DBAPIError:
                continue
            names.add(word)
            connection.exec_driver_sql("DROP TABLE words")
    engine.dispose()

    assert not names
