"""A plot of times by size, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 200, 20, 50
COLOURS = ("#0b6e4f", "#b3541e", "#3b5b92", "#7a3b92", "#666666")
"""Told apart in print too, where lines end in other places."""
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4")

Line = Sequence[tuple[int, float]]


def plot(lines: Mapping[str, Line], unit: str) -> str:
    """Seconds over sizes, one line a name, both axes logarithmic: what grows linearly has the slope 1."""
    points = [point for line in lines.values() for point in line]
    across = _Axis([size for size, _ in points], LEFT, WIDTH - RIGHT)
    up = _Axis([seconds for _, seconds in points], HEIGHT - BOTTOM, TOP)
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    parts += [_across(size, across) for size in sorted({size for size, _ in points})]
    parts += [_up(tick, up) for tick in up.decades()]
    middle, below = (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10
    parts.append(f'<text x="{middle}" y="{below}" text-anchor="middle">{escape(unit)}</text>')
    turned = f'x="14" y="{HEIGHT / 2}" transform="rotate(-90 14 {HEIGHT / 2})"'
    parts.append(f'<text {turned} text-anchor="middle">seconds</text>')
    taken: list[float] = []
    for number, (name, line) in enumerate(lines.items()):
        parts += _line(name, [(across(size), up(seconds)) for size, seconds in line], number, taken)
    return "\n".join([*parts, "</svg>", ""])


class _Axis:
    """A logarithmic scale from values to places."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._low = math.log10(min(values)) - 0.1
        self._high = math.log10(max(values)) + 0.1
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return round(self._start + share * (self._end - self._start), 1)

    def decades(self) -> list[float]:
        exponents = range(math.floor(self._low), math.ceil(self._high) + 1)
        steps = [factor * 10.0**exponent for exponent in exponents for factor in (1, 2, 5)]
        return [step for step in steps if self._low <= math.log10(step) <= self._high]


def _across(size: int, axis: _Axis) -> str:
    x = axis(size)
    return (
        f'<line x1="{x}" y1="{TOP}" x2="{x}" y2="{HEIGHT - BOTTOM}" stroke="#dddddd"/>'
        f'<text x="{x}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{size:,}</text>'
    )


def _up(tick: float, axis: _Axis) -> str:
    y = axis(tick)
    return (
        f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" stroke="#dddddd"/>'
        f'<text x="{LEFT - 6}" y="{y + 4}" text-anchor="end">{tick:g}</text>'
    )


def _line(name: str, places: Sequence[tuple[float, float]], number: int, taken: list[float]) -> list[str]:
    colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
    path = " ".join(f"{x},{y}" for x, y in places)
    style = f' stroke-dasharray="{dash}"' if dash else ""
    dots = [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places]
    x, y = places[-1]
    # Names of lines that end beside each other stand below each other.
    while any(abs(y - other) < 14 for other in taken):
        y += 2
    taken.append(y)
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{style}/>',
        *dots,
        f'<text x="{x + 10}" y="{y + 4}" fill="{colour}">{escape(name)}</text>',
    ]
