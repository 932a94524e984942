"""Programs are read whole: what is cut at a semicolon of theirs would be taken for statements of its own."""

from __future__ import annotations

import pytest

from sqlgen.dialects.facts import read_facts
from sqlgen.reading.tokens import statements

BEHIND = "UPDATE t SET x = 1"


def parts(sql: str, dialect: str) -> list[str]:
    """The statements of a text, as they stand there."""
    return [
        sql[cursor.tokens[0].start : cursor.tokens[-1].end] for cursor in statements(sql, read_facts(dialect))
    ]


@pytest.mark.parametrize(
    "program",
    [
        "DECLARE n NUMBER; m VARCHAR2(9) := 'a;b'; BEGIN SELECT 1 INTO n FROM dual; END",
        "DECLARE PROCEDURE p IS k NUMBER; BEGIN k := 1; END; BEGIN p; END",
        "DECLARE PROCEDURE later; PROCEDURE later IS BEGIN NULL; END; BEGIN later; END",
        "DECLARE CURSOR c IS SELECT 1 AS one FROM dual; BEGIN OPEN c; END",
        "BEGIN DECLARE k NUMBER; BEGIN k := 1; END; IF 1 = 1 THEN NULL; END IF; END",
        "BEGIN CASE WHEN 1 = 1 THEN NULL; END CASE; FOR r IN (SELECT 1 FROM dual) LOOP NULL; END LOOP; END",
        "CREATE OR REPLACE PROCEDURE p AS n NUMBER; BEGIN UPDATE u SET x = 1; END",
        'CREATE FUNCTION f RETURN NUMBER AS LANGUAGE C NAME "f" LIBRARY l',
        "CREATE PACKAGE p AS PROCEDURE a; FUNCTION b RETURN NUMBER; END",
        "CREATE PACKAGE BODY p AS n NUMBER; PROCEDURE a IS BEGIN NULL; END; BEGIN a; END",
        "CREATE TYPE BODY y AS MEMBER FUNCTION f RETURN NUMBER IS BEGIN RETURN 1; END; END",
        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW DECLARE n NUMBER; BEGIN n := 1; END",
    ],
)  # fmt: skip
def test_a_program_of_oracle_is_one_statement(program: str) -> None:
    assert parts(f"{program}; {BEHIND}; {program};", "oracle") == [program, BEHIND, program]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TYPE numbers AS TABLE OF NUMBER",
        "CREATE VIEW v AS SELECT CASE WHEN 1 = 1 THEN 1 END AS a FROM t",
    ],
)
def test_what_is_no_program_ends_at_its_semicolon(statement: str) -> None:
    assert parts(f"{statement}; {BEHIND}", "oracle") == [statement, BEHIND]


def test_declare_within_a_body_opens_nothing_where_it_is_a_statement() -> None:
    routine = "CREATE PROCEDURE p() BEGIN DECLARE n INT; SET n = 1; IF n THEN SELECT 1; END IF; END"

    assert parts(f"{routine}; {BEHIND}", "mysql") == [routine, BEHIND]
