"""A statement's tokens with what must not get lost between them: comments, joints and parentheses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sqlgen.dialects.facts import Lexical
from sqlgen.dialects.lexing import Kind, Lexeme, lex
from sqlgen.layout.words import NO_OPERAND, SPACED

OPENING, CLOSING = {"(": ")", "[": "]"}, {")", "]"}
APART = frozenset("(),;.[]")
"""Symbols that are whole by themselves; others that touch are one operator."""
NO_OPERATOR = frozenset("$:")
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

    `word` is a word in upper case, empty where a sign makes a name of it, and else the text.
    `glued` says that nothing stood between it and the token before, `newline` that a line ended there.
    `leading` are comments in front of it, `trailing` those behind it on its line; `ends_line` says that the
    line ends with them.
    """

    kind: Kind
    text: str
    word: str
    glued: bool
    newline: bool
    leading: tuple[Comment, ...] = ()
    trailing: tuple[str, ...] = ()
    ends_line: bool = False


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
        behind = found.tokens[-1] if found.tokens else None
        comments = _comments(gap, behind, last=False)
        if behind is not None and comments.trailing:
            found.tokens[-1] = replace(behind, trailing=comments.trailing, ends_line=comments.ends_line)
        newline = any("\n" in part.text or part.text.startswith(("--", "#")) for part in gap)
        word = lexeme.text.upper() if lexeme.kind is Kind.WORD else lexeme.text
        if behind is not None and not gap and _marks(behind, lexeme):
            word = ""
        found.tokens.append(Token(lexeme.kind, lexeme.text, word, not gap, newline, comments.leading))
        gap = []
    comments = _comments(gap, found.tokens[-1] if found.tokens else None, last=True)
    found.beside, found.below = comments.trailing, comments.leading
    return found


def _marks(before: Token, lexeme: Lexeme) -> bool:
    """Whether a sign makes a name of the word that it touches, as the colon of a parameter does."""
    sign = before.kind is Kind.SYMBOL and before.text not in SPACED and before.text not in APART
    return sign and lexeme.kind is Kind.WORD


def _refuse(lexeme: Lexeme) -> None:
    text = lexeme.text
    if lexeme.kind is Kind.SYMBOL and ("\\" in text or "*/" in text or "/*" in text):
        raise Unclear(f"{text} outside of literals")


def _operators(lexemes: Iterable[Lexeme]) -> Iterator[Lexeme]:
    """The lexemes, symbols that touch joined to one: apart, they would be other operators."""
    run = ""
    for lexeme in _filled_in(list(lexemes)):
        apart = lexeme.kind is not Kind.SYMBOL or lexeme.text in APART or len(lexeme.text) > 3
        if run and (apart or (run in SPACED and lexeme.text in NO_OPERATOR)):
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


@dataclass(frozen=True, slots=True)
class _Comments:
    """The comments between two tokens: those that belong to the former, and those in front of the latter."""

    trailing: tuple[str, ...]
    ends_line: bool
    leading: tuple[Comment, ...]


def _comments(gap: list[Lexeme], behind: Token | None, *, last: bool) -> _Comments:
    found: list[Comment] = []
    beside, below = 0, behind is None
    for index, lexeme in enumerate(gap):
        if lexeme.kind is Kind.SPACE:
            if not PLAIN_SPACE.issuperset(lexeme.text):
                raise Unclear("white space that not every server takes for such")
            below = below or "\n" in lexeme.text
            continue
        if "\r" in lexeme.text.rstrip("\r") and not lexeme.text.startswith("/*"):
            raise Unclear("a carriage return inside a comment")
        after = gap[index + 1 : index + 2]
        found.append(Comment(lexeme.text, (not after and last) or bool(after and "\n" in after[0].text)))
        beside += not below
    # One that ends its line belongs to what is in front of it, and so has one behind a name or a value.
    ends = beside > 0 and (found[beside - 1].alone and not _is_operand(behind))
    ends = ends or any(not comment.text.startswith("/*") for comment in found[:beside])
    if not ends and not _is_operand(behind):
        beside = 0
    return _Comments(tuple(comment.text for comment in found[:beside]), ends, tuple(found[beside:]))


def _is_operand(token: Token | None) -> bool:
    if token is None or token.text in (",", "(", "[", ";", "."):
        return False
    return (token.kind is not Kind.SYMBOL and token.word not in NO_OPERAND) or token.text in CLOSING


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
