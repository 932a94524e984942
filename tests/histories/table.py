"""Tables of the pages that runs write, in Markdown."""

from __future__ import annotations

from collections.abc import Sequence


def head(labels: Sequence[str], numbers: Sequence[str]) -> str:
    """The head of a table whose first columns are texts and whose others are numbers."""
    return f"| {' | '.join((*labels, *numbers))} |\n|{'---|' * len(labels)}{'---:|' * len(numbers)}"


def row(labels: Sequence[str], numbers: Sequence[int | str]) -> str:
    """A row under such a head."""
    told = [number if isinstance(number, str) else f"{number:,}" for number in numbers]
    return f"| {' | '.join((*labels, *told))} |"
