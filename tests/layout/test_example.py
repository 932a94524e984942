"""The example's scripts, up and down, keep every token."""

from __future__ import annotations

import json

import pytest

from sqlgen.dialects.facts import dialect_names, read_facts
from tests.histories.formatting.judging import Tally
from tests.shop import sqlgen


@pytest.mark.parametrize("direction", ["base:head", "head:base"])
@pytest.mark.parametrize("dialect", dialect_names())
def test_the_example_is_laid_out_whole(dialect: str, direction: str) -> None:
    (script,) = json.loads(sqlgen("-q", "render", direction, "--dialect", dialect, "--json"))["scripts"]
    tally = Tally(dialect)
    for section in script["sections"]:
        for statement in section["statements"]:
            tally.add(statement["sql"], read_facts(dialect))

    assert tally.statements > 30
    assert not tally.wrong, "\n\n".join(tally.wrong)
    assert set(tally.left) <= {"the body of a block"}
