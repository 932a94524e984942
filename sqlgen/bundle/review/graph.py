"""The revisions of a release as a drawing of lanes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlgen.bundle.review.markup import escaped
from sqlgen.history.history import History
from sqlgen.history.lanes import Mark, Row, draw

CELL, HEIGHT, TOP, LETTER = 11, 30, 4, 7.3
LONGEST = 90
COLOURS = 5
STROKES = {
    Mark.SPACE: "",
    Mark.LANE: "UD",
    Mark.ACROSS: "LR",
    Mark.CROSSING: "UDLR",
    Mark.TO_RIGHT: "UDR",
    Mark.JOIN: "ULR",
    Mark.JOIN_LAST: "UL",
    Mark.FORK: "DLR",
    Mark.FORK_LAST: "DL",
}
ENDS = {"U": (0, -HEIGHT / 2), "D": (0, HEIGHT / 2), "L": (-CELL / 2, 0), "R": (CELL / 2, 0)}


def graph(history: History, identifiers: Sequence[str]) -> str:
    """The drawing as SVG, of revisions listed from the oldest to the newest."""
    rows = draw(history, list(reversed(identifiers)))
    left = CELL * max((len(row.cells) for row in rows), default=0) + 24
    parts, longest = [], 0
    for number, row in enumerate(rows):
        y = TOP + HEIGHT * number + HEIGHT / 2
        parts += list(_strokes(rows, number, y))
        if row.revision is not None:
            message = history[row.revision].message
            said = message if len(message) <= LONGEST else f"{message[:LONGEST]}…"
            longest = max(longest, len(row.revision) + len(said) + 2)
            name = f'<tspan class="name">{escaped(row.revision)}</tspan>'
            parts.append(f'<text x="{left}" y="{y + 5:.0f}">{name} {escaped(said)}</text>')
    width, height = left + LETTER * longest + 8, 2 * TOP + HEIGHT * len(rows)
    return (
        f'<svg class="graph" role="img" aria-labelledby="graph-title" width="{width:.0f}" height="{height}" '
        f'viewBox="0 0 {width:.0f} {height}"><title id="graph-title">The revisions, the newest first; '
        f"the table below says what each follows</title>{''.join(parts)}</svg>"
    )


def _strokes(rows: Sequence[Row], number: int, y: float) -> Iterator[str]:
    for place, (mark, lane) in enumerate(rows[number].cells):
        x = 12 + CELL * place
        colour = f"lane{lane % COLOURS}"
        is_revision = mark in (Mark.REVISION, Mark.BASE)
        for stroke in _around(rows, number, place) if is_revision else STROKES[mark]:
            right, down = ENDS[stroke]
            yield f'<path class="{colour}" d="M{x} {y:.0f}l{right:g} {down:g}"/>'
        if is_revision:
            yield f'<circle class="{colour}" cx="{x}" cy="{y:.0f}" r="5.5"/>'


def _around(rows: Sequence[Row], number: int, place: int) -> Iterator[str]:
    for stroke, beside in (("U", number - 1), ("D", number + 1)):
        if 0 <= beside < len(rows) and place < len(rows[beside].cells):
            mark = rows[beside].cells[place][0]
            if mark is not Mark.SPACE and (mark in (Mark.REVISION, Mark.BASE) or _leads(mark, stroke)):
                yield stroke


def _leads(mark: Mark, stroke: str) -> bool:
    """Whether a mark above or below goes on towards this one."""
    return ("D" if stroke == "U" else "U") in STROKES[mark]
