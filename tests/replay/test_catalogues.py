"""What a revision asks of information_schema, pg_catalog, sqlite_master, PRAGMA and SHOW is answered.

A revision that guards its change with such a question stops the whole render where this breaks, or takes the
wrong branch. The questions are in tests/cases/catalogues/.
"""

from __future__ import annotations

import pytest

from sqlgen.replay.catalogues import answer
from tests.questions import Question, questions, schema
from tests.reading.describing import Reader

FILES = {"postgresql": "postgresql", "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite"}
ALL = [(dialect, one) for dialect, file in FILES.items() for one in questions(file)]
DOUBT = "DO $$ BEGIN IF random() > 0.5 THEN ALTER TABLE team ADD COLUMN x INT; END IF; END $$;"


def asked(dialect: str, sql: str, more: str = "") -> object:
    """The rows of the answer after the schema and `more` were made; None where there is none."""
    side = Reader(dialect)
    result = answer(sql, side.read(schema(FILES[dialect]) + more), side.target, side.dialect)
    return None if result is None else tuple(tuple(row) for row in result.all())


@pytest.mark.parametrize("dialect, question", ALL, ids=str)
def test_a_question_is_answered_as_the_server_would(dialect: str, question: Question) -> None:
    assert asked(dialect, question.sql) == question.rows


def test_what_a_block_may_have_changed_is_not_answered() -> None:
    """The block may have run or not: either answer could be wrong."""
    column = "SELECT 1 FROM information_schema.columns WHERE table_name = '{}' AND column_name = 'x'"
    assert asked("postgresql", column.format("team"), DOUBT) is None
    assert asked("postgresql", column.format("users"), DOUBT) == ()


def test_an_index_may_be_one_of_a_table_that_is_not_known() -> None:
    question = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('ix_users_team')"
    assert asked("postgresql", question) == ()
    assert asked("postgresql", question, DOUBT) is None
