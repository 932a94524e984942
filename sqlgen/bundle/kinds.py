"""Whether a statement changes the schema, rows, or may change either."""

from __future__ import annotations

from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import Kind, lex
from sqlgen.reading.pieces import Kind as PieceKind
from sqlgen.reading.pieces import pieces

DDL, DML = "ddl", "dml"
SCHEMA = frozenset(
    {"CREATE", "ALTER", "DROP", "COMMENT", "RENAME", "GRANT", "REVOKE", "DENY", "REINDEX", "CLUSTER"}
    | {"ANALYZE", "VACUUM", "REFRESH", "SECURITY"}
)
ROWS = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "COPY", "LOAD"})
NEITHER = frozenset(
    {"SET", "RESET", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "START", "PRAGMA", "USE", "PRINT", "SHOW"}
    | {"LOCK", "UNLOCK"}
)
CHANGING = frozenset({"CREATE", "ALTER", "DROP", "TRUNCATE", "EXEC", "EXECUTE"})


def kinds_of(sql: str, facts: Facts) -> tuple[str, ...]:
    """What a statement may do. Of a block, a call or a query nobody can say: it may do both."""
    found: set[str] = set()
    for piece in pieces(sql, facts):
        if piece.kind is PieceKind.STATEMENT:
            found |= _kinds(piece.text, facts)
    return tuple(sorted(found))


def _kinds(sql: str, facts: Facts) -> set[str]:
    words = [one.text.upper() for one in lex(sql, facts.lexical) if one.kind is Kind.WORD]
    first = words[0] if words else ""
    if first in SCHEMA:
        return {DDL}
    if first in ROWS and not CHANGING & set(words):
        return {DML}
    return set() if first in NEITHER else {DDL, DML}
