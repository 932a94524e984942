"""The order of rows, where servers leave no doubt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlgen.replay.rows.cells import Cell, Unknown, Unsure
from sqlgen.replay.rows.comparing import less


class Sorting:
    """The order of sort keys; `total` turns false where some come together.

    Raises Unsure where a server may have another order.
    """

    def __init__(self, terms: Sequence[Any], dialect: str) -> None:
        self.terms = terms
        self.dialect = dialect
        self.total = True

    def __call__(self, one: Sequence[Cell], other: Sequence[Cell]) -> int:
        for term, left, right in zip(self.terms, one, other, strict=True):
            if left is None and right is None:
                continue
            if left is None or right is None:
                first = left is None if term.args.get("nulls_first") else right is None
                return -1 if first else 1
            before, after = less(left, right, self.dialect), less(right, left, self.dialect)
            if isinstance(before, Unknown) or isinstance(after, Unknown):
                raise Unsure("in which order they come depends on how the server compares")
            if before or after:
                return -1 if bool(before) is not bool(term.args.get("desc")) else 1
        self.total = False
        return 0
