"""The questions in tests/cases/catalogues/."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cases" / "catalogues"
BLOCK = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Question:
    """A question, and its rows: None where no certain answer is known."""

    sql: str
    rows: tuple[tuple[Any, ...], ...] | None

    def __str__(self) -> str:
        return " ".join(self.sql.split())[:100]


@cache
def schema(name: str) -> str:
    return next(text for kind, text in _blocks(name) if kind == "sql schema")


@cache
def questions(name: str) -> tuple[Question, ...]:
    blocks = [block for block in _blocks(name) if block[0] != "sql schema"]
    return tuple(
        Question(sql.strip(), _rows(rows))
        for (_, sql), (_, rows) in zip(blocks[::2], blocks[1::2], strict=True)
    )


def _rows(text: str) -> tuple[tuple[Any, ...], ...] | None:
    if text.strip() == "unknown":
        return None
    return tuple(ast.literal_eval(line) for line in text.splitlines())


def _blocks(name: str) -> list[tuple[str, str]]:
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    return [(found["kind"].strip(), found["text"]) for found in BLOCK.finditer(text)]
