"""The rows of a database's own catalogue, as they follow from ours.

Every table is a list of rows, each a mapping of column to value. A cell is UNSAID where the server alone
knows it. Object identifiers are made up: they serve to join, and are never shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy.engine import Dialect

from sqlgen.catalog import Catalog, Check, Column, Exclusion, ForeignKey, Name, Table, Unique
from sqlgen.replay.rows.cells import UNKNOWN

Row = dict[str, Any]
Rows = Callable[["Source"], Iterable[Row]]

UNSAID = UNKNOWN
SECRET = "\x01"  # noqa: S105  no password
"""In a text that only the server knows: no answer may show it, and no question can ask for it."""
THIS_DATABASE = f"{SECRET}database"
POSTGRESQL_TYPES: Mapping[str, tuple[str, str]] = {
    "INTEGER": ("integer", "int4"), "BIGINT": ("bigint", "int8"), "SMALLINT": ("smallint", "int2"),
    "VARCHAR": ("character varying", "varchar"), "CHAR": ("character", "bpchar"), "TEXT": ("text", "text"),
    "BOOLEAN": ("boolean", "bool"), "FLOAT": ("double precision", "float8"),
    "DOUBLE PRECISION": ("double precision", "float8"), "REAL": ("real", "float4"),
    "NUMERIC": ("numeric", "numeric"), "DATE": ("date", "date"), "BYTEA": ("bytea", "bytea"),
    "JSON": ("json", "json"), "JSONB": ("jsonb", "jsonb"), "UUID": ("uuid", "uuid"),
    "TIMESTAMP WITHOUT TIME ZONE": ("timestamp without time zone", "timestamp"),
    "TIMESTAMP WITH TIME ZONE": ("timestamp with time zone", "timestamptz"),
    "TIME WITHOUT TIME ZONE": ("time without time zone", "time"), "INTERVAL": ("interval", "interval"),
}
"""What PostgreSQL calls the types that SQLAlchemy writes so: data_type and udt_name.
https://www.postgresql.org/docs/current/datatype.html"""
MYSQL_TYPES = {"integer": "int", "numeric": "decimal", "bool": "tinyint"}
class Source:
    """The catalog to be shown, and how its dialect writes types."""

    def __init__(self, catalog: Catalog, dialect: Dialect, default_schema: str | None) -> None:
        self.catalog = catalog
        self.dialect = dialect
        self.mysql = dialect.name in ("mysql", "mariadb")
        self.default_schema = THIS_DATABASE if self.mysql else default_schema or ""
        self._numbers: dict[tuple[str, str, str], int] = {}

    def schema(self, name: Name) -> str:
        return name.schema or self.default_schema

    def oid(self, kind: str, schema: str, name: str) -> int:
        """A number of our own for an object."""
        return self._numbers.setdefault((kind, schema, name), 100_000 + len(self._numbers))

    def schema_of(self, oid: int) -> str | None:
        """The schema of the object with that number."""
        return next((schema for (_, schema, _), number in self._numbers.items() if number == oid), None)

    def type_text(self, column: Column) -> str:
        return str(self.dialect.type_compiler_instance.process(column.type))

    def keys(self, table: Table) -> Iterator[tuple[str, str | None, tuple[str, ...], Any]]:
        """The constraints of a table: kind, name, columns, and what the catalog holds."""
        if table.primary_key is not None:
            name = "PRIMARY" if self.mysql else table.primary_key.name
            yield "PRIMARY KEY", name, table.primary_key.columns, table.primary_key
        for one in table.constraints:
            match one:
                case Unique():
                    yield "UNIQUE", one.name, one.columns, one
                case ForeignKey():
                    yield "FOREIGN KEY", one.name, one.columns, one
                case Check():
                    yield "CHECK", one.name, one.columns, one
                case Exclusion():
                    yield "EXCLUDE", one.name, (), one

    def indexes(self, table: Table) -> Iterator[tuple[str | None, tuple[str | None, ...], bool, bool, Any]]:
        """The indexes of a table with those of its constraints: name, columns, unique, primary, the index."""
        for kind, name, columns, _ in self.keys(table):
            if kind in ("PRIMARY KEY", "UNIQUE"):
                yield name, columns, True, kind == "PRIMARY KEY", None
        for index in table.indexes:
            yield index.name, index.columns, index.unique, False, index


