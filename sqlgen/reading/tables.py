"""CREATE TABLE and CREATE INDEX in SQL text."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from sqlgen import operations as ops
from sqlgen.catalog import Name
from sqlgen.operations import Operation
from sqlgen.operations.building import build_index, build_table
from sqlgen.reading.changes import CopyTable, CreateReadTable
from sqlgen.reading.columns import COUNTED, column_definition, member_names, table_constraint
from sqlgen.reading.tokens import Cursor, Unread

INDEX_WORDS = frozenset({"INDEX", "KEY", "FULLTEXT", "SPATIAL", "UNIQUE"})
BEHIND_MEMBER = frozenset({"ASC", "DESC", "NULLS", "COLLATE"})
SELECTED = re.compile(
    r"(?is)^\(?\s*SELECT\s+(?P<columns>\*|[\w\"`,\s.]+?)\s+FROM\s+(?P<table>[\w\"`.]+)\s*(?:WHERE\b.*|LIMIT\b.*)?\)?$"
)


def create_table(cursor: Cursor) -> list[Operation]:
    """The operations of the CREATE TABLE whose name comes next."""
    conditional = cursor.accept("IF", "NOT", "EXISTS")
    name = cursor.qualified()
    renamed = cursor.facts.name == "postgresql"
    if cursor.accept("LIKE") or cursor.accept("PARTITION", "OF"):
        source = cursor.qualified()
        return [CopyTable(name, source, None, keys=True, if_not_exists=conditional, renamed=renamed)]
    if cursor.at("AS") or cursor.at("SELECT") or cursor.at("(", "SELECT"):
        cursor.accept("AS")
        return [_selected(cursor, name, conditional=conditional)]
    body = cursor.group()
    if body.accept("LIKE"):
        source, options = body.qualified(), body.rest().upper()
        keys = "INCLUDING" in options or not renamed
        return [CopyTable(name, source, None, keys=keys, if_not_exists=conditional, renamed=renamed)]
    made = _table(body, name, _options(cursor))
    return [CreateReadTable(made, if_not_exists=conditional or None)]


def _selected(cursor: Cursor, name: Name, *, conditional: bool) -> CopyTable:
    """A table made of a query; its columns are certain where they are another table's own."""
    found = SELECTED.match(cursor.rest().strip())
    if not found:
        return CopyTable(name, None, if_not_exists=conditional)
    parts = [part.strip('"`') for part in found["table"].split(".")]
    schema = parts[0] if len(parts) > 1 and parts[0] != cursor.facts.default_schema else None
    columns = None
    if found["columns"].strip() != "*":
        picked = [column.strip() for column in found["columns"].split(",")]
        if not all(re.fullmatch(r"[\"`]?\w+[\"`]?", column) for column in picked):
            return CopyTable(name, None, if_not_exists=conditional)
        columns = tuple(column.strip('"`') for column in picked)
    dialect = cursor.facts.name
    return CopyTable(
        name, Name(schema, parts[-1]), columns, if_not_exists=conditional,
        plain=dialect in ("postgresql", "sqlite"), affinities=dialect == "sqlite",
    )


def _table(body: Cursor, name: Name, options: dict[str, Any]) -> sa.Table:
    members: list[Any] = []
    indexes: list[tuple[str | None, list[Any], dict[str, Any]]] = []
    for item in body.items():
        made = table_constraint(item)
        if made is not None:
            members.append(made)
        elif item.at_any(INDEX_WORDS) and item.peek(1) not in ("", "INT", "INTEGER", "VARCHAR", "TEXT"):
            indexes.append(inline_index(item))
        elif item.peek() in ("PERIOD", "LIKE", "TABLE"):
            raise Unread(item.peek())
        else:
            definition = column_definition(item, name)
            members += [definition.column, *definition.constraints]
    keys = [one for one in members if isinstance(one, sa.PrimaryKeyConstraint)]
    primary = {column for key in keys for column in _key_columns(key)}
    for member in members:
        if isinstance(member, sa.Column) and member.name in primary:
            _make_key(member, body)
    made_table = build_table(name.name, *members, schema=name.schema, **options)
    for index_name, elements, words in indexes:
        build_inline(made_table, index_name, elements, words)
    return made_table


def _key_columns(key: sa.PrimaryKeyConstraint) -> list[str]:
    # The columns' names wait there until the constraint gets its table.
    return [str(getattr(one, "name", one)) for one in key._pending_colargs]


def _make_key(column: sa.Column[Any], body: Cursor) -> None:
    """Let a column be what a primary key of the table makes of it."""
    counted = bool(column.info.get(COUNTED)) or column.identity is not None
    if counted and column.identity is None and body.facts.name == "postgresql":
        # SQLAlchemy writes SERIAL again for a key that is counted up.
        column.server_default = None
    if body.facts.name != "sqlite":
        column.autoincrement = counted
    if body.facts.name != "sqlite":
        column.nullable = False
    column.primary_key = True


