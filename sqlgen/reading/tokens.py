"""A place in the lexemes of one statement, and what can be read from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from sqlgen.catalog import Name
from sqlgen.dialects.facts import Facts, Lexical
from sqlgen.dialects.lexing import Kind, lex
from sqlgen.dialects.naming import POSTGRESQL_LENGTH

DEPTHS = {"(": 1, "[": 1, ")": -1, "]": -1}
ROUTINES = frozenset({"FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "PACKAGE"})
LOOPS = frozenset({"IF", "LOOP", "WHILE", "REPEAT", "FOR"})
DECLARING = frozenset({"DECLARE", "PROCEDURE", "FUNCTION", "PACKAGE", "BODY"})
BATCH_END = "GO"


class Unread(Exception):
    """The statement goes on in a way that is not known here."""


class Token(NamedTuple):
    """A lexeme that means something, with its place in the text. `word` is in upper case, or the symbol."""

    kind: Kind
    text: str
    start: int
    word: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Cursor:
    """Tokens of one statement, or of a part of it, and how far they have been read."""

    def __init__(self, tokens: list[Token], sql: str, facts: Facts) -> None:
        self.tokens = tokens
        self.sql = sql
        self.facts = facts
        self.place = 0

    @property
    def done(self) -> bool:
        return self.place >= len(self.tokens)

    def peek(self, ahead: int = 0) -> str:
        """The word or symbol that stands there; empty at the end."""
        place = self.place + ahead
        return self.tokens[place].word if place < len(self.tokens) else ""

    def at(self, *words: str) -> bool:
        tokens, place = self.tokens, self.place
        for word in words:
            if place >= len(tokens) or tokens[place].word != word:
                return False
            place += 1
        return True

    def at_any(self, words: frozenset[str]) -> bool:
        return self.peek() in words

    def accept(self, *words: str) -> bool:
        """Whether these words stand here; if so, the cursor is behind them."""
        if not self.at(*words):
            return False
        self.place += len(words)
        return True

    def expect(self, *words: str) -> None:
        if not self.accept(*words):
            raise Unread(f"{' '.join(words)} before {self.peek()!r}")

    def next(self) -> Token:
        if self.done:
            raise Unread("the statement ends early")
        self.place += 1
        return self.tokens[self.place - 1]

    def name(self) -> str:
        """A name, as the server keeps it and SQLAlchemy writes it."""
        token = self.next()
        if token.kind not in (Kind.WORD, Kind.NAME) and not (
            token.kind is Kind.STRING and self.facts.name in ("mysql", "mariadb", "sqlite")
        ):
            raise Unread(f"a name, not {token.text!r}")
        return identifier(token, self.facts)

    def qualified(self) -> Name:
        """A name with the schema in front of it, which is left out where it is the default one."""
        parts = [self.name()]
        while self.accept("."):
            parts.append(self.name())
        *schema, name = parts
        said = ".".join(schema[-1:])
        default = self.facts.default_schema or ("main" if self.facts.name == "sqlite" else None)
        return Name(None if not said or said == default else said, name)

    def string(self) -> str:
        token = self.next()
        if token.kind is not Kind.STRING:
            raise Unread(f"a string, not {token.text!r}")
        return unquoted(token.text)

    def group(self) -> Cursor:
        """What is between the parentheses that begin here; the cursor is behind them."""
        if self.peek() != "(":
            raise Unread(f"( before {self.peek()!r}")
        start = self.place + 1
        self.skip_one()
        return Cursor(self.tokens[start : self.place - 1], self.sql, self.facts)

    def items(self) -> list[Cursor]:
        """The rest, at its commas."""
        parts: list[Cursor] = []
        while not self.done:
            start = self.place
            while self.peek() not in ("", ","):
                self.skip_one()
            parts.append(Cursor(self.tokens[start : self.place], self.sql, self.facts))
            self.accept(",")
        return parts

    def skip_one(self) -> None:
        """Pass one token, or all that is in parentheses."""
        depth = 0
        tokens = self.tokens
        for place in range(self.place, len(tokens)):
            depth += DEPTHS.get(tokens[place].text, 0)
            if depth <= 0:
                self.place = place + 1
                return
        self.place = len(tokens)
        raise Unread("the statement ends early")

    def until(self, stops: frozenset[str]) -> str:
        """The text from here to one of these words, at least one token."""
        start = self.place
        self.skip_one()
        while not self.done and not self.stops(stops):
            self.skip_one()
        return self.text_since(start)

    def stops(self, stops: frozenset[str]) -> bool:
        """Whether one of these words stands here, and not as the part of a qualified name."""
        return self.peek() in stops and self.peek(-1) != "."

    def text_since(self, start: int) -> str:
        """The statement's own text from the token `start` to here."""
        if start >= self.place:
            return ""
        return self.sql[self.tokens[start].start : self.tokens[self.place - 1].end]

    def rest(self) -> str:
        """The statement's own text from here to its end."""
        start, self.place = self.place, len(self.tokens)
        return self.text_since(start)


