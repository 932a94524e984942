"""Reflection answered from a catalog."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.engine.reflection import ReflectionDefaults
from sqlalchemy.exc import NoSuchTableError

from sqlgen.catalog import (
    Catalog,
    Check,
    Column,
    ForeignKey,
    Index,
    Name,
    Standing,
    Table,
    Unique,
)
from sqlgen.dialects.reported import reported_type
from sqlgen.dialects.texts import default_text, expression_text, without_parentheses
from sqlgen.errors import UnknownSchema

T = TypeVar("T")
SORTED = re.compile(r"\s+(?:ASC|DESC)(?=\s*$|\s+NULLS\s)|\s+NULLS\s+(?:FIRST|LAST)\s*$", re.IGNORECASE)
"""What stands behind a member of an index for its order."""
Source = Callable[[], Catalog]
INDEXING = ("mysql", "mariadb")
"""Databases whose keys are all indexes."""
CONDITIONAL = ("postgresql", "mysql", "mariadb", "sqlite")
"""Databases that take IF [NOT] EXISTS for tables in every version that anybody runs."""

BEHIND = "say what is there with --catalog FILE or [history] base, or start the range at a revision behind it"


@dataclass
class Unsure:
    """What `create_all()` or `drop_all()` goes on to make or drop, as nobody knows whether it exists."""

    drops: bool
    tables: set[tuple[str | None, str]] = field(default_factory=set)


class CatalogReflection:
    """A mix-in for SQLAlchemy's dialects whose questions about the schema a catalog answers.

    Answers have the form that `sqlalchemy.engine.reflection.Inspector` documents. What the catalog cannot
    know raises UnknownSchema.
    """

    name: str
    default_schema_name: str | None
    catalog: Source
    answered_absent: Callable[[Name], None]

    def _table(self, name: str, schema: str | None) -> Table:
        catalog = self.catalog()
        schema = self._said(schema)
        table = catalog.table(name, schema)
        standing = catalog.standing(name, schema)
        if table is not None and table.complete:
            return table
        if standing is Standing.ABSENT:
            self.answered_absent(Name(schema, name))
            raise NoSuchTableError(f"{schema}.{name}" if schema else name)
        reason = "which no revision of this history made"
        if catalog.closed:
            reason = "which a revision not run here, or SQL that nobody can read, may have changed"
        raise UnknownSchema(f"the revision asks what table {name!r} looks like, {reason}", hint=BEHIND)

    def _said(self, schema: str | None) -> str | None:
        """A schema as operations say it: the default one is not said."""
        return None if schema == self.default_schema_name else schema

    def _all(self, schema: str | None) -> list[Table]:
        catalog = self.catalog()
        if catalog.doubtful:
            names = ", ".join(sorted(map(str, catalog.doubtful)))
            reason = "a revision not run here, or SQL that nobody can read, may have made or dropped"
            raise UnknownSchema(f"the revision asks for all tables, and {reason} {names}", hint=BEHIND)
        if not catalog.closed:
            raise UnknownSchema(
                "the revision asks for all tables, and there are some that no revision of this history made",
                hint=BEHIND,
            )
        schema = self._said(schema)
        return [table for key, table in catalog.tables.items() if key.schema == schema]

    def has_table(self, connection: Any, table_name: str, schema: str | None = None, **_: Any) -> bool:
        standing = self.catalog().standing(table_name, self._said(schema))
        unsure: Unsure | None = getattr(connection, "unsure", None)
        if standing is Standing.UNKNOWN and unsure is not None and self.name in CONDITIONAL:
            unsure.tables.add((schema, table_name))
            return unsure.drops
        if standing is Standing.UNKNOWN:
            raise UnknownSchema(
                f"the revision asks whether there is a table {table_name!r}, which no revision of this "
                "history made",
                hint=BEHIND,
            )
        if standing is Standing.ABSENT:
            self.answered_absent(Name(self._said(schema), table_name))
        return standing is Standing.PRESENT

    def has_multi_table(
        self, connection: Any, table_names: Iterable[str], schema: str | None = None, **_: Any
    ) -> list[tuple[tuple[str | None, str], bool]]:
        """What SQLAlchemy 2.1 asks in the place of many `has_table`."""
        return [((schema, name), self.has_table(connection, name, schema)) for name in table_names]

    def has_index(
        self, _connection: Any, table_name: str, index_name: str, schema: str | None = None, **_: Any
    ) -> bool:
        if not self.has_table(None, table_name, schema):
            return False
        return any(index["name"] == index_name for index in self.get_indexes(None, table_name, schema))

    def has_schema(self, _connection: Any, schema_name: str, **_: Any) -> bool:
        return schema_name in self.get_schema_names(None)

    def has_type(self, connection: Any, type_name: str, schema: str | None = None, **_: Any) -> bool:
        catalog = self.catalog()
        known = any(key.name == type_name and key.schema == self._said(schema) for key in catalog.enums)
        unsure: Unsure | None = getattr(connection, "unsure", None)
        if not known and not catalog.readable and unsure is not None:
            # PostgreSQL has no CREATE TYPE IF NOT EXISTS: made and dropped as the revision says.
            return unsure.drops
        if not known and not catalog.readable:
            raise UnknownSchema(f"the revision asks whether there is a type {type_name!r}, which may be")
        return known

    def has_sequence(self, connection: Any, *_: Any, **__: Any) -> bool:
        unsure: Unsure | None = getattr(connection, "unsure", None)
        if unsure is not None:
            return unsure.drops
        raise UnknownSchema("the revision asks whether there is a sequence")

    def get_schema_names(self, _connection: Any, **_: Any) -> list[str]:
        names = {key.schema for key in self.catalog().tables if key.schema}
        return sorted(names | ({self.default_schema_name} if self.default_schema_name else set()))

    def get_table_names(self, _connection: Any, schema: str | None = None, **_: Any) -> list[str]:
        return [table.name.name for table in self._all(schema)]

    def get_view_names(self, _connection: Any, schema: str | None = None, **_: Any) -> list[str]:
        self._all(schema)
        schema = self._said(schema)
        relations = self.catalog().relations
        return [name.name for name, kind in relations.items() if kind == "VIEW" and name.schema == schema]

    def get_materialized_view_names(self, _connection: Any, schema: str | None = None, **_: Any) -> list[str]:
        self._all(schema)
        said = self._said(schema)
        relations = self.catalog().relations.items()
        return [name.name for name, kind in relations if kind == "MATERIALIZED VIEW" and name.schema == said]

    def get_temp_table_names(self, _connection: Any, **_: Any) -> list[str]:
        """None: what a session has of its own is not kept."""
        return []

    def get_temp_view_names(self, _connection: Any, **_: Any) -> list[str]:
        return []

    def get_sequence_names(self, _connection: Any, schema: str | None = None, **_: Any) -> list[str]:
        tables = self._all(schema)
        said = self._said(schema)
        relations = self.catalog().relations.items()
        names = [name.name for name, kind in relations if kind == "SEQUENCE" and name.schema == said]
        if tables:
            counted = [column for table in tables for column in table.columns.values()]
            names += [column.sequence for column in counted if column.sequence is not None]
        return names

    def _load_enums(self, _connection: Any, schema: str | None = None, **_: Any) -> list[dict[str, Any]]:
        """What `get_enums()` of PostgreSQL's inspector asks its dialect for; "*" means every schema."""
        catalog = self.catalog()
        if not catalog.readable:
            raise UnknownSchema(
                "the revision asks for all enumerated types, and there may be some that nobody knows of",
                hint=BEHIND,
            )
        said = self._said(schema)
        return [
            {
                "name": key.name,
                "schema": key.schema or self.default_schema_name,
                "visible": key.schema is None,
                "labels": list(labels),
            }
            for key, labels in sorted(catalog.enums.items(), key=lambda item: item[0].name)
            if labels and (schema == "*" or key.schema == said)
        ]

    def get_columns(
        self, _connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> list[dict[str, Any]]:
        table = self._table(table_name, schema)
        return [self._column(column) for column in table.columns.values()]

    def _column(self, column: Column) -> dict[str, Any]:
        default = column.server_default
        described: dict[str, Any] = {
            "name": column.name,
            "type": reported_type(column.type, self),  # type: ignore[arg-type]
            "nullable": column.nullable,
            "default": None,
            "autoincrement": column.generated,
            "comment": column.comment,
        }
        if isinstance(default, sa.Computed):
            text = expression_text(default.sqltext, self)
            described["computed"] = {"sqltext": text, "persisted": default.persisted}
        elif isinstance(default, sa.Identity):
            described["identity"] = {"always": bool(default.always), "start": default.start or 1}
        elif default is not None:
            text = default_text(default, self)
            # SQLite keeps what is in the parentheses.
            described["default"] = without_parentheses(text) if self.name == "sqlite" else text
        elif column.sequence is not None:
            described["default"] = f"nextval('{column.sequence}'::regclass)"
        return described

    def get_pk_constraint(
        self, _connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> dict[str, Any]:
        key = self._table(table_name, schema).primary_key
        if key is None:
            return ReflectionDefaults.pk_constraint()  # type: ignore[return-value]
        # MySQL calls every primary key PRIMARY, and SQLAlchemy gives it no name there.
        name = None if self.name in INDEXING else key.name
        return {"constrained_columns": list(key.columns), "name": name, "comment": None}

    def get_foreign_keys(
        self, _connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> list[dict[str, Any]]:
        keys: Sequence[ForeignKey] = self._table(table_name, schema).all_of(ForeignKey)
        if self.name == "sqlite":
            keys = _first_of_each(keys, lambda key: (key.columns, key.referent, key.referent_columns))
        return [
            {
                "name": key.name,
                "constrained_columns": list(key.columns),
                "referred_schema": key.referent.schema,
                "referred_table": key.referent.name,
                "referred_columns": list(key.referent_columns),
                # What is the rule anyway is not told.
                "options": {name: rule for name, rule in key.options.items() if rule != "NO ACTION"},
                "comment": None,
            }
            for key in keys
        ]

    def get_unique_constraints(
        self, _connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> list[dict[str, Any]]:
        table = self._table(table_name, schema)
        uniques: Sequence[Unique] = table.all_of(Unique)
        if self.name == "sqlite":
            uniques = _first_of_each(uniques, lambda one: one.columns)
        if self.name not in INDEXING:
            return [{"name": one.name, "column_names": list(one.columns), "comment": None} for one in uniques]
        # There a unique constraint and a unique index are one and the same.
        keys: list[Unique | Index] = [*uniques, *(index for index in table.indexes if index.unique)]
        return [
            {"name": one.name, "column_names": list(one.columns), "duplicates_index": one.name}
            for one in keys
        ]

    def get_check_constraints(
        self, _connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> list[dict[str, Any]]:
        checks: tuple[Check, ...] = self._table(table_name, schema).all_of(Check)
        return [
            {"name": one.name, "sqltext": expression_text(one.condition, self), "comment": None}
            for one in checks
        ]

    def get_indexes(
        self, _connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> list[dict[str, Any]]:
        table = self._table(table_name, schema)
        found = [self._index(index) for index in table.indexes]
        if self.name == "sqlite":
            # SQLAlchemy leaves out those of expressions there.
            found = [index for index in found if None not in index["column_names"]]
        uniques: tuple[Unique, ...] = table.all_of(Unique)
        if self.name in INDEXING:
            found += [
                {"name": one.name, "column_names": list(one.columns), "unique": True} for one in uniques
            ]
        if self.name == "postgresql":
            # A unique constraint is kept as an index of the same name, and shown as one.
            found += [
                {
                    "name": one.name,
                    "column_names": list(one.columns),
                    "unique": True,
                    "duplicates_constraint": one.name,
                    "dialect_options": {},
                }
                for one in uniques
            ]
        return found

    def _index(self, index: Index) -> dict[str, Any]:
        described: dict[str, Any] = {
            "name": index.name,
            "column_names": list(index.columns),
            "unique": index.unique,
            "dialect_options": {key: self._option(value) for key, value in index.options.items()},
        }
        told = [expression_text(one, self) for one in index.expressions]
        members = [one if one is not None else text for one, text in zip(index.columns, told, strict=True)]
        if self.name == "postgresql":
            members = [SORTED.sub("", one) for one in members]
            classes = index.options.get("postgresql_ops") or {}
            # Words for the order may stand where an operator class has its place.
            words = [
                _sorting(f"{text} {classes.get(one, '')}") for one, text in zip(members, told, strict=True)
            ]
            sorting = {one: order for one, order in zip(members, words, strict=True) if order}
            if sorting:
                described["column_sorting"] = sorting
        if None in index.columns:
            described["expressions"] = members
        return described

    def _option(self, value: Any) -> Any:
        return expression_text(value, self) if isinstance(value, sa.ClauseElement) else value

    def get_table_comment(
        self, _connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> dict[str, Any]:
        return {"text": self._table(table_name, schema).comment}

    def get_table_options(
        self, _connection: Any, table_name: str, schema: str | None = None, **_: Any
    ) -> dict[str, Any]:
        return dict(self._table(table_name, schema).options)

    # Some dialects ask for many tables in one statement; the common way asks for one after the other.
    get_multi_columns = DefaultDialect.get_multi_columns
    get_multi_pk_constraint = DefaultDialect.get_multi_pk_constraint
    get_multi_foreign_keys = DefaultDialect.get_multi_foreign_keys
    get_multi_unique_constraints = DefaultDialect.get_multi_unique_constraints
    get_multi_check_constraints = DefaultDialect.get_multi_check_constraints
    get_multi_indexes = DefaultDialect.get_multi_indexes
    get_multi_table_comment = DefaultDialect.get_multi_table_comment
    get_multi_table_options = DefaultDialect.get_multi_table_options
    _default_multi_reflect = DefaultDialect._default_multi_reflect


def _first_of_each(parts: Sequence[T], said: Callable[[T], object]) -> list[T]:
    """The parts without those that say what one before them says: SQLAlchemy finds them on SQLite by that."""
    found: dict[object, T] = {}
    for part in parts:
        found.setdefault(said(part), part)
    return list(found.values())


def _sorting(member: str) -> tuple[str, ...]:
    """How an index sorts a column, in the words of SQLAlchemy's reflection; ascending is not said."""
    words = " ".join(member.lower().split())
    found = ["desc"] if re.search(r" desc\b", words) else []
    first, last = words.endswith("nulls first"), words.endswith("nulls last")
    if first and not found:
        found.append("nulls_first")
    if last and found:
        found.append("nulls_last")
    return tuple(found)


def reflecting(
    dialect: Dialect, source: Source, answered_absent: Callable[[Name], None] = lambda _: None
) -> Any:
    """The dialect with its questions about the schema answered from `source`.

    `answered_absent` is told of every table that a question was told not to be there.
    """
    made: Any = type(f"Reflecting{type(dialect).__name__}", (CatalogReflection, type(dialect)), {})
    twin: Any = made.__new__(made)
    twin.__dict__.update(dialect.__dict__)
    twin.catalog = source
    twin.answered_absent = answered_absent
    return twin
