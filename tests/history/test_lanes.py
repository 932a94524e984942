"""The drawing of a history, as it looks in a terminal."""

from __future__ import annotations

import pytest

from sqlgen.history.lanes import Mark, draw
from tests.history.conftest import history

MARKS = dict(zip(Mark, " |*o-+}'/.\\", strict=True))


def drawn(text: str, order: str = "") -> list[str]:
    graph = history(text)
    rows = draw(graph, order.split() or [revision.id for revision in graph.walk()])
    return [
        "".join(MARKS[mark] for mark, _ in row.cells) + (f" {row.revision}" if row.revision else "")
        for row in rows
    ]


@pytest.mark.parametrize(
    "text, lines",
    [
        ("a:\nb: a", ["* b", "o a"]),
        ("a:\nx:", ["o a", "o x"]),
        ("a:\nb: a\nc: a", ["* b", "| * c", "}-/", "o a"]),
        ("a:\nb: a\nc: a\nd: b c", ["* d", "}-\\", "* | b", "| * c", "}-/", "o a"]),
        ("a:\nb: a\nc: a\nd: a", ["* b", "| * c", "| | * d", "}-'-/", "o a"]),
    ],
)
def test_drawings(text: str, lines: list[str]) -> None:
    assert drawn(text) == lines


def test_lines_cross_lanes_that_go_on() -> None:
    text = "a:\nz:\nb: a\nc: z\nd: a\ne: b c d"
    lines = ["* e", "}-.-\\", "* | | b", "| | * d", "}-+-/", "o | a", "  * c", "  o z"]
    assert drawn(text, "e b d a c z") == lines


def test_parents_outside_the_range_end_their_lane() -> None:
    assert drawn("a:\nb: a\nc: b", "c b") == ["* c", "* b"]
