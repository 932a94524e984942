"""A statement's tokens with what must not get lost between them: comments, joints and parentheses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sqlgen.dialects.facts import Lexical
from sqlgen.dialects.lexing import Kind, Lexeme, lex

OPENING, CLOSING = {"(": ")", "[": "]"}, {")", "]"}
APART = frozenset("(),;.[]")
"""Symbols that are whole by themselves; others that touch are one operator."""
PLAIN_SPACE = frozenset(" \t\r\n\f")
DEEPEST = 40


class Unclear(Exception):
    """The statement is not one whose white space can be moved; the argument says why."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in front of a token; `alone` when a line ends behind it."""

    text: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A lexeme that means something, with the comments around it.

    `glued` says that nothing stood between it and the token before, `newline` that a line ended there.
    `leading` are comments in front of it, `trailing` those behind it on its line, which ends with them.
    """

    kind: Kind
    text: str
    word: str
    glued: bool
    newline: bool
    leading: tuple[Comment, ...] = ()
    trailing: tuple[str, ...] = ()


@dataclass(slots=True)
class Group:
    """What stands between parentheses or brackets; `spaced` when a space belongs in front."""

    opening: Token
    nodes: list[Node]
    closing: Token
    spaced: bool = False

    @property
    def word(self) -> str:
        return self.opening.text


Node = Token | Group


@dataclass(slots=True)
class Tokens:
    """The tokens of one statement, and the comments behind the last: on its line, and below."""

    tokens: list[Token] = field(default_factory=list)
    beside: tuple[str, ...] = ()
    below: tuple[Comment, ...] = ()


def tokens_of(sql: str, rules: Lexical) -> Tokens:
    """The tokens of `sql`. Raises Unclear where white space may mean what is not known here."""
    found = Tokens()
    gap: list[Lexeme] = []
    for lexeme in _operators(lex(sql, rules)):
        if not lexeme.meaningful:
            gap.append(lexeme)
            continue
        _refuse(lexeme)
        trailing, leading = _comments(gap, first=not found.tokens, last=False)
        _trail(found, trailing)
        newline = any("\n" in part.text or part.text.startswith(("--", "#")) for part in gap)
        word = lexeme.text.upper() if lexeme.kind is Kind.WORD else lexeme.text
        found.tokens.append(Token(lexeme.kind, lexeme.text, word, not gap, newline, leading))
        gap = []
    found.beside, found.below = _comments(gap, first=not found.tokens, last=True)
    return found


def _trail(found: Tokens, comments: tuple[str, ...]) -> None:
    if comments:
        found.tokens[-1] = replace(found.tokens[-1], trailing=comments)


def _refuse(lexeme: Lexeme) -> None:
    text = lexeme.text
    if lexeme.kind is Kind.SYMBOL and ("\\" in text or "*/" in text or "/*" in text):
        raise Unclear(f"{text} outside of literals")


def _operators(lexemes: Iterable[Lexeme]) -> Iterator[Lexeme]:
    """The lexemes, symbols that touch joined to one: apart, they would be other operators."""
    run = ""
    for lexeme in _filled_in(list(lexemes)):
        apart = lexeme.kind is not Kind.SYMBOL or lexeme.text in APART or len(lexeme.text) > 3
        if run and apart:
            yield Lexeme(Kind.SYMBOL, run)
            run = ""
        if apart:
            yield lexeme
        else:
            run += lexeme.text
    if run:
        yield Lexeme(Kind.SYMBOL, run)


def _filled_in(lexemes: list[Lexeme]) -> Iterator[Lexeme]:
    """The lexemes, `$(name)` and `%(name)` as one: a client or a driver fills them in."""
    place = 0
    while place < len(lexemes):
        lexeme = lexemes[place]
        ahead = lexemes[place + 1 : place + 4] if lexeme.text in ("$", "%") else []
        if len(ahead) == 3 and ahead[0].text == "(" and ahead[1].kind is Kind.WORD and ahead[2].text == ")":
            yield Lexeme(Kind.SYMBOL, "".join(part.text for part in (lexeme, *ahead)))
            place += 4
        else:
            yield lexeme
            place += 1


def _comments(
    gap: list[Lexeme], *, first: bool, last: bool
) -> tuple[tuple[str, ...], tuple[Comment, ...]]:
    """The comments between two tokens: those that end the former's line, and those in front of the latter."""
    found: list[tuple[Comment, bool]] = []
    below = first
    for index, lexeme in enumerate(gap):
        if lexeme.kind is Kind.SPACE:
            if not PLAIN_SPACE.issuperset(lexeme.text):
                raise Unclear("white space that not every server takes for such")
            below = below or "\n" in lexeme.text
            continue
        if "\r" in lexeme.text.rstrip("\r") and not lexeme.text.startswith("/*"):
            raise Unclear("a carriage return inside a comment")
        behind = gap[index + 1 : index + 2]
        alone = (not behind and last) or bool(behind and "\n" in behind[0].text)
        found.append((Comment(lexeme.text, alone), below))
        below = False
    held = 0
    while held < len(found) and not found[held][1]:
        held += 1
    if held and not found[held - 1][0].alone:
        held = 0
    return tuple(comment.text for comment, _ in found[:held]), tuple(comment for comment, _ in found[held:])


def nested(tokens: Iterable[Token]) -> list[Node]:
    """The tokens with what is in parentheses as one. Raises Unclear where they do not match."""
    nodes: list[Node] = []
    outer: list[tuple[Token, list[Node]]] = []
    cases = 0
    for token in tokens:
        cases = max(0, cases + (token.word == "CASE") - (token.word == "END"))
        if len(outer) + cases > DEEPEST:
            raise Unclear("too many parentheses in one another")
        if token.text in OPENING:
            outer.append((token, nodes))
            nodes = []
        elif token.text in CLOSING:
            if not outer or OPENING[outer[-1][0].text] != token.text:
                raise Unclear("parentheses that do not match")
            opening, before = outer.pop()
            before.append(Group(opening, nodes, token))
            nodes = before
        else:
            nodes.append(token)
    if outer:
        raise Unclear("parentheses that do not match")
    return nodes
