"""SQL text as lexemes: literals, names, comments, and what lies between.

A lexer, not a parser: it knows where a quoted thing begins and ends on a database, which is all it takes
to split a script, to find a `:name` that is really a parameter, and to compare two texts.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from sqlgen.dialects.facts import Lexical

CLOSING = {'"': '"', "`": "`", "[": "]"}
Q_CLOSING = {"[": "]", "{": "}", "(": ")", "<": ">"}
NESTING = re.compile(r"/\*|\*/")


class Kind(StrEnum):
    """What a lexeme is."""

    STRING = "string"
    NAME = "name"
    COMMENT = "comment"
    SPACE = "space"
    WORD = "word"
    NUMBER = "number"
    SYMBOL = "symbol"


class Lexeme(NamedTuple):
    """A piece of SQL text; all pieces joined are the text."""

    kind: Kind
    text: str

    @property
    def meaningful(self) -> bool:
        return self.kind is not Kind.SPACE and self.kind is not Kind.COMMENT


KINDS = {
    "space": Kind.SPACE, "sign": Kind.SYMBOL, "comment": Kind.COMMENT, "string": Kind.STRING,
    "name": Kind.NAME, "number": Kind.NUMBER, "word": Kind.WORD, "symbol": Kind.SYMBOL,
}  # fmt: skip
"""What the pattern's groups are; those that are not here end where no pattern can tell."""


def lex(sql: str, rules: Lexical, start: int = 0) -> Iterator[Lexeme]:
    """The lexemes of `sql` from `start` on, in order, nothing left out.

    An unfinished literal or comment runs to the end of the text, as it does on a server.
    """
    pattern = _pattern(rules)
    position = start
    while position < len(sql):
        for found in pattern.finditer(sql, position):
            kind = KINDS.get(found.lastgroup or "")
            if kind is None:
                break
            yield Lexeme(kind, found.group())
        else:
            return
        position = _end(sql, found, nested=rules.nested_comments)
        kind = Kind.COMMENT if found.lastgroup == "block" else Kind.STRING
        yield Lexeme(kind, sql[found.start() : position])


@lru_cache(maxsize=4)
def lexemes(sql: str, rules: Lexical) -> tuple[Lexeme, ...]:
    """The lexemes of a text that several ask for, one after the other."""
    return tuple(lex(sql, rules))


def _end(sql: str, found: re.Match[str], *, nested: bool) -> int:
    """Where what begins with a block comment's, a dollar quote's or a q-string's opening ends."""
    if found.lastgroup == "block":
        return _end_of_comment(sql, found.start(), nested=nested)
    closing = found.group()
    if found.lastgroup == "q":
        closing = Q_CLOSING.get(closing[-1], closing[-1]) + "'"
    close = sql.find(closing, found.end())
    return len(sql) if close < 0 else close + len(closing)


@cache
def _pattern(rules: Lexical) -> re.Pattern[str]:
    strings = []
    if rules.escape_strings:
        strings.append("[eE]'" + _behind("'", escapes=True))
    strings.append(r"(?:\b[nNbBxXuU]&?|_\w+)?'" + _behind("'", escapes=rules.backslash_escapes))
    if rules.double_quoted_strings:
        strings.append('"' + _behind('"', escapes=True))
    names = [re.escape(each) + _behind(CLOSING[each], escapes=False) for each in rules.quoted_identifiers]
    # What begins most lexemes stands in front.
    alternatives = [r"(?P<space>\s+)", r"(?P<sign>[(),;])"]
    if rules.q_strings:
        alternatives.append(r"(?P<q>\b[nN]?[qQ]'\S)")
    if rules.dollar_quotes:
        alternatives.append(r"(?P<dollar>(?<![\w$])\$(?:[^\W\d]\w*)?\$)")
    comment = r"--(?=\s)[^\n]*" if rules.spaced_dashes else r"--[^\n]*"
    if rules.hash_comments:
        comment += r"|\#[^\n]*"
    signed = rf"|[{re.escape(rules.name_signs)}]+\w+" if rules.name_signs else ""
    alternatives += [
        rf"(?P<comment>{comment})",
        r"(?P<block>/\*)",
        rf"(?P<string>{'|'.join(strings)})",
        *([rf"(?P<name>{'|'.join(names)})"] if names else []),
        r"(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?(?!\w)|\.\d+)",
        rf"(?P<word>[^\W\d][\w$]*|\d\w*{signed})",
        r"(?P<symbol>::|:=|<=|>=|<>|!=|\|\||->>|->|\#>>|\#>|=>|.)",
    ]
    return re.compile("|".join(alternatives), re.DOTALL)


