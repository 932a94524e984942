"""Which words of a statement are keywords, so that their case means nothing.

A word that can be a name is one only where the words around it leave no doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlgen.dialects.lexing import Kind
from sqlgen.dialects.style import KeywordCase, Style
from sqlgen.layout.tokens import Token
from sqlgen.layout.words import (
    BEFORE_NUMBER,
    BEHIND_AS,
    BEHIND_TYPE,
    FUNCTIONS,
    KINDS,
    MODIFIERS,
    PHRASES,
    TYPES,
    VERBS,
)


def recased(tokens: Sequence[Token], style: Style) -> list[Token]:
    """The tokens, their keywords in the style's case."""
    changed = list(tokens)
    if style.keyword_case is KeywordCase.KEEP:
        return changed
    written = str.upper if style.keyword_case is KeywordCase.UPPER else str.lower
    for place in _keywords(tokens, style.keywords):
        token = tokens[place]
        text = written(token.text)
        if text != token.text:
            changed[place] = replace(token, text=text)
    return changed


def _keywords(tokens: Sequence[Token], keywords: frozenset[str]) -> Iterator[int]:
    """The places of keywords; a place may come twice."""
    words = _Words(tokens)
    if words[0] in VERBS:
        yield 0
        yield from words.head()
    for place, token in enumerate(tokens):
        word = words[place]
        if token.kind is not Kind.WORD or not word:
            continue
        if word in keywords and not words.is_name(place):
            yield place
        for phrase in PHRASES.get(word, ()):
            if all(words[place + ahead] == part for ahead, part in enumerate(phrase)):
                yield from range(place, place + len(phrase))
                break
        if words.is_type(place) or words.is_behind_type(place):
            yield place
        if word in BEFORE_NUMBER and place and words[place + 1].isdigit():
            yield place


class _Words:
    """The words of a statement by their places; empty outside of it and for parts of qualified names."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.words = [token.word for token in tokens]
        for place, word in enumerate(self.words):
            if word == ".":
                self.words[max(0, place - 1)] = ""
                self.words[min(place + 1, len(tokens) - 1)] = ""
        self.defines = self[0] in ("CREATE", "ALTER") and "TABLE" in self.words[:6]

    def __getitem__(self, place: int) -> str:
        return self.words[place] if 0 <= place < len(self.words) else ""

    def is_name(self, place: int) -> bool:
        """Whether a keyword stands where it can only be a name, or a function."""
        if self[place - 1] == "AS" and self[place] not in BEHIND_AS:
            return True
        touched = self[place + 1] == "(" and self.tokens[place + 1].glued
        return touched and self[place] in FUNCTIONS

    def head(self) -> Iterator[int]:
        """The places from behind CREATE, ALTER or DROP to the kind of thing."""
        if self[0] not in ("CREATE", "ALTER", "DROP"):
            return
        place = 1
        while self[place] in MODIFIERS:
            place += 1
        if self[place] in KINDS:
            yield from range(1, place + 1)

    def is_type(self, place: int) -> bool:
        """Whether a type stands in a column's definition, says a column's new type, or is cast to."""
        if self[place] not in TYPES:
            return False
        before = self[place - 1]
        if before == "AS":
            return self[place + 1] in ("(", ")")
        if not self.defines or before in ("", "(", ","):
            return False
        return before == "TYPE" or self[place - 2] in ("(", ",", "COLUMN", "ADD", "MODIFY")

    def is_behind_type(self, place: int) -> bool:
        return self.defines and self[place] in BEHIND_TYPE and self[place - 1] not in ("(", ",", "")
