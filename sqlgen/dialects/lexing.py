"""SQL text as lexemes: literals, names, comments, and what lies between.

A lexer, not a parser: it knows where a quoted thing begins and ends on a database, which is all it takes
to split a script, to find a `:name` that is really a parameter, and to compare two texts.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sqlgen.dialects.facts import Lexical

CLOSING = {'"': '"', "`": "`", "[": "]"}
Q_CLOSING = {"[": "]", "{": "}", "(": ")", "<": ">"}


class Kind(StrEnum):
    """What a lexeme is."""

    STRING = "string"
    NAME = "name"
    COMMENT = "comment"
    SPACE = "space"
    WORD = "word"
    NUMBER = "number"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of SQL text; all pieces joined are the text."""

    kind: Kind
    text: str

    @property
    def meaningful(self) -> bool:
        return self.kind not in (Kind.SPACE, Kind.COMMENT)


def lex(sql: str, rules: Lexical, start: int = 0) -> Iterator[Lexeme]:
    """The lexemes of `sql` from `start` on, in order, nothing left out.

    An unfinished literal or comment runs to the end of the text, as it does on a server.
    """
    pattern = _pattern(rules)
    position = start
    while position < len(sql):
        found = pattern.match(sql, position)
        if found is None or found.lastgroup is None:
            yield Lexeme(Kind.SYMBOL, sql[position])
            position += 1
            continue
        group, end = found.lastgroup, found.end()
        if group == "block":
            end = _end_of_comment(sql, found.start(), nested=rules.nested_comments)
            kind = Kind.COMMENT
        elif group == "dollar":
            close = sql.find(found.group(), found.end())
            end = len(sql) if close < 0 else close + len(found.group())
            kind = Kind.STRING
        elif group == "q":
            opening = found.group()[-1]
            close = sql.find(Q_CLOSING.get(opening, opening) + "'", found.end())
            end = len(sql) if close < 0 else close + 2
            kind = Kind.STRING
        else:
            kind = Kind(group.rstrip("0123456789"))
        yield Lexeme(kind, sql[position:end])
        position = end


@cache
def _pattern(rules: Lexical) -> re.Pattern[str]:
    strings, names = [], []
    body = r"(?:[^'\\]|''|\\.)*" if rules.backslash_escapes else r"(?:[^']|'')*"
    if rules.escape_strings:
        strings.append(r"[eE]'(?:[^'\\]|''|\\.)*(?:'|\Z)")
    strings.append(rf"(?:\b[nNbBxXuU]&?|_\w+)?'{body}(?:'|\Z)")
    if rules.double_quoted_strings:
        strings.append(r'"(?:[^"\\]|""|\\.)*(?:"|\Z)')
    for opening in rules.quoted_identifiers:
        closing = re.escape(CLOSING[opening])
        names.append(rf"{re.escape(opening)}(?:[^{closing}]|{closing}{closing})*(?:{closing}|\Z)")
    alternatives = []
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
        rf"(?P<name>{'|'.join(names)})",
        r"(?P<space>\s+)",
        r"(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?(?!\w)|\.\d+)",
        rf"(?P<word>[^\W\d][\w$]*|\d\w*{signed})",
        r"(?P<symbol>::|:=|<=|>=|<>|!=|\|\||->>|->|\#>>|\#>|=>)",
    ]
    return re.compile("|".join(alternatives), re.DOTALL)


def _end_of_comment(sql: str, start: int, *, nested: bool) -> int:
    depth, position = 1, start + 2
    while depth:
        close = sql.find("*/", position)
        if close < 0:
            return len(sql)
        # In /*/ an opening and a closing share a star; the opening comes first.
        opened = sql.find("/*", position, close + 1) if nested else -1
        if opened >= 0:
            depth, position = depth + 1, opened + 2
        else:
            depth, position = depth - 1, close + 2
    return position


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
