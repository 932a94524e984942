"""The rows of PostgreSQL's pg_catalog, as they follow from our catalog."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from sqlgen.catalog import Check, ForeignKey, Index, Table
from sqlgen.dialects.facts import read_facts
from sqlgen.dialects.lexing import Kind, lex
from sqlgen.replay.catalogue_rows import UNSAID, Row, Rows, Source, schemata, told

FROM_ZERO = "0"
"""In front of an array whose first member has the number 0, as an int2vector's has."""
CONTYPES = {"PRIMARY KEY": "p", "UNIQUE": "u", "FOREIGN KEY": "f", "CHECK": "c", "EXCLUDE": "x"}


def pg_tables(source: Source) -> Iterator[Row]:
    for name in source.catalog.tables:
        yield {"schemaname": source.schema(name), "tablename": name.name}


def pg_views(source: Source) -> Iterator[Row]:
    for name, kind in source.catalog.relations.items():
        if kind == "VIEW":
            yield {"schemaname": source.schema(name), "viewname": name.name}


def pg_indexes(source: Source) -> Iterator[Row]:
    for table in source.catalog.tables.values():
        for name, _, _, _, _ in source.indexes(table):
            yield {"schemaname": source.schema(table.name), "tablename": table.name.name,
                   "indexname": told(name)}


def pg_namespace(source: Source) -> Iterator[Row]:
    for row in schemata(source):
        schema = row["schema_name"]
        yield {"oid": source.oid("namespace", "", schema), "nspname": schema}


def pg_class(source: Source) -> Iterator[Row]:
    for table in source.catalog.tables.values():
        schema = source.schema(table.name)
        yield _class(source, schema, table.name.name, "r", indexed=bool(list(source.indexes(table))))
        for name, _, _, _, _ in source.indexes(table):
            yield _class(source, schema, name, "i")
        for column in table.columns.values():
            if column.generated:
                yield _class(source, schema, f"{table.name.name}_{column.name}_seq", "S")
    kinds = {"VIEW": "v", "MATERIALIZED VIEW": "m", "SEQUENCE": "S"}
    for relation, kind in source.catalog.relations.items():
        yield _class(source, source.schema(relation), relation.name, kinds[kind])


def _class(source: Source, schema: str, name: str | None, kind: str, *, indexed: bool = False) -> Row:
    return {
        "oid": source.oid("class", schema, name or ""), "relname": told(name), "relkind": kind,
        "relnamespace": source.oid("namespace", "", schema), "relhasindex": indexed, "relispartition": False,
    }


def pg_index(source: Source) -> Iterator[Row]:
    for table in source.catalog.tables.values():
        schema, places = source.schema(table.name), _places(table)
        for name, members, unique, primary, index in source.indexes(table):
            keys = [places.get(str(column), 0) for column in members]
            partial = isinstance(index, Index) and index.options.get("postgresql_where") is not None
            yield {
                "indexrelid": source.oid("class", schema, name or ""),
                "indrelid": source.oid("class", schema, table.name.name), "indisunique": unique,
                "indisprimary": primary, "indisvalid": True, "indisready": True, "indislive": True,
                "indnatts": len(keys), "indnkeyatts": len(keys), "indkey": FROM_ZERO + json.dumps(keys),
                "indpred": UNSAID if partial else None,
            }


def pg_attribute(source: Source) -> Iterator[Row]:
    for table in source.catalog.tables.values():
        owner = source.oid("class", source.schema(table.name), table.name.name)
        for place, column in enumerate(table.columns.values(), 1):
            identity = column.server_default if isinstance(column.server_default, sa.Identity) else None
            yield {
                "attrelid": owner, "attname": column.name, "attnum": place, "attisdropped": False,
                "attnotnull": not column.nullable,
                "attidentity": "" if identity is None else "a" if identity.always else "d",
                "atthasdef": column.server_default is not None or column.generated,
            }


def _places(table: Table) -> dict[str, int]:
    return {name: place for place, name in enumerate(table.columns, 1)}


def pg_constraint(source: Source) -> Iterator[Row]:
    for table in source.catalog.tables.values():
        schema, places = source.schema(table.name), _places(table)
        for kind, name, members, one in source.keys(table):
            referent = source.catalog.tables.get(one.referent) if isinstance(one, ForeignKey) else None
            own = _mentioned(one, table, source) if isinstance(one, Check) else members
            keys = [places.get(column, 0) for column in own]
            indexed = kind in ("PRIMARY KEY", "UNIQUE")
            confkey = None
            if isinstance(one, ForeignKey) and referent is not None:
                confkey = json.dumps([_places(referent).get(column, 0) for column in one.referent_columns])
            yield {
                "oid": source.oid("constraint", schema, f"{table.name} {name}"), "conname": told(name),
                "contype": CONTYPES[kind], "connamespace": source.oid("namespace", "", schema),
                "conrelid": source.oid("class", schema, table.name.name), "convalidated": True,
                "conindid": source.oid("class", schema, name or "") if indexed else 0,
                "confrelid": 0 if not isinstance(one, ForeignKey)
                else source.oid("class", source.schema(one.referent), one.referent.name),
                "conkey": UNSAID if kind == "EXCLUDE" else json.dumps(keys),
                "confkey": confkey if referent or not isinstance(one, ForeignKey) else UNSAID,
            }


def _mentioned(check: Check, table: Table, source: Source) -> tuple[str, ...]:
    """The columns that a condition is about."""
    text = check.condition
    if not isinstance(text, str):
        compiler: Any = source.dialect.statement_compiler(source.dialect, None)
        text = str(compiler.process(text, literal_binds=True, include_table=False))
    words = {
        lexeme.text.strip('"') if lexeme.kind is Kind.NAME else lexeme.text.lower()
        for lexeme in lex(text, read_facts("postgresql").lexical)
        if lexeme.kind in (Kind.NAME, Kind.WORD)
    }
    return tuple(column for column in table.columns if column in words)


def pg_type(source: Source) -> Iterator[Row]:
    for name, labels in source.catalog.enums.items():
        schema = source.schema(name)
        yield {
            "oid": source.oid("type", schema, name.name), "typname": name.name,
            "typnamespace": source.oid("namespace", "", schema), "typtype": "e" if labels else UNSAID,
        }


def pg_enum(source: Source) -> Iterator[Row]:
    for name, labels in source.catalog.enums.items():
        owner = source.oid("type", source.schema(name), name.name)
        for place, label in enumerate(labels, 1):
            yield {"enumtypid": owner, "enumlabel": label, "enumsortorder": float(place)}


PG_CATALOG: Mapping[str, Rows] = {
    "pg_tables": pg_tables, "pg_views": pg_views, "pg_indexes": pg_indexes, "pg_namespace": pg_namespace,
    "pg_class": pg_class, "pg_index": pg_index, "pg_attribute": pg_attribute,
    "pg_constraint": pg_constraint, "pg_type": pg_type, "pg_enum": pg_enum,
}