def told(name: str | None) -> Any:
    return UNSAID if name is None else name


# information_schema

def tables(source: Source) -> Iterator[Row]:
    for table in source.catalog.tables.values():
        comment = {"table_comment": table.comment or ""} if source.mysql else {}
        yield {
            "table_catalog": _catalog(source), "table_schema": source.schema(table.name),
            "table_name": table.name.name, "table_type": "BASE TABLE", **comment,
        }
    for name, kind in source.catalog.relations.items():
        if kind == "VIEW":
            row = {"table_catalog": _catalog(source), "table_schema": source.schema(name),
                   "table_name": name.name, "table_type": "VIEW"}
            yield {**row, "table_comment": "VIEW"} if source.mysql else row


def _catalog(source: Source) -> str:
    return "def" if source.mysql else THIS_DATABASE


def schemata(source: Source) -> Iterator[Row]:
    """The schemas that have tables; what else there is nobody knows."""
    for schema in sorted({source.schema(name) for name in source.catalog.tables} | {source.default_schema}):
        yield {"catalog_name": _catalog(source), "schema_name": schema}


def columns(source: Source) -> Iterator[Row]:
    for table in source.catalog.tables.values():
        for place, column in enumerate(table.columns.values(), 1):
            yield {
                "table_catalog": _catalog(source), "table_schema": source.schema(table.name),
                "table_name": table.name.name, "column_name": column.name, "ordinal_position": place,
                "is_nullable": "YES" if column.nullable else "NO",
                "column_default": _default(column, table, source),
                **(_mysql_type(column, table, source) if source.mysql else _type(column, source)),
            }


def _default(column: Column, table: Table, source: Source) -> Any:
    # The server prints an expression in its own way; only "none" and a sequence's are the same.
    if column.server_default is None and column.generated and source.dialect.name == "postgresql":
        schema = f"{table.name.schema}." if table.name.schema else ""
        return f"nextval('{schema}{table.name.name}_{column.name}_seq'::regclass)"
    return None if column.server_default is None else UNSAID


def _length(column: Column) -> Any:
    return getattr(column.type, "length", None)


def _type(column: Column, source: Source) -> Row:
    text = source.type_text(column)
    plain = text.split("(", maxsplit=1)[0].strip()
    kept: Row = {"character_maximum_length": _length(column) if plain in ("VARCHAR", "CHAR") else None}
    if source.dialect.name != "postgresql":
        return {**kept, "data_type": plain.lower() if source.dialect.name == "mssql" else UNSAID}
    if text.endswith("[]"):
        return {**kept, "data_type": "ARRAY", "udt_name": UNSAID}
    names = POSTGRESQL_TYPES.get(plain)
    if "(" in text and plain == "TIMESTAMP":
        names = POSTGRESQL_TYPES.get("TIMESTAMP" + text[text.index(")") + 1 :])
    if names is None:
        labels = {name.name for name in source.catalog.enums}
        if text not in labels:
            return {**kept, "data_type": UNSAID, "udt_name": UNSAID}
        return {**kept, "data_type": "USER-DEFINED", "udt_name": text}
    return {**kept, "data_type": names[0], "udt_name": names[1]}


def _mysql_type(column: Column, table: Table, source: Source) -> Row:
    text = source.type_text(column).lower()
    plain = text.split("(", maxsplit=1)[0].split()[0]
    plain = MYSQL_TYPES.get(plain, plain)
    extra = UNSAID if column.server_default is not None else ""
    in_key = table.primary_key is not None and column.name in table.primary_key.columns
    exact = text.startswith(("varchar(", "char(", "text", "longtext", "datetime", "date", "enum("))
    return {
        "data_type": UNSAID if plain in ("json", "bool") else plain,
        "column_type": text if exact and " " not in text else UNSAID,
        "character_maximum_length": _length(column) if plain in ("varchar", "char") else UNSAID,
        "column_key": "PRI" if in_key else UNSAID if _indexed(column.name, table) else "",
        "extra": "auto_increment" if column.generated else extra,
        "column_comment": column.comment or "",
    }


def _indexed(column: str, table: Table) -> bool:
    return any(column in getattr(one, "columns", ()) for one in (*table.constraints, *table.indexes))


