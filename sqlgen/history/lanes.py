"""A history drawn as lanes, one row a revision, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from sqlgen.history.graph import Graph


class Mark(Enum):
    """What one cell of a row shows. Lanes stand in the even cells, what joins them in the odd ones."""

    SPACE = auto()
    LANE = auto()
    REVISION = auto()
    BASE = auto()
    ACROSS = auto()
    CROSSING = auto()
    TO_RIGHT = auto()
    JOIN = auto()
    JOIN_LAST = auto()
    FORK = auto()
    FORK_LAST = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the drawing: its cells, each with the lane whose colour it has, and its revision if any."""

    cells: tuple[tuple[Mark, int], ...]
    revision: str | None


def draw(graph: Graph, identifiers: Iterable[str]) -> list[Row]:
    """The rows for revisions that are listed from the top down, each before all that it goes on from."""
    shown = list(identifiers)
    visible = set(shown)
    lanes: list[str | None] = []
    rows: list[Row] = []
    for identifier in shown:
        mine = [column for column, waiting in enumerate(lanes) if waiting == identifier]
        if not mine:
            mine = [_free(lanes, 0)]
        column, *joining = mine
        lanes[column] = identifier
        if joining:
            rows.append(_across(lanes, column, dict.fromkeys(joining, Mark.JOIN), Mark.JOIN_LAST))
            for other in joining:
                lanes[other] = None
            _trim(lanes)
        mark = Mark.BASE if graph.is_base(identifier) else Mark.REVISION
        rows.append(Row(_cells(lanes, {column: mark}), identifier))
        parents = [parent for parent in graph.parents[identifier] if parent in visible]
        lanes[column] = parents[0] if parents else None
        forks = {}
        for parent in parents[1:]:
            place = _free(lanes, column + 1)
            lanes[place] = parent
            forks[place] = Mark.FORK
        if forks:
            rows.append(_across(lanes, column, forks, Mark.FORK_LAST))
        _trim(lanes)
    return rows


def _trim(lanes: list[str | None]) -> None:
    while lanes and lanes[-1] is None:
        lanes.pop()


def _free(lanes: list[str | None], start: int) -> int:
    """The first empty lane from `start` on, a new one if there is none."""
    for column in range(start, len(lanes)):
        if lanes[column] is None:
            return column
    lanes.append(None)
    return len(lanes) - 1


def _cells(lanes: Sequence[str | None], marks: Mapping[int, Mark]) -> tuple[tuple[Mark, int], ...]:
    cells: list[tuple[Mark, int]] = []
    for column, waiting in enumerate(lanes):
        mark = marks.get(column, Mark.SPACE if waiting is None else Mark.LANE)
        cells += [(mark, column), (Mark.SPACE, column)]
    return tuple(cells[:-1])


def _across(lanes: Sequence[str | None], start: int, ends: Mapping[int, Mark], last: Mark) -> Row:
    """A row in which lines go from the lane `start` to the lanes `ends`, all to its right."""
    furthest = max(ends)
    marks = {start: Mark.TO_RIGHT, **ends, furthest: last}
    cells = list(_cells(lanes, marks))
    for column in range(start, furthest):
        end = min(each for each in ends if each > column)
        cells[2 * column + 1] = (Mark.ACROSS, end)
        if column > start and column not in ends:
            crossing = lanes[column] is not None
            cells[2 * column] = (Mark.CROSSING, column) if crossing else (Mark.ACROSS, end)
    return Row(tuple(cells), None)
