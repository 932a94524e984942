"""Names that a server makes up for constraints and indexes that were given none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import IdentifierError
from sqlalchemy.sql import visitors

from sqlgen.catalog import Table

POSTGRESQL_LENGTH = 63
"""NAMEDATALEN - 1. https://www.postgresql.org/docs/current/limits.html"""
LABELS: tuple[tuple[type[Any], str], ...] = (
    (sa.PrimaryKeyConstraint, "pkey"),
    (sa.UniqueConstraint, "key"),
    (sa.ForeignKeyConstraint, "fkey"),
    (ExcludeConstraint, "excl"),
    (sa.CheckConstraint, "check"),
    (sa.Index, "idx"),
)


class ServerNames:
    """What one database adds to what it is told: names, and whether a type's CHECK is made at all."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._compiler: Any = dialect.ddl_compiler(dialect, None)  # type: ignore[arg-type]

    @property
    def adds_constraints(self) -> bool:
        return self.dialect.supports_alter

    @property
    def requires_keys(self) -> bool:
        """https://www.sqlite.org/quirks.html#primary_keys_can_sometimes_contain_nulls"""
        return self.dialect.name != "sqlite"

    @property
    def merges_keys(self) -> bool:
        """https://github.com/postgres/postgres/blob/master/src/backend/parser/parse_utilcmd.c
        (transformIndexConstraints)
        """
        return self.dialect.name == "postgresql"

    @property
    def indexes_foreign_keys(self) -> bool:
        return self.dialect.name in ("mysql", "mariadb")

    def makes(self, constraint: Any) -> bool:
        rule = getattr(constraint, "_create_rule", None)
        bound = getattr(constraint, "_type_bound", False)
        return not bound or rule is None or bool(rule(self._compiler))

    def constraint_name(self, constraint: Any, table: Table) -> str | None:
        given = None
        if constraint.name is not None:
            given = self._given_name(constraint)
        if given is not None:
            return str(given)
        taken = {one.name for one in (*table.constraints, *table.indexes) if one.name}
        match self.dialect.name:
            case "postgresql":
                return postgresql_name(constraint, table, taken)
            case "mysql" | "mariadb":
                return self._mysql_name(constraint, table, taken)
            case _:
                return None

    def _given_name(self, constraint: Any) -> str | None:
        """The name that was given, by the naming convention too, as long as the server keeps it."""
        try:
            return self.dialect.identifier_preparer.format_constraint(constraint, _alembic_quote=False)
        except IdentifierError:
            # PostgreSQL shortens with a notice what SQLAlchemy would not send; others refuse it.
            return str(constraint.name)[: self.dialect.max_identifier_length]

    def _mysql_name(self, constraint: Any, table: Table, taken: set[str]) -> str | None:
        """https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html and
        …/create-table-check-constraints.html; https://mariadb.com/kb/en/constraint/
        """
        match constraint:
            case sa.UniqueConstraint():
                first = next(iter(constraint.columns)).name
                return _numbered(first, taken, start=2, separator="_")
            case sa.ForeignKeyConstraint():
                return _numbered_from_one(f"{table.name.name}_ibfk_", taken)
            case sa.PrimaryKeyConstraint():
                return None
            case sa.CheckConstraint():
                is_mariadb = getattr(self.dialect, "is_mariadb", False)
                if is_mariadb and isinstance(constraint.parent, sa.Column):
                    # One that stands with its column is part of it, and has no name.
                    return None
                return _numbered_from_one("CONSTRAINT_" if is_mariadb else f"{table.name.name}_chk_", taken)
            case _:
                return None


def postgresql_name(constraint: Any, table: Table, taken: set[str]) -> str:
    """`table_columns_label`, as ChooseConstraintName makes it.

    https://github.com/postgres/postgres/blob/master/src/backend/commands/indexcmds.c (makeObjectName,
    ChooseIndexNameAddition), …/parser/parse_utilcmd.c
    """
    label = next(label for kind, label in LABELS if isinstance(constraint, kind))
    columns: Iterable[str]
    if isinstance(constraint, sa.PrimaryKeyConstraint):
        columns = ()
    elif isinstance(constraint, ExcludeConstraint) or not isinstance(constraint, sa.CheckConstraint):
        columns = [column.name for column in constraint.columns]
    else:
        named = _named_in(constraint.sqltext, table)
        columns = named if len(named) == 1 else ()
    middle = "_".join(columns)
    number = 0
    while True:
        name = object_name(table.name.name, middle, label + (str(number) if number else ""))
        if name not in taken:
            return name
        number += 1


def _named_in(condition: Any, table: Table) -> set[str]:
    """The table's columns that a condition names."""
    named: set[str] = set()
    for element in visitors.iterate(condition):
        if isinstance(element, sa.TextClause):
            plain = re.sub(r"'(?:[^']|'')*'", "''", element.text)
            words = {word.strip('"') for word in re.findall(r'"[^"]+"|\w+', plain)}
            named |= words & set(table.columns)
        elif isinstance(element, (sa.Column, sa.sql.expression.ColumnClause)):
            named.add(element.name)
    return named


def object_name(first: str, second: str, label: str) -> str:
    """The parts joined by `_`, the longer of the first two shortened until the name fits."""
    room = POSTGRESQL_LENGTH - len(label) - 1 - (1 if second else 0)
    while len(first.encode()) + len(second.encode()) > room:
        if len(first.encode()) > len(second.encode()):
            first = first[:-1]
        else:
            second = second[:-1]
    return "_".join(part for part in (first, second, label) if part)


def _numbered(name: str, taken: set[str], *, start: int, separator: str) -> str:
    if name not in taken:
        return name
    number = start
    while f"{name}{separator}{number}" in taken:
        number += 1
    return f"{name}{separator}{number}"


def _numbered_from_one(prefix: str, taken: set[str]) -> str:
    number = 1
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"
