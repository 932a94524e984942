"""What a text that is a program may change: a DO block, a procedure, a string that is run."""

from __future__ import annotations

from sqlgen.catalog import Name
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import Kind
from sqlgen.reading.changes import Opaque
from sqlgen.reading.tokens import Cursor, Unread, statements, unquoted

OBJECTS = frozenset({
    "TABLE", "INDEX", "TYPE", "VIEW", "SEQUENCE", "SCHEMA", "COLUMN", "CONSTRAINT", "DOMAIN",
})
VERBS = frozenset({"CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE", "COMMENT"})
RUNNING = frozenset({"EXECUTE", "EXEC", "SP_EXECUTESQL", "PREPARE"})
BETWEEN = frozenset({
    "CONCURRENTLY", "EXISTS", "IF", "NOT", "ONLY", "OR", "REPLACE", "TEMP", "TEMPORARY", "UNIQUE", "UNLOGGED",
    "MATERIALIZED", "GLOBAL", "LOCAL", "FULLTEXT",
})
"""Words that stand between CREATE, ALTER or DROP, its object and the object's name."""


class _Found:
    """What the scan of a program has come upon."""

    def __init__(self) -> None:
        self.names: list[Name] = []
        self.changed: list[Name] = []
        self.anything = False
        self.types = False
        self.runs = False


def opaque(cursor: Cursor, *, running: bool = True) -> list[Opaque]:
    """The uncertainty that the program in `cursor` leaves; nothing where it changes no schema.

    `running` says that the program runs now. One that is only defined leaves uncertain what its own DDL
    names, for it may be called at any time.
    """
    found = _Found()
    _scan(cursor, found, depth=0)
    text = " ".join(cursor.sql.split())[:200]
    named = found.names or found.changed
    if found.anything or (running and found.runs and not named) or found.types:
        return [Opaque(None, text)]
    names, changed = (tuple(dict.fromkeys(each)) for each in (found.names, found.changed))
    return [Opaque(names, text, changed)] if named else []


def _scan(cursor: Cursor, found: _Found, depth: int) -> None:
    for place, token in enumerate(cursor.tokens):
        cursor.place = place
        if token.kind is Kind.STRING and depth < 3 and _is_program(token.text):
            for inner in statements(unquoted(token.text), cursor.facts):
                _scan(inner, found, depth + 1)
        elif token.word in RUNNING:
            ahead = cursor.peek(1)
            if ahead not in ("FUNCTION", "PROCEDURE", "ON"):
                found.runs = True
        elif token.word in VERBS:
            _change(cursor, found)
    cursor.place = len(cursor.tokens)


def _is_program(text: str) -> bool:
    upper = text.upper()
    return any(verb in upper for verb in VERBS) or "EXECUTE" in upper


def _change(cursor: Cursor, found: _Found) -> None:
    """Note what the DDL that may begin here names."""
    verb = cursor.next().word
    while cursor.at_any(BETWEEN):
        cursor.next()
    kind = cursor.peek()
    if kind not in OBJECTS:
        return
    if kind == "COLUMN":
        # The column of a table that ALTER TABLE named.
        return
    cursor.next()
    while cursor.at_any(BETWEEN):
        cursor.next()
    if kind in ("TYPE", "SCHEMA", "DOMAIN"):
        found.types = True
        return
    try:
        _note(cursor, found, verb, kind)
    except Unread:
        # A name that the program makes up as it runs.
        found.anything = True


def _note(cursor: Cursor, found: _Found, verb: str, kind: str) -> None:
    name = cursor.qualified()
    if kind == "INDEX":
        while not cursor.done and not cursor.at("ON") and cursor.peek() != ";":
            cursor.next()
        if cursor.accept("ON"):
            name = cursor.qualified()
    if "%" in str(name) or cursor.at("%") or cursor.at("||"):
        found.anything = True
    elif kind == "TABLE" and (verb in ("CREATE", "DROP", "RENAME") or cursor.at("RENAME")):
        found.names.append(name)
    elif kind in ("TABLE", "INDEX"):
        found.changed.append(name)


def named(cursor: Cursor) -> tuple[Name, ...]:
    """The table that a statement is about, as far as its first words say it."""
    found = _Found()
    cursor.place = 0
    if cursor.at_any(VERBS):
        _change(cursor, found)
    return tuple(found.names)


def mentioned(cursor: Cursor) -> tuple[Name, ...]:
    """All that may be the name of a table in a statement that was not understood."""
    names = []
    for place, token in enumerate(cursor.tokens):
        if token.kind in (Kind.WORD, Kind.NAME):
            cursor.place = place
            try:
                names.append(cursor.qualified())
            except Unread:
                continue
    return tuple(dict.fromkeys(names))


def single(text: str, facts: Facts) -> Cursor | None:
    """The statement that a block guards against having happened already, where that is all it does.

    `BEGIN CREATE TYPE …; EXCEPTION WHEN duplicate_object THEN NULL; END` is how PostgreSQL says CREATE TYPE
    IF NOT EXISTS.
    """
    tokens = [token for part in statements(text, facts) for token in part.tokens]
    words = [token.word for token in tokens]
    if words[:2] == ["BEGIN", "CREATE"] and "EXCEPTION" in words:
        end = words.index("EXCEPTION")
        guard = words[end:]
        if guard[:2] == ["EXCEPTION", "WHEN"] and "DUPLICATE_OBJECT" in guard and "THEN" in guard:
            return Cursor(tokens[1:end], text, facts)
    return None
