"""What a statement does on MariaDB: the best ALGORITHM and the weakest LOCK that the server accepts for it.

https://mariadb.com/docs/server/server-usage/storage-engines/innodb/innodb-online-ddl/innodb-online-ddl-overview
"""

from __future__ import annotations

import itertools
import re
from typing import Any

import pymysql

from tests.verdicts.cases import Case, set_up
from tests.verdicts.effect import Effect

ALGORITHMS = ("INSTANT", "NOCOPY", "INPLACE", "COPY")
LOCKS = ("NONE", "SHARED", "EXCLUSIVE")
NOT_SO = frozenset({1845, 1846})
"""What the server answers where an ALGORITHM or a LOCK is too much to ask: ER_ALTER_OPERATION_NOT_SUPPORTED
and …_REASON. https://mariadb.com/docs/server/reference/error-codes"""
CREATED = re.compile(r"create table (\w+)")


def version(connection: Any) -> str:
    """The server's version, such as 10.11.6; the greeting of the protocol begins with another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        return str(cursor.fetchone()[0]).partition("-")[0]


def make_tables(connection: Any, *, changed: str | None = None) -> None:
    """The tables of every case; where only one is `changed`, that one anew."""
    with connection.cursor() as cursor:
        cursor.execute("SET foreign_key_checks = 1, check_constraint_checks = 1")
        cursor.execute("SHOW TABLES")
        there = {table for (table,) in cursor.fetchall()}
        tables = {name: sql for sql in set_up("mariadb") for name in CREATED.findall(sql)}
        for table in (there - set(tables)) | ({changed} & there):
            cursor.execute(f"DROP TABLE `{table}`")
        for name, sql in tables.items():
            if changed in (None, name):
                cursor.execute(sql)


def effect(connection: Any, case: Case) -> Effect:
    """What the case does; its tables are changed by it."""
    # CREATE INDEX takes its options without commas.
    comma = "" if case.sql.lower().startswith("create") else ","
    with connection.cursor() as cursor:
        for sql in case.before:
            cursor.execute(sql)
        for algorithm, lock in itertools.product(ALGORITHMS, LOCKS):
            try:
                cursor.execute(f"{case.sql}{comma} ALGORITHM={algorithm}{comma} LOCK={lock}")
            except pymysql.MySQLError as error:
                if error.args[0] in NOT_SO:
                    continue
                return Effect(refused=str(error.args[1]))
            rebuilt = algorithm in ("INPLACE", "COPY")
            return Effect(
                lock=f"LOCK={lock}",
                rewrites=rebuilt,
                # What keeps writers waiting without a rebuild is an index being built.
                scans=rebuilt or (lock == "SHARED") or None,
                blocks_reads=lock == "EXCLUSIVE",
                blocks_writes=lock != "NONE",
                algorithm=algorithm,
                in_transaction="commits",
            )
    return Effect(refused="no ALGORITHM and LOCK is accepted")
