"""The proof that a layout moved white space and the case of keywords, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from sqlgen.dialects.facts import Facts, Lexical
from sqlgen.dialects.lexing import Kind, Lexeme, lex
from sqlgen.dialects.lines import ScriptLines
from sqlgen.layout.words import SPACED, TOUCHING

APART = frozenset("(),;")
"""Symbols around which white space means nothing."""
NO_OPERATOR = frozenset("[]$:")
"""Symbols that are part of no operator, whatever they touch."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """A lexeme, and how it stands behind the one before where that means something."""

    kind: Kind
    text: str
    joint: str


def difference(before: str, after: str, rules: Lexical, may_change: Callable[[str], bool]) -> str:
    """Where `after` is not `before` to the server; empty where it is.

    `may_change` says of a word in upper case whether it is a keyword, so that its case means nothing.
    """
    old, new = list(_signs(before, rules)), list(_signs(after, rules))
    for place, (was, became) in enumerate(zip_longest(old, new)):
        if was == became:
            continue
        if was is None or became is None:
            return f"{(was or became).text!r} at the end"
        if was.joint != became.joint:
            return f"the space before {was.text!r}"
        word = was.kind is became.kind is Kind.WORD and was.text.upper() == became.text.upper()
        qualified = old[place + 1 : place + 2] and old[place + 1].text == "."
        if not word or qualified or was.joint == "touching" or not may_change(was.text.upper()):
            return f"{was.text!r} became {became.text!r}"
    return ""


def _signs(sql: str, rules: Lexical) -> Iterator[_Sign]:
    """The lexemes of `sql`, its comments among them, each with how it is joined to the one before."""
    before: Lexeme | None = None
    space = ""
    for lexeme in lex(sql, rules):
        if lexeme.kind is Kind.SPACE:
            space = lexeme.text
            continue
        yield _Sign(lexeme.kind, lexeme.text, _joint(before, space, lexeme) if before else "")
        before, space = lexeme, ""


def _joint(before: Lexeme, space: str, lexeme: Lexeme) -> str:
    """What the white space between two lexemes means; empty where any means the same.

    Two strings are one to PostgreSQL if a line ends between them, two symbols that touch are one operator, a
    dot makes one name of two, and a prefix that touches is part of a literal to some.
    """
    texts = {before.text, lexeme.text}
    symbols = sum(each.kind is Kind.SYMBOL and each.text not in NO_OPERATOR for each in (before, lexeme))
    if before.kind is Kind.STRING is lexeme.kind:
        return "lines" if "\n" in space else "line"
    if lexeme.text == "(" and before.text.upper() in TOUCHING:
        return "apart" if space else "touching"
    if texts & APART or (symbols == 1 and texts & SPACED) or Kind.COMMENT in (before.kind, lexeme.kind):
        return ""
    return "apart" if space else "touching"


def new_client_line(before: str, after: str, facts: Facts) -> str:
    """A line of `after` that a client would keep for itself or read otherwise, and that `before` has not."""
    for pattern in _client_lines(facts.batch_separator, facts.lines):
        found = pattern.findall(after)
        # Those in literals and comments are in both, so one more is a new one.
        if len(found) > len(pattern.findall(before)):
            return str(found[0].strip())
    return ""


@cache
def _client_lines(separator: str, lines: ScriptLines) -> tuple[re.Pattern[str], ...]:
    begins = [rf"{re.escape(separator)}(?:[ \t]+\d+)?[ \t]*$"] if separator else []
    # sqlcmd knows its commands at the beginning of every line. To SQL*Plus a comment is a slash if no space
    # follows its beginning, and a slash runs what came before.
    words = (*lines.anywhere, *(lines.commands if separator == "GO" else ()))
    begins += [re.escape(sign) + (r"\b" if sign.isalpha() else "") for sign in words]
    begins += [r"/\*\S"] if separator == "/" else []
    texts = [rf"^[ \t]*(?:{'|'.join(begins)}).*$"] if begins else []
    texts += [rf"^.*{re.escape(lines.continued)}[ \t]*$"] if lines.continued else []
    return tuple(re.compile(text, re.MULTILINE | re.IGNORECASE) for text in texts)
