"""SQL is laid out as the cases show.

The cases are in tests/cases/layout/; README.md there says how to read and to write them.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sqlgen.dialects.facts import Facts, dialect_names, read_facts
from sqlgen.dialects.style import read_style
from sqlgen.layout import Formatted, formatted
from tests.layout.other_lexer import meaning

FOLDER = Path(__file__).parent.parent / "cases" / "layout"
BLOCK = re.compile(
    r"^```(?P<kind>sql|style|laid out|note)(?P<rest>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class Case:
    """One heading of a file, for one dialect."""

    file: str
    title: str
    dialect: str
    sql: str
    style: str
    expected: str
    note: str

    def __str__(self) -> str:
        return f"{self.file}: {self.title} ({self.dialect})"

    @property
    def facts(self) -> Facts:
        facts = read_facts(self.dialect)
        if not self.style:
            return facts
        named = read_style("style", tomllib.loads(self.style) | {"keywords": list(facts.style.keywords)})
        return replace(facts, style=named)

    @property
    def result(self) -> Formatted:
        return formatted(self.sql, self.facts)


def cases() -> list[Case]:
    found = []
    for path in sorted(FOLDER.glob("*.md")):
        for section in path.read_text(encoding="utf-8").split("\n## ")[1:]:
            blocks = {match["kind"]: match for match in BLOCK.finditer(section)}
            texts = {kind: match["text"] for kind, match in blocks.items()}
            title, sql = section.partition("\n")[0], texts["sql"]
            more = (texts.get("style", ""), texts.get("laid out", sql), texts.get("note", ""))
            dialects = blocks["sql"]["rest"].split(",")
            found += [Case(path.stem, title, dialect.strip(), sql, *more) for dialect in dialects]
    return found


def notes(result: Formatted) -> str:
    return "".join(f"{remark.line}: {remark.note}\n" for remark in result.remarks)


@pytest.mark.parametrize("case", cases(), ids=str)
def test_sql_is_laid_out_as_its_case_shows(case: Case) -> None:
    assert (case.result.text, notes(case.result)) == (case.expected, case.note)


@pytest.mark.parametrize("case", cases(), ids=str)
def test_laying_out_twice_changes_nothing_more(case: Case) -> None:
    assert formatted(case.result.text, case.facts).text == case.result.text


@pytest.mark.parametrize("case", [case for case in cases() if case.file != "scripts"], ids=str)
def test_another_lexer_finds_the_same_tokens(case: Case) -> None:
    assert meaning(case.result.text, case.dialect) == meaning(case.sql, case.dialect)


@pytest.mark.parametrize("dialect", dialect_names())
def test_there_are_cases_for_every_dialect(dialect: str) -> None:
    assert sum(case.dialect == dialect for case in cases()) >= 12


if __name__ == "__main__":
    for one in cases():
        sys.stdout.write(f"## {one}\n\n{one.result.text}{notes(one.result)}\n")
