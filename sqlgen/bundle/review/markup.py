"""Text of any origin as HTML that is read and never run."""

from __future__ import annotations

import unicodedata
from html import escape
from itertools import groupby

from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import Kind, Lexeme, lex

CLASSES = {Kind.STRING: "s", Kind.NUMBER: "n", Kind.COMMENT: "c", Kind.NAME: "q"}
KEYWORD = "k"
UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Co", "Cs", "Cn")
"""Characters that nobody sees: controls, and marks such as those that turn the direction of writing."""


def escaped(value: object) -> str:
    """A value as HTML, also within an attribute; what cannot be seen is written as its number."""
    text = escape(str(value))
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(letter) for letter in text)


def marked(sql: str, facts: Facts) -> str:
    """SQL as HTML: its strings, numbers, comments, quoted names and keywords in elements of their own."""
    parts = []
    for name, group in groupby(lex(sql, facts.lexical), _class):
        text = escaped("".join(lexeme.text for lexeme in group))
        parts.append(f'<span class="{name}">{text}</span>' if name and not text.isspace() else text)
    return "".join(parts)


def _class(lexeme: Lexeme) -> str:
    if lexeme.kind is Kind.WORD:
        # The layout writes keywords in capitals.
        return KEYWORD if len(lexeme.text) > 1 and lexeme.text.isupper() else ""
    return CLASSES.get(lexeme.kind, "")


def _visible(letter: str) -> str:
    if letter in "\n\t" or unicodedata.category(letter) not in UNSEEN:
        return letter
    return f"[U+{ord(letter):04X}]"
