"""A script as the pieces that its client makes of it: statements, the client's own lines, rows of data."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import Kind as LexemeKind
from sqlgen.dialects.lexing import Lexeme, lex

ROUTINES = frozenset({"FUNCTION", "PROCEDURE", "PROC", "TRIGGER", "EVENT", "PACKAGE"})
CREATED = ROUTINES | {
    "TABLE", "INDEX", "VIEW", "TYPE", "SEQUENCE", "SCHEMA", "RULE", "USER", "ROLE", "DATABASE",
}  # fmt: skip
LOOPS = frozenset({"IF", "LOOP", "WHILE", "REPEAT", "FOR"})
NO_BLOCK = frozenset({"TRAN", "TRANSACTION", "DISTRIBUTED", "DIALOG", "CONVERSATION"})
"""Behind BEGIN these make no block of it in T-SQL."""
NESTING = {"BEGIN": 1, "CASE": 1, "END": -1}
SPACES = " \t\r\n\f\v"
SPACE = re.compile(f"[{SPACES}]*")
WORD = re.compile(r"[A-Za-z]+(?![\w$])")
TWO_WORDS = re.compile(r"\w+\s+(\w+)")
BACKSLASHED = re.compile(r"\\[^\s\\]*")
DATA_END = re.compile(r"^\\\.(?=\r?$)", re.MULTILINE)


class Kind(StrEnum):
    """What a piece of a script is."""

    STATEMENT = "statement"
    COMMAND = "command"
    """A line that the client keeps for itself."""
    COMMENT = "comment"
    DATA = "data"
    """Rows that follow a statement, up to the line that ends them."""
    SEPARATOR = "separator"
    """A line that sends what came before, such as GO; or a terminator that ends nothing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a script; between pieces there is white space alone.

    `start` is the offset of its first letter, `line` the number of its line, from 1. A statement's `text` is
    without its `terminator`; `end` is the offset behind both.
    """

    kind: Kind
    text: str
    start: int
    end: int
    line: int
    terminator: str = ""


def pieces(text: str, facts: Facts) -> Iterator[Piece]:
    """The pieces of a script, in order."""
    return _Script(text, facts).pieces()


class _Script:
    """A script, how far it has been read, and what ends a statement from there on."""

    def __init__(self, text: str, facts: Facts) -> None:
        self.text = text
        self.facts = facts
        self.lines = facts.lines
        self.delimiter = ";"
        self.place = 0
        self.line_ends = [found.start() for found in re.finditer("\n", text)]
        separator = facts.batch_separator
        number = r"(?:[ \t]+\d+)?" if separator.isalpha() else ""
        behind = r"[ \t\r]*(?:--[^\n]*)?(?=\n|\Z)"
        self.separator = re.compile(f"{re.escape(separator)}{number}{behind}", re.IGNORECASE)

    def pieces(self) -> Iterator[Piece]:
        while True:
            behind, self.place = self.place, _behind_space(self.text, self.place)
            if self.place >= len(self.text):
                return
            fresh = not behind or self.text.rfind("\n", behind, self.place) >= 0
            piece = self._client_line(fresh=fresh) or self._stray() or self._statement()
            self.place = piece.end
            yield piece
            if piece.kind is Kind.STATEMENT and self.lines.copy_data and _copies(piece, self.facts):
                yield from self._data()

    def _piece(self, kind: Kind, end: int, text: str | None = None, terminator: str = "") -> Piece:
        text = self.text[self.place : end] if text is None else text
        line = bisect_left(self.line_ends, self.place) + 1
        return Piece(kind, text, self.place, end, line, terminator)

    def _client_line(self, *, fresh: bool) -> Piece | None:
        """What the client keeps of the line from here; `fresh` says that nothing stands in front of it."""
        if fresh:
            if self.separates(self.place):
                return self._piece(Kind.SEPARATOR, self._line_end(self.place))
            if self.is_clients(self.place) or self._begins_command():
                return self._command()
        if self.lines.backslash and self.text.startswith("\\", self.place):
            return self._command()
        return None

    def separates(self, place: int) -> bool:
        return bool(self.facts.batch_separator) and self.separator.match(self.text, place) is not None

    def is_clients(self, place: int) -> bool:
        """Whether a line that begins here is the client's even within a statement."""
        for sign in self.lines.anywhere:
            if sign.isalpha() and self._word(place) == sign:
                return True
            # Two colons belong to T-SQL: they name a function of the system.
            if not sign.isalpha() and self.text.startswith(sign, place):
                return not self.text.startswith("::", place)
        return False

    def _begins_command(self) -> bool:
        if self.text.startswith(self.lines.marks, self.place):
            return True
        word = self._word(self.place)
        if word not in self.lines.commands:
            return False
        behind = TWO_WORDS.match(self.text, self.place)
        return behind is None or f"{word} {behind.group(1).upper()}" not in self.lines.statements

    def _word(self, place: int) -> str:
        found = WORD.match(self.text, place)
        return found.group().upper() if found else ""

    def _line_end(self, place: int) -> int:
        """Where the line of a place ends, without what a CRLF leaves."""
        end = self.text.find("\n", place)
        line = self.text[place : end if end >= 0 else None]
        return place + len(line.rstrip("\r"))

    def _command(self) -> Piece:
        end = self._line_end(self.place)
        mark = self.lines.continued
        while mark and self.text[self.place : end].rstrip(" \t").endswith(mark):
            after = self.text.find("\n", end)
            if after < 0:
                break
            end = self._line_end(after + 1)
        piece = self._piece(Kind.COMMAND, end)
        if self.lines.delimiter and self._word(self.place) == "DELIMITER":
            self.delimiter = " ".join(piece.text.split()[1:2]) or ";"
        return piece

    def _stray(self) -> Piece | None:
        """A comment that belongs to no statement, or a terminator that ends none."""
        if self.text.startswith(self.delimiter, self.place):
            return self._piece(Kind.SEPARATOR, self.place + len(self.delimiter))
        lexeme = next(lex(self.text, self.facts.lexical, self.place))
        if lexeme.kind is LexemeKind.COMMENT and not self._is_run(lexeme):
            return self._piece(Kind.COMMENT, self.place + len(lexeme.text.rstrip("\r")))
        return None

    def _is_run(self, lexeme: Lexeme) -> bool:
        """Whether a comment is one to other databases alone."""
        return self.lines.delimiter and lexeme.text.startswith(("/*!", "/*M!"))

    def _data(self) -> Iterator[Piece]:
        """The rows behind a COPY, with the line that ends them."""
        start = self._line_end(self.place)
        if not self.text[self.place : start].strip():
            newline = self.text.find("\n", start)
            self.place = newline + 1 if newline >= 0 else len(self.text)
        if self.place >= len(self.text):
            return
        found = DATA_END.search(self.text, self.place)
        piece = self._piece(Kind.DATA, found.end() if found else len(self.text))
        self.place = piece.end
        yield piece

    def _statement(self) -> Piece:
        reading = _Statement(self.facts, self.delimiter)
        place = behind = self.place
        lexemes = lex(self.text, self.facts.lexical, place)
        while place < len(self.text):
            lexeme = next(lexemes)
            found = reading.terminated(lexeme, self.text, place)
            if found >= 0:
                text = self.text[self.place : found].rstrip(SPACES)
                return self._piece(Kind.STATEMENT, found + len(self.delimiter), text, self.delimiter)
            if lexeme.kind is LexemeKind.SPACE and self._cut_short(place, lexeme):
                break
            end = place + len(lexeme.text)
            if lexeme.text == "\\" and self.lines.backslash:
                if self._ends_here(place):
                    break
                end = behind = self._line_end(place)
                lexemes = lex(self.text, self.facts.lexical, end)
            elif lexeme.meaningful or self._is_run(lexeme):
                behind = end
                reading.read(lexeme)
            elif lexeme.kind is LexemeKind.COMMENT and self.text.find("\n", behind, end) < 0:
                behind = end
            place = end
        behind = max(behind, self.place + 1)
        text = self.text[self.place : behind].rstrip("\r")
        return self._piece(Kind.STATEMENT, self.place + len(text), text)

    def _cut_short(self, place: int, space: Lexeme) -> bool:
        """Whether the line behind `space` ends a statement that has no terminator."""
        if "\n" not in space.text:
            return False
        begin = place + len(space.text)
        return self.separates(begin) or self.is_clients(begin)

    def _ends_here(self, place: int) -> bool:
        r"""Whether a client's command ends the statement in front of it, as `\gexec` does."""
        found = BACKSLASHED.match(self.text, place)
        return found is not None and found.group() in self.lines.ends


