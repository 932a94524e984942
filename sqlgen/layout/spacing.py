"""The spaces between the tokens of a line."""

from __future__ import annotations

from collections.abc import Sequence

from sqlgen.dialects.lexing import Kind
from sqlgen.layout.printing import Break, Doc
from sqlgen.layout.tokens import Group, Node, Token
from sqlgen.layout.words import SPACED, words

BEFORE_PARENTHESIS = words(
    """
    AND AS BETWEEN BY CHECK ELSE EXCEPT EXISTS FROM HAVING IN INCLUDE INTERSECT INTO IS JOIN KEY LIKE NOT ON
    OR OVER RETURNING SELECT THEN UNION UNIQUE USING WHEN WHERE
    """
)
"""Words that are no function's name: MySQL finds its functions by the parenthesis that touches the name."""


def leaf(token: Token) -> Doc:
    """A token between its comments."""
    if not token.leading and not token.trailing:
        return token.text
    return [comments(token), token.text, remarks(token)]


def remarks(token: Token) -> Doc:
    """What stands behind a token on its line."""
    parts: list[Doc] = []
    for behind in token.trailing:
        parts += [" ", behind]
    return [*parts, Break.HARD] if token.ends_line else parts


def comments(token: Token) -> Doc:
    """What stands in front of a token."""
    parts: list[Doc] = []
    for comment in token.leading:
        if comment.alone:
            parts += [Break.HARD, comment.text, Break.HARD]
        elif token.text in (",", ";", ")"):
            parts += [" ", comment.text]
        else:
            parts += [comment.text, " "]
    return parts


def first(node: Node) -> Token:
    """The token that a node begins with."""
    return node.opening if isinstance(node, Group) else node


def last(node: Node) -> Token:
    """The token that a node ends with."""
    return node.closing if isinstance(node, Group) else node


def gap(before: Node, after: Node, *, options: bool = False) -> Doc:
    """What stands between two nodes of a line: a space, nothing, or a line end that has to stay.

    In a table's `options` an equals sign keeps the spaces that it has.
    """
    left, right = last(before), first(after)
    if left.kind is Kind.STRING and right.kind is Kind.STRING:
        # On one line PostgreSQL refuses them; on two they are one string.
        return Break.HARD if right.newline else " "
    return " " if _spaced(left, after, right, options=options) else ""


def _spaced(left: Token, after: Node, right: Token, *, options: bool) -> bool:
    if right.text in (",", ";"):
        return False
    if left.text in (",", ";"):
        return True
    if right.text == "(":
        if isinstance(after, Group) and after.spaced:
            return True
        return left.word in BEFORE_PARENTHESIS or not right.glued
    if left.text in SPACED or right.text in SPACED:
        return not right.glued if options or "." in (left.text, right.text) else True
    if left.text == ")" and right.kind is not Kind.SYMBOL:
        return True
    return not right.glued


def flow(nodes: Sequence[Node], *, options: bool = False) -> Doc:
    """Nodes on one line; only what is in parentheses may go over several."""
    parts: list[Doc] = []
    for index, node in enumerate(nodes):
        if index:
            parts.append(gap(nodes[index - 1], node, options=options))
        parts.append(node_doc(node))
    return parts


def node_doc(node: Node) -> Doc:
    """A token, or parentheses with what is in them on one line."""
    if isinstance(node, Token):
        return leaf(node)
    return [leaf(node.opening), flow(node.nodes), leaf(node.closing)]
