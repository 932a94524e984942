"""Names that a server makes up for constraints and indexes that were given none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import IdentifierError

from sqlgen.catalog import NOTHING_ELSE, Namespace, Spelling, Table, named_in

POSTGRESQL_LENGTH = 63
"""NAMEDATALEN - 1. https://www.postgresql.org/docs/current/limits.html"""
ALL_COLUMNS_IN_KEY_NAMES = (12,)
"""Since when a foreign key of several columns is named after all. https://www.postgresql.org/docs/12/release-12.html"""
MYSQL = ("mysql", "mariadb")
SPELLINGS = {
    "postgresql": Spelling(longest=POSTGRESQL_LENGTH),
    "mysql": Spelling(ignores_case=True),
    "mariadb": Spelling(ignores_case=True),
    "sqlite": Spelling(ignores_case=True),
    # With the collation that servers are installed with.
    "mssql": Spelling(ignores_case=True),
}
"""Which names mean the same: https://www.postgresql.org/docs/current/sql-syntax-lexical.html,
https://dev.mysql.com/doc/refman/8.0/en/identifier-case-sensitivity.html,
https://www.sqlite.org/c3ref/stricmp.html, https://learn.microsoft.com/en-us/sql/relational-databases/collations/
"""
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
        return self.dialect.name in MYSQL

    @property
    def spelling(self) -> Spelling:
        return SPELLINGS.get(self.dialect.name, Spelling())

    @property
    def table_spelling(self) -> Spelling:
        return Spelling() if self.dialect.name in MYSQL else self.spelling

    @property
    def may_ignore_case(self) -> bool:
        """https://dev.mysql.com/doc/refman/8.0/en/identifier-case-sensitivity.html"""
        return self.dialect.name in MYSQL

    def makes(self, constraint: Any) -> bool:
        rule = getattr(constraint, "_create_rule", None)
        bound = getattr(constraint, "_type_bound", False)
        return not bound or rule is None or bool(rule(self._compiler))

    def constraint_name(
        self, constraint: Any, table: Table, namespace: Namespace = NOTHING_ELSE
    ) -> str | None:
        given = None
        if constraint.name is not None and not self._stands_with_column(constraint):
            given = self._given_name(constraint)
        if given is not None:
            return self.spelling.kept(str(given))
        match self.dialect.name:
            case "postgresql":
                return self._postgresql_name(constraint, table, namespace)
            case "mysql" | "mariadb":
                return self._mysql_name(constraint, table)
            case _:
                return None

    def _stands_with_column(self, constraint: Any) -> bool:
        """Whether SQLAlchemy writes a primary key behind its column, where it says no name of it."""
        if self.dialect.name != "sqlite" or not isinstance(constraint, sa.PrimaryKeyConstraint):
            return False
        table: Any = getattr(constraint, "table", None)
        counted = table is not None and table.dialect_options["sqlite"]["autoincrement"]
        return bool(counted) and constraint.columns.values() == [table._autoincrement_column]

    def _given_name(self, constraint: Any) -> str | None:
        """The name that was given, by the naming convention too, as long as the server keeps it."""
        try:
            return self.dialect.identifier_preparer.format_constraint(constraint, _alembic_quote=False)
        except IdentifierError:
            # PostgreSQL shortens with a notice what SQLAlchemy would not send; others refuse it.
            return str(constraint.name)

    def sequence_name(self, table: str, column: str, namespace: Namespace = NOTHING_ELSE) -> str | None:
        """https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL"""
        if self.dialect.name != "postgresql":
            return None
        return chosen_name(table, column, "seq", namespace.has_relation)

    def _postgresql_name(self, constraint: Any, table: Table, namespace: Namespace) -> str:
        """`table_columns_label`, unique in the schema, as ChooseConstraintName and ChooseIndexName make it.

        https://github.com/postgres/postgres/blob/master/src/backend/commands/indexcmds.c (ChooseIndexName,
        ChooseIndexColumnNames), …/catalog/pg_constraint.c, …/catalog/heap.c (AddRelationNewConstraints)
        """
        label = next(label for kind, label in LABELS if isinstance(constraint, kind))
        columns: list[str]
        match constraint:
            case sa.PrimaryKeyConstraint():
                columns = []
            case sa.CheckConstraint():
                found = named_in(constraint.sqltext, table)
                columns = list(found) if len(found) == 1 else []
            case sa.Index():
                columns = [getattr(one, "name", None) or "expr" for one in constraint.expressions]
            case _:
                columns = [column.name for column in constraint.columns]
        if isinstance(constraint, sa.ForeignKeyConstraint) and self._version < ALL_COLUMNS_IN_KEY_NAMES:
            columns = columns[:1]
        indexed = not isinstance(constraint, (sa.CheckConstraint, sa.ForeignKeyConstraint))

        def is_taken(name: str) -> bool:
            own = name == table.name.name or any(column.sequence == name for column in table.columns.values())
            if indexed and (own or namespace.has_relation(name)):
                return True
            return table.has_part(name) or namespace.has_constraint(name)

        return chosen_name(table.name.name, "_".join(columns), label, is_taken)

    @property
    def _version(self) -> tuple[int, ...]:
        return getattr(self.dialect, "server_version_info", None) or ALL_COLUMNS_IN_KEY_NAMES

    def _mysql_name(self, constraint: Any, table: Table) -> str | None:
        """https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html and
        …/create-table-check-constraints.html; https://mariadb.com/kb/en/constraint/. Unique keys are named
        with the indexes of their table.
        """
        names = [one.name for one in table.constraints if one.name]
        match constraint:
            case sa.ForeignKeyConstraint():
                return _behind_the_last(f"{table.name.name}_ibfk_", names)
            case sa.CheckConstraint() if not getattr(self.dialect, "is_mariadb", False):
                return _behind_the_last(f"{table.name.name}_chk_", names)
            case sa.CheckConstraint() if not isinstance(constraint.parent, sa.Column):
                return _first_free("CONSTRAINT_", names)
            case _:
                # A CHECK that stands with its column is part of it on MariaDB, and has no name.
                return None


def chosen_name(first: str, second: str, label: str, is_taken: Callable[[str], bool]) -> str:
    """The name that PostgreSQL makes of a table, its columns and a label, numbered where it is taken."""
    number = 0
    while True:
        name = object_name(first, second, label + (str(number) if number else ""))
        if not is_taken(name):
            return name
        number += 1


def object_name(first: str, second: str, label: str) -> str:
    """The parts joined by `_`, the longer of the first two shortened until the name fits.

    https://github.com/postgres/postgres/blob/master/src/backend/commands/indexcmds.c (makeObjectName)
    """
    room = POSTGRESQL_LENGTH - len(label) - 1 - (1 if second else 0)
    one, other = len(first.encode()), len(second.encode())
    while one + other > room:
        one, other = (one - 1, other) if one > other else (one, other - 1)
    parts = (Spelling(longest=one).kept(first), Spelling(longest=other).kept(second), label)
    return "_".join(part for part in parts if part)


def _behind_the_last(prefix: str, names: list[str]) -> str:
    """The name with the number behind the highest that there is."""
    numbers = [name[len(prefix) :] for name in names if name.lower().startswith(prefix.lower())]
    return f"{prefix}{max((int(number) for number in numbers if number.isdecimal()), default=0) + 1}"


def _first_free(prefix: str, names: list[str]) -> str:
    taken = {name.lower() for name in names}
    number = 1
    while f"{prefix}{number}".lower() in taken:
        number += 1
    return f"{prefix}{number}"
