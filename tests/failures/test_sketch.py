"""The cases of tests/cases/rewrites: what a revision does with rows, as statements that need none of them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlglot

from sqlgen.failures.question import question_of
from sqlgen.failures.sketch import sketch
from sqlgen.failures.source import use_of
from sqlgen.replay.rows.reading import SQLGLOT_DIALECTS

FOLDER = Path(__file__).parent.parent / "cases" / "rewrites"
BLOCK = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
HEAD = 'grants = sa.table("grants")\n\ndef upgrade():\n    bind = op.get_bind()\n'


@dataclass(frozen=True)
class Case:
    """One case for one dialect; `expected` is empty for no sketch."""

    title: str
    code: str
    question: str
    dialect: str
    expected: str


def cases() -> Iterator[Case]:
    for file in sorted(FOLDER.glob("*.md")):
        for part in file.read_text(encoding="utf-8").split("\n## ")[1:]:
            blocks = [(found["kind"], found["text"].strip()) for found in BLOCK.finditer(part)]
            (_, code), (_, question), *expected = blocks
            for kind, text in expected:
                dialect = kind.removeprefix("sql ")
                yield Case(part.splitlines()[0], code, question, dialect, text.replace("nothing", ""))


CASES = list(cases())


@pytest.mark.parametrize("case", [pytest.param(one, id=f"{one.title}-{one.dialect}") for one in CASES])
def test_sketch(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "revision.py"
    file.write_text(HEAD + textwrap.indent(case.code, "    ") + "\n", encoding="utf-8")
    use = use_of(file, HEAD.count("\n") + 1)
    question = question_of(case.question, case.dialect)
    assert question is not None

    assert (sketch(use, question) if use is not None else "") == case.expected


@pytest.mark.parametrize(
    "case", [one for one in CASES if one.expected and "<" not in one.expected and one.dialect != "mariadb"]
)
def test_a_sketch_without_brackets_is_sql_of_its_dialect(case: Case) -> None:
    """Somebody will paste it."""
    read = SQLGLOT_DIALECTS.get(case.dialect, case.dialect)
    for tree in sqlglot.parse(case.expected, read=read):
        assert tree is not None
        assert tree.key in ("update", "insert", "delete", "merge")


def test_there_are_cases() -> None:
    assert len(CASES) > 20


def test_a_question_asked_elsewhere_has_no_sketch(tmp_path: Path) -> None:
    file = tmp_path / "revision.py"
    file.write_text("x = 1\n", encoding="utf-8")

    assert use_of(file, 1) is None
    assert use_of(tmp_path / "missing.py", 1) is None
