"""Known rows as an in-memory SQLite sees them."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import sqlglot
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool
from sqlglot import exp
from sqlglot.errors import SqlglotError

from sqlgen.catalog import Catalog, Name, Standing, Table
from sqlgen.replay.soundness import UNKNOWN, Judge

SQLGLOT_DIALECTS = {"postgresql": "postgres", "mssql": "tsql", "mariadb": "mysql"}
LOG = logging.getLogger("sqlglot")

Row = dict[str, Any]
"""A row: each column's value, int, str, None or UNKNOWN."""


class _Memory(Engine):
    """The engine of the shadow, which connects although revisions' engines may not."""

    def raw_connection(self) -> Any:
        return self.pool.connect()

    def connect(self) -> Connection:
        return Connection(self)


def in_memory() -> Connection:
    """An empty SQLite of its own."""
    made = sa.create_engine("sqlite://", poolclass=StaticPool)
    return _Memory(made.pool, made.dialect, made.url).connect()


@dataclass(frozen=True)
class Reading:
    """How the target's SQL is read: `default_schema` is the schema that operations leave unsaid."""

    dialect: str
    default_schema: str | None = None

    def name(self, table: exp.Table) -> Name:
        schema = self.folded(table.args["db"]) if table.args.get("db") else None
        return Name(None if schema == self.default_schema else schema, self.folded(table.this))

    def names(self, tree: exp.Expr | None) -> list[Name]:
        return [] if tree is None else [self.name(each) for each in tree.find_all(exp.Table)]

    def folded(self, identifier: Any) -> str:
        """A name as the server keeps it."""
        plain = self.dialect == "postgresql" and not getattr(identifier, "quoted", True)
        return str(identifier.name).lower() if plain else str(identifier.name)

    def parsed(self, text: str) -> list[exp.Expr] | None:
        read = SQLGLOT_DIALECTS.get(self.dialect, self.dialect)
        try:
            with _quiet():
                trees = sqlglot.parse(text, read=read)
        except (SqlglotError, ValueError):
            # ValueError: a dialect of another package, which sqlglot does not know.
            return None
        return [tree for tree in trees if isinstance(tree, exp.Expr)]


@dataclass(frozen=True)
class KnownRows:
    """The tables of a catalog with the rows that are known of them, to be asked.

    `rows` has no entry for a table that has never been written to, and None for one whose rows are uncertain.
    `older` are tables that were there before the range, where an application may have filled them.
    """

    reading: Reading
    catalog: Catalog
    rows: Mapping[Name, list[Row] | None]
    older: Collection[Name] = ()

    def empty(self, tables: Mapping[str, Table]) -> list[str]:
        """Those of the tables, by the names that they are called by, that have no rows."""
        return [called for called, table in tables.items() if not self.rows.get(table.name, [])]

    def tables(self, tree: exp.Expr) -> dict[str, Table] | None:
        """The tables of a statement by the names that it calls them by; None where some are not known."""
        called = {cte.alias for cte in tree.find_all(exp.CTE)}
        found: dict[str, Table] = {}
        for node in tree.find_all(exp.Table):
            if not node.db and node.name in called:
                continue
            name = self.reading.name(node)
            table = self.catalog.tables.get(name)
            sure = self.catalog.standing(name.name, name.schema) is Standing.PRESENT
            if table is None or not sure or not table.complete or self.rows.get(name, []) is None:
                return None
            if found.setdefault(node.alias_or_name, table) is not table:
                return None
        return found

    def run(
        self, tree: exp.Expr, tables: Mapping[str, Table]
    ) -> tuple[list[str], list[Sequence[Any]]] | None:
        connection = self.shaped(tables)
        plain = tree.copy()
        for node in plain.find_all(exp.Table):
            # Every table stands under its own name in a schema of its own, so that no two are confused.
            node.set("db", exp.to_identifier(_schema(self.reading.name(node))))
            node.set("catalog", None)
        try:
            result = connection.exec_driver_sql(plain.sql("sqlite"))
            return list(result.keys()), [tuple(row) for row in result.fetchall()]
        except (SQLAlchemyError, SqlglotError, sqlite3.Error):
            return None

    def shaped(self, tables: Mapping[str, Table]) -> Connection:
        """An SQLite in which these tables stand with their known values."""
        connection = in_memory()
        for schema in sorted({_schema(table.name) for table in tables.values()} - {"main"}):
            connection.exec_driver_sql(f"ATTACH ':memory:' AS {_quoted(schema)}")
        for table in {table.name: table for table in tables.values()}.values():
            where = f"{_quoted(_schema(table.name))}.{_quoted(table.name.name)}"
            columns = ", ".join(_quoted(column) for column in table.columns) or "nothing"
            connection.exec_driver_sql(f"CREATE TABLE {where} ({columns})")
            marks = ", ".join("?" for _ in table.columns)
            rows = [
                tuple(None if row[column] is UNKNOWN else row[column] for column in table.columns)
                for row in self.rows.get(table.name) or ()
            ]
            if rows:
                connection.exec_driver_sql(f"INSERT INTO {where} VALUES ({marks})", rows)  # noqa: S608  quoted
        return connection

    def judge(self, tables: Mapping[str, Table]) -> Judge:
        unknown: dict[Name, frozenset[str]] = {}
        nulls: dict[Name, frozenset[str]] = {}
        for table in tables.values():
            rows = self.rows.get(table.name) or []
            cells = [cell for row in rows for cell in row.items()]
            unknown[table.name] = frozenset(column for column, value in cells if value is UNKNOWN)
            nulls[table.name] = frozenset(column for column, value in cells if value is None)
        return Judge(self.reading.dialect, tables, unknown, nulls)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what sqlglot says on its log: here, text that it cannot read is just text without an answer."""
    level = LOG.level
    LOG.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        LOG.setLevel(level)


def _schema(name: Name) -> str:
    return name.schema or "main"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
