"""Values in rows, as a server keeps them.

A cell holds None for NULL, an Unknown, or a value of the Python type that is nearest to the column's: int,
bool, str, Decimal, float, bytes, date, datetime, time, UUID, Json.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Cell = Any
Row = dict[str, Cell]
"""A row of a table: a cell for each of its columns."""


class Unsure(Exception):
    """A question without a certain answer; the message says why, as the end of a sentence."""


class Unknown:
    """In place of a value that only the server knows; `nullable` says that it may be NULL."""

    __slots__ = ("nullable",)

    def __init__(self, *, nullable: bool) -> None:
        self.nullable = nullable

    def __repr__(self) -> str:
        return "UNKNOWN" if self.nullable else "SOMETHING"


UNKNOWN = Unknown(nullable=True)
SOMETHING = Unknown(nullable=False)
"""A value that is not NULL."""


@dataclass(frozen=True, slots=True)
class Json:
    """A JSON value, in the words in which the server gives it."""

    text: str


class Untyped(str):
    """A string literal, which becomes what the place wants where it stands."""

    __slots__ = ()


class Collated(str):
    """Text of a column that compares in a way of its own."""

    __slots__ = ()


def is_known(cell: Cell) -> bool:
    return not isinstance(cell, Unknown)


def may_be_null(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, Unknown) and cell.nullable)
