"""Whole scripts laid out, each statement by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import ends_in_line_comment, unfinished
from sqlgen.layout.statement import Layout, lay_out
from sqlgen.reading.pieces import Kind, Piece, pieces


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader should know of the statement that begins at a line, counted from 1."""

    line: int
    note: str


@dataclass(frozen=True, slots=True)
class Formatted:
    """A script laid out, with the statements that were left as they were."""

    text: str
    remarks: tuple[Remark, ...]
    statements: int


class Unfinished(Exception):
    """A script ends within a literal, a quoted name or a comment that begins at `line`, counted from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"what is quoted or commented at line {line} has no end")
        self.line = line


def laid_out(sql: str, facts: Facts) -> Layout:
    """`sql` in the house style of the dialect: the same tokens, comments included, in the same order.

    Several statements in one text stay apart as they are. White space around the text is taken away.
    """
    found = list(pieces(sql, facts))
    if len(found) == 1 and not found[0].terminator:
        text = found[0].text
        return lay_out(text, facts) if found[0].kind is Kind.STATEMENT else Layout(text)
    remarks: list[Remark] = []
    text = "".join(_written(found, sql, facts, remarks))
    return Layout(text, "; ".join(dict.fromkeys(remark.note for remark in remarks)))


def formatted(text: str, facts: Facts) -> Formatted:
    """A script in the house style of the dialect: every statement laid out, everything else as it is.

    Of several empty lines one is left. Line ends stay what they are. Raises Unfinished.
    """
    ends = "\r\n" if "\r\n" in text and text.count("\r\n") == text.count("\n") else "\n"
    text = text.replace("\r\n", "\n") if ends == "\r\n" else text
    found = list(pieces(text, facts))
    _refuse_unfinished(found, facts)
    remarks: list[Remark] = []
    written = "".join(_written(found, text, facts, remarks))
    count = sum(piece.kind is Kind.STATEMENT for piece in found)
    if written and not written.endswith("\n"):
        written += "\n"
    return Formatted(written.replace("\n", ends), tuple(remarks), count)


def _refuse_unfinished(found: list[Piece], facts: Facts) -> None:
    last = found[-1] if found else None
    if last is None or last.terminator or last.kind not in (Kind.STATEMENT, Kind.COMMENT):
        return
    place = unfinished(last.text, facts.lexical)
    if place is not None:
        raise Unfinished(last.line + last.text.count("\n", 0, place))


def _written(found: list[Piece], text: str, facts: Facts, remarks: list[Remark]) -> Iterator[str]:
    """The pieces in order, each behind what separates it from the one before."""
    end = 0
    before: Piece | None = None
    for piece in found:
        between = text[end : piece.start]
        if before is not None:
            yield _separation(before, piece, between)
        indent = between.rpartition("\n")[2] if "\n" in between or not before else ""
        if piece.kind is Kind.STATEMENT:
            layout = lay_out(piece.text, facts)
            if layout.note:
                remarks.append(Remark(piece.line, layout.note))
                yield indent + text[piece.start : piece.end]
            else:
                yield layout.text + _ending(piece, layout.text, text, facts)
        else:
            # What is below the first line of a comment stays where it is, and so has the first line to.
            yield (indent if piece.kind is Kind.COMMENT and "\n" in piece.text else "") + piece.text
        end, before = piece.end, piece


def _separation(before: Piece, piece: Piece, between: str) -> str:
    lines = between.count("\n")
    if lines:
        data = Kind.DATA in (before.kind, piece.kind)
        return "\n" if lines == 1 or data else "\n\n"
    if before.kind is Kind.STATEMENT and piece.kind is Kind.STATEMENT:
        return "\n"
    return between and " "


def _ending(piece: Piece, laid: str, text: str, facts: Facts) -> str:
    """A statement's terminator, on a line of its own where it would be part of a comment."""
    if not piece.terminator:
        return ""
    if ends_in_line_comment(laid, facts.lexical):
        return "\n" + piece.terminator
    begin = piece.end - len(piece.terminator)
    apart = piece.terminator != ";" and text[begin - 1 : begin].isspace()
    return (" " if apart else "") + piece.terminator
