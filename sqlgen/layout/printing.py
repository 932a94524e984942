"""Documents: text with the places where its lines may end, and what width makes of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum


class Break(Enum):
    """A place between two texts.

    A LINE is a space or the end of a line, a SOFT nothing or the end of a line; HARD always ends it.
    """

    LINE = " "
    SOFT = ""
    HARD = "\n"


@dataclass(frozen=True, slots=True)
class Nest:
    """A document whose further lines are indented by `by` columns more."""

    by: int
    inner: Doc


class Whole:
    """A document on one line where it fits; else all of its own breaks end lines."""

    __slots__ = ("breaks", "inner")

    def __init__(self, *inner: Doc) -> None:
        self.inner: Doc = list(inner)
        self.breaks = ends_lines(self.inner)


class Fill:
    """Documents side by side, as many to a line as fit."""

    __slots__ = ("breaks", "items")

    def __init__(self, items: Iterable[Doc]) -> None:
        self.items: Sequence[Doc] = list(items)
        self.breaks = any(ends_lines(item) for item in self.items)


Doc = str | Break | Nest | Whole | Fill | list["Doc"]


def ends_lines(doc: Doc) -> bool:
    """Whether there is a line end in `doc` that no width takes away."""
    if isinstance(doc, list):
        return any(ends_lines(part) for part in doc)
    if isinstance(doc, Nest):
        return ends_lines(doc.inner)
    if isinstance(doc, Whole | Fill):
        return doc.breaks
    return doc is Break.HARD


def columns(text: str) -> int:
    """How many columns of a terminal a text without line ends takes."""
    if text.isascii():
        return len(text)
    letters = (letter for letter in text if not unicodedata.combining(letter))
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in letters)


@dataclass(frozen=True, slots=True)
class _Rest:
    """The items of a Fill from `start` on."""

    fill: Fill
    start: int


_Command = tuple[int, bool, "Doc | _Rest"]
"""The indent, whether on one line, and what to print."""


class _Page:
    """The lines so far. No line ends in a space, and none is empty."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.line: list[str] = []
        self.column = 0
        self.spaced = False

    def write(self, text: str) -> None:
        if text in ("", " "):
            self.spaced = self.spaced or (text == " " and bool(self.line))
            return
        if self.spaced:
            self.line.append(" ")
            self.column += 1
        elif not self.line:
            self.line.append(" " * self.column)
        self.spaced = False
        self.line.append(text)
        _, end, last = text.rpartition("\n")
        self.column = columns(last) if end else self.column + columns(text)

    def end_line(self, indent: int) -> None:
        if self.line:
            self.done.append("".join(self.line))
        self.line, self.column, self.spaced = [], indent, False


def printed(doc: Doc, width: int) -> str:
    """`doc` in lines of at most `width` columns, where its breaks allow it."""
    page = _Page()
    todo: list[_Command] = [(0, False, doc)]
    while todo:
        indent, flat, part = todo.pop()
        if isinstance(part, str):
            page.write(part)
        elif isinstance(part, Break):
            if part is Break.HARD or not flat:
                page.end_line(indent)
            else:
                page.write(part.value)
        elif isinstance(part, list):
            todo += [(indent, flat, inner) for inner in reversed(part)]
        elif isinstance(part, Nest):
            todo.append((indent + part.by, flat, part.inner))
        elif isinstance(part, Whole):
            whole = flat or (not part.breaks and _fits(page, width, part.inner, todo))
            todo.append((indent, whole, part.inner))
        else:
            rest = part if isinstance(part, _Rest) else _Rest(part, 0)
            _print_item(page, width, todo, (indent, flat), rest)
    page.end_line(0)
    return "\n".join(page.done)


def _print_item(page: _Page, width: int, todo: list[_Command], state: tuple[int, bool], rest: _Rest) -> None:
    """One item of a Fill, behind a space or on a line of its own."""
    indent, flat = state
    if rest.start == len(rest.fill.items):
        return
    item = rest.fill.items[rest.start]
    todo.append((indent, flat, _Rest(rest.fill, rest.start + 1)))
    # On one line when the next item, or what is behind the last, can begin there or on the next line.
    behind = todo if rest.start + 1 == len(rest.fill.items) else []
    if flat or rest.start == 0:
        whole = flat or (not ends_lines(item) and _fits(page, width, item, behind))
        todo.append((indent, whole, item))
        if rest.start:
            todo.append((indent, True, Break.LINE))
        return
    beside = not ends_lines(item) and _fits(page, width, [" ", item], behind)
    todo.append((indent, beside, item))
    todo.append((indent, beside, Break.LINE))


def _fits(page: _Page, width: int, doc: Doc, behind: Sequence[_Command]) -> bool:
    """Whether `doc` fits on the rest of the line, with what `behind` leaves no line end before."""
    left = width - page.column - (1 if page.spaced else 0)
    todo: list[tuple[bool, Doc | _Rest]] = [(True, doc)]
    waiting = len(behind)
    while left >= 0:
        if not todo:
            if not waiting:
                return True
            waiting -= 1
            todo.append((behind[waiting][1], behind[waiting][2]))
            continue
        flat, part = todo.pop()
        if isinstance(part, str):
            first, end, _ = part.partition("\n")
            left -= columns(first)
            if end:
                return left >= 0
        elif isinstance(part, Break):
            if part is Break.HARD or not flat:
                return True
            left -= len(part.value)
        elif isinstance(part, list):
            todo += [(flat, inner) for inner in reversed(part)]
        elif isinstance(part, Nest):
            todo.append((flat, part.inner))
        elif isinstance(part, Whole):
            todo.append((flat and not part.breaks, part.inner))
        else:
            rest = part if isinstance(part, _Rest) else _Rest(part, 0)
            if rest.start and not flat:
                return True
            todo += [(flat, item) for item in reversed(rest.fill.items[rest.start :])]
            left -= max(0, len(rest.fill.items) - rest.start - (0 if rest.start else 1))
    return False
