"""The actions of CREATE, ALTER and DROP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.types import TypeEngine

from sqlgen.catalog import Name
from sqlgen.reading.action import Action
from sqlgen.reading.clauses import alter_table_actions, words_of
from sqlgen.reading.columns import TYPE_STOPS
from sqlgen.reading.columntypes import column_type
from sqlgen.reading.tokens import Cursor, Unread

MODIFIERS = frozenset(
    {
        "OR", "REPLACE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "PRIVATE", "UNIQUE", "FULLTEXT",
        "SPATIAL", "CLUSTERED", "NONCLUSTERED", "BITMAP", "COLUMNSTORE", "MATERIALIZED", "RECURSIVE", "FORCE",
        "NOFORCE", "FOREIGN", "VIRTUAL", "PUBLIC", "CONSTRAINT", "EDITIONABLE", "NONEDITIONABLE", "ONLINE",
        "IGNORE", "EVENT", "DEFINER", "AGGREGATE", "DOMAIN_", "SHARDED",
    }
)  # fmt: skip
"""Words that may stand between CREATE, ALTER or DROP and the kind of object."""
KINDS = frozenset(
    {
        "TABLE", "INDEX", "VIEW", "SEQUENCE", "TYPE", "DOMAIN", "SCHEMA", "DATABASE", "FUNCTION", "PROCEDURE",
        "TRIGGER", "EXTENSION", "POLICY", "RULE", "STATISTICS", "PUBLICATION", "SUBSCRIPTION", "ROLE", "USER",
        "LOGIN", "TABLESPACE", "SYSTEM", "SESSION", "PACKAGE", "SYNONYM", "EVENT", "SERVER", "COLLATION",
        "AGGREGATE", "OPERATOR", "CAST", "LANGUAGE", "CONVERSION", "CATALOG", "PARTITION", "DEFAULT", "GROUP",
        "OWNED", "TRANSFORM", "ASSEMBLY", "CONTEXT", "DIRECTORY", "PROFILE", "CLUSTER", "LIBRARY", "LOGFILE",
        "INSTANCE", "RESOURCE", "SPATIAL", "UNDO", "ACCESS", "TEXT", "PROC", "AVAILABILITY", "CERTIFICATE",
        "CREDENTIAL", "ENDPOINT", "FULLTEXT", "MASTER", "MESSAGE", "QUEUE", "SECURITY", "SERVICE",
        "SYMMETRIC", "WORKLOAD", "XML", "LARGE", "MATERIALIZED", "OUTLINE", "JAVA", "DIMENSION", "PRIVILEGES",
        "CONSTRAINT",
    }
)  # fmt: skip


def create_actions(cursor: Cursor) -> Iterator[Action]:
    kind, words = _kind(cursor)
    words |= frozenset({"IF_NOT_EXISTS"}) if cursor.accept("IF", "NOT", "EXISTS") else frozenset()
    if kind == "INDEX":
        yield from _create_index(cursor, words)
        return
    if kind == "TABLE":
        table = cursor.qualified()
        said = words_of(cursor) & {"REFERENCES"}
        if cursor.peek() == "(" and cursor.peek(1) == "LIKE":
            said |= {"LIKE"}
        while not cursor.done:
            said |= {cursor.peek()} & {"AS", "LIKE", "PARTITION", "SELECT"}
            cursor.skip_one()
        yield Action("create_table", table, words=words | said)
        return
    name = None if cursor.done or kind in ("CAST", "USER", "ROLE") else _named(cursor)
    if kind == "TRIGGER":
        yield Action("create_trigger", _behind(cursor, "ON"), name=name, words=words)
    elif kind in ("POLICY", "RULE"):
        yield Action(
            f"create_{kind.lower()}",
            _behind(cursor, "ON" if kind == "POLICY" else "TO"),
            name=name,
            words=words,
        )
    else:
        words |= words_of(cursor) & {"CASCADE", "CHECK", "ENUM", "NOT"}
        made_of = _domain_type(cursor) if kind == "DOMAIN" else None
        yield Action(f"create_{kind.lower()}", name=name, kind=kind.lower(), words=words, type=made_of)


def _domain_type(cursor: Cursor) -> TypeEngine[Any]:
    cursor.accept("AS")
    return column_type(cursor.until(TYPE_STOPS), cursor.facts)


def _kind(cursor: Cursor) -> tuple[str, frozenset[str]]:
    """The kind of object behind CREATE, ALTER or DROP, and the words before it; the cursor is behind both."""
    cursor.next()
    words: set[str] = set()
    while not cursor.done:
        word = cursor.peek()
        if word in KINDS and not (word in MODIFIERS and cursor.peek(1) in KINDS):
            cursor.next()
            return word, frozenset(words)
        if word in MODIFIERS:
            words.add(word)
        elif not (
            words & {"DEFINER", "OR", "RECURSIVE", "FORCE"} or word in ("ALGORITHM", "SQL", "=", "TEMPORARY")
        ):
            raise Unread(word)
        cursor.next()
    raise Unread("the kind of object")


def _named(cursor: Cursor) -> str | None:
    try:
        return cursor.qualified().name
    except Unread:
        return None


def _behind(cursor: Cursor, word: str) -> Name | None:
    while not cursor.done and not cursor.accept(word):
        cursor.skip_one()
    return None if cursor.done else cursor.qualified()


def _create_index(cursor: Cursor, words: frozenset[str]) -> Iterator[Action]:
    words |= frozenset({"CONCURRENTLY"}) if cursor.accept("CONCURRENTLY") else frozenset()
    words |= frozenset({"IF_NOT_EXISTS"}) if cursor.accept("IF", "NOT", "EXISTS") else frozenset()
    name = None if cursor.at("ON") else cursor.qualified().name
    while not cursor.done and not cursor.at("ON"):
        cursor.skip_one()
    cursor.expect("ON")
    cursor.accept("ONLY")
    table = cursor.qualified()
    while not cursor.done and cursor.peek() != "(":
        cursor.skip_one()
    columns = (
        tuple(item.next().text.strip('"`[]') for item in cursor.group().items()) if not cursor.done else ()
    )
    yield Action("create_index", table, name=name, columns=columns, words=words | _index_words(cursor))


def _index_words(cursor: Cursor) -> frozenset[str]:
    """What stands behind an index's columns: ONLINE, WITH (ONLINE = ON, …), ALGORITHM=…, LOCK=…, WHERE."""
    found: set[str] = set()
    while not cursor.done:
        word = cursor.next().word
        if word == "ONLINE" and cursor.accept("=", "OFF"):
            continue
        if word in ("ALGORITHM", "LOCK"):
            cursor.accept("=")
            found.add(f"{word}={cursor.next().word}")
        elif word.isidentifier():
            found.add(word)
    return frozenset(found)