class _Statement:
    """What has been read of a statement, as far as it matters for where it ends."""

    def __init__(self, facts: Facts, delimiter: str) -> None:
        self.facts = facts
        self.delimiter = delimiter
        self.head: list[str] = []
        self.previous = ""
        self.parentheses = 0
        self.blocks = 0

    def terminated(self, lexeme: Lexeme, text: str, place: int) -> int:
        """Where in a lexeme, which stands at a place of the text, the terminator begins; -1 if nowhere."""
        if self.delimiter == ";" and lexeme.text != ";":
            return -1
        if lexeme.kind in (LexemeKind.STRING, LexemeKind.NAME, LexemeKind.COMMENT, LexemeKind.SPACE):
            return -1
        if self.delimiter != ";":
            return text.find(self.delimiter, place, place + len(lexeme.text) + len(self.delimiter) - 1)
        return -1 if self._holds_semicolons() else place

    def read(self, lexeme: Lexeme) -> None:
        word = lexeme.text.upper() if lexeme.kind is LexemeKind.WORD else lexeme.text
        if len(self.head) < 12:
            self.head.append(word)
        if lexeme.kind is LexemeKind.SYMBOL:
            self.parentheses += (word == "(") - (word == ")")
        else:
            self.blocks = max(0, self.blocks + self._nesting(word))
        self.previous = word

    def _nesting(self, word: str) -> int:
        if self.facts.batch_separator == "GO":
            if self.previous == "BEGIN" and word in NO_BLOCK:
                return -1
        elif self.previous == "END":
            # END itself closed a block; END IF and END LOOP close what was never counted.
            return 1 if word in LOOPS else 0
        return NESTING.get(word, 0)

    def _holds_semicolons(self) -> bool:
        if self.facts.lines.parentheses and self.parentheses > 0:
            return True
        if self.facts.lexical.block_semicolon and self._is_unit():
            # Only the line that runs it ends a block of PL/SQL.
            return True
        if self.facts.batch_separator == "GO":
            return self._is_routine() or (self.blocks > 0 and self.previous != "BEGIN")
        return self.blocks > 0 and (self._is_routine() or self.head[:2] == ["BEGIN", "NOT"])

    def _is_unit(self) -> bool:
        return self.head[:1] in (["BEGIN"], ["DECLARE"]) or self._is_routine()

    def _is_routine(self) -> bool:
        if self.head[:1] not in (["CREATE"], ["ALTER"]):
            return False
        kind = next((word for word in self.head[1:] if word in CREATED), "")
        return kind in ROUTINES or (kind == "TYPE" and self.facts.lexical.block_semicolon)


def _copies(piece: Piece, facts: Facts) -> bool:
    """Whether rows follow a statement: COPY … FROM STDIN."""
    words = (
        lexeme.text.upper() for lexeme in lex(piece.text, facts.lexical) if lexeme.kind is LexemeKind.WORD
    )
    return next(words, "") == "COPY" and ("FROM", "STDIN") in pairwise(words)


def _behind_space(text: str, place: int) -> int:
    found = SPACE.match(text, place)
    return found.end() if found else place
