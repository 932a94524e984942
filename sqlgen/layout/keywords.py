"""Which words of a statement are keywords, so that their case means nothing.

A word that can be a name is one only where the words around it leave no doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sqlgen.dialects.lexing import Kind
from sqlgen.dialects.style import KeywordCase, Style
from sqlgen.layout.tokens import Token
from sqlgen.layout.words import (
    BEFORE_NUMBER,
    BEHIND_AS,
    BEHIND_NAME,
    BEHIND_TYPE,
    FUNCTIONS,
    KINDS,
    MODIFIERS,
    PHRASES,
    PRIVILEGES,
    TYPES,
    VERBS,
)

CLAUSE_OF = {"UPDATE": "SET", "INSERT": "VALUES", "REPLACE": "VALUES"}
BEFORE_COLUMN = frozenset({"", "(", ",", "ADD", "ALTER", "COLUMN", "EXISTS", "MODIFY"})
"""Behind these a column's definition begins, and so its name."""
NO_END = frozenset({"", "SELECT", "WHERE", "AND", "OR", "(", ",", "=", "<", ">", "<>", "!="})
"""Behind these stands a name or a value, and not a keyword of CASE or BETWEEN."""


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
    words = _Words(tokens, keywords)
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
        if word in SURE and SURE[word](words, place):
            yield place
    yield from words.cases()


class _Words:
    """The words of a statement by their places; empty outside of it and for what can only be a name."""

    def __init__(self, tokens: Sequence[Token], keywords: frozenset[str]) -> None:
        self.tokens = tokens
        self.keywords = keywords
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
        """The places behind the verb that its grammar settles."""
        verb = self[0]
        if verb in ("CREATE", "ALTER", "DROP"):
            place = 1
            while self[place] in MODIFIERS:
                place += 1
            if self[place] in KINDS:
                yield from range(1, place + 1)
        elif verb in ("GRANT", "REVOKE"):
            place = 1
            while self[place] in PRIVILEGES or self[place] == ",":
                yield place
                place += 1
        elif verb in CLAUSE_OF:
            clause = self.at_top(CLAUSE_OF[verb])
            yield from [clause] if clause else []

    def at_top(self, word: str) -> int:
        """The first place outside of parentheses where a word stands; 0 where it does not."""
        depth = 0
        for place, here in enumerate(self.words):
            depth += (here == "(") - (here == ")")
            if here == word and not depth and self[place + 1] not in (",", "="):
                return place
        return 0

    def cases(self) -> Iterator[int]:
        """The words of each CASE that has an END."""
        begun: list[list[int]] = []
        for place, word in enumerate(self.words):
            if word == "CASE":
                begun.append([place])
            elif begun and word in ("WHEN", "THEN", "ELSE", "END") and self[place - 1] not in NO_END:
                begun[-1].append(place)
                if word == "END":
                    yield from begun.pop()

    def is_operand(self, place: int) -> bool:
        """Whether a name or a value stands there, or the parenthesis that begins one."""
        if not 0 <= place < len(self.tokens):
            return False
        return self.tokens[place].kind is not Kind.SYMBOL or self[place] == "("

    def is_type(self, place: int) -> bool:
        """Whether a type stands in a column's definition, says a column's new type, or is cast to."""
        before = self[place - 1]
        if before == "AS":
            return self[place + 1] in ("(", ")")
        if not self.defines or before in BEFORE_COLUMN or before in self.keywords:
            return False
        return before == "TYPE" or self[place - 2] in BEFORE_COLUMN

    def is_behind_type(self, place: int) -> bool:
        return self.defines and self[place - 1] not in ("(", ",", "")

    def is_before_number(self, place: int) -> bool:
        return place > 0 and self[place + 1].isdigit()

    def is_constraint(self, place: int) -> bool:
        return self.defines and self[place + 2] in BEHIND_NAME

    def is_between(self, place: int) -> bool:
        return self.is_operand(place - 1) and self.is_operand(place + 1) and self[place - 1] not in NO_END

    def is_new_type(self, place: int) -> bool:
        named = self[place - 1] not in BEFORE_COLUMN and self[place - 2] in ("ALTER", "COLUMN")
        return self.defines and named and self.is_operand(place + 1)

    def is_index(self, place: int) -> bool:
        if not self.defines or not self.is_operand(place + 1):
            return False
        added = self[place - 1] in ("(", ",", "ADD") and self[place + 1] not in TYPES
        return self[place - 1] == "DROP" or (added and self[place + 2] == "(")

    def is_window(self, place: int) -> bool:
        return self[place + 2] == "AS" and self[place + 3] == "("

    def is_include(self, place: int) -> bool:
        return self[place - 1] == ")" and self[place + 1] == "(" and "INDEX" in self.words[:4]


SURE: dict[str, Callable[[_Words, int], bool]] = {
    **dict.fromkeys(TYPES, _Words.is_type),
    **dict.fromkeys(BEHIND_TYPE, _Words.is_behind_type),
    **dict.fromkeys(BEFORE_NUMBER, _Words.is_before_number),
    "CONSTRAINT": _Words.is_constraint,
    "BETWEEN": _Words.is_between,
    "INCLUDE": _Words.is_include,
    "INDEX": _Words.is_index,
    "KEY": _Words.is_index,
    "TYPE": _Words.is_new_type,
    "WINDOW": _Words.is_window,
}
"""Words that may be names, and how to tell that they are none."""
