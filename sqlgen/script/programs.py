"""Statements that are programs: blocks, and what stores one in the database."""

from __future__ import annotations

from sqlgen.catalog import Name
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import lex
from sqlgen.reading.tokens import Unread, statements

UNITS = frozenset({"FUNCTION", "PROCEDURE", "TRIGGER", "PACKAGE", "TYPE"})
BLOCKS = frozenset({"BEGIN", "DECLARE"})
BEFORE_UNIT = frozenset({"OR", "REPLACE", "EDITIONABLE", "NONEDITIONABLE"})


def stored_program(sql: str, facts: Facts) -> Name | None:
    """The function, procedure, trigger, package or type that a statement makes."""
    cursor = next(statements(sql, facts), None)
    if cursor is None or not cursor.accept("CREATE"):
        return None
    while cursor.at_any(BEFORE_UNIT):
        cursor.next()
    if not cursor.at_any(UNITS):
        return None
    cursor.next()
    cursor.accept("BODY")
    cursor.accept("IF", "NOT", "EXISTS")
    try:
        return cursor.qualified()
    except Unread:
        return None


def is_program(sql: str, facts: Facts) -> bool:
    """Whether a statement is a block, or stores one."""
    cursor = next(statements(sql, facts), None)
    return cursor is not None and (cursor.peek() in BLOCKS or stored_program(sql, facts) is not None)


def is_block(sql: str, facts: Facts) -> bool:
    """Whether a client needs to be told where the statement ends: it has semicolons, or would need one."""
    if any(lexeme.text == ";" for lexeme in lex(sql, facts.lexical)):
        return True
    return facts.lexical.block_semicolon and stored_program(sql, facts) is not None
