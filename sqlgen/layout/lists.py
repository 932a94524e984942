"""Nodes cut into lists and clauses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlgen.dialects.style import Comma, Style
from sqlgen.layout.printing import Break, Doc
from sqlgen.layout.spacing import last, leaf
from sqlgen.layout.tokens import Group, Node, Token
from sqlgen.layout.words import Phrase, Phrases

Nodes = Sequence[Node]


@dataclass(frozen=True, slots=True)
class Items:
    """What stands between commas, and the commas."""

    items: list[Nodes]
    commas: list[Token]


def at_commas(nodes: Nodes) -> Items:
    """`nodes` cut at the commas outside of parentheses."""
    items: list[list[Node]] = [[]]
    commas: list[Token] = []
    for node in nodes:
        if isinstance(node, Token) and node.text == ",":
            commas.append(node)
            items.append([])
        else:
            items[-1].append(node)
    return Items(list(items), commas)


def listing(found: Items, docs: Sequence[Doc], style: Style) -> list[Doc]:
    """The items, with their commas and a LINE between them."""
    parts: list[Doc] = [docs[0]]
    for index, comma in enumerate(found.commas):
        before = found.items[index]
        # Behind a comment that ends the line a comma can only stand on the next one.
        ended = bool(before) and last(before[-1]).ends_line
        if style.comma is Comma.LEADING or ended:
            parts += [Break.LINE, leaf(comma), " ", docs[index + 1]]
        else:
            parts += [leaf(comma), Break.LINE, docs[index + 1]]
    return parts


def filling(found: Items, docs: Sequence[Doc]) -> list[Doc]:
    """Each item with the comma behind it."""
    commas: list[Doc] = [leaf(comma) for comma in found.commas]
    return [[doc, comma] for doc, comma in zip(docs, [*commas, ""], strict=True)]


def word_at(nodes: Nodes, place: int) -> str:
    """The word or symbol at a place; empty behind the end, and for a part of a qualified name."""
    if not 0 <= place < len(nodes):
        return ""
    node = nodes[place]
    named = node.word != "." and (_dot(nodes, place - 1) or _dot(nodes, place + 1))
    return "" if named else node.word


def _dot(nodes: Nodes, place: int) -> bool:
    return 0 <= place < len(nodes) and nodes[place].word == "."


def phrase_at(nodes: Nodes, place: int, phrases: Phrases) -> Phrase:
    """The longest of the phrases that stands at a place; empty where none does."""
    for phrase in phrases.get(word_at(nodes, place), ()):
        if all(word_at(nodes, place + ahead) == phrase[ahead] for ahead in range(1, len(phrase))):
            return phrase
    return ()


def cut(nodes: Nodes, begins: Callable[[Nodes, int], Phrase]) -> list[tuple[Phrase, Nodes]]:
    """`nodes` cut before each phrase that begins a part; what comes first has the empty phrase."""
    parts: list[tuple[Phrase, Nodes]] = []
    phrase: Phrase = ()
    start, place = 0, 0
    while place < len(nodes):
        found = begins(nodes, place)
        if found:
            if place > start:
                parts.append((phrase, nodes[start:place]))
            phrase, start = found, place
        place += len(found) or 1
    parts.append((phrase, nodes[start:]))
    return parts


def name_end(nodes: Nodes, place: int) -> int:
    """The place behind a qualified name that begins at `place`."""
    place += 1
    while place + 1 < len(nodes) and nodes[place].word == "." and not isinstance(nodes[place + 1], Group):
        place += 2
    return place
