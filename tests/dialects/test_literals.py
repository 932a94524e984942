"""A value that goes into a script comes out of the database as it was.

SQLite answers here; tests/live/ asks PostgreSQL and MariaDB the same.
"""

from __future__ import annotations

import datetime
import json
import math
import sqlite3
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import assume, given
from hypothesis import strategies as st

from sqlgen.dialects.compiling import compile_statement
from sqlgen.dialects.facts import dialect_names
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.errors import LiteralError

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
MOMENTS = st.datetimes(min_value=datetime.datetime.fromisoformat("1000-01-01")).filter(
    lambda moment: moment.date() < datetime.date.max
)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
OBJECTS: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)


def literal(value: Any, type_: Any, dialect: str) -> str:
    """The SQL that stands for `value` in a script."""
    target = parse_target(dialect)
    statement = sa.select(sa.literal(value, type_).label("x"))
    (sql,) = compile_statement(statement, offline_dialect(target), target.facts.lexical)
    return sql


def answer(value: Any, type_: Any = None) -> Any:
    with sqlite3.connect(":memory:") as connection:
        found = connection.execute(literal(value, type_, "sqlite")).fetchone()[0]
    connection.close()
    return found


@given(TEXT)
def test_text(value: str) -> None:
    assert answer(value) == value
    assert answer(value, sa.String(5)) == value


@given(st.binary())
def test_bytes(value: bytes) -> None:
    assert answer(value, sa.LargeBinary) == value


@given(st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers(value: int) -> None:
    # SQLite reads the digits of -2**63 before the sign, as a float.
    assume(value > -(2**63))
    assert answer(value) == value


@given(FINITE)
def test_numbers(value: float) -> None:
    # SQLite reads a number with exponent to the last digit but one.
    assert answer(value) == pytest.approx(value, rel=1e-14, abs=0)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=3))
def test_decimals(value: Decimal) -> None:
    assert Decimal(str(answer(value, sa.Numeric(20, 3)))) == pytest.approx(value, rel=Decimal("1e-12"))


@given(st.dates())
def test_dates(value: datetime.date) -> None:
    assert datetime.date.fromisoformat(answer(value, sa.Date)) == value


@given(st.times())
def test_times(value: datetime.time) -> None:
    assert datetime.time.fromisoformat(answer(value, sa.Time)) == value


@given(MOMENTS)
def test_moments(value: datetime.datetime) -> None:
    assert datetime.datetime.fromisoformat(answer(value, sa.DateTime)) == value


@given(OBJECTS)
def test_json(value: Any) -> None:
    # None on its own is NULL in a SELECT, as it is on a connection.
    assume(value is not None)
    assert json.loads(answer(value, sa.JSON)) == value


@given(st.booleans())
def test_booleans(value: bool) -> None:
    assert bool(answer(value)) is value


@given(st.uuids())
def test_uuids(value: Any) -> None:
    assert answer(value, sa.Uuid) == value.hex


@pytest.mark.parametrize("dialect", dialect_names())
@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_text_that_no_server_could_read_back_is_an_error(value: str, dialect: str) -> None:
    with pytest.raises(LiteralError):
        literal(value, sa.String, dialect)


@pytest.mark.parametrize("dialect", [name for name in dialect_names() if name != "postgresql"])
@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, Decimal("NaN"), Decimal("-Infinity")])
def test_a_number_that_is_none_is_an_error(value: float | Decimal, dialect: str) -> None:
    with pytest.raises(LiteralError):
        literal(value, sa.Numeric if isinstance(value, Decimal) else sa.Float, dialect)
