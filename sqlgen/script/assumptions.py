"""What a revision's statements rest on, told in comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlgen.script.comments import one_line
from sqlgen.statements import Assumption, Section

SHOWN = 5
"""How many rows of an answer a comment shows."""


def assumption_lines(section: Section) -> Iterator[str]:
    """The comment that says under which conditions a section holds; nothing where there are none."""
    if section.assumptions:
        yield "-- ASSUMED: what follows holds only if the database answers so, which nobody has checked:"
    for assumption in section.assumptions:
        yield f"--   {one_line(assumption.question)}"
        yield f"--     {one_line(_answer(assumption))}   (sqlgen: {one_line(assumption.answer)})"


def _answer(assumption: Assumption) -> str:
    if assumption.rows is None:
        return f"changes {assumption.rowcount} rows"
    rows = [_row(row) for row in assumption.rows[:SHOWN]]
    more = len(assumption.rows) - SHOWN
    return f"gives {', '.join(rows) or 'no rows'}" + (f" and {more} more" if more > 0 else "")


def _row(row: Mapping[str, Any]) -> str:
    return f"({', '.join(f'{column} = {_cell(value)}' for column, value in row.items())})"


def _cell(value: object) -> str:
    return "NULL" if value is None else repr(value) if isinstance(value, str) else str(value)
