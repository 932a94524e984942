"""Which rules a statement falls under, by its first words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from sqlgen.dialects.facts import Lexical
from sqlgen.dialects.lexing import Kind, lex
from sqlgen.dialects.natures import Rule

LONGEST_HEAD = 400
"""How many words of a statement are looked at; a program may say late that it commits."""


def rules_of(
    sql: str, rules: Iterable[Rule], lexical: Lexical, version: tuple[int, ...] = ()
) -> tuple[Rule, ...]:
    """The rules that a statement falls under."""
    head = _head(sql, lexical)
    return tuple(rule for rule in rules if rule.holds(version) and _pattern(rule.statement).match(head))


def is_among(sql: str, statements: Iterable[str], lexical: Lexical) -> bool:
    """Whether a statement begins as one of `statements` says, which are written as in `Rule.statement`."""
    head = _head(sql, lexical)
    return any(_pattern(statement).match(head) for statement in statements)


def _head(sql: str, lexical: Lexical) -> str:
    """The first words in upper case with a space before each; literals and quoted names are one mark."""
    words: list[str] = []
    for lexeme in lex(sql, lexical):
        if not lexeme.meaningful:
            continue
        marks = {Kind.STRING: "''", Kind.NAME: '""'}
        words.append(marks.get(lexeme.kind) or lexeme.text.upper())
        if len(words) == LONGEST_HEAD:
            break
    return "".join(f" {word}" for word in words)


@cache
def _pattern(statement: str) -> re.Pattern[str]:
    parts = []
    for word in statement.split():
        choices = "|".join(_choice(choice) for choice in word.strip("[]!").split("|"))
        if word == "*":
            parts.append(r"(?: \S+)*?")
        elif word == ".":
            parts.append(r"\Z")
        elif word.startswith("!"):
            parts.append(rf"(?! (?:{choices})(?= |\Z))")
        elif word.startswith("["):
            parts.append(rf"(?: (?:{choices}))?")
        else:
            parts.append(rf" (?:{choices})")
    return re.compile("".join(parts) + r"(?= |\Z)")


def _choice(text: str) -> str:
    return re.escape(text.rstrip("*")) + (r"\S*" if text.endswith("*") else "")
