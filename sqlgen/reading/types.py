"""Enumerated types that SQL text makes, drops or renames."""

from __future__ import annotations

from dataclasses import dataclass

from sqlgen.catalog import Catalog
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import Kind, Lexeme, lex
from sqlgen.operations import CreateEnum, DropEnum, Operation, RenameEnum


@dataclass
class Unreadable(Operation):
    """Text that may make types where nobody can see it, such as the body of a DO block."""

    def apply(self, catalog: Catalog) -> Catalog:
        return catalog.unreadable()


def read_types(sql: str, facts: Facts) -> list[Operation]:
    """What `sql` does to enumerated types, statement by statement; empty for most text."""
    if facts.name != "postgresql" or "type" not in sql.lower():
        return []
    lexemes = [lexeme for lexeme in lex(sql, facts.lexical) if lexeme.meaningful]
    found: list[Operation] = []
    for statement in _statements(lexemes):
        read = _read(statement)
        if read:
            found.append(read)
    return found


def _statements(lexemes: list[Lexeme]) -> list[list[Lexeme]]:
    statements: list[list[Lexeme]] = [[]]
    for lexeme in lexemes:
        if lexeme.text == ";":
            statements.append([])
        else:
            statements[-1].append(lexeme)
    return statements


def _read(lexemes: list[Lexeme]) -> Operation | None:
    words = [lexeme.text.upper() if lexeme.kind is Kind.WORD else lexeme.text for lexeme in lexemes]
    if words[:1] == ["DO"] or any(
        lexeme.kind is Kind.STRING and lexeme.text.startswith("$") and "type" in lexeme.text.lower()
        for lexeme in lexemes
    ):
        return Unreadable()
    match words[:2]:
        case ["CREATE", "TYPE"]:
            (schema, name), rest = _name(lexemes[2:])
            if [lexeme.text.upper() for lexeme in rest[:2]] == ["AS", "ENUM"]:
                labels = [_unquoted(lexeme) for lexeme in rest if lexeme.kind is Kind.STRING]
                return CreateEnum(name, tuple(labels), schema)
        case ["DROP", "TYPE"]:
            start = 4 if words[2:4] == ["IF", "EXISTS"] else 2
            (schema, name), _ = _name(lexemes[start:])
            return DropEnum(name, schema)
        case ["ALTER", "TYPE"]:
            (schema, name), rest = _name(lexemes[2:])
            verbs = [lexeme.text.upper() for lexeme in rest[:2]]
            if verbs == ["RENAME", "TO"]:
                return RenameEnum(name, schema, _unquoted(rest[2]), schema)
            if verbs == ["SET", "SCHEMA"]:
                return RenameEnum(name, schema, name, _unquoted(rest[2]))
        case _:
            pass
    return None


def _name(lexemes: list[Lexeme]) -> tuple[tuple[str | None, str], list[Lexeme]]:
    """The qualified name that the lexemes begin with, and what is left of them."""
    if len(lexemes) > 2 and lexemes[1].text == ".":
        return (_unquoted(lexemes[0]), _unquoted(lexemes[2])), lexemes[3:]
    return (None, _unquoted(lexemes[0]) if lexemes else ""), lexemes[1:]


def _unquoted(lexeme: Lexeme) -> str:
    """A name as the server keeps it, or the text of a string."""
    if lexeme.kind is Kind.STRING:
        return lexeme.text.strip("'").replace("''", "'")
    if lexeme.kind is Kind.NAME:
        return lexeme.text[1:-1].replace('""', '"')
    return lexeme.text.lower()
