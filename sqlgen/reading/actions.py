"""What a statement does, action by action, as locks and lint rules see it.

An operation says what becomes of the schema. An action says how the change was asked for, which the schema
does not show: CONCURRENTLY, NOT VALID, USING INDEX, ONLINE, a WHERE that is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from sqlgen.dialects.facts import Facts
from sqlgen.dialects.lexing import Kind
from sqlgen.reading.action import Action
from sqlgen.reading.clauses import words_of
from sqlgen.reading.object_actions import alter_actions, create_actions, drop_actions
from sqlgen.reading.tokens import Cursor, Unread, statements, unquoted

TRANSACTION: Mapping[str, str] = {
    "START": "begin", "COMMIT": "commit", "ROLLBACK": "rollback", "ABORT": "rollback",
    "SAVEPOINT": "savepoint", "RELEASE": "savepoint",
}  # fmt: skip
PLAIN: Mapping[str, str] = {
    "ANALYZE": "analyze", "CALL": "call", "COPY": "copy", "GRANT": "grant", "REVOKE": "revoke",
    "DENY": "revoke",
    "PRAGMA": "pragma", "REPLACE": "insert", "MERGE": "merge", "VALUES": "select", "SHOW": "select",
    "EXPLAIN": "select", "DESCRIBE": "select", "USE": "use", "PRINT": "say", "PROMPT": "say",
    "NOTIFY": "say", "LISTEN": "say", "DISCARD": "set", "RESET": "set", "PURGE": "purge",
    "OPTIMIZE": "rebuild_table", "FLUSH": "flush", "UNLOCK": "unlock_table", "WITH": "select",
    "CHECKPOINT": "checkpoint", "LOAD": "copy", "RENAME": "rename_table", "ATTACH": "attach_database",
    "DETACH": "detach_database", "FETCH": "select", "DBCC": "dbcc", "KILL": "kill", "BULK": "copy",
    "RAISERROR": "say", "THROW": "say", "SIGNAL": "say", "REASSIGN": "owner", "SECURITY": "security",
    "IMPORT": "import", "DELIMITER": "client", "XA": "xa", "HANDLER": "select", "DO": "call",
    "REPAIR": "rebuild_table", "AUDIT": "audit", "FLASHBACK": "flashback", "DECLARE": "block",
    "WHILE": "block",
}  # fmt: skip
"""Statements that are what their first word says, by that word."""


def actions(sql: str, facts: Facts) -> tuple[Action, ...]:
    """What the statements of `sql` do, in order.

    A statement that nobody can read is one action of verb `unread`; nothing is left out. Of programs (DO
    blocks, EXECUTE of a literal) what stands in them as text is among the actions, with the word `DYNAMIC`.
    """
    return tuple(action for cursor in statements(sql, facts) for action in _of(cursor))


def _of(cursor: Cursor) -> list[Action]:
    try:
        found = list(_statement(cursor))
    except Unread:
        return [_unread(cursor)]
    return found or [_unread(cursor)]


def _unread(cursor: Cursor) -> Action:
    cursor.place = 0
    return Action("unread", text=cursor.rest(), start=cursor.tokens[0].start)


def _statement(cursor: Cursor) -> Iterator[Action]:
    head = cursor.peek()
    start = cursor.tokens[0].start
    reader = READERS.get(head)
    if reader is not None:
        for action in reader(cursor):
            yield replace(
                action,
                start=action.start or start,
                text=action.text or cursor.sql[start : cursor.tokens[-1].end],
            )
        return
    verb = TRANSACTION.get(head) or PLAIN.get(head)
    if verb is None and head == "(":
        verb = "select"
    if verb is not None:
        cursor.place = 0
        yield Action(verb, words=words_of(cursor), text=cursor.rest(), start=start)


# Transactions and settings


def _begin(cursor: Cursor) -> Iterator[Action]:
    if len(cursor.tokens) <= 3 or cursor.peek(1) in (
        "TRANSACTION",
        "TRAN",
        "WORK",
        "ISOLATION",
        "READ",
        "IMMEDIATE",
    ):
        yield Action("begin", words=words_of(cursor))
    else:
        yield Action("block", words=words_of(cursor))
        yield from _inside(cursor)


def _end(cursor: Cursor) -> Iterator[Action]:
    yield Action("commit" if cursor.facts.name in ("postgresql", "sqlite") else "block")


def _set(cursor: Cursor) -> Iterator[Action]:
    cursor.next()
    scope = cursor.peek()
    if scope in ("LOCAL", "SESSION", "GLOBAL", "PERSIST"):
        cursor.next()
    while cursor.accept("@") or cursor.accept(".") or cursor.accept("SESSION"):
        continue
    name = cursor.next().text.lstrip("@").removeprefix("session.").lower()
    rest = cursor.rest().lstrip("=: \t")
    value = rest[3:].strip() if rest[:3].upper() == "TO " else rest
    yield Action("set", name=name, kind=value, words=frozenset({scope}) & {"LOCAL", "SESSION", "GLOBAL"})


# Rows


def _insert(cursor: Cursor) -> Iterator[Action]:
    words = words_of(cursor)
    cursor.next()
    while cursor.peek() in (
        "IGNORE",
        "INTO",
        "LOW_PRIORITY",
        "DELAYED",
        "OR",
        "OVERWRITE",
        "ALL",
        "FIRST",
        "REPLACE",
        "ABORT",
    ):
        cursor.next()
    table = cursor.qualified()
    named = cursor.peek() == "(" and cursor.peek(1) not in ("SELECT", "WITH")
    yield Action("insert", table, words=words | ({"COLUMNS"} if named else set()))


def _update(cursor: Cursor) -> Iterator[Action]:
    cursor.next()
    while cursor.peek() in ("ONLY", "LOW_PRIORITY", "IGNORE", "OR"):
        skipped = cursor.next().word
        if skipped == "OR":
            cursor.next()
    if cursor.accept("STATISTICS"):
        yield Action("analyze", cursor.qualified())
        return
    if cursor.accept("TOP"):
        cursor.skip_one()
    table = cursor.qualified()
    yield Action("update", table, words=_outer_words(cursor))


def _delete(cursor: Cursor) -> Iterator[Action]:
    cursor.next()
    if cursor.accept("TOP"):
        cursor.skip_one()
    while cursor.peek() in ("LOW_PRIORITY", "QUICK", "IGNORE", "FROM", "ONLY"):
        cursor.next()
    table = cursor.qualified()
    yield Action("delete", table, words=_outer_words(cursor))


def _outer_words(cursor: Cursor) -> frozenset[str]:
    """The words from here that stand in no parentheses: the WHERE of a subquery is not the statement's."""
    found: set[str] = set()
    while not cursor.done:
        if cursor.peek() in ("(", "["):
            cursor.skip_one()
        else:
            token = cursor.next()
            if token.kind is Kind.WORD:
                found.add(token.word)
    return frozenset(found)


