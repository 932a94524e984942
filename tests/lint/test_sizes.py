"""How large a table is in production decides how much a lock on it weighs."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqlgen.catalog import Name
from sqlgen.config.lint import LintSettings
from sqlgen.dialects.facts import read_facts
from sqlgen.dialects.statistics import statistics_query
from sqlgen.dialects.target import parse_target
from sqlgen.errors import DialectError, UsageError
from sqlgen.lint.checking import check_text
from sqlgen.lint.finding import Finding, Severity
from sqlgen.lint.sizes import Size, read_sizes

HEAD = "table_schema,table_name,row_count,byte_count,index_count,writes_per_second\n"
INDEX = "CREATE INDEX ix ON orders (customer_id);"


def judged(
    tmp_path: Path,
    row: str | None,
    sql: str = INDEX,
    dialect: str = "postgresql",
    rule: str = "require-concurrent-index-creation",
) -> Finding:
    statistics = None
    if row is not None:
        statistics = tmp_path / "stats.csv"
        statistics.write_text(HEAD + row + "\n", encoding="utf-8")
    settings = LintSettings(new_for="never")
    found = check_text(sql, None, parse_target(dialect), settings, "", statistics)
    (one,) = (one for one in found if one.rule == rule)
    return one


def test_without_statistics_the_size_is_said_to_be_unknown(tmp_path: Path) -> None:
    assert judged(tmp_path, None).notes == ("size unknown",)


def test_a_small_table_is_read_before_anybody_notices(tmp_path: Path) -> None:
    finding = judged(tmp_path, "public,orders,1000,90000,2,0.1")
    assert finding.severity is Severity.INFO
    assert finding.notes == (
        "orders: 1,000 rows, 90 kB, 2 indexes, 0.1 writes a second",
        "forecast: less than a second, an order of magnitude",
    )


def test_a_large_table_keeps_writers_waiting_for_minutes(tmp_path: Path) -> None:
    finding = judged(tmp_path, "public,orders,120000000,90000000000,2,35")
    assert finding.severity is Severity.ERROR
    assert "forecast: 90 s to 15 min, an order of magnitude" in finding.notes
    assert finding.advice is not None
    assert finding.advice.text.endswith("; else in a window")


def test_mysql_has_tools_for_what_takes_long(tmp_path: Path) -> None:
    sql = "CREATE TABLE orders (id INT PRIMARY KEY, total INT); ALTER TABLE orders MODIFY total BIGINT;"
    row = "shop,orders,1,90000000000,2,"
    finding = judged(tmp_path, row, sql, "mysql@8.0", "changing-column-type")
    assert finding.advice is not None
    assert "gh-ost" in finding.advice.text


def test_the_wait_for_a_lock_is_as_long_on_a_small_table(tmp_path: Path) -> None:
    finding = judged(tmp_path, "public,orders,5,8192,1,0", rule="require-lock-timeout")
    assert finding.severity is Severity.WARNING


def test_a_table_that_nobody_counted_is_said_to_be_so(tmp_path: Path) -> None:
    assert judged(tmp_path, "public,customers,1,1,1,1").notes == ("orders is not in the statistics",)


@pytest.mark.parametrize(
    "text",
    [
        "table_name,row_count,byte_count\norders,5,10\n",
        "TABLE_NAME\tROW_COUNT\tBYTE_COUNT\norders\t5\t10\n",
        "\ufefftable_name;row_count;byte_count\r\norders;5;10\r\n",
        "table_name,row_count,byte_count\n----,----,----\norders,5,10\n\n(1 rows affected)\n",
        'table_name,row_count,byte_count\n"orders","5","10"\n',
    ],
    ids=["csv", "tabs of mysql", "semicolons and a mark", "dashes of sqlcmd", "quotes"],
)
def test_the_output_of_every_client_is_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "stats.csv"
    file.write_text(text, encoding="utf-8")
    assert read_sizes(file, read_facts("postgresql")) == {Name(None, "orders"): Size(5, 10)}


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "no column table_name"),
        ("table_name,row_count\norders,5\n", "no column byte_count"),
        ("table_name,row_count,byte_count\norders,many,10\n", "a count is no number"),
    ],
)
def test_what_is_no_statistics_is_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "stats.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told):
        read_sizes(file, read_facts("postgresql"))


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"])
def test_every_dialect_has_its_query(dialect: str) -> None:
    assert "byte_count" in statistics_query(dialect)


def test_a_dialect_without_a_query_is_told() -> None:
    with pytest.raises(DialectError, match="no query for db2"):
        statistics_query("db2")
