"""A value that goes into a script comes out of a real server as it was."""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql

from sqlgen.dialects.compiling import compile_statement
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target

Ask = Callable[[Any, Any], Any]

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
MOMENTS = st.datetimes(min_value=datetime.datetime.fromisoformat("1000-01-01")).filter(
    lambda moment: moment.date() < datetime.date.max
)
FINITE = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)
WHOLE = st.integers(-(2**63) + 1, 2**63 - 1)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=3)
INTERVALS = st.timedeltas(datetime.timedelta(days=-9999), datetime.timedelta(days=9999))
MINUTES = st.integers(-12 * 60, 12 * 60)
ZONES = MINUTES.map(lambda minutes: datetime.timezone(datetime.timedelta(minutes=minutes)))
OBJECTS: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)

# The server lives as long as the test, and takes all examples.
live = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])


def asking(connection: sa.Connection, dialect: str) -> Ask:
    """A function that inserts a value as a script does, and gives what the server has of it."""
    target = parse_target(dialect)
    offline = offline_dialect(target)
    tables: dict[str, sa.Table] = {}

    def ask(value: Any, type_: Any) -> Any:
        table = tables.get(repr(type_))
        if table is None:
            table = sa.Table(f"t{len(tables)}", sa.MetaData(), sa.Column("x", type_))
            table.create(connection)
            tables[repr(type_)] = table
        connection.execute(table.delete())
        (sql,) = compile_statement(table.insert().values(x=value), offline, target.facts.lexical)
        # The driver takes a doubled percent sign for one where it is given parameters, and it is given none.
        connection.connection.cursor().execute(sql)
        return connection.execute(sa.select(table.c.x)).scalar_one()

    return ask


@pytest.fixture
def postgres(postgresql_url: sa.URL) -> Any:
    engine = sa.create_engine(postgresql_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield asking(connection, "postgresql")


@pytest.fixture
def mariadb(mariadb_url: sa.URL) -> Any:
    engine = sa.create_engine(mariadb_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield asking(connection, "mariadb")


@live
@given(TEXT)
def test_text_on_postgresql(postgres: Ask, value: str) -> None:
    assert postgres(value, sa.Text) == value


@live
@given(TEXT)
def test_text_on_mariadb(mariadb: Ask, value: str) -> None:
    assert mariadb(value, sa.Text) == value


@live
@given(st.binary())
def test_bytes_on_postgresql(postgres: Ask, value: bytes) -> None:
    assert postgres(value, sa.LargeBinary) == value


@live
@given(st.binary())
def test_bytes_on_mariadb(mariadb: Ask, value: bytes) -> None:
    assert mariadb(value, sa.LargeBinary) == value


@live
@given(WHOLE)
def test_whole_numbers_on_postgresql(postgres: Ask, value: int) -> None:
    assert postgres(value, sa.BigInteger) == value


@live
@given(WHOLE)
def test_whole_numbers_on_mariadb(mariadb: Ask, value: int) -> None:
    assert mariadb(value, sa.BigInteger) == value


@live
@given(st.floats(allow_subnormal=False))
def test_numbers_on_postgresql(postgres: Ask, value: float) -> None:
    found = postgres(value, sa.Double)

    assert found == value or (math.isnan(found) and math.isnan(value))


@live
@given(FINITE)
def test_numbers_on_mariadb(mariadb: Ask, value: float) -> None:
    # MariaDB shows fifteen digits of a double and keeps the rest.
    assert mariadb(value, sa.Double) == pytest.approx(value, rel=1e-14)


@live
@given(DECIMALS)
def test_decimals_on_postgresql(postgres: Ask, value: Decimal) -> None:
    assert postgres(value, sa.Numeric(20, 3)) == value


@live
@given(DECIMALS)
def test_decimals_on_mariadb(mariadb: Ask, value: Decimal) -> None:
    assert mariadb(value, sa.Numeric(20, 3)) == value


@live
@given(st.dates())
def test_dates_on_postgresql(postgres: Ask, value: datetime.date) -> None:
    assert postgres(value, sa.Date) == value


@live
@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_dates_on_mariadb(mariadb: Ask, value: datetime.date) -> None:
    assert mariadb(value, sa.Date) == value


@live
@given(MOMENTS)
def test_moments_on_postgresql(postgres: Ask, value: datetime.datetime) -> None:
    assert postgres(value, sa.DateTime) == value


@live
@given(MOMENTS)
def test_moments_on_mariadb(mariadb: Ask, value: datetime.datetime) -> None:
    # A DATETIME without digits behind the second cuts them off.
    assert mariadb(value, sa.DateTime) == value.replace(microsecond=0)


@live
@given(MOMENTS, ZONES)
def test_moments_with_a_zone_on_postgresql(
    postgres: Ask, moment: datetime.datetime, zone: datetime.timezone
) -> None:
    value = moment.replace(tzinfo=zone)
    assume(1000 < value.year < 9999)

    assert postgres(value, sa.DateTime(timezone=True)) == value


@live
@given(MOMENTS, ZONES)
def test_moments_with_a_zone_on_mariadb(
    mariadb: Ask, moment: datetime.datetime, zone: datetime.timezone
) -> None:
    # There is no type that keeps the zone, and drivers leave it out.
    assert mariadb(moment.replace(tzinfo=zone), sa.DateTime) == moment.replace(microsecond=0)


@live
@given(INTERVALS)
def test_intervals_on_postgresql(postgres: Ask, value: datetime.timedelta) -> None:
    assert postgres(value, sa.Interval) == value


@live
@given(OBJECTS)
def test_json_on_postgresql(postgres: Ask, value: Any) -> None:
    # jsonb, unlike json, refuses the character that no text of PostgreSQL's may hold.
    assert postgres(value, postgresql.JSONB) == value


@live
@given(OBJECTS)
def test_json_on_mariadb(mariadb: Ask, value: Any) -> None:
    assert mariadb(value, sa.JSON) == value


@live
@given(st.lists(TEXT | st.none(), max_size=5))
def test_arrays_on_postgresql(postgres: Ask, value: list[str | None]) -> None:
    assert postgres(value, postgresql.ARRAY(sa.Text)) == value


@live
@given(st.lists(st.sampled_from(["new", "it's"]), max_size=3))
def test_arrays_of_an_enumeration_on_postgresql(postgres: Ask, value: list[str]) -> None:
    assert postgres(value, postgresql.ARRAY(sa.Enum("new", "it's", name="state"))) == value


@live
@given(st.uuids())
def test_uuids_on_postgresql(postgres: Ask, value: Any) -> None:
    assert postgres(value, sa.Uuid) == value


@live
# MariaDB takes no UUID whose variant bits no RFC knows.
@given(st.uuids(version=4))
def test_uuids_on_mariadb(mariadb: Ask, value: Any) -> None:
    assert mariadb(value, sa.Uuid) == value
