"""A catalog as a document that a file can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

from sqlgen.catalog.catalog import Catalog
from sqlgen.catalog.objects import (
    Check,
    Column,
    Exclusion,
    ForeignKey,
    Index,
    Name,
    Table,
    Unique,
)

FORMAT = 1
"""The version of the format, which `docs/reference/catalog.schema.json` describes."""
SQL = "$sql"
"""The key of a mapping that stands for SQL text among an object's options."""
IDENTITY = (
    "always", "on_null", "start", "increment", "minvalue", "maxvalue", "nominvalue", "nomaxvalue", "cycle",
    "cache", "order",
)  # fmt: skip

T = TypeVar("T")
Enums = Mapping[Name, tuple[str, ...]]
Document = dict[str, Any]


class Words(Protocol):
    """How one dialect writes, and reads again, what SQLAlchemy keeps as objects."""

    def type_text(self, type_: TypeEngine[Any]) -> str: ...

    def labels(self, type_: TypeEngine[Any], enums: Enums) -> tuple[str, ...]:
        """The labels of an enumerated type which its text does not say, nor the types that are known."""

    def read_type(
        self, text: str, enums: Enums, labels: tuple[str, ...] = (), check: Check | None = None
    ) -> TypeEngine[Any]:
        """The type of that text and those labels, which brings `check` with it."""

    def default_text(self, default: Any) -> str | None:
        """A server default as SQL; None for one that only the database knows."""

    def sql_text(self, expression: Any) -> str: ...

    def exclusion_text(self, exclusion: Exclusion) -> str:
        """What stands behind CONSTRAINT and the name."""

    def read_exclusion(self, text: str, name: str | None) -> Exclusion: ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A catalog, for which database, and where in its history.

    `revisions` are those that the version table holds, none before the first; None where nobody said.
    """

    dialect: str
    version: str
    revisions: tuple[str, ...] | None
    catalog: Catalog


def written(snapshot: Snapshot, words: Words) -> Document:
    """The document of a snapshot: the same for equal catalogs, in an order that a person can compare."""
    catalog = snapshot.catalog
    return {
        "format": FORMAT,
        "dialect": snapshot.dialect,
        "version": snapshot.version,
        "revisions": None if snapshot.revisions is None else sorted(snapshot.revisions),
        "complete": catalog.closed,
        "assumed": not catalog.told,
        "types_complete": catalog.readable,
        "enums": [
            {**_name(name), "labels": list(labels)} for name, labels in _sorted(catalog.enums)
        ],
        "relations": [
            {**_name(name), "kind": kind} for name, kind in _sorted(catalog.relations)
        ],
        "absent": [_name(name) for name in sorted(catalog.gone, key=str)],
        "uncertain": [_name(name) for name in sorted(catalog.doubtful, key=str)],
        "tables": [
            table_document(table, words, catalog.enums) for _, table in _sorted(catalog.tables)
        ],
    }


def _sorted(named: Mapping[Name, T]) -> list[tuple[Name, T]]:
    return sorted(named.items(), key=lambda item: str(item[0]))


def _name(name: Name) -> Document:
    return {"name": name.name} | ({"schema": name.schema} if name.schema else {})


def table_document(table: Table, words: Words, enums: Enums) -> Document:
    """All that is known of a table; what is nothing out of the ordinary is left out."""
    key = table.primary_key
    return {
        **_name(table.name),
        **({} if table.complete else {"complete": False}),
        **({"comment": table.comment} if table.comment is not None else {}),
        **({"options": _options(table.options, words)} if table.options else {}),
        "columns": [_column(column, words, enums) for column in table.columns.values()],
        **({"primary_key": {"name": key.name, "columns": list(key.columns)}} if key else {}),
        "constraints": [_constraint(one, words) for one in table.constraints],
        "indexes": [_index(index, words) for index in table.indexes],
    }


def _column(column: Column, words: Words, enums: Enums) -> Document:
    document: Document = {
        "name": column.name,
        "type": words.type_text(column.type),
        "nullable": column.nullable,
    }
    labels = words.labels(column.type, enums)
    if labels:
        document["labels"] = list(labels)
    default = column.server_default
    if isinstance(default, sa.Computed):
        document["computed"] = {"sql": words.sql_text(default.sqltext), "persisted": default.persisted}
    elif isinstance(default, sa.Identity):
        options = {option: getattr(default, option, None) for option in IDENTITY}
        document["identity"] = {option: value for option, value in options.items() if value is not None}
    elif default is not None and (text := words.default_text(default)) is not None:
        document["default"] = text
    if column.generated:
        document["generated"] = True
    if column.sequence is not None:
        document["sequence"] = column.sequence
    if column.comment is not None:
        document["comment"] = column.comment
    return document


def _constraint(constraint: Unique | ForeignKey | Check | Exclusion, words: Words) -> Document:
    told: Document
    match constraint:
        case Unique():
            told = {"kind": "unique", "name": constraint.name, "columns": list(constraint.columns)}
        case ForeignKey():
            told = {
                "kind": "foreign key",
                "name": constraint.name,
                "columns": list(constraint.columns),
                "referent": _name(constraint.referent),
                "referent_columns": list(constraint.referent_columns),
            }
        case Check():
            told = {"kind": "check", "name": constraint.name, "sql": words.sql_text(constraint.condition)}
            if constraint.columns:
                told["of_type"] = list(constraint.columns)
        case _:
            told = {"kind": "exclusion", "name": constraint.name, "sql": words.exclusion_text(constraint)}
    options = _options(getattr(constraint, "options", {}), words)
    return told | ({"options": options} if options else {})


def _index(index: Index, words: Words) -> Document:
    members: list[str | Document] = []
    for column, expression in zip(index.columns, index.expressions, strict=True):
        if column is not None and isinstance(expression, sa.Column):
            members.append(column)
        else:
            said = {} if column is None else {"column": column}
            members.append({**said, "sql": words.sql_text(expression)})
    document: Document = {"name": index.name, "members": members}
    if index.unique:
        document["unique"] = True
    if index.generated:
        document["generated"] = True
    options = _options(index.options, words)
    return document | ({"options": options} if options else {})


def _options(options: Mapping[str, Any], words: Words) -> Document:
    return {key: _option(value, words) for key, value in sorted(options.items())}


def _option(value: Any, words: Words) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            # A subclass of str, such as a quoted name, is a text here.
            return str(value) if isinstance(value, str) else value
        case sa.Column():
            return str(value.name)
        case Mapping():
            return {str(key): _option(inner, words) for key, inner in value.items()}
        case list() | tuple():
            return [_option(inner, words) for inner in value]
        case ClauseElement():
            return {SQL: words.sql_text(value)}
        case _:
            return str(value)
