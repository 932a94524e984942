"""Known rows as the result of a statement, the way a driver and SQLAlchemy give it.

SQLAlchemy executes the statement for the target's dialect on a connection whose cursor has the known rows. So
types, labels, mappings and the ORM's loading are its own.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any, NoReturn

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult, Dialect
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.engine.url import URL
from sqlalchemy.pool import StaticPool

from sqlgen.errors import NeedsDatabase
from sqlgen.replay.results import OwnEngine
from sqlgen.replay.rows.cells import Cell, Json, Unknown, Unsure
from sqlgen.replay.rows.relations import Label, Relation

MYSQL = ("mysql", "mariadb")
FLOAT, NUMERIC, INTEGER = 701, 1700, 23
"""PostgreSQL's numbers of types, by which SQLAlchemy chooses how to convert.
https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat"""


def result_of(
    relation: Relation,
    statement: Any,
    parameters: Any,
    options: Mapping[str, Any],
    server: Dialect,
) -> Any:
    """The result of a statement whose rows are those of `relation`. Raises Unsure for a cell nobody knows."""
    names = [label.column for label in relation.labels]
    rows = [
        tuple(_given(cell, label, server) for cell, label in zip(row, relation.labels, strict=True))
        for row in relation.sure()
    ]
    connect: Any = partial(_Raw, names, rows)
    engine = OwnEngine(StaticPool(connect), _loading(server), URL.create(server.name))
    made = engine.connect().execution_options(sqlgen_unordered=not relation.ordered)
    if isinstance(statement, str):
        return made.exec_driver_sql(statement)
    return made.execute(statement, parameters or {}, execution_options=dict(options))


def _given(cell: Cell, label: Label, server: Dialect) -> Any:
    """A cell as the usual driver gives it."""
    name = server.name
    match cell:
        case Unknown():
            raise Unsure(f"column {label.column!r} holds what only the server knows")
        case Json():
            return json.loads(cell.text) if name == "postgresql" else cell.text
        case bool():
            return cell
        case int() if name == "mssql" and label.type_ is not None and label.type_.word == "BIT":
            return bool(cell)
        case str():
            return str(cell)
        case uuid.UUID():
            return cell if name == "postgresql" else str(cell)
        case datetime.datetime() if cell.tzinfo is not None:
            raise Unsure(f"column {label.column!r} is shown in the time zone of the session")
        case datetime.time() if name in MYSQL:
            return datetime.timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
        case _:
            return cell


class _Raw:
    """What a driver's connection would be."""

    def __init__(self, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        self._names = names
        self._rows = rows

    def cursor(self, *_: Any, **__: Any) -> _Cursor:
        return _Cursor(self._names, self._rows)

    def rollback(self) -> None:
        """Nothing was done."""

    commit = close = rollback


class _Cursor:
    """A driver's cursor with rows that were known before."""

    arraysize = 1
    lastrowid = None

    def __init__(self, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        codes = [_code(cells) for cells in zip(*rows, strict=True)] if rows else [None] * len(names)
        self.description = [(name, code) for name, code in zip(names, codes, strict=True)]
        self.rowcount = len(rows)
        self._rows = iter(rows)

    def execute(self, *_: Any) -> None:
        """The rows are there."""

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return list(islice(self._rows, size or self.arraysize))

    def fetchall(self) -> list[Any]:
        return list(self._rows)

    def close(self) -> None:
        """Nothing to close."""


def _code(cells: Sequence[Any]) -> int | None:
    for cell in cells:
        match cell:
            case Decimal():
                return NUMERIC
            case float():
                return FLOAT
            case int():
                return INTEGER
    return None


class _Fetching(DefaultExecutionContext):
    """SQLAlchemy's execution of a statement, without what the drivers' own contexts ask of a driver."""

    def get_result_processor(self, type_: Any, colname: str, coltype: Any) -> Any:
        return super().get_result_processor(type_, colname, NUMERIC if coltype is None else coltype)

    def _setup_result_proxy(self) -> Any:
        found: Any = super()._setup_result_proxy()  # type: ignore[no-untyped-call]
        if type(found) is CursorResult and self.execution_options.get("sqlgen_unordered"):
            found.__class__ = UnorderedResult
        return found


class UnorderedResult(CursorResult[Any]):
    """Rows that come in any order: all of them are known, and which is the first is not."""

    __slots__ = ()

    def _fetchone_impl(self, *_: Any, **__: Any) -> NoReturn:
        _refuse()

    def _fetchmany_impl(self, size: int | None = None) -> Any:
        return super()._fetchmany_impl(size) if size is not None and size >= self.rowcount else _refuse()


def _refuse() -> NoReturn:
    raise NeedsDatabase(
        "the revision reads the first of several rows, and in which order they come only the database knows",
        hint="give the query an ORDER BY that leaves no choice",
    )


class _Driver:
    """What SQLAlchemy asks a driver's module for when an exception passes."""

    class Error(Exception):
        """None of ours."""


def _loading(server: Dialect) -> Dialect:
    """The dialect with an execution of its own."""
    made: Any = type(server)
    twin: Any = made.__new__(made)
    twin.__dict__.update(server.__dict__)
    twin.execution_ctx_cls = _Fetching
    twin.supports_server_side_cursors = False
    twin.dbapi = twin.loaded_dbapi = _Driver
    # Parameters are in the text already, so no driver has to be told of their types.
    twin.bind_typing = sa.engine.interfaces.BindTyping.NONE
    loaded: Dialect = twin
    return loaded
