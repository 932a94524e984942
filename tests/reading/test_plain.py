"""SQL of a schema is compared by what it means on the server, not by how it is written."""

from __future__ import annotations

import pytest

from sqlgen.reading.plain import Plain
from sqlgen.reading.words import DialectWords
from tests.reading.test_law import reader


def plain(dialect: str) -> Plain:
    of = reader(dialect)
    return Plain(DialectWords(of.target.facts, of.dialect))


@pytest.mark.parametrize(
    "dialect, said, reported",
    [
        ("postgresql", "FLOAT", "DOUBLE PRECISION"),
        ("postgresql", "FLOAT(24)", "REAL"),
        ("postgresql", "DECIMAL(5, 2)", "NUMERIC(5, 2)"),
        ("postgresql", "INTEGER[][]", "INTEGER[]"),
        ("postgresql", "varchar(5)", "character varying(5)"),
        ("mariadb", "BOOL", "TINYINT(1)"),
        ("mariadb", "INTEGER", "INTEGER(11)"),
        ("mariadb", "BIGINT UNSIGNED", "BIGINT(20) UNSIGNED"),
        ("mariadb", "JSON", "LONGTEXT"),
        ("mariadb", "NUMERIC", "DECIMAL(10, 0)"),
        ("mysql", "VARCHAR(5)", "VARCHAR(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"),
        ("sqlite", "varchar(5)", "VARCHAR(5)"),
    ],
)
def test_types(dialect: str, said: str, reported: str) -> None:
    assert plain(dialect).type(said) == plain(dialect).type(reported)


@pytest.mark.parametrize(
    "dialect, one, other",
    [
        ("postgresql", "VARCHAR(5)", "VARCHAR(6)"),
        ("postgresql", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITHOUT TIME ZONE"),
        ("mariadb", "TINYINT(1)", "TINYINT(4)"),
        ("mariadb", "ENUM('a')", "ENUM('A')"),
        ("mariadb", "INTEGER", "INTEGER(11) UNSIGNED"),
    ],
)
def test_types_that_differ(dialect: str, one: str, other: str) -> None:
    assert plain(dialect).type(one) != plain(dialect).type(other)


@pytest.mark.parametrize(
    "dialect, type_, said, reported",
    [
        ("postgresql", "VARCHAR(5)", "'x'", "'x'::character varying"),
        ("postgresql", "INTEGER", "'-1'", "'-1'::integer"),
        ("postgresql", "INTEGER", "-1", "'-1'::integer"),
        ("postgresql", "BOOLEAN", "'t'", "true"),
        ("postgresql", "TIMESTAMP WITH TIME ZONE", "CURRENT_TIMESTAMP", "now()"),
        ("postgresql", "TEXT", "NULL", None),
        ("mariadb", "DATETIME", "now()", "current_timestamp()"),
        ("mariadb", "BOOL", "true", "1"),
        ("mariadb", "INTEGER", "'0'", "0"),
        ("sqlite", "INTEGER", "(1)", "1"),
        ("sqlite", "TEXT", "(datetime('now'))", "datetime('now')"),
    ],
)
def test_defaults(dialect: str, type_: str, said: str, reported: str | None) -> None:
    of = plain(dialect)
    assert of.default(said, type_) == of.default(reported, type_)


@pytest.mark.parametrize("one, other", [("'x'", "'X'"), ("'1'", "1"), ("now()", "'now'"), ("1", None)])
def test_defaults_that_differ(one: str, other: str | None) -> None:
    of = plain("postgresql")
    assert of.default(one, "TEXT") != of.default(other, "TEXT")


@pytest.mark.parametrize(
    "said, reported",
    [
        ("x IN ('a', 'b')", "((x)::text = ANY ((ARRAY['a'::varchar, 'b'::character varying])::text[]))"),
        ("x NOT IN (1, 2)", "(x <> ALL (ARRAY[1, 2]))"),
        ("x BETWEEN 1 AND 10", "((x >= 1) AND (x <= 10))"),
        ("x != 1", "(x <> 1)"),
        ("x LIKE 'a%'", "((x)::text ~~ 'a%'::text)"),
        ("CAST(x AS numeric(10, 2)) > 0", "((x)::numeric(10,2) > (0)::numeric)"),
        ('"Total" > 0', '("Total" > 0)'),
        ("x DESC", "x desc"),
        ("x ASC", "x"),
    ],
)
def test_conditions(said: str, reported: str) -> None:
    assert plain("postgresql").sql(said) == plain("postgresql").sql(reported)


@pytest.mark.parametrize("one, other", [("x > 0", "x >= 0"), ("x = 'a'", "x = 'A'"), ("x > 0", "y > 0")])
def test_conditions_that_differ(one: str, other: str) -> None:
    assert plain("postgresql").sql(one) != plain("postgresql").sql(other)
