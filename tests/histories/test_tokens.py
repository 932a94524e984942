"""Cutting SQL into tokens: what counts as a difference between two renderers, and what does not."""

from __future__ import annotations

import pytest

from tests.histories.tokens import pieces


def same(one: str, other: str, dialect: str = "postgresql") -> bool:
    return pieces([one], dialect) == pieces([other], dialect)


def test_white_space_between_tokens_does_not_count() -> None:
    assert same("CREATE TABLE t (\n\tid INTEGER\n)", "CREATE TABLE t (id INTEGER)")


@pytest.mark.parametrize(
    "one, other",
    [
        ("SELECT 'a  b'", "SELECT 'a b'"),
        ("SELECT 'a\tb'", "SELECT 'a    b'"),
        ('SELECT "a b"', 'SELECT "a  b"'),
        ("SELECT $$ a; b $$", "SELECT $$ a ; b $$"),
        ("-- a  note", "-- a note"),
    ],
)
def test_white_space_within_quotes_and_comments_counts(one: str, other: str) -> None:
    assert not same(one, other)


def test_a_text_of_several_statements_equals_the_statements() -> None:
    assert pieces(["DELETE FROM a; DELETE FROM b;"], "sqlite") == pieces(
        ["DELETE FROM a", "DELETE FROM b"], "sqlite"
    )


def test_semicolons_in_quotes_end_nothing() -> None:
    assert len(pieces(["INSERT INTO t VALUES ('a;b'), (';')"], "oracle")) == 1
    assert len(pieces([r"INSERT INTO t VALUES ('it\'s;')"], "mysql")) == 1
    assert len(pieces(["DO $body$ BEGIN; END; $body$"], "postgresql")) == 1


def test_letters_and_case_count() -> None:
    assert not same("VARCHAR(10)", "varchar(10)")
    assert not same("VARCHAR(10)", "VARCHAR(11)")


def test_a_moment_taken_from_the_clock_does_not_count() -> None:
    assert same("VALUES ('2026-01-02 03:04:05.678901')", "VALUES ('2025-11-22 14:39:59.721501')")
    assert not same("VALUES ('2026-01-02')", "VALUES ('2025-11-22')")
