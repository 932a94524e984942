"""Statements as DBAs write them are read, or it is said that they are not."""

from __future__ import annotations

import pytest

from tests.reading.by_hand import FILES, PAGE, page, readings, statements


@pytest.mark.parametrize("dialect", FILES)
def test_nothing_is_passed_in_silence(dialect: str) -> None:
    silent = [one.sql for one in readings(dialect) if one.kind == "unread" and not one.said]
    assert silent == []


@pytest.mark.parametrize("dialect", FILES)
def test_rules_see_what_almost_every_statement_does(dialect: str) -> None:
    found = list(readings(dialect))
    unread = [one.sql for one in found if one.kind == "unread"]
    assert len(unread) <= len(found) / 50, unread


@pytest.mark.parametrize("dialect", FILES)
def test_there_are_enough_statements_to_say_something(dialect: str) -> None:
    assert len(set(statements(dialect))) >= 60


def test_the_page_says_what_is_read_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.reading.by_hand writes it anew"
