"""Rows that are known: what the history itself wrote, kept in an in-memory SQLite.

A table that the history made and nobody wrote to is empty, whatever the database; so most questions have a
certain answer. Rows that INSERT, UPDATE and DELETE made are kept where SQLite means by the statement what
the target means. What cannot be followed makes its table uncertain, and questions about it are not answered.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

import sqlalchemy as sa
import sqlglot
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import Delete, Update, UpdateBase
from sqlalchemy.sql.expression import TableClause
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import CTE
from sqlglot import exp
from sqlglot.errors import SqlglotError

from sqlgen.catalog import Catalog, Name, Standing, Table

SQLGLOT_DIALECTS = {"postgresql": "postgres", "mssql": "tsql", "mariadb": "mysql"}
LOG = logging.getLogger("sqlglot")
MOVING = ("now", "current_timestamp", "uuid", "random", "rand", "nextval", "getdate", "sysdate", "newid")
"""Functions whose value only the server knows begin so."""


class Rows(Enum):
    """What is known of a table's rows."""

    KNOWN = "known"
    UNCERTAIN = "uncertain"


class _Memory(Engine):
    """The engine of the shadow, which connects although revisions' engines may not."""

    def raw_connection(self) -> Any:
        return self.pool.connect()

    def connect(self) -> Connection:
        return Connection(self)


class NothingChanged:
    """The result of UPDATE or DELETE on an empty table."""

    rowcount = 0

    def close(self) -> None:
        """Nothing to close."""


