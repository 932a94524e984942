"""The lexer loses nothing: scripts are split, and parameters are found, by what it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqlgen.dialects.facts import dialect_names, read_facts
from sqlgen.dialects.lexing import (
    Kind,
    ends_in_line_comment,
    escaped_parameters,
    lex,
    unfinished,
    without_terminator,
)

# Text in which quotes, comments and dollars meet as they never do in a real script.
PIECES = ["'", '"', "`", "[", "]", "$", "$$", "$a$", "--", "#", "/*", "*/", "\\", ";", ":", "::", "\n", " "]
WORDS = ["E'", "q'[", "N'", "x", "1.5e3", "é", ":name", "\0"]
SQL = st.lists(st.sampled_from(PIECES + WORDS) | st.text(max_size=3), max_size=20).map("".join)


@pytest.mark.parametrize("name", dialect_names())
@given(sql=SQL)
def test_joined_lexemes_are_the_text(name: str, sql: str) -> None:
    assert "".join(lexeme.text for lexeme in lex(sql, read_facts(name).lexical)) == sql


@pytest.mark.parametrize("name", dialect_names())
@given(sql=SQL)
def test_no_lexeme_is_empty(name: str, sql: str) -> None:
    assert all(lexeme.text for lexeme in lex(sql, read_facts(name).lexical))


@pytest.mark.parametrize("name", dialect_names())
@given(sql=SQL)
def test_taking_the_terminator_away_twice_takes_nothing_more(name: str, sql: str) -> None:
    rules = read_facts(name).lexical

    once = without_terminator(sql, rules)

    assert without_terminator(once, rules) == once


@pytest.mark.parametrize("name", dialect_names())
@given(sql=SQL)
def test_escaping_parameters_adds_backslashes_alone(name: str, sql: str) -> None:
    escaped = escaped_parameters(sql, read_facts(name).lexical)

    assert escaped.replace("\\:", ":") == sql.replace("\\:", ":")


STRINGS = [
    ("postgresql", "'it''s'"),
    ("postgresql", r"'back\'"),
    ("postgresql", r"E'it\'s'"),
    ("postgresql", "$$ it's $$"),
    ("postgresql", "$a$ $$ ' $a$"),
    ("mysql", r"'it\'s'"),
    ("mysql", '"it\'s"'),
    ("mariadb", r"'\\'"),
    ("oracle", "q'[it's]'"),
    ("oracle", "nq'!it's!'"),
    ("mssql", "N'it''s'"),
    ("sqlite", "X'00'"),
]


@pytest.mark.parametrize("name, text", STRINGS)
def test_a_string_ends_where_the_server_says(name: str, text: str) -> None:
    lexemes = list(lex(f"{text}, 'next'", read_facts(name).lexical))

    assert (lexemes[0].kind, lexemes[0].text) == (Kind.STRING, text)


COMMENTS = [
    ("postgresql", "SELECT 1 -- note", True),
    ("postgresql", "SELECT '-- no note'", False),
    ("postgresql", "SELECT 1 /* -- */", False),
    ("postgresql", "SELECT 1 # 2", False),
    ("postgresql", "SELECT 1 /*/* */*/ -- note", True),
    ("mysql", "SELECT 5--3", False),
    ("mysql", "SELECT 5 -- 3", True),
    ("mysql", "SELECT 5 --", True),
    ("postgresql", "SELECT 5--3", True),
    ("mysql", "SELECT 1 # note", True),
    ("sqlite", "SELECT 1 -- note\n", False),
]


@pytest.mark.parametrize("name, sql, ends", COMMENTS)
def test_a_terminator_behind_a_line_comment_would_be_lost(name: str, sql: str, ends: bool) -> None:
    assert ends_in_line_comment(sql, read_facts(name).lexical) is ends


@pytest.mark.parametrize(
    "name, sql, place",
    [
        ("postgresql", "SELECT 'a', 'b", 12),
        ("postgresql", 'SELECT 1 AS "a', 12),
        ("postgresql", "SELECT 1 /* a /* b */", 9),
        ("postgresql", "SELECT $a$ $$ ", 7),
        ("oracle", "SELECT q'[a]", 7),
        ("mysql", r"SELECT 'a\'", 7),
        ("postgresql", "SELECT 'a' -- b", None),
        ("postgresql", "", None),
    ],
)
def test_what_has_no_end_is_found(name: str, sql: str, place: int | None) -> None:
    assert unfinished(sql, read_facts(name).lexical) == place
