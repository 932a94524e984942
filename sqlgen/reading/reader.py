"""SQL text as operations."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from sqlgen import operations as ops
from sqlgen.catalog import Name
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import Kind
from sqlgen.operations import Operation
from sqlgen.operations.building import build_index
from sqlgen.reading.altering import alter_table
from sqlgen.reading.bodies import mentioned, named, opaque, single
from sqlgen.reading.changes import (
    AddEnumLabel,
    AlterReadColumn,
    ChangeRelation,
    ChangeTable,
    CopyTable,
    DropReferences,
    DropSchema,
    MoveTable,
    Opaque,
    RenameIndex,
)
from sqlgen.reading.tables import create_index, create_table
from sqlgen.reading.tokens import ROUTINES, Cursor, Unread, statements, unquoted

DDL = frozenset({"CREATE", "DROP", "ALTER", "RENAME", "COMMENT"})
PROGRAMS = frozenset({"DO", "CALL", "EXECUTE", "PREPARE", "DECLARE", "IF", "WHILE"})
BEFORE_TABLE = frozenset({
    "OR", "REPLACE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "PRIVATE", "COLUMN", "IGNORE",
})
BEFORE_VIEW = frozenset({"RECURSIVE", "FORCE", "NOFORCE", "ALGORITHM", "DEFINER", "SQL", "EDITIONABLE"})
RELATIONS = ("MATERIALIZED VIEW", "VIEW", "SEQUENCE")
INDEX_KINDS = frozenset({
    "UNIQUE", "FULLTEXT", "SPATIAL", "CLUSTERED", "NONCLUSTERED", "BITMAP", "COLUMNSTORE",
})

MAY_CHANGE = re.compile(
    r"(?i)\b(?:CREATE|ALTER|DROP|RENAME|COMMENT|DO|CALL|EXEC|EXECUTE|PREPARE|DECLARE|SEARCH_PATH)\b"
)
"""What text has in it that changes a schema, seen without reading it; SELECT … INTO is another."""
SELECT = re.compile(r"(?i)\bSELECT\b")
INTO = re.compile(r"(?i)\bINTO\b")


def read(sql: str, facts: Facts) -> list[Operation]:
    """What `sql` does to the schema, in order; empty for text that changes no schema.

    DDL that is not understood is an `Opaque` operation.
    """
    if not MAY_CHANGE.search(sql):
        selected = SELECT.search(sql)
        if selected is None or not INTO.search(sql, selected.end()):
            return []
    return [operation for cursor in statements(sql, facts) for operation in _read(cursor)]


def _read(cursor: Cursor) -> list[Operation]:
    head = cursor.peek()
    try:
        if head in DDL:
            return _ddl(cursor)
        if head == "DO":
            return _block(cursor)
        if head in ("EXEC", "EXECUTE") and cursor.peek(1).lower().endswith("sp_rename"):
            return _sp_rename(cursor)
        if head in ("PREPARE", "EXECUTE") and cursor.facts.name in ("postgresql", "mysql", "mariadb"):
            return _prepared(cursor)
        if head in PROGRAMS or head == "EXEC" or (head == "BEGIN" and len(cursor.tokens) > 3):
            return list(opaque(cursor))
        if head == "SET":
            return _setting(cursor)
        if head in ("SELECT", "WITH"):
            return _select_into(cursor)
    except (Unread, SQLAlchemyError, LookupError, TypeError, ValueError):
        # What SQLAlchemy cannot hold is not understood either.
        return [_unread(cursor)]
    return []


def _unread(cursor: Cursor) -> Opaque:
    kinds = {token.word for token in cursor.tokens[:6]}
    text = " ".join(cursor.sql.split())[:200]
    if {"TYPE", "DOMAIN", "SCHEMA"} & kinds:
        return Opaque(None, text)
    return Opaque(named(cursor), text, mentioned(cursor))


def _ddl(cursor: Cursor) -> list[Operation]:
    head = cursor.next().word
    match head:
        case "CREATE":
            return _create(cursor)
        case "DROP":
            return _drop(cursor)
        case "ALTER":
            return _alter(cursor)
        case "RENAME":
            return _rename(cursor)
        case _:
            return _comment(cursor)


def _create(cursor: Cursor) -> list[Operation]:
    while cursor.at_any(BEFORE_TABLE):
        cursor.next()
    if cursor.accept("TABLE"):
        return create_table(cursor)
    if cursor.peek() in ("VIRTUAL", "FOREIGN") and cursor.peek(1) == "TABLE":
        cursor.place += 2
        cursor.accept("IF", "NOT", "EXISTS")
        return [CopyTable(cursor.qualified(), None)]
    relation = _relation(cursor)
    if relation is not None:
        cursor.accept("IF", "NOT", "EXISTS")
        return [ChangeRelation(cursor.qualified(), relation)]
    unique, prefix = False, None
    while cursor.at_any(INDEX_KINDS):
        word = cursor.next().word
        unique = unique or word == "UNIQUE"
        prefix = word if word in ("FULLTEXT", "SPATIAL") else prefix
    if cursor.accept("INDEX"):
        return create_index(cursor, unique=unique, prefix=prefix)
    if cursor.peek() in ("TYPE", "DOMAIN"):
        return _create_type(cursor)
    if ROUTINES & {token.word for token in cursor.tokens[:8]}:
        # A procedure is there to be called; a function may be a trigger's, which changes no schema.
        return list(opaque(cursor, running="PROCEDURE" in [token.word for token in cursor.tokens[:5]]))
    if cursor.accept("SCHEMA"):
        # Elements may follow the schema's name: CREATE SCHEMA s CREATE TABLE t (…).
        return list(opaque(Cursor(cursor.tokens[2:], cursor.sql, cursor.facts), running=False))
    return []


def _relation(cursor: Cursor) -> str | None:
    """VIEW, MATERIALIZED VIEW or SEQUENCE where one is named here; the cursor is behind it."""
    start = cursor.place
    words = [token.word for token in cursor.tokens[start:]]
    if words[:1] and words[0] in BEFORE_VIEW and "VIEW" in words:
        cursor.place += words.index("VIEW")
    for kind in RELATIONS:
        if cursor.accept(*kind.split()):
            return kind
    cursor.place = start
    return None


def _create_type(cursor: Cursor) -> list[Operation]:
    domain = cursor.next().word == "DOMAIN"
    name = cursor.qualified()
    if domain or not cursor.accept("AS", "ENUM"):
        # A type without labels: a domain, a composite type, a range.
        return [ops.CreateEnum(name.name, (), name.schema)]
    labels = [unquoted(token.text) for token in cursor.group().tokens if token.kind is Kind.STRING]
    return [ops.CreateEnum(name.name, tuple(labels), name.schema)]


def _drop(cursor: Cursor) -> list[Operation]:
    cursor.accept("TEMPORARY")
    relation = _relation(cursor)
    kind = relation or cursor.next().word
    if kind not in ("TABLE", "INDEX", "TYPE", "DOMAIN", "SCHEMA", *RELATIONS):
        return []
    cursor.accept("CONCURRENTLY")
    conditional = cursor.accept("IF", "EXISTS")
    names = [cursor.qualified()]
    while cursor.accept(","):
        names.append(cursor.qualified())
    table = cursor.qualified() if kind == "INDEX" and cursor.accept("ON") else None
    cascade = cursor.accept("CASCADE")
    return [one for name in names for one in _dropped(kind, name, table, conditional, cascade)]


def _dropped(
    kind: str, name: Name, table: Name | None, conditional: bool, cascade: bool
) -> list[Operation]:
    match kind:
        case "TABLE":
            made = sa.Table(name.name, sa.MetaData(), schema=name.schema)
            found: list[Operation] = [ops.DropTable(made, conditional or None)]
            return [*found, DropReferences(name)] if cascade else found
        case "INDEX" if table is not None:
            return [ChangeTable(table, dropped=(name.name,))]
        case "INDEX" if name.schema is not None and not conditional:
            return [ops.DropIndex(build_index(name.name, None, [], schema=name.schema))]
        case "INDEX":
            return [ops.DropIndex(build_index(name.name, None, []), conditional or None)]
        case "SCHEMA":
            return [DropSchema(name.name)]
        case _ if kind in RELATIONS:
            return [ChangeRelation(name, None)]
        case _:
            return [ops.DropEnum(name.name, name.schema)]


def _alter(cursor: Cursor) -> list[Operation]:
    _ = cursor.accept("ONLINE") or cursor.accept("IGNORE") or cursor.accept("FOREIGN")
    if cursor.accept("TABLE"):
        return alter_table(cursor)
    if cursor.accept("TYPE"):
        return _alter_type(cursor)
    if cursor.accept("INDEX"):
        cursor.accept("IF", "EXISTS")
        name = cursor.qualified().name
        return [RenameIndex(name, cursor.name())] if cursor.accept("RENAME", "TO") else []
    relation = _relation(cursor)
    if relation is not None:
        cursor.accept("IF", "EXISTS")
        old = cursor.qualified()
        if not cursor.accept("RENAME", "TO"):
            return []
        return [ChangeRelation(old, None), ChangeRelation(Name(old.schema, cursor.name()), relation)]
    if cursor.accept("SCHEMA"):
        name = cursor.name()
        return [DropSchema(name, cursor.name())] if cursor.accept("RENAME", "TO") else []
    return []


def _alter_type(cursor: Cursor) -> list[Operation]:
    name = cursor.qualified()
    if cursor.accept("RENAME", "TO"):
        return [ops.RenameEnum(name.name, name.schema, cursor.name(), name.schema)]
    if cursor.accept("SET", "SCHEMA"):
        schema = cursor.name()
        said = None if schema == cursor.facts.default_schema else schema
        return [ops.RenameEnum(name.name, name.schema, name.name, said)]
    if cursor.accept("ADD", "VALUE"):
        cursor.accept("IF", "NOT", "EXISTS")
        label, side = cursor.string(), cursor.peek()
        if side in ("BEFORE", "AFTER"):
            cursor.next()
            return [AddEnumLabel(name, label, side, cursor.string())]
        return [AddEnumLabel(name, label)]
    if cursor.accept("RENAME", "VALUE"):
        old = cursor.string()
        cursor.expect("TO")
        return [AddEnumLabel(name, cursor.string(), old_label=old)]
    return []


def _rename(cursor: Cursor) -> list[Operation]:
    """MySQL's RENAME TABLE a TO b, c TO d, and Oracle's RENAME a TO b."""
    if not cursor.accept("TABLE") and cursor.facts.name != "oracle":
        return []
    found: list[Operation] = []
    for item in Cursor(cursor.tokens[cursor.place :], cursor.sql, cursor.facts).items():
        item.accept("IF", "EXISTS")
        old = item.qualified()
        item.expect("TO")
        new = item.qualified()
        same = old.schema == new.schema
        found.append(ops.RenameTable(old.name, new.name, old.schema) if same else MoveTable(old, new))
    return found


def _comment(cursor: Cursor) -> list[Operation]:
    cursor.expect("ON")
    kind = cursor.next().word
    if kind not in ("TABLE", "COLUMN"):
        return []
    parts = [cursor.name()]
    while cursor.accept("."):
        parts.append(cursor.name())
    cursor.expect("IS")
    comment = "" if cursor.accept("NULL") else cursor.string()
    column = parts.pop() if kind == "COLUMN" else None
    schema = parts[-2] if len(parts) > 1 and parts[-2] != cursor.facts.default_schema else None
    table = Name(schema, parts[-1])
    if column is None:
        return [ChangeTable(table, comment=comment)]
    return [AlterReadColumn(table.name, column, table.schema, comment=comment or None)]


def _sp_rename(cursor: Cursor) -> list[Operation]:
    """`EXEC sp_rename 'schema.table.column', 'new', 'COLUMN'`."""
    strings = [unquoted(token.text) for token in cursor.tokens if token.kind is Kind.STRING]
    if len(strings) < 2:
        raise Unread("sp_rename")
    kind = strings[2].upper() if len(strings) > 2 else "OBJECT"
    parts = [part.strip('[]"') for part in strings[0].split(".")]
    owner = parts if kind == "OBJECT" else parts[:-1]
    schema = owner[-2] if len(owner) > 1 and owner[-2] != cursor.facts.default_schema else None
    if kind == "OBJECT":
        return [ops.RenameTable(owner[-1], strings[1], schema)]
    if kind == "INDEX" and owner:
        return [ChangeTable(Name(schema, owner[-1]), renamed={parts[-1]: strings[1]})]
    if kind == "COLUMN" and owner:
        return [AlterReadColumn(owner[-1], parts[-1], schema, new_name=strings[1])]
    raise Unread("sp_rename")


def _block(cursor: Cursor) -> list[Operation]:
    """A DO block: the one statement that it guards, or else what it may have changed."""
    strings = [token for token in cursor.tokens if token.kind is Kind.STRING]
    if strings:
        guarded = single(unquoted(strings[0].text), cursor.facts)
        if guarded is not None and guarded.peek() == "CREATE":
            # Several statements in one block fail and succeed together.
            parts = _parts(guarded)
            made = [operation for part in parts for operation in _read(part)]
            if len(parts) == 1 and all(isinstance(one, ops.CreateEnum) for one in made):
                return made
    return list(opaque(cursor))


def _parts(cursor: Cursor) -> list[Cursor]:
    starts = [0] + [
        place
        for place, token in enumerate(cursor.tokens)
        if place and token.word == "CREATE" and cursor.tokens[place - 1].text == ")"
    ]
    ends = [*starts[1:], len(cursor.tokens)]
    return [
        Cursor(cursor.tokens[start:end], cursor.sql, cursor.facts)
        for start, end in zip(starts, ends, strict=True)
    ]


def _prepared(cursor: Cursor) -> list[Operation]:
    """PREPARE and EXECUTE: MySQL runs what a variable holds, PostgreSQL no DDL at all.

    What SET gave the variable in the same text has been read there.
    """
    variable = cursor.tokens[-1].text if cursor.facts.name != "postgresql" else ""
    if not cursor.accept("PREPARE") or not variable.startswith("@"):
        return list(opaque(cursor)) if "'" in variable else []
    if re.search(rf"(?i)\bSET\s+{re.escape(variable)}\b", cursor.sql):
        return []
    return [Opaque(None, " ".join(cursor.sql.split())[:200])]


def _setting(cursor: Cursor) -> list[Operation]:
    """SET, which changes no schema unless it says where names are looked for, or prepares a program."""
    words = [token.word for token in cursor.tokens]
    if "SEARCH_PATH" in words:
        behind = [cursor.tokens[place + 1] for place, word in enumerate(words[:-1]) if word in ("=", "TO")]
        first = behind[0] if behind else None
        usual = (cursor.facts.default_schema, '"$user"', "default", f"'{cursor.facts.default_schema}'")
        if first is not None and first.text.lower() not in usual:
            return [Opaque(None, cursor.sql[:200])]
        return []
    return list(opaque(cursor, running=False))


def _select_into(cursor: Cursor) -> list[Operation]:
    """SELECT … INTO, which makes a table on PostgreSQL and SQL Server."""
    if cursor.facts.name not in ("postgresql", "mssql"):
        return []
    while not cursor.done and cursor.peek() not in ("FROM", "INSERT", "UPDATE", "DELETE", "MERGE"):
        if cursor.accept("INTO"):
            while cursor.peek() in ("TEMP", "TEMPORARY", "UNLOGGED", "TABLE"):
                cursor.next()
            return [CopyTable(cursor.qualified(), None)]
        cursor.skip_one()
    return []


