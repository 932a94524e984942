"""A text of several statements as one text each."""

from __future__ import annotations

from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import lex, without_terminator
from sqlgen.reading.tokens import BATCH_END, statements
from sqlgen.script.programs import is_program


def separated(sql: str, facts: Facts) -> list[str]:
    """The statements of `sql` with the comments in front of them, without their semicolons.

    Nothing but semicolons and white space is lost. A batch of SQL Server stays whole, for its variables hold
    as far as the batch goes; so does a program of Oracle, whose declarations end in semicolons.
    """
    if facts.batch_separator == BATCH_END or ";" not in sql:
        return [sql]
    if facts.lexical.block_semicolon and is_program(sql, facts):
        return [sql]
    ends = [cursor.tokens[-1].end for cursor in statements(sql, facts)]
    parts: list[str] = []
    start = position = 0
    for lexeme in lex(sql, facts.lexical):
        position += len(lexeme.text)
        if len(parts) < len(ends) - 1 and lexeme.text == ";" and position > ends[len(parts)]:
            parts.append(sql[start:position])
            start = position
    parts.append(sql[start:])
    return [without_terminator(part, facts.lexical) for part in parts]
