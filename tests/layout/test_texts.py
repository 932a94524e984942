"""Whole scripts are laid out, and what belongs to a client stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sqlgen.dialects.facts import dialect_names, read_facts
from sqlgen.layout import Layout, Remark, Unfinished, formatted, laid_out
from sqlgen.reading.pieces import Kind, pieces

POSTGRESQL = read_facts("postgresql")
LINES = [
    "select 1;", "select 1", ";", "GO", "/", "\\echo it's", ":setvar a b", "PROMPT it's", ".print it's",
    "-- it's", "/* it's\n   fine */", "create trigger t begin select 1; end;", "copy t from stdin;", "\\.",
    "DELIMITER //", "//", "begin tran", "", "update t set a = 'x\n\ny'", "select 'a'", "\t'b'", "@more",
    "insert into t values (1)", "select 1 -", "set a = 1", "select a, -- b", "from t", "\\gexec",
]  # fmt: skip


@pytest.mark.parametrize("dialect", dialect_names())
@given(lines=st.lists(st.sampled_from(LINES), max_size=12), ends=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=40)
def test_laying_out_twice_changes_nothing_more(dialect: str, lines: list[str], ends: str) -> None:
    facts = read_facts(dialect)
    text = "\n".join(lines).replace("\n", ends)
    try:
        once = formatted(text, facts)
    except Unfinished:
        return

    assert formatted(once.text, facts).text == once.text
    kinds = [piece.kind for piece in pieces(text, facts)]
    assert [piece.kind for piece in pieces(once.text, facts)] == kinds
    assert once.statements == kinds.count(Kind.STATEMENT)


@pytest.mark.parametrize("text", ["", "\n\n  \n", "\t"])
def test_nothing_laid_out_is_nothing(text: str) -> None:
    assert formatted(text, POSTGRESQL).text == ""
    assert laid_out(text, POSTGRESQL) == Layout("")


def test_line_ends_stay_what_they_are() -> None:
    text = "select 1;\r\n\r\nselect 'a\r\nb';\r\n"

    assert formatted(text, POSTGRESQL).text == text.replace("select", "SELECT")


def test_a_literal_keeps_the_line_ends_of_a_mixed_file() -> None:
    assert formatted("select 'a\r\nb';\nselect 1;\r\n", POSTGRESQL).text == "SELECT 'a\r\nb';\nSELECT 1;\n"


@pytest.mark.parametrize("text, line", [("select 1;\nselect\n'it", 3), ("select 1; /* a\n", 1), ('\n\n"', 3)])
def test_a_script_that_ends_in_a_literal_is_refused_with_its_line(text: str, line: int) -> None:
    """Everything behind the quote would be taken for text, and nobody would see it."""
    with pytest.raises(Unfinished) as caught:
        formatted(text, POSTGRESQL)

    assert caught.value.line == line


def test_what_was_left_is_told_with_its_line() -> None:
    result = formatted("select 1;\n\ndo $$ begin end $$;\n", POSTGRESQL)

    assert result.remarks == (Remark(3, "left as it was written: the body of a block"),)
    assert result.statements == 2


def test_several_statements_of_one_text_are_each_laid_out() -> None:
    """As `op.execute()` gets them: no terminator behind the last."""
    assert laid_out("select 1;select 2", POSTGRESQL) == Layout("SELECT 1;\nSELECT 2")


def test_a_text_left_in_part_says_so() -> None:
    layout = laid_out("do $$ begin end $$;\nselect   2", POSTGRESQL)

    assert layout == Layout("do $$ begin end $$;\nSELECT 2", "left as it was written: the body of a block")


def test_the_bodies_of_routines_keep_their_indentation() -> None:
    text = "    CREATE FUNCTION f() AS $$\n    BEGIN\n    END $$;\n"

    assert formatted(text, POSTGRESQL).text == text
