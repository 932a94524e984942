"""What is answered of rows that the history wrote, statement by statement.

The statements and the answers are in tests/cases/rows/.
"""

from __future__ import annotations

import pytest

from tests.replay.rowcases import Asked, Told, blocks, catalog_of

FILES = {"postgresql": "postgresql", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite"}


@pytest.mark.parametrize("dialect", FILES)
def test_every_question_gets_the_answer_that_stands_there(dialect: str) -> None:
    known = catalog_of(dialect, FILES[dialect])
    for block in blocks(FILES[dialect]):
        if isinstance(block, Told):
            known.write(block.sql)
        else:
            assert known.asked(block.sql) == Asked(block.sql, block.rows, ordered=block.ordered), block.sql
