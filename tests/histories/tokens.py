"""SQL text as tokens, for comparing and for nothing else.

White space between tokens does not count. A string literal, a quoted identifier, a dollar quote and a
comment are one token each, compared letter by letter. It knows no grammar, so both sides are cut alike.
A moment with its microseconds is what some revision took from the clock: its digits do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

Tokens = tuple[str, ...]

_STRING = r"'(?:[^']|'')*'"
_ESCAPED_STRING = r"'(?:[^'\\]|''|\\.)*'"
_COMMON = [
    r"--[^\n]*",
    r"/\*.*?\*/",
    r'"(?:[^"]|"")*"',
    r"`(?:[^`]|``)*`",
]
_REST = [
    r"[\w$#@]+(?:\.\d+)?",
    r"<=|>=|<>|!=|\|\||::|:=|->>|->|@>|<@|&&",
    r"\S",
]
_OWN = {
    "postgresql": [r"(?i:E)" + _ESCAPED_STRING, r"\$(?P<tag>\w*)\$.*?\$(?P=tag)\$", _STRING],
    "mysql": [_ESCAPED_STRING],
    "mariadb": [_ESCAPED_STRING],
    "mssql": [r"N?" + _STRING, r"\[[^\]]*\]"],
}


_VARIABLE = re.compile(r"\s*DECLARE\s+@", re.IGNORECASE)
_MOMENT = re.compile(r"'\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d{3,6}(?:[+-]\d\d:?\d\d)?'")


def _without_moment(token: str) -> str:
    return re.sub(r"\d", "0", token) if _MOMENT.fullmatch(token) else token


@cache
def _pattern(dialect: str) -> re.Pattern[str]:
    return re.compile("|".join([*_COMMON, *_OWN.get(dialect, [_STRING]), *_REST]), re.DOTALL)


def pieces(texts: Iterable[str], dialect: str) -> list[Tokens]:
    """The tokens of `texts`, cut where a text ends and at each semicolon outside quotes.

    A semicolon inside a procedure's body cuts too. That is alike on both sides, and makes it no matter how
    many statements of one text a renderer keeps together. A batch that begins with a variable is not cut.
    """
    found: list[Tokens] = []
    for text in texts:
        piece: list[str] = []
        whole = dialect == "mssql" and _VARIABLE.match(text) is not None
        for match in _pattern(dialect).finditer(text):
            if match.group() == ";" and whole:
                continue
            if match.group() != ";":
                piece.append(_without_moment(match.group()))
            elif piece:
                found.append(tuple(piece))
                piece = []
        if piece:
            found.append(tuple(piece))
    return found