def _select(cursor: Cursor) -> Iterator[Action]:
    outer = _outer_words(cursor)
    words = words_of(cursor)
    writes = next(
        (
            verb
            for verb in ("UPDATE", "DELETE", "INSERT")
            if verb in words and cursor.tokens[0].word == "WITH"
        ),
        None,
    )
    if "UPDATE" in outer and "FOR" in outer and writes is None:
        yield Action("select_for_update", words=outer)
    elif "INTO" in outer and cursor.facts.name in ("postgresql", "mssql") and writes is None:
        yield Action("create_table", words=outer | {"AS"})
    elif writes is not None:
        yield Action(writes.lower(), words=words)
    else:
        yield Action("select", words=outer)


def _truncate(cursor: Cursor) -> Iterator[Action]:
    cursor.next()
    cursor.accept("TABLE")
    cursor.accept("ONLY")
    words = words_of(cursor)
    yield Action("truncate", cursor.qualified(), words=words)
    while cursor.accept(","):
        yield Action("truncate", cursor.qualified(), words=words)


def _lock(cursor: Cursor) -> Iterator[Action]:
    cursor.next()
    _ = cursor.accept("TABLES") or cursor.accept("TABLE")
    cursor.accept("ONLY")
    yield Action("lock_table", cursor.qualified(), words=words_of(cursor))


# Upkeep


def _vacuum(cursor: Cursor) -> Iterator[Action]:
    words = words_of(cursor)
    yield Action("vacuum_full" if "FULL" in words else "vacuum", words=words)


def _cluster(cursor: Cursor) -> Iterator[Action]:
    cursor.next()
    table = None if cursor.done else cursor.qualified()
    if cursor.accept("ON"):
        # CLUSTER index ON table is the old way to say it.
        table = cursor.qualified()
    yield Action("cluster", table, words=words_of(cursor))


def _reindex(cursor: Cursor) -> Iterator[Action]:
    cursor.next()
    if cursor.peek() == "(":
        cursor.skip_one()
    kind = (
        cursor.next().word.lower()
        if cursor.peek() in ("INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM")
        else ""
    )
    cursor.accept("CONCURRENTLY")
    name = None if cursor.done else cursor.qualified()
    table = name if kind == "table" else None
    yield Action(
        "reindex", table, name=None if name is None else name.name, kind=kind, words=words_of(cursor)
    )


