"""One statement, laid out in its dialect's house style."""

from __future__ import annotations

from dataclasses import dataclass

from sqlgen.dialects.facts import Facts
from sqlgen.layout.clauses import Writer
from sqlgen.layout.definitions import Definitions
from sqlgen.layout.keywords import recased
from sqlgen.layout.lists import Nodes, word_at
from sqlgen.layout.printing import Break, Doc, printed
from sqlgen.layout.proof import difference, new_client_line
from sqlgen.layout.several import is_several
from sqlgen.layout.tokens import Token, Unclear, nested, tokens_of
from sqlgen.layout.words import CHANGEABLE, KINDS, OTHERS, QUERIES, ROUTINES, words

BLOCKS = words("BEGIN DECLARE DO ELSE IF WHILE")
"""Words that begin statements with others inside."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A statement as a reader gets it. `note` says why it was left as it was written, where it was."""

    text: str
    note: str = ""


def lay_out(sql: str, facts: Facts) -> Layout:
    """One statement, without its terminator, in the house style of the dialect."""
    try:
        return Layout(_laid_out(sql, facts))
    except Unclear as reason:
        return Layout(sql, f"left as it was written: {reason}")


def _laid_out(sql: str, facts: Facts) -> str:
    style = facts.style
    found = tokens_of(sql, facts.lexical)
    if not found.tokens:
        return sql
    nodes = nested(recased(found.tokens, style))
    docs: list[Doc] = [_shaped(nodes, Definitions(Writer(style)))]
    if facts.batch_separator == "GO" and is_several(nodes):
        raise Unclear("several statements with no semicolon between them")
    docs += [[" ", comment] for comment in found.beside]
    docs += [[Break.HARD, comment.text] for comment in found.below]
    text = printed(docs, style.width)
    wrong = difference(sql, text, facts.lexical, lambda word: word in CHANGEABLE or word in style.keywords)
    if wrong:
        raise Unclear(f"laying it out would change {wrong}")
    line = new_client_line(sql, text, facts)
    if line:
        raise Unclear(f"laying it out would make {line!r} a line of the client's own")
    return text


def _shaped(nodes: Nodes, definitions: Definitions) -> Doc:
    verb = word_at(nodes, 0)
    if verb in QUERIES:
        return definitions.writer.query(nodes)
    if verb in ("CREATE", "ALTER"):
        return _definition(nodes, definitions)
    if verb in ("EXEC", "EXECUTE") and isinstance(nodes[-1], Token):
        return definitions.call(nodes)
    begins = verb == "BEGIN" and word_at(nodes, 1) in ("", "TRANSACTION", "TRAN", "WORK", "ISOLATION")
    variable = verb == "DECLARE" and word_at(nodes, 1).startswith("@")
    if begins or variable or verb in OTHERS:
        return definitions.other(nodes)
    if verb in BLOCKS:
        raise Unclear("the body of a block")
    raise Unclear(f"{verb or 'this'} begins no statement that is known here")


def _definition(nodes: Nodes, definitions: Definitions) -> Doc:
    place = next((at for at in range(1, len(nodes)) if word_at(nodes, at) in KINDS), 0)
    kind = word_at(nodes, place)
    if kind in ROUTINES:
        raise Unclear("the body of a routine")
    if kind == "TABLE" and word_at(nodes, 0) == "CREATE":
        return definitions.create_table(nodes, place + 1)
    if kind == "TABLE" and place == 1:
        return definitions.alter_table(nodes, place + 1)
    if kind == "INDEX" and word_at(nodes, 0) == "CREATE":
        return definitions.create_index(nodes)
    if kind == "VIEW":
        return definitions.defined_by_query(nodes)
    return definitions.other(nodes)
