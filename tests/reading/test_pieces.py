"""A script is cut where its client cuts it.

The cases are in tests/cases/pieces/; README.md there says how to read and to write them.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sqlgen.dialects.facts import dialect_names, read_facts
from sqlgen.reading.pieces import SPACES, Kind, pieces

FOLDER = Path(__file__).parent.parent / "cases" / "pieces"
CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n\n```sql\n(?P<sql>.*?)^```\n\n```pieces\n(?P<pieces>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
ALSO = {"mysql": ("mysql", "mariadb")}


@dataclass(frozen=True)
class Case:
    """One heading of a file, for one dialect."""

    dialect: str
    title: str
    sql: str
    expected: str

    def __str__(self) -> str:
        return f"{self.dialect}: {self.title}"


def cases() -> list[Case]:
    return [
        Case(dialect, found["title"], found["sql"], found["pieces"])
        for path in sorted(FOLDER.glob("*.md"))
        for found in CASE.finditer(path.read_text(encoding="utf-8"))
        for dialect in ALSO.get(path.stem, (path.stem,))
    ]


def told(case: Case) -> str:
    lines = ""
    for piece in pieces(case.sql, read_facts(case.dialect)):
        text = piece.text.replace("\n", "⏎").replace("\t", "⇥")
        end = f" ‖ {piece.terminator}" if piece.terminator else ""
        lines += f"{piece.line} {piece.kind}: {text}{end}\n"
    return lines


@pytest.mark.parametrize("case", cases(), ids=str)
def test_a_script_is_cut_as_its_client_cuts_it(case: Case) -> None:
    assert told(case) == case.expected


@pytest.mark.parametrize("dialect", dialect_names())
def test_there_are_cases_for_every_client(dialect: str) -> None:
    assert sum(case.dialect == dialect for case in cases()) >= 2


SOUP = [
    "select", " ", "\n", ";", "'", '"', "--", "/*", "*/", "$$", "\\", "\\g", "GO", "\nGO\n", "\n/\n", "begin",
    "end", "create trigger t ", "case", "DELIMITER //\n", "//", "copy t from stdin;\n", "\\.\n", "prompt ",
    "(", ")", ":x", "\n:setvar a b\n", "q'[", "\n.read x\n", "set a", "#", "\r\n", "\t", "/*! a */",
    "é", "\u00a0",
]  # fmt: skip


@pytest.mark.parametrize("dialect", dialect_names())
@given(parts=st.lists(st.sampled_from(SOUP), max_size=25))
def test_pieces_are_all_of_the_script_but_white_space(dialect: str, parts: list[str]) -> None:
    text = "".join(parts)
    place = 0
    for piece in pieces(text, read_facts(dialect)):
        assert not text[place : piece.start].strip(SPACES)
        assert piece.end > piece.start
        assert text.startswith(piece.text, piece.start)
        assert text[piece.start : piece.end].endswith(piece.terminator)
        assert piece.line == text.count("\n", 0, piece.start) + 1
        place = piece.end
    assert not text[place:].strip(SPACES)


def test_a_long_script_is_cut_in_the_time_that_its_length_takes() -> None:
    """Ten thousand statements, and what comes before each is not read again."""
    script = "INSERT INTO t (a, b) VALUES (1, 'x');\n" * 10_000

    found = list(pieces(script, read_facts("postgresql")))

    assert [piece.kind for piece in found] == [Kind.STATEMENT] * 10_000
    assert found[-1].line == 10_000


if __name__ == "__main__":
    for one in cases():
        sys.stdout.write(f"## {one}\n\n{told(one)}\n")
