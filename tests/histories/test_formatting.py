"""A small share of the public histories, laid out on every run of the tests.

The whole of them takes minutes: `python -m tests.histories.formatting`.
"""

from __future__ import annotations

import pytest

from sqlgen.dialects.facts import read_facts
from tests.histories.formatting.judging import Tally
from tests.histories.formatting.report import page
from tests.histories.running import sqlgens_answer
from tests.histories.test_histories import job_or_skip


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "mssql", "sqlite"])
def test_statements_of_a_public_history_keep_their_tokens(dialect: str) -> None:
    tally = Tally(dialect)
    for revision in sqlgens_answer(job_or_skip("designate", dialect, "upgrade")).revisions:
        for sql in revision.statements:
            tally.add(sql, read_facts(dialect))

    assert tally.statements > 20
    assert not tally.wrong, "\n\n".join(tally.wrong)
    assert not tally.left


def test_the_page_tells_what_was_left_and_why() -> None:
    tally = Tally("postgresql")
    for sql in ("select 1", "DO $$ BEGIN END $$", "SELECT 2"):
        tally.add(sql, read_facts("postgresql"))

    told = page([tally])

    assert "| postgresql | 3 | 2 | 1 | 1 | 3 | 0 |" in told
    assert "| the body of a block | 1 | 1 |" in told


def test_a_statement_that_lost_something_is_told() -> None:
    """A judge who finds nothing wrong in anything has judged nothing."""
    tally = Tally("postgresql")
    tally._ask_sqlglot("SELECT 'a  b'", "SELECT 'a b'")

    assert tally.wrong
