"""What a statement locks, rewrites and scans on PostgreSQL: pg_locks, relfilenode, messages of level debug1.

https://www.postgresql.org/docs/current/explicit-locking.html
"""

from __future__ import annotations

import re
import threading
import time
from dataclasses import replace
from typing import Any

import psycopg

from tests.verdicts.cases import NOTHING, Case, set_up
from tests.verdicts.effect import BLOCK_WRITES, Effect

STRENGTH = (
    "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE", "ACCESS EXCLUSIVE",
)  # fmt: skip
SAID = re.compile(
    r"""^(?:(?P<rewriting>rewriting)|verifying|building index "[^"]*" on) table "(?P<table>[^"]*)"|"""
    r"""^validating (?P<key>foreign) key constraint"""
)
"""What the server says of its work. https://www.postgresql.org/docs/current/runtime-config-logging.html"""
RELATIONS = """
    SELECT oid, relname, pg_relation_filenode(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace
"""
INDEXES = "SELECT relname FROM pg_class WHERE relkind IN ('i', 'I')"
FILES = """
    SELECT oid, relname, pg_relation_filenode(oid) FROM pg_class
    WHERE oid = ANY(%s) AND relkind IN ('r', 'm') AND pg_relation_size(oid) > 0
"""
HELD = "SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation IS NOT NULL"
WAITED = "SELECT mode FROM pg_locks WHERE pid = %s AND NOT granted AND relation = %s::regclass"
PATIENCE = 10.0


Connection = psycopg.Connection[Any]


def make_tables(connection: Connection) -> None:
    """The tables of every case, in an empty database."""
    connection.execute("SET TIME ZONE 'UTC'")
    for sql in set_up("postgresql"):
        connection.execute(_text(sql))


def _text(sql: str) -> bytes:
    """psycopg's types take text for safe where it stands in the program, and bytes as they are."""
    return sql.encode()


def effect(connection: Connection, case: Case, other: Connection) -> Effect:
    """What the case does; its tables are left as they were, but by what refuses a transaction.

    `other` is a second connection to the same database, which makes such a statement wait for a lock.
    """
    try:
        return _inside(connection, case)
    except psycopg.errors.ActiveSqlTransaction:
        return _alone(connection, case, other)
    except psycopg.Error as error:
        return Effect(refused=str(error).partition("\n")[0])


def _inside(connection: Connection, case: Case) -> Effect:
    """The effect of a statement in a transaction that is rolled back."""
    with connection.transaction(force_rollback=True):
        for sql in case.before:
            connection.execute(_text(sql))
        before = Before(connection)
        messages = _told(connection, case.sql)
        locks: dict[str, str] = {}
        for oid, mode in connection.execute(HELD):
            if oid in before.names:
                name = before.names[oid]
                locks[name] = max(locks.get(name, "ACCESS SHARE"), _spoken(mode), key=STRENGTH.index)
        return before.effect(connection, case, locks, messages)


def _alone(connection: Connection, case: Case, other: Connection) -> Effect:
    """The effect of a statement outside a transaction; its lock is seen while it waits for it."""
    before = Before(connection)
    messages: list[str] = []
    runner = threading.Thread(target=lambda: messages.extend(_told(connection, case.sql)))
    with other.transaction(force_rollback=True):
        # Conflicts with every lock of a change, but not with that under which tables are looked up.
        if case.on != NOTHING:
            other.execute(_text(f"LOCK TABLE {case.on} IN SHARE UPDATE EXCLUSIVE MODE"))
        runner.start()
        locks = {case.on: _awaited(other, connection.info.backend_pid, case.on)} if case.on != NOTHING else {}
    runner.join(PATIENCE)
    assert not runner.is_alive(), f"{case} does not end"
    found = before.effect(connection, case, locks, messages)
    return replace(found, in_transaction="refused")


def _awaited(watcher: Connection, pid: int, table: str) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        row = watcher.execute(WAITED, [pid, table]).fetchone()
        if row is not None:
            return _spoken(row[0])
        time.sleep(0.01)
    raise TimeoutError(f"nothing waits for {table}")


def _told(connection: Connection, sql: str) -> list[str]:
    """Run a statement, and what the server says meanwhile."""
    messages: list[str] = []

    def note(diagnostic: psycopg.errors.Diagnostic) -> None:
        messages.append(diagnostic.message_primary or "")

    connection.execute("SET client_min_messages = debug1")
    connection.add_notice_handler(note)
    try:
        connection.execute(_text(sql))
    finally:
        connection.remove_notice_handler(note)
        if connection.info.transaction_status != psycopg.pq.TransactionStatus.INERROR:
            connection.execute("SET client_min_messages = notice")
    return messages


class Before:
    """The relations as they are before a statement."""

    def __init__(self, connection: Connection) -> None:
        found = connection.execute(RELATIONS).fetchall()
        self.names = {oid: name for oid, name, _ in found}
        self.files = {oid: file for oid, _, file in found}
        self.indexes = {name for (name,) in connection.execute(INDEXES)}

    def effect(
        self, connection: Connection, case: Case, locks: dict[str, str], messages: list[str]
    ) -> Effect:
        """What a statement did, by its locks and by what the server said."""
        filled = connection.execute(FILES, [list(self.files)]).fetchall()
        # An index that is built on a new table, or an emptied one, keeps nobody waiting.
        waiting = {name for _, name, _ in filled}
        said = [found for one in messages if (found := SAID.match(one))]
        told = [found for found in said if found["key"] or found["table"] in waiting]
        rewritten = any(file != self.files[oid] for oid, _, file in filled)
        rewrites = rewritten or any(found["rewriting"] for found in told)
        # An index goes with its table, unless it is what the statement is about.
        others = {name: lock for name, lock in locks.items() if name not in self.indexes | {case.on}}
        lock = locks.get(case.on, "")
        return Effect(
            lock=lock,
            other_locks=others,
            rewrites=rewrites,
            scans=rewrites or bool(told),
            blocks_reads=lock == "ACCESS EXCLUSIVE",
            blocks_writes=lock in BLOCK_WRITES,
        )


def _spoken(mode: str) -> str:
    """A mode as people write it: AccessExclusiveLock is ACCESS EXCLUSIVE."""
    words = "".join(f" {letter}" if letter.isupper() else letter for letter in mode.removesuffix("Lock"))
    return words.strip().upper()