def drop_actions(cursor: Cursor) -> Iterator[Action]:
    kind, words = _kind(cursor)
    for flag, phrase in (("CONCURRENTLY", ("CONCURRENTLY",)), ("IF_EXISTS", ("IF", "EXISTS"))):
        words |= frozenset({flag}) if cursor.accept(*phrase) else frozenset()
    words |= words_of(cursor) & {"CASCADE", "ONLINE", "PURGE"}
    verb = f"drop_{kind.lower()}"
    if kind not in ("TABLE", "INDEX", "VIEW"):
        said = None if cursor.done else _named(cursor)
        on = _behind(cursor, "ON") if kind in ("TRIGGER", "POLICY", "RULE") else None
        yield Action(verb, on, name=said, kind=kind.lower(), words=words)
        return
    names = [cursor.qualified()]
    while cursor.accept(","):
        names.append(cursor.qualified())
    on = cursor.qualified() if kind == "INDEX" and cursor.accept("ON") else None
    words |= _index_words(cursor)
    for each in names:
        if kind == "INDEX":
            yield Action(verb, on, name=each.name, words=words)
        else:
            yield Action("drop_matview" if "MATERIALIZED" in words else verb, each, words=words)


def alter_actions(cursor: Cursor) -> Iterator[Action]:
    kind, words = _kind(cursor)
    words |= frozenset({"IF_EXISTS"}) if cursor.accept("IF", "EXISTS") else frozenset()
    if kind == "TABLE":
        yield from alter_table_actions(cursor, words)
    elif kind == "INDEX":
        yield from _alter_index(cursor, words)
    elif kind == "TYPE":
        yield from _alter_type(cursor, words)
    elif kind == "SESSION" and cursor.accept("SET"):
        setting = cursor.next().text.lower()
        yield Action("set", name=setting, kind=cursor.rest().lstrip("= "))
    else:
        name = None if cursor.done else _named(cursor)
        rest = words_of(cursor)
        adds = "ADD" in rest and kind == "DOMAIN"
        flags = rest & {"VALID", "SET", "RENAME", "CASCADE", "RESTART", "NOT", "VALIDATE"}
        yield Action(
            "alter_domain_add_constraint" if adds else f"alter_{kind.lower()}",
            name=name,
            kind=kind.lower(),
            words=words | flags,
        )


def _alter_index(cursor: Cursor, words: frozenset[str]) -> Iterator[Action]:
    name = None if cursor.accept("ALL") else cursor.qualified().name
    table = cursor.qualified() if cursor.accept("ON") else None
    rest = _index_words(Cursor(cursor.tokens[cursor.place :], cursor.sql, cursor.facts))
    verbs = {
        "RENAME": "rename_index",
        "REBUILD": "rebuild_index",
        "REORGANIZE": "reorganize_index",
        "INVISIBLE": "index_visibility",
        "VISIBLE": "index_visibility",
    }
    verb = next((verb for word, verb in verbs.items() if word in rest), "alter_index")
    yield Action(verb, table, name=name, words=words | rest)


def _alter_type(cursor: Cursor, words: frozenset[str]) -> Iterator[Action]:
    name = cursor.qualified().name
    if cursor.accept("ADD", "VALUE"):
        exists = frozenset({"IF_NOT_EXISTS"}) if cursor.accept("IF", "NOT", "EXISTS") else frozenset()
        yield Action("alter_type_add_value", name=name, words=words | exists)
    elif cursor.accept("RENAME", "VALUE"):
        yield Action("alter_type_rename_value", name=name, words=words)
    else:
        yield Action("alter_type", name=name, words=words | words_of(cursor))
