"""`[[answers."<revision>"]]`: what a project says that its database answers."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from sqlgen.config import Answer, Config, read_settings
from sqlgen.errors import ConfigError


def answers(tmp_path: Path, text: str) -> tuple[Answer, ...]:
    file = tmp_path / "sqlgen.toml"
    file.write_text(text, encoding="utf-8")
    return read_settings(Config(sqlgen_file=file)).answers


def test_each_table_is_an_answer_of_its_revision(tmp_path: Path) -> None:
    first, second, third = answers(
        tmp_path,
        """
        [[answers."3f1c2a"]]
        question = "SELECT id, since FROM users WHERE admin"
        rows = [{id = 7}, {id = 9, since = 2024-02-29}]

        [[answers."3f1c2a"]]
        matches = "count\\\\(.*users"
        value = 3
        function = "downgrade"

        [[answers."8b7d10"]]
        question = "UPDATE users SET admin = false"
        rowcount = 12
        """,
    )

    assert (first.revision, first.place, first.function) == ("3f1c2a", 'answers."3f1c2a"[1]', "upgrade")
    assert first.rows == ({"id": 7, "since": None}, {"id": 9, "since": datetime.date(2024, 2, 29)})
    assert (second.place, second.function, second.value) == ('answers."3f1c2a"[2]', "downgrade", 3)
    assert second.matches is not None
    assert second.matches.search("SELECT COUNT(*)\nFROM users")
    assert (third.place, third.rowcount, third.rows) == ('answers."8b7d10"', 12, None)


def test_no_rows_are_an_answer(tmp_path: Path) -> None:
    (answer,) = answers(tmp_path, '[[answers.a]]\nquestion = "SELECT 1"\nrows = []\n')

    assert answer.rows == ()


WRONG = {
    "answers = 1": "answers is 1, where a table belongs",
    '[answers]\na = "SELECT 1"': 'answers."a" is no list of tables',
    '[answers.a]\nquestion = "SELECT 1"\nvalue = 1': 'write [[answers."<revision>"]]',
    '[[answers.a]]\nquestoin = "SELECT 1"': "'questoin' is no key of answers.\"a\"",
    "[[answers.a]]\nquestoin = 'SELECT 1'": "Did you mean question?",
    "[[answers.a]]\nvalue = 1": "has none of question, matches",
    '[[answers.a]]\nquestion = "SELECT 1"': "has none of rows, value, rowcount",
    '[[answers.a]]\nquestion = "a"\nvalue = 1\nrows = []': "has rows and value",
    '[[answers.a]]\nquestion = "a"\nmatches = "b"\nvalue = 1': "has question and matches",
    "[[answers.a]]\nquestion = 1\nvalue = 1": 'answers."a".question is 1, where a text belongs',
    '[[answers.a]]\nquestion = " "\nvalue = 1': "where a text belongs",
    '[[answers.a]]\nmatches = "("\nvalue = 1': 'answers."a".matches is no regular expression',
    '[[answers.a]]\nquestion = "a"\nrows = [1]': 'answers."a".rows is [1]',
    '[[answers.a]]\nquestion = "a"\nvalue = [1]': "where one value belongs",
    '[[answers.a]]\nquestion = "a"\nrowcount = -1': "where a number of rows belongs",
    '[[answers.a]]\nquestion = "a"\nrowcount = true': "where a number of rows belongs",
    '[[answers.a]]\nquestion = "a"\nvalue = 1\nfunction = "up"': "where upgrade or downgrade belongs",
    '[[answers.a]]\nquestion = "a"\nvalue = 1\n[[answers.a]]\nvalue = 1': 'answers."a"[2] has none',
}


@pytest.mark.parametrize("text", WRONG)
def test_a_mistake_is_told_with_its_file_and_its_key(text: str, tmp_path: Path) -> None:
    """An answer that nobody reads would look like one that nobody needs."""
    with pytest.raises(ConfigError) as caught:
        answers(tmp_path, text)

    assert WRONG[text] in str(caught.value)
    assert "sqlgen.toml" in str(caught.value)