def _refresh(cursor: Cursor) -> Iterator[Action]:
    words = words_of(cursor)
    cursor.expect("REFRESH", "MATERIALIZED", "VIEW")
    cursor.accept("CONCURRENTLY")
    yield Action("refresh_matview", cursor.qualified(), words=words)


def _comment(cursor: Cursor) -> Iterator[Action]:
    cursor.expect("COMMENT", "ON")
    kind = cursor.next().word.lower()
    yield Action("comment", cursor.qualified() if kind == "table" else None, kind=kind)


def _exec(cursor: Cursor) -> Iterator[Action]:
    if cursor.peek(1).lower().endswith("sp_rename"):
        strings = [unquoted(token.text) for token in cursor.tokens if token.kind is Kind.STRING]
        verb = {"COLUMN": "rename_column", "INDEX": "rename_index"}.get(
            strings[2].upper() if len(strings) > 2 else "", "rename_table"
        )
        yield Action(verb, name=strings[0] if strings else None, words=frozenset({"SP_RENAME"}))
        return
    yield Action("call", words=words_of(cursor))
    yield from _inside(cursor)


def _do(cursor: Cursor) -> Iterator[Action]:
    yield Action("block" if cursor.facts.name == "postgresql" else "call", words=words_of(cursor))
    yield from _inside(cursor)


BEFORE_STATEMENT = frozenset(
    {
        "BEGIN", "THEN", "ELSE", "LOOP", "AS", "IS", "$$", "EXECUTE", "IMMEDIATE", "DECLARE",
    }
)  # fmt: skip
INSIDE = frozenset(
    {
        "CREATE", "ALTER", "DROP", "UPDATE", "DELETE", "INSERT", "TRUNCATE", "LOCK", "REINDEX", "CLUSTER",
        "REFRESH", "MERGE", "SELECT", "RENAME", "COMMENT", "GRANT",
    }
)  # fmt: skip


def _inside(cursor: Cursor) -> Iterator[Action]:
    """The statements that stand in a program as text, as far as they can be told."""
    for text, facts in _programs(cursor):
        for inner in statements(text, facts):
            for part in _starts(inner):
                for action in _of(part):
                    if action.verb != "unread":
                        yield replace(action, words=action.words | {"DYNAMIC"}, start=cursor.tokens[0].start)


def _programs(cursor: Cursor) -> Iterator[tuple[str, Facts]]:
    """The literals of a statement that hold SQL, and the statement itself where it is a block."""
    if cursor.tokens[0].word in ("BEGIN", "DECLARE", "IF", "WHILE"):
        yield cursor.sql[cursor.tokens[1].start : cursor.tokens[-1].end], cursor.facts
    for token in cursor.tokens:
        if token.kind is Kind.STRING and any(
            verb in token.text.upper()
            for verb in ("ALTER", "CREATE", "DROP", "UPDATE", "DELETE", "TRUNCATE", "INSERT")
        ):
            yield unquoted(token.text), cursor.facts


def _starts(cursor: Cursor) -> Iterator[Cursor]:
    """The statement that begins first in these tokens, behind BEGIN, THEN and their like."""
    for place, token in enumerate(cursor.tokens):
        previous = cursor.tokens[place - 1].word if place else "BEGIN"
        if (
            token.word in INSIDE
            and token.kind is Kind.WORD
            and (previous in BEFORE_STATEMENT or previous == ")")
        ):
            yield Cursor(cursor.tokens[place:], cursor.sql, cursor.facts)
            return
        if token.kind is Kind.STRING and previous in ("EXECUTE", "IMMEDIATE"):
            yield from (
                Cursor(inner.tokens, inner.sql, inner.facts)
                for inner in statements(unquoted(token.text), cursor.facts)
            )
            return


def _conditional(cursor: Cursor) -> Iterator[Action]:
    """T-SQL's IF condition statement."""
    yield Action("block", words=words_of(cursor))
    yield from _inside(cursor)


READERS: Mapping[str, Callable[[Cursor], Iterator[Action]]] = {
    "BEGIN": _begin, "END": _end, "SET": _set, "INSERT": _insert, "UPDATE": _update, "DELETE": _delete,
    "SELECT": _select, "WITH": _select, "TRUNCATE": _truncate, "LOCK": _lock, "VACUUM": _vacuum,
    "CLUSTER": _cluster, "REINDEX": _reindex, "REFRESH": _refresh, "COMMENT": _comment, "EXEC": _exec,
    "EXECUTE": _exec, "DO": _do, "IF": _conditional, "DECLARE": _conditional, "WHILE": _conditional,
    "CREATE": create_actions, "DROP": drop_actions, "ALTER": alter_actions,
}  # fmt: skip