def identifier(token: Token, facts: Facts) -> str:
    """A name as the server folds it.

    Oracle folds to upper case, and SQLAlchemy writes such names in lower case.
    """
    if token.kind is Kind.WORD:
        name = token.text.lower() if facts.name in ("postgresql", "oracle") else token.text
        return _shortened(name, facts)
    quote = token.text[-1]
    inner = _shortened(token.text[1:-1].replace(quote * 2, quote), facts)
    if facts.name == "oracle" and inner == inner.upper():
        return inner.lower()
    return inner


def _shortened(name: str, facts: Facts) -> str:
    """PostgreSQL cuts names; the others refuse what is too long."""
    if facts.name != "postgresql":
        return name
    return name.encode()[:POSTGRESQL_LENGTH].decode(errors="ignore")


def unquoted(text: str) -> str:
    """The value of a string literal."""
    if text.startswith("$"):
        tag = text[: text.index("$", 1) + 1]
        return text.removeprefix(tag).removesuffix(tag)
    quote = text[-1]
    return text[text.index(quote) + 1 : -1].replace(quote * 2, quote)


def statements(sql: str, facts: Facts) -> Iterator[Cursor]:
    """The statements of a text, each from its first token; routines and blocks with their bodies whole."""
    cut = _lately_cut if len(sql) <= SHORT else _just_cut
    for tokens in cut(sql, facts.lexical, facts.batch_separator):
        yield Cursor(list(tokens), sql, facts)


def _cut(sql: str, lexical: Lexical, batch_separator: str) -> Iterator[tuple[Token, ...]]:
    gathered: list[Token] = []
    nesting = _Nesting(declares=lexical.block_semicolon)
    position, body = 0, False
    for kind, text in lex(sql, lexical):
        start = position
        position += len(text)
        if kind is Kind.SPACE or kind is Kind.COMMENT:
            continue
        token = Token(kind, text, start, text.upper() if kind is Kind.WORD else text)
        batch_end = batch_separator == BATCH_END and token.word == BATCH_END
        if (text == ";" and not nesting.open) or batch_end:
            if gathered:
                yield tuple(gathered)
            gathered, nesting = [], _Nesting(declares=lexical.block_semicolon)
            continue
        gathered.append(token)
        if len(gathered) <= HEAD:
            body = _has_body(gathered, lexical)
        if body:
            nesting.take(token.word)
        nesting.previous = token.word
    if gathered:
        yield tuple(gathered)


HEAD = 8
"""The words among which a statement says what it makes."""
SHORT = 2_000
"""Texts of so many characters are kept cut for a while: every rule and reader asks for the same statement."""


@lru_cache(maxsize=1)
def _just_cut(sql: str, lexical: Lexical, batch_separator: str) -> tuple[tuple[Token, ...], ...]:
    return tuple(_cut(sql, lexical, batch_separator))


@lru_cache(maxsize=2048)
def _lately_cut(sql: str, lexical: Lexical, batch_separator: str) -> tuple[tuple[Token, ...], ...]:
    return tuple(_cut(sql, lexical, batch_separator))


def _has_body(tokens: list[Token], lexical: Lexical) -> bool:
    head = [token.word for token in tokens[:HEAD]]
    if head[0] == "CREATE":
        return bool(ROUTINES & set(head)) or {"TYPE", "BODY"} <= set(head)
    return lexical.block_semicolon and head[0] in ("BEGIN", "DECLARE")


@dataclass(slots=True)
class _Nesting:
    """The blocks that are open in a program, each by the word that opened it.

    Where the database `declares` in front of BEGIN, what is declared belongs to the block that follows, and a
    routine is declared from its IS or AS on.
    """

    declares: bool
    open: list[str] = field(default_factory=list)
    previous: str = ""
    heading: str = ""

    def take(self, word: str) -> None:
        """Go on by a word of the program."""
        if self.previous == "END":
            # END itself closed a block; END IF and END LOOP close what was never counted.
            if word in LOOPS:
                self.open.append(word)
        elif word == "BEGIN" and self.open and self.open[-1] in DECLARING:
            self.open[-1] = word
        elif word in ("BEGIN", "CASE"):
            self.open.append(word)
        elif word == "END" and self.open:
            self.open.pop()
        elif self.declares:
            self._declare(word)

    def _declare(self, word: str) -> None:
        if word == "DECLARE":
            self.open.append(word)
        elif word in ("PROCEDURE", "FUNCTION", "PACKAGE") or (word == "BODY" and self.previous == "TYPE"):
            self.heading = self.heading or word
        elif word in ("IS", "AS") and self.heading:
            self.open.append(self.heading)
            self.heading = ""
        elif word in ("LANGUAGE", "EXTERNAL") and self.previous in ("IS", "AS") and self.open:
            # A routine in another language has no body here.
            self.open.pop()
        elif word == ";":
            self.heading = ""