def _options(cursor: Cursor) -> dict[str, Any]:
    """What stands behind the columns, as keywords of `sqlalchemy.Table`."""
    options: dict[str, Any] = {}
    while not cursor.done:
        if cursor.accept("COMMENT"):
            cursor.accept("=")
            options["comment"] = cursor.string()
        elif cursor.accept("WITHOUT", "ROWID"):
            options["sqlite_with_rowid"] = False
        elif cursor.facts.name == "sqlite" and cursor.accept("STRICT"):
            options["sqlite_strict"] = True
        elif cursor.facts.name in ("mysql", "mariadb") and cursor.accept("ENGINE"):
            cursor.accept("=")
            options[f"{cursor.facts.sqlalchemy.split('+', maxsplit=1)[0]}_engine"] = cursor.next().text
        elif cursor.at("INHERITS") or cursor.at("AS") or cursor.at("SELECT"):
            raise Unread(cursor.peek())
        else:
            cursor.skip_one()
    return options


def inline_index(cursor: Cursor) -> tuple[str | None, list[Any], dict[str, Any]]:
    """An index among the columns or the actions of a table, as MySQL has it."""
    options: dict[str, Any] = {}
    if cursor.peek() in ("FULLTEXT", "SPATIAL"):
        options["mysql_prefix"] = cursor.next().word
    options["unique"] = cursor.accept("UNIQUE")
    cursor.accept("CLUSTERED")
    cursor.accept("NONCLUSTERED")
    _ = cursor.accept("INDEX") or cursor.accept("KEY")
    cursor.accept("IF", "NOT", "EXISTS")
    name = None
    if cursor.peek() not in ("(", "USING"):
        name = cursor.name()
    if cursor.accept("USING"):
        cursor.next()
    elements = [_member(one, options) for one in cursor.group().items()]
    return name, elements, options


def build_inline(table: sa.Table, name: str | None, elements: list[Any], options: dict[str, Any]) -> None:
    members = [_of_table(table, element) for element in elements]
    kept = {key: value for key, value in options.items() if not key.startswith("mysql") or value}
    sa.Index(name or _first_name(elements), *members, _table=table, **kept)


def _first_name(elements: list[Any]) -> str | None:
    """MySQL calls an index that was given no name after its first column."""
    return next((str(getattr(one, "name", one)) for one in elements), None)


def _of_table(table: sa.Table, element: Any) -> Any:
    if isinstance(element, str):
        return table.c[element]
    return element


def create_index(cursor: Cursor, *, unique: bool, prefix: str | None = None) -> list[Operation]:
    """The operations of the CREATE INDEX behind whose INDEX the cursor stands."""
    dialect = cursor.facts.sqlalchemy.split("+", maxsplit=1)[0]
    options: dict[str, Any] = {"unique": unique}
    concurrently = cursor.accept("CONCURRENTLY")
    conditional = cursor.accept("IF", "NOT", "EXISTS")
    name = Name(None, "") if cursor.at("ON") else cursor.qualified()
    if cursor.accept("USING"):
        options[f"{dialect}_using"] = cursor.name()
    cursor.expect("ON")
    cursor.accept("ONLY")
    table = cursor.qualified()
    if dialect == "sqlite":
        # There the index says in which schema its table is.
        table = Name(name.schema, table.name)
    if cursor.accept("USING"):
        options[f"{dialect}_using"] = cursor.name()
    elements = [_member(one, options) for one in cursor.group().items()]
    if concurrently:
        options["postgresql_concurrently"] = True
    if prefix and dialect in ("mysql", "mariadb"):
        options[f"{dialect}_prefix"] = prefix
    _behind(cursor, options, dialect)
    if not name.name and dialect == "postgresql":
        index = build_index(None, table.name, elements, schema=table.schema, **options)
        index.name = None
        return [ops.CreateIndex(index)]
    index = build_index(name.name or None, table.name, elements, schema=table.schema, **options)
    return [ops.CreateIndex(index, if_not_exists=conditional or None)]


def _behind(cursor: Cursor, options: dict[str, Any], dialect: str) -> None:
    """What stands behind the members of an index."""
    while not cursor.done:
        if cursor.accept("INCLUDE"):
            options[f"{dialect}_include"] = member_names(cursor)
        elif cursor.accept("NULLS", "NOT", "DISTINCT"):
            options["postgresql_nulls_not_distinct"] = True
        elif cursor.accept("WHERE"):
            text = cursor.until(frozenset({"WITH"})).replace(":", "\\:")
            if dialect in ("postgresql", "sqlite", "mssql"):
                options[f"{dialect}_where"] = sa.text(text)
        else:
            cursor.skip_one()


def _member(cursor: Cursor, options: dict[str, Any]) -> Any:
    """One member of an index: a column's name, or else text."""
    start = cursor.place
    if cursor.peek() != "(" and cursor.peek(1) not in ("(", ".", "::", "||", "->", "->>", "+", "-", "*", "/"):
        name = cursor.name()
        if cursor.done or cursor.accept("ASC"):
            return name
        if not cursor.at_any(BEHIND_MEMBER) and cursor.facts.name == "postgresql":
            options.setdefault("postgresql_ops", {})[name] = cursor.rest()
            return name
    elif cursor.peek(1) == "(" and cursor.facts.name in ("mysql", "mariadb"):
        # A prefix of a column: `name(10)`.
        name = cursor.name()
        length = cursor.group().rest()
        if length.isdigit():
            key = f"{cursor.facts.sqlalchemy.split('+', maxsplit=1)[0]}_length"
            options.setdefault(key, {})[name] = int(length)
            return name
    cursor.place = start
    return sa.text(cursor.rest().replace(":", "\\:"))