class Shadow:
    """The known rows of the tables of a catalog.

    A table without an entry in `rows` has never been written to. `dialect` is the target's name.
    """

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.rows: dict[Name, Rows] = {}
        self._everything_uncertain = False
        made = sa.create_engine("sqlite://", poolclass=StaticPool)
        self._connection = _Memory(made.pool, made.dialect, made.url).connect()
        self._shape: dict[Name, tuple[str, ...]] = {}

    # Following what is written

    def wrote(
        self, statement: Any, parameters: Any, catalog: Catalog, options: Mapping[str, Any] | None = None
    ) -> Any:
        """Follow a statement of the revision's own; its result where all of its effect is known."""
        if isinstance(statement, UpdateBase):
            return self._follow(statement, parameters, _targets(statement), catalog, options)
        if isinstance(statement, str | sa.TextClause):
            return self._follow_text(str(getattr(statement, "text", statement)), parameters, catalog)
        return None

    def altered(self, name: Name) -> None:
        """A table changed its shape: rows that were known are so no longer."""
        if name in self.rows:
            self.rows[name] = Rows.UNCERTAIN

    def dropped(self, name: Name) -> None:
        self.rows.pop(name, None)
        if self._shape.pop(name, None) is not None:
            self._connection.exec_driver_sql(f"DROP TABLE {_quoted(name)}")

    def _uncertain(self, names: Sequence[Name]) -> None:
        for name in names:
            self.rows[name] = Rows.UNCERTAIN

    def _follow_text(self, text: str, parameters: Any, catalog: Catalog) -> Any:
        result = None
        parsed = self._parsed(text) or []
        for tree in parsed:
            if isinstance(tree, exp.Insert | exp.Update | exp.Delete | exp.Merge):
                target = tree.find(exp.Table)
                names = [_name(target)] if target is not None else []
                changes = isinstance(tree, exp.Update | exp.Delete)
                if changes and all(self._is_empty(name, catalog) for name in names):
                    result = NothingChanged()
                    continue
                result = self._follow(sa.text(tree.sql("sqlite")), parameters, names, catalog)
            elif isinstance(tree, exp.TruncateTable):
                self._uncertain([_name(table) for table in tree.find_all(exp.Table)])
        return result

    def _follow(
        self,
        statement: Any,
        parameters: Any,
        names: Sequence[Name],
        catalog: Catalog,
        options: Mapping[str, Any] | None = None,
    ) -> Any:
        if not names or any(self.rows.get(name) is Rows.UNCERTAIN for name in names):
            return None
        if isinstance(statement, Update | Delete) and all(self._is_empty(name, catalog) for name in names):
            return NothingChanged()
        others = _tables(statement) if not isinstance(statement, sa.TextClause) else []
        if _moves(statement) or not self._sure([*names, *others], catalog):
            self._uncertain(names)
            return None
        try:
            self._shape_tables([*names, *others], catalog)
            result = self._connection.execute(statement, parameters or {}, execution_options=options)
            for name in names:
                self.rows[name] = Rows.KNOWN
            return result
        except (SQLAlchemyError, SqlglotError, TypeError, ValueError):
            self._uncertain(names)
            return None

    def _is_empty(self, name: Name, catalog: Catalog) -> bool:
        table = catalog.tables.get(name)
        return table is not None and table.complete and name not in self.rows

    # Answering

    def answer(
        self, statement: Any, parameters: Any, catalog: Catalog, options: Mapping[str, Any] | None = None
    ) -> Any:
        """The result of a question, or None where no certain answer is known."""
        if isinstance(statement, str | sa.TextClause):
            return self._answer_text(str(getattr(statement, "text", statement)), parameters, catalog)
        names = _tables(statement)
        if not names or _moves(statement) or not self._sure(names, catalog):
            return None
        try:
            self._shape_tables(names, catalog)
            return self._connection.execute(statement, parameters or {}, execution_options=options)
        except SQLAlchemyError:
            return None

    def _answer_text(self, text: str, parameters: Any, catalog: Catalog) -> Any:
        parsed = self._parsed(text)
        if parsed is None or len(parsed) != 1 or not isinstance(parsed[0], exp.Query):
            return None
        tree = parsed[0]
        ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
        names = [_name(table) for table in tree.find_all(exp.Table) if table.name not in ctes]
        if not names or not self._sure(names, catalog):
            return None
        try:
            self._shape_tables(names, catalog)
            return self._connection.execute(sa.text(tree.sql("sqlite")), parameters or {})
        except (SQLAlchemyError, SqlglotError):
            return None

    def _sure(self, names: Sequence[Name], catalog: Catalog) -> bool:
        for name in names:
            table = catalog.tables.get(name)
            if catalog.standing(name.name, name.schema) is not Standing.PRESENT or table is None:
                return False
            if not table.complete or self.rows.get(name) is Rows.UNCERTAIN:
                return False
        return not self._everything_uncertain

    def _shape_tables(self, names: Sequence[Name], catalog: Catalog) -> None:
        for name in dict.fromkeys(names):
            self._shape_table(catalog.tables[name])

    def _shape_table(self, table: Table) -> None:
        """Have the table in SQLite with the columns that it has at this point."""
        shape = tuple(table.columns)
        if self._shape.get(table.name) == shape:
            return
        if table.name.schema:
            attached = [row[1] for row in self._connection.exec_driver_sql("PRAGMA database_list")]
            if table.name.schema not in attached:
                self._connection.commit()
                self._connection.exec_driver_sql(f'ATTACH \':memory:\' AS "{table.name.schema}"')
        if table.name in self._shape:
            self._connection.exec_driver_sql(f"DROP TABLE {_quoted(table.name)}")
        columns = ", ".join(_quoted(Name(None, column)) for column in shape) or "nothing"
        self._connection.exec_driver_sql(f"CREATE TABLE {_quoted(table.name)} ({columns})")
        self._shape[table.name] = shape

    def _parsed(self, text: str) -> list[Any] | None:
        try:
            # What sqlglot cannot read it says on its log as well; here it is just a text without an answer.
            LOG.setLevel(logging.ERROR)
            trees = sqlglot.parse(text, read=SQLGLOT_DIALECTS.get(self.dialect, self.dialect))
        except (SqlglotError, ValueError):
            # ValueError: a dialect of another package, which sqlglot does not know.
            return None
        return [tree for tree in trees if tree is not None]


def _name(table: exp.Table) -> Name:
    return Name(table.db or None, table.name)


def _quoted(name: Name) -> str:
    return ".".join('"' + part.replace('"', '""') + '"' for part in name if part)


def _targets(statement: UpdateBase) -> list[Name]:
    table: Any = statement.table
    return [Name(table.schema, table.name)] if isinstance(table, TableClause) else []


def _tables(statement: Any) -> list[Name]:
    """The tables that a construct mentions, each once."""
    found = [
        Name(element.schema, element.name)
        for element in visitors.iterate(statement)
        if isinstance(element, TableClause) and not isinstance(element, CTE)
    ]
    return list(dict.fromkeys(found))


def _moves(statement: Any) -> bool:
    """Whether the statement asks the server for something that only it knows."""
    if isinstance(statement, sa.TextClause):
        lowered = statement.text.lower()
        return any(f"{name}(" in lowered for name in MOVING) or "current_timestamp" in lowered
    return any(
        isinstance(element, FunctionElement) and str(getattr(element, "name", "")).lower().startswith(MOVING)
        for element in visitors.iterate(statement)
    )


