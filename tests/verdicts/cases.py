"""Statements whose effect is known by name, read from tests/cases/locks/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "cases" / "locks"
SECTION = re.compile(
    r"^## (?P<title>[^\n]+)\n(?P<body>.*?)(?=^## |\Z)",
    re.MULTILINE | re.DOTALL,
)
FENCE = re.compile(r"^```sql(?: on (?P<on>\S+))?\n(?P<sql>.*?)^```$", re.MULTILINE | re.DOTALL)
SET_UP = "Set-up"
NOTHING = "nothing"
"""What a statement is `on` that locks no table."""


@dataclass(frozen=True)
class Case:
    """One statement and the change that it makes, by the name under which facts are kept.

    `before` are statements that prepare the session; `on` is the table whose lock counts as the statement's.
    """

    change: str
    sql: str
    before: tuple[str, ...] = ()
    on: str = "t"

    def __str__(self) -> str:
        return f"{self.change}: {' '.join(self.sql.split())}"


def statements(text: str) -> tuple[str, ...]:
    """The statements of a block: each ends with a semicolon at the end of a line."""
    return tuple(one.strip() for one in re.split(r";[ \t]*$", text, flags=re.MULTILINE) if one.strip())


@cache
def set_up(dialect: str) -> tuple[str, ...]:
    """The statements that make the tables of every case."""
    for section in _sections(dialect):
        if section["title"] == SET_UP:
            return tuple(sql for fence in FENCE.finditer(section["body"]) for sql in statements(fence["sql"]))
    raise LookupError(dialect)


@cache
def cases(dialect: str) -> tuple[Case, ...]:
    """Every case of a database, in the order of its file."""
    return tuple(
        Case(section["title"], sql, statements(before), fence["on"] or "t")
        for section in _sections(dialect)
        if section["title"] != SET_UP
        for fence in FENCE.finditer(section["body"])
        for before, _, now in [fence["sql"].rpartition("-- now\n")]
        for sql in statements(now)
    )


def _sections(dialect: str) -> Iterator[re.Match[str]]:
    return SECTION.finditer((FOLDER / f"{dialect}.md").read_text(encoding="utf-8"))
