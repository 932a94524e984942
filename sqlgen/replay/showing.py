"""SHOW of MySQL as a query of its information_schema, and SQLite's own catalogue as SQLite makes it."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex, CreateTable

from sqlgen.catalog import Catalog, ForeignKey, sqlalchemy_table
from sqlgen.dialects.compiling import compile_statement
from sqlgen.dialects.facts import read_facts
from sqlgen.errors import SqlgenError
from sqlgen.replay.results import KnownResult

PRAGMAS = re.compile(
    r"(?is)^\s*PRAGMA\s+(?:table_info|table_xinfo|index_list|index_info|index_xinfo|foreign_key_list)\s*[(=]"
)
CATALOGUE = re.compile(r"(?i)^(?:sqlite_master|sqlite_schema|pragma_(?:table|index|foreign_key)_\w+)$")
SOURCES = re.compile(r"(?is)\b(?:FROM|JOIN|,)\s+[\"`\[]?([A-Za-z_]\w*)")

SHOW_TABLES = re.compile(r"(?is)^\s*SHOW\s+(?P<full>FULL\s+)?TABLES(?:\s+LIKE\s+(?P<like>'[^']*'))?\s*;?\s*$")
SHOW_COLUMNS = re.compile(
    r"(?is)^\s*(?:SHOW\s+(?:FULL\s+)?(?:COLUMNS|FIELDS)\s+(?:FROM|IN)|DESCRIBE|DESC)\s+`?(?P<table>\w+)`?"
    r"(?:\s+LIKE\s+(?P<like>'[^']*')|\s+WHERE\s+(?P<where>.*?))?\s*;?\s*$"
)
SHOW_INDEX = re.compile(
    r"(?is)^\s*SHOW\s+(?:INDEX|INDEXES|KEYS)\s+(?:FROM|IN)\s+`?(?P<table>\w+)`?"
    r"(?:\s+WHERE\s+(?P<where>.*?))?\s*;?\s*$"
)
HERE = "table_schema = DATABASE()"


def shown(sql: str) -> str | None:
    """A SHOW as a query of information_schema; None for any other text.

    https://dev.mysql.com/doc/refman/8.0/en/show.html
    """
    if found := SHOW_TABLES.match(sql):
        kind = ", table_type AS Table_type" if found["full"] else ""
        like = f" AND table_name LIKE {found['like']}" if found["like"] else ""
        return (
            f"SELECT table_name AS Tables_in_database{kind} FROM information_schema.tables "
            f"WHERE {HERE}{like} ORDER BY table_name"
        )
    if found := SHOW_COLUMNS.match(sql):
        comparison = "LIKE" if re.search("[%_]", found["like"] or "") else "="
        like = f"AND column_name {comparison} {found['like']}" if found["like"] else ""
        like += f" AND ({_renamed(found['where'], {'Field': 'column_name'})})" if found["where"] else ""
        return (
            "SELECT column_name AS Field, column_type AS Type, is_nullable AS `Null`, column_key AS `Key`, "
            "column_default AS `Default`, extra AS Extra FROM information_schema.columns "
            f"WHERE {HERE} AND table_name = '{found['table']}' {like} ORDER BY ordinal_position"
        )
    if found := SHOW_INDEX.match(sql):
        names = {"Key_name": "index_name", "Column_name": "column_name", "Table": "table_name"}
        where = f"AND ({_renamed(found['where'], names)})" if found["where"] else ""
        return (
            "SELECT table_name AS `Table`, non_unique AS Non_unique, index_name AS Key_name, "
            "seq_in_index AS Seq_in_index, column_name AS Column_name FROM information_schema.statistics "
            f"WHERE {HERE} AND table_name = '{found['table']}' {where}"
        )
    return None


def _renamed(condition: str, names: dict[str, str]) -> str:
    for shown_as, name in names.items():
        condition = re.sub(rf"(?i)`?\b{shown_as}\b`?", name, condition)
    return condition


def ask_sqlite(sql: str, catalog: Catalog, dialect: Dialect) -> KnownResult | None:
    """The result of PRAGMA or a query of sqlite_master, asked of a SQLite with the catalog's tables."""
    pragma = PRAGMAS.match(sql)
    if pragma is None and not _asks_catalogue(sql, catalog):
        return None
    connection = sqlite3.connect(":memory:")
    try:
        for statement in _statements(catalog, dialect):
            connection.execute(statement)
        cursor = connection.execute(sql)
        return KnownResult([entry[0] for entry in cursor.description or ()], cursor.fetchall())
    except (sqlite3.Error, SQLAlchemyError, SqlgenError):
        return None
    finally:
        connection.close()


def _asks_catalogue(sql: str, catalog: Catalog) -> bool:
    if not re.match(r"(?is)^\s*(?:SELECT|WITH)\b", sql):
        return False
    sources = SOURCES.findall(sql)
    if not sources or not any(CATALOGUE.match(source) for source in sources):
        return False
    if catalog.relations and re.search(r"(?i)\bsql\b", sql):
        return False
    return all(CATALOGUE.match(source) or not _is_table(source, catalog) for source in sources)


def _is_table(name: str, catalog: Catalog) -> bool:
    return any(table.name.lower() == name.lower() for table in catalog.tables)


def _statements(catalog: Catalog, dialect: Dialect) -> list[str]:
    lexical = read_facts("sqlite").lexical
    found: list[str] = []
    for name, table in catalog.tables.items():
        if name.schema is not None:
            # Attached databases have catalogues of their own.
            raise sqlite3.NotSupportedError(str(name))
        made = sqlalchemy_table(table)
        for key in table.all_of(ForeignKey):
            if f"{key.referent}" not in made.metadata.tables:
                columns: list[sa.Column[Any]] = [sa.Column(one) for one in key.referent_columns]
                sa.Table(key.referent.name, made.metadata, *columns)
        indexes = sorted(made.indexes, key=lambda index: str(index.name))
        for told in (CreateTable(made), *(CreateIndex(index) for index in indexes)):
            found += compile_statement(told, dialect, lexical)
    return [*found, *(f'CREATE VIEW "{name.name}" AS SELECT 1' for name in catalog.relations)]
