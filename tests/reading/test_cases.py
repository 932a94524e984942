"""DDL that people wrote by hand leaves the schema that the server would have.

The cases are in tests/cases/reading/; README.md there says how to read and to write them.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.reading.describing import Reader

FOLDER = Path(__file__).parent.parent / "cases" / "reading"
CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n\n```sql\n(?P<sql>.*?)^```\n\n```schema\n(?P<schema>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
ALSO = {"mysql": ("mysql", "mariadb")}
ENOUGH = {"postgresql": 30, "mysql": 30, "sqlite": 30}


@dataclass(frozen=True)
class Case:
    """One heading of a file."""

    dialect: str
    title: str
    sql: str
    schema: str

    def __str__(self) -> str:
        return f"{self.dialect}: {self.title}"


def cases() -> list[Case]:
    return [
        Case(dialect, found["title"], found["sql"], found["schema"].rstrip("\n"))
        for path in sorted(FOLDER.glob("*.md"))
        for found in CASE.finditer(path.read_text(encoding="utf-8"))
        for dialect in ALSO.get(path.stem, (path.stem,))
    ]


@cache
def reader(dialect: str) -> Reader:
    return Reader(dialect)


def given(case: Case) -> str:
    side = reader(case.dialect)
    return side.describe(side.read(case.sql))


@pytest.mark.parametrize("case", cases(), ids=str)
def test_hand_written_ddl_is_read(case: Case) -> None:
    assert given(case) == case.schema


@pytest.mark.parametrize("dialect", ENOUGH)
def test_there_are_cases(dialect: str) -> None:
    assert sum(case.dialect == dialect for case in cases()) >= ENOUGH[dialect]


if __name__ == "__main__":
    for one in cases():
        sys.stdout.write(f"## {one}\n\n{given(one)}\n\n")