def _behind(quote: str, *, escapes: bool) -> str:
    """The pattern of what stands behind an opening quote, up to the closing one or the end of the text.

    It never goes back: a literal of many megabytes would keep a note of each letter.
    """
    closing = re.escape(quote)
    plain = rf"[^{closing}\\]*+" if escapes else rf"[^{closing}]*+"
    inner = rf"{closing}{closing}|\\(?:.|\Z)" if escapes else f"{closing}{closing}"
    return rf"{plain}(?:(?:{inner}){plain})*+(?:{closing}|\Z)"


def _end_of_comment(sql: str, start: int, *, nested: bool) -> int:
    if not nested:
        close = sql.find("*/", start + 2)
        return len(sql) if close < 0 else close + 2
    depth = 0
    # In /*/ an opening and a closing share a star; the opening comes first.
    for found in NESTING.finditer(sql, start):
        depth += 1 if found.group() == "/*" else -1
        if not depth:
            return found.end()
    return len(sql)


def unfinished(sql: str, rules: Lexical) -> int | None:
    """Where the literal, the quoted name or the comment begins that the text ends within."""
    last = next(iter(deque(lex(sql, rules), maxlen=1)), None)
    if last is None or len(list(lex(last.text + "\n;", rules))) > 1:
        return None
    return len(sql) - len(last.text)


def without_terminator(sql: str, rules: Lexical) -> str:
    """`sql` without white space around it and without the semicolons that end it.

    A comment behind the last semicolon stays. The semicolon of a PL/SQL block belongs to the block.
    """
    if ";" not in sql:
        return sql.strip()
    lexemes = list(lex(sql.strip(), rules))
    end = len(lexemes)
    while end and (lexemes[end - 1].text == ";" or not lexemes[end - 1].meaningful):
        end -= 1
    if rules.block_semicolon and _is_block(lexemes):
        return "".join(lexeme.text for lexeme in lexemes)
    kept = lexemes[:end] + [lexeme for lexeme in lexemes[end:] if lexeme.text != ";"]
    return "".join(lexeme.text for lexeme in kept).strip()


def _is_block(lexemes: list[Lexeme]) -> bool:
    words = [lexeme.text.upper() for lexeme in lexemes if lexeme.meaningful][:6]
    if words[:1] in (["BEGIN"], ["DECLARE"]):
        return True
    units = {"FUNCTION", "PROCEDURE", "TRIGGER", "PACKAGE", "TYPE"}
    return words[:1] == ["CREATE"] and bool(units & set(words))


def ends_in_line_comment(sql: str, rules: Lexical) -> bool:
    """Whether a terminator behind `sql` on the same line would be part of a comment."""
    if "--" not in sql and "#" not in sql:
        return False
    if rules.spaced_dashes and sql.endswith("--"):
        # The line end that follows makes a comment of them.
        return True
    last = next(iter(deque(lex(sql, rules), maxlen=1)), None)
    return last is not None and last.kind is Kind.COMMENT and not last.text.startswith("/*")


def escaped_parameters(sql: str, rules: Lexical) -> str:
    r"""`sql` with every `:name` inside a literal, a quoted name or a comment written `\:name`.

    So `sqlalchemy.text()` takes for parameters only what stands where a parameter can stand.
    """
    if ":" not in sql:
        return sql
    return "".join(
        re.sub(r"(?<![:\w\\]):(?=\w)", r"\\:", lexeme.text)
        if lexeme.kind in (Kind.STRING, Kind.NAME, Kind.COMMENT)
        else lexeme.text
        for lexeme in lex(sql, rules)
    )