def table_constraints(source: Source) -> Iterator[Row]:
    for table in source.catalog.tables.values():
        for kind, name, _, _ in source.keys(table):
            if kind != "EXCLUDE":
                yield {**_constraint(table, name, source), "constraint_type": kind}
        if source.dialect.name == "postgresql":
            # Every NOT NULL is a CHECK there, of a name that has numbers in it.
            for column in table.columns.values():
                if not column.nullable:
                    name = f"{SECRET}{column.name}_not_null"
                    yield {**_constraint(table, name, source), "constraint_type": "CHECK"}


def _constraint(table: Table, name: str | None, source: Source) -> Row:
    schema = source.schema(table.name)
    return {
        "constraint_catalog": _catalog(source), "constraint_schema": schema, "constraint_name": told(name),
        "table_catalog": _catalog(source), "table_schema": schema, "table_name": table.name.name,
    }


def key_column_usage(source: Source) -> Iterator[Row]:
    for table in source.catalog.tables.values():
        for kind, name, members, one in source.keys(table):
            if kind not in ("PRIMARY KEY", "UNIQUE", "FOREIGN KEY"):
                continue
            for place, column in enumerate(members):
                row = _constraint(table, name, source)
                row |= {"column_name": column, "ordinal_position": place + 1}
                if source.mysql:
                    key = one if isinstance(one, ForeignKey) else None
                    row |= {
                        "referenced_table_schema": source.schema(key.referent) if key else None,
                        "referenced_table_name": key.referent.name if key else None,
                        "referenced_column_name": key.referent_columns[place] if key else None,
                    }
                yield row


def constraint_column_usage(source: Source) -> Iterator[Row]:
    """The columns that a key uses: those that it points at, where it is a foreign one."""
    for table in source.catalog.tables.values():
        for kind, name, members, one in source.keys(table):
            target = one.referent if isinstance(one, ForeignKey) else table.name
            used = one.referent_columns if isinstance(one, ForeignKey) else members
            for column in used if kind in ("PRIMARY KEY", "UNIQUE", "FOREIGN KEY") else ():
                yield {
                    "constraint_schema": source.schema(table.name), "constraint_name": told(name),
                    "table_schema": source.schema(target), "table_name": target.name, "column_name": column,
                }


def referential_constraints(source: Source) -> Iterator[Row]:
    default = "RESTRICT" if source.dialect.name == "mariadb" else "NO ACTION"
    for table in source.catalog.tables.values():
        for _, name, _, one in source.keys(table):
            if not isinstance(one, ForeignKey):
                continue
            row = {
                "constraint_schema": source.schema(table.name), "constraint_name": told(name),
                "unique_constraint_schema": source.schema(one.referent),
                "update_rule": str(one.options.get("onupdate") or default).upper(),
                "delete_rule": str(one.options.get("ondelete") or default).upper(),
            }
            if source.mysql:
                row |= {"table_name": table.name.name, "referenced_table_name": one.referent.name}
            yield row


def statistics(source: Source) -> Iterator[Row]:
    """MySQL's list of indexes, a row for each column of them."""
    for table in source.catalog.tables.values():
        schema = source.schema(table.name)
        for name, members, unique, _, _ in source.indexes(table):
            for place, column in enumerate(members, 1):
                yield {
                    "table_schema": schema, "table_name": table.name.name, "index_schema": schema,
                    "index_name": told(name), "non_unique": 0 if unique else 1, "seq_in_index": place,
                    "column_name": column, "index_type": "BTREE",
                }


INFORMATION_SCHEMA: Mapping[str, Rows] = {
    "tables": tables, "columns": columns, "schemata": schemata, "table_constraints": table_constraints,
    "key_column_usage": key_column_usage, "constraint_column_usage": constraint_column_usage,
    "referential_constraints": referential_constraints,
}
MYSQL_ONLY: Mapping[str, Rows] = {"statistics": statistics}
HIDDEN = frozenset({
    "oid", "relnamespace", "conrelid", "confrelid", "conindid", "connamespace", "indrelid", "indexrelid",
    "attrelid", "enumtypid", "typnamespace", "attnum", "conkey", "confkey", "indkey", "ordinal_position",
    "enumsortorder",
})
"""Columns that join and order, and whose values are the server's own."""
