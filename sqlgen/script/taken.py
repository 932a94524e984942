"""Statements so written that a client does not take a part of them for itself."""

from __future__ import annotations

import re

from sqlgen.dialects.client import Client, Taken
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import Kind, Lexeme, lex
from sqlgen.dialects.templates import filled
from sqlgen.errors import RevisionError
from sqlgen.origin import Origin

CHANGES_OF_ROWS = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "SELECT", "WITH", "REPLACE"})
"""Statements in which an expression may stand for a literal."""


def left_alone(sql: str, client: Client, facts: Facts, *, block: bool, origin: Origin) -> tuple[str, str]:
    """`sql` as the client leaves it alone, and what it has to be sent with; empty for the client's own way.

    Raises RevisionError where there is no way to write it.
    """
    around = ""
    for taken in client.taken:
        if block and taken.around:
            # A program is sent at its end, whatever is in it.
            continue
        if not re.search(taken.pattern, sql):
            continue
        if taken.around:
            around = taken.around
            continue
        sql = _rewritten(sql, taken, facts)
        if re.search(taken.pattern, sql):
            raise RevisionError(
                f"{client.title} would take a part of this statement for itself: {taken.why}",
                origin=origin,
                hint="write it otherwise in the revision, or render with --client generic",
            )
    return sql, around


def _rewritten(sql: str, taken: Taken, facts: Facts) -> str:
    """The statement with another expression for each literal that holds what the client takes."""
    lexemes = list(lex(sql, facts.lexical))
    head = next((lexeme.text.upper() for lexeme in lexemes if lexeme.meaningful), "")
    if not taken.old or head not in CHANGES_OF_ROWS:
        return sql
    return "".join(_literal(lexeme, taken) for lexeme in lexemes)


def _literal(lexeme: Lexeme, taken: Taken) -> str:
    if lexeme.kind is not Kind.STRING or "'" not in lexeme.text or taken.old not in lexeme.text:
        return lexeme.text
    prefix = lexeme.text[: lexeme.text.index("'")]
    if "q" in prefix.lower() or not re.search(taken.pattern, lexeme.text):
        return lexeme.text
    return lexeme.text.replace(taken.old, filled(taken.new, prefix=prefix))
