"""Touched tables and their foreign keys as a drawing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlgen.bundle.review.markup import escaped
from sqlgen.bundle.review.tables import SAME, ChangedTable, Key

SIGNS = {"added": "+", "removed": "\N{MINUS SIGN}", "changed": "~", SAME: ""}
LETTER, LINE, PAD = 7.3, 19, 12
"""Pixels: how wide a letter of the drawing's type is, how high a line, and what is left free around them."""
GAP, BETWEEN, WIDTH = 18, 76, 1180
LONGEST, MOST_LINES, DEEPEST = 34, 9, 8


@dataclass(slots=True)
class _Box:
    """A table of the drawing, where it stands, and how it is written."""

    name: str
    change: str
    lines: list[tuple[str, str]]
    rank: int = 0
    x: float = 0
    y: float = 0

    @property
    def width(self) -> float:
        texts = [self.name, *(text for _, text in self.lines)]
        return 2 * PAD + LETTER * max(len(_short(text)) + 2 for text in texts)

    @property
    def height(self) -> float:
        return LINE * (1 + len(self.lines)) + PAD


def picture(tables: Sequence[ChangedTable], mark: str) -> str:
    """The drawing as SVG; `mark` tells its parts from those of another drawing. Empty without a table."""
    boxes = {table.name: _Box(table.name, table.change, list(_lines(table))) for table in tables}
    keys = [key for table in tables for key in table.keys]
    for key in keys:
        boxes.setdefault(key.referent, _Box(key.referent, SAME, []))
    if not boxes:
        return ""
    width, height = _placed(boxes, keys)
    edges = "".join(_edge(boxes[key.table], boxes[key.referent], key, mark) for key in keys)
    drawn = "".join(map(_drawn, boxes.values()))
    ends = "".join(
        f'<marker id="{mark}-{change}" class="end {change}" viewBox="0 0 10 10" refX="9" refY="5" '
        'markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto">'
        '<path d="M0 0L10 5L0 10z"/></marker>'
        for change in SIGNS
    )
    size = f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'
    title = f'<title id="{mark}-picture">{escaped(_told(boxes, keys))}</title>'
    return (
        f'<svg class="picture" role="img" aria-labelledby="{mark}-picture" {size}>{title}'
        f"<defs>{ends}</defs>{edges}{drawn}</svg>"
    )


def _lines(table: ChangedTable) -> Iterator[tuple[str, str]]:
    parts = [part for part in table.changed if part.group != "Table"]
    if table.change != "changed":
        parts = [part for part in parts if part.group == "Columns"]
    for part in parts[:MOST_LINES]:
        name = f"{part.was} \N{RIGHTWARDS ARROW} {part.name}" if part.was else part.name
        yield part.change, name
    if len(parts) > MOST_LINES:
        yield SAME, f"and {len(parts) - MOST_LINES} more"


def _told(boxes: dict[str, _Box], keys: Iterable[Key]) -> str:
    own = ", ".join(f"{box.name} {box.change}" for box in boxes.values() if box.change != SAME)
    pointing = "; ".join(
        f"{key.table} points at {key.referent}{'' if key.change == SAME else f', {key.change}'}"
        for key in keys
    )
    return f"Tables: {own}. {f'Foreign keys: {pointing}.' if pointing else 'No foreign keys.'}"


def _placed(boxes: dict[str, _Box], keys: Sequence[Key]) -> tuple[float, float]:
    """Give every box its place: tables that belong together side by side, referents on the left."""
    x = y = shelf = right = 0.0
    for group in _groups(boxes, keys):
        width, height = _arranged(group, [key for key in keys if key.table in group])
        if x and x + width > WIDTH:
            x, y, shelf = 0.0, y + shelf + 2 * GAP, 0.0
        for box in group.values():
            box.x, box.y = box.x + x + 2, box.y + y + 2
        right, shelf, x = max(right, x + width), max(shelf, height), x + width + 2 * GAP
    return right + 4, y + shelf + 4


def _groups(boxes: dict[str, _Box], keys: Iterable[Key]) -> list[dict[str, _Box]]:
    """The tables that keys hold together, the largest group first."""
    near: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        near[key.table].add(key.referent)
        near[key.referent].add(key.table)
    left, found = dict.fromkeys(boxes), []
    while left:
        reached, todo = set(), [next(iter(left))]
        while todo:
            name = todo.pop()
            if name not in reached:
                reached.add(name)
                left.pop(name)
                todo += near[name]
        found.append({name: boxes[name] for name in sorted(reached)})
    return sorted(found, key=lambda group: (-len(group), next(iter(group))))


def _arranged(group: dict[str, _Box], keys: Sequence[Key]) -> tuple[float, float]:
    """Give the tables of a group their places, and say how wide and high it is."""
    for _ in range(min(DEEPEST, len(group))):
        for key in keys:
            if key.table != key.referent and group[key.referent].rank < DEEPEST:
                box = group[key.table]
                box.rank = max(box.rank, group[key.referent].rank + 1)
    columns: dict[int, list[_Box]] = defaultdict(list)
    for box in group.values():
        columns[box.rank].append(box)
    x = height = 0.0
    for rank in sorted(columns):
        beside = {box.name: _middle(box, keys, group) for box in columns[rank]}
        y = 0.0
        for box in sorted(columns[rank], key=lambda box: (beside[box.name], box.name)):
            box.x, box.y = x, y
            y += box.height + GAP
        height = max(height, y - GAP)
        x += max(box.width for box in columns[rank]) + BETWEEN
    return x - BETWEEN, height


def _middle(box: _Box, keys: Iterable[Key], boxes: dict[str, _Box]) -> float:
    """How far down the tables are that a table points at."""
    heights = [boxes[key.referent].y for key in keys if key.table == box.name and key.referent != box.name]
    return sum(heights) / len(heights) if heights else 0.0


def _edge(child: _Box, parent: _Box, key: Key, mark: str) -> str:
    start, end = child.y + LINE / 2 + PAD / 2, parent.y + LINE / 2 + PAD / 2
    attributes = f'class="key {key.change}" marker-end="url(#{mark}-{key.change})"'
    right = parent.x + parent.width
    if child is parent:
        curve = f"M{right:.0f} {start - 5:.0f}c26 -14 26 24 2 12"
    elif child.x > parent.x:
        bend = max(30.0, (child.x - right) / 2)
        curve = f"M{child.x:.0f} {start:.0f}C{child.x - bend:.0f} {start:.0f} {right + bend:.0f} {end:.0f}"
        curve += f" {right + 2:.0f} {end:.0f}"
    else:
        left = child.x + child.width
        far = max(left, right) + 40
        curve = f"M{left:.0f} {start:.0f}C{far:.0f} {start:.0f} {far:.0f} {end:.0f} {right + 2:.0f} {end:.0f}"
    return f'<path {attributes} d="{curve}"/>'


def _drawn(box: _Box) -> str:
    title = escaped(f"{SIGNS[box.change]} {_short(box.name)}".strip())
    texts = [f'<text class="name" x="{box.x + PAD:.0f}" y="{box.y + LINE:.0f}">{title}</text>']
    for place, (change, text) in enumerate(box.lines, start=2):
        said = escaped(f"{SIGNS[change] or ' '} {_short(text)}")
        y = box.y + LINE * place + PAD / 3
        texts.append(f'<text class="{change}" x="{box.x + PAD:.0f}" y="{y:.0f}">{said}</text>')
    frame = (
        f'<rect x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" height="{box.height:.0f}" rx="6"/>'
    )
    return f'<g class="table {box.change}">{frame}{"".join(texts)}</g>'


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
