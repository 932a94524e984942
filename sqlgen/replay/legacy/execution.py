"""Old ways to execute: strings, engines, bound metadata."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import MetaData, Table, orm
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.ext import declarative
from sqlalchemy.orm import Session
from sqlalchemy.schema import Index, Sequence
from sqlalchemy.sql.expression import Executable
from sqlalchemy.sql.visitors import iterate

from sqlgen.errors import RevisionError
from sqlgen.replay.frames import origin_of_caller
from sqlgen.replay.legacy.parameters import legacy_arguments
from sqlgen.replay.legacy.patching import MIGRATION_20, Patch, Patching


def _bound(metadata: Any, what: str) -> Any:
    bind = getattr(metadata, "bind", None)
    if bind is None:
        raise RevisionError(
            f"{what} without a connection, and its metadata is bound to none",
            origin=origin_of_caller(),
            hint="Write MetaData(bind=op.get_bind()), or hand over the connection.",
        )
    return bind


def _bind_of(statement: Any) -> Any:
    """The bind of the first table in a statement that has one."""
    for element in (getattr(statement, "table", None), *iterate(statement)):
        table = getattr(element, "table", element)
        bind = vars(table.metadata).get("bind") if isinstance(table, Table) else None
        if bind is not None:
            return bind
    return None


def _metadata(patching: Patching) -> None:
    new = MetaData.__init__

    def __init__(  # noqa: N807
        self: Any, *given: Any, bind: Any = None, reflect: bool = False, **options: Any
    ) -> None:
        # The first argument was the bind and is the schema; a string with :// can only be a database's URL.
        if given and given[0] is not None and (not isinstance(given[0], str) or "://" in given[0]):
            bind, given = given[0], given[1:]
        if isinstance(bind, str):
            raise RevisionError(
                f"MetaData is bound to a database of its own: {bind}",
                origin=origin_of_caller(),
                hint="Bind it to op.get_bind().",
            )
        new(self, *given, **options)
        set_bind(self, bind)
        if reflect:
            self.reflect(bind)

    def get_bind(self: Any) -> Any:
        return vars(self).get("bind")

    def set_bind(self: Any, bind: Any) -> None:
        vars(self)["bind"] = bind

    patching.put(MetaData, "__init__", __init__)
    patching.put(MetaData, "bind", property(get_bind, set_bind))
    patching.put(MetaData, "is_bound", lambda self: self.bind is not None)
    for name in ("reflect", "create_all", "drop_all"):
        patching.put(MetaData, name, _with_bind(vars(MetaData)[name], lambda metadata: metadata, name))


def _with_bind(new: Any, metadata_of: Callable[[Any], Any], name: str) -> Any:
    def method(self: Any, bind: Any = None, *given: Any, **options: Any) -> Any:
        return new(self, _bound(metadata_of(self), f"{name}()") if bind is None else bind, *given, **options)

    return method


def _autoload(patching: Patching) -> None:
    new = vars(Table)["_new"].__func__

    def _new(
        cls: Any, /, *given: Any, autoload: bool = False, useexisting: bool = False, **options: Any
    ) -> Any:
        if autoload and options.get("autoload_with") is None:
            metadata = given[1] if len(given) > 1 else options.get("metadata")
            options["autoload_with"] = _bound(metadata, "Table(autoload=True)")
        if useexisting:
            options["extend_existing"] = True
        return new(cls, *given, **options)

    patching.put(Table, "_new", classmethod(_new))


def _tables(patching: Patching) -> None:
    def exists(self: Any, bind: Any = None) -> bool:
        bind = _bound(self.metadata, "exists()") if bind is None else bind
        return bool(sa.inspect(bind).has_table(self.name, schema=self.schema))

    patching.put(Table, "bind", property(lambda self: self.metadata.bind))
    patching.put(Table, "exists", exists)
    homes: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
        (Table, lambda table: table.metadata),
        (Index, lambda index: index.table.metadata),
        (Sequence, lambda sequence: sequence.metadata),
    )
    for owner, metadata_of in homes:
        for name in ("create", "drop"):
            patching.put(owner, name, _with_bind(getattr(owner, name), metadata_of, name))


def _statements(patching: Patching) -> None:
    def execute(self: Any, *given: Any, **named: Any) -> Any:
        return _statement_bind(self).execute(self, *given, **named)

    def scalar(self: Any, *given: Any, **named: Any) -> Any:
        return execute(self, *given, **named).scalar()

    patching.put(Executable, "bind", property(_bind_of))
    patching.put(Executable, "execute", execute)
    patching.put(Executable, "scalar", scalar)


def _statement_bind(statement: Any) -> Any:
    bind = _bind_of(statement)
    return _bound(None, "A statement executes itself") if bind is None else bind


def _connections(patching: Patching) -> None:
    def wrap(new: Any) -> Any:
        def execute(self: Any, statement: Any, *given: Any, **named: Any) -> Any:
            options = named.pop("execution_options", None)
            if "parameters" in named and not given:
                given = (named.pop("parameters"),)
            statement, parameters = legacy_arguments(statement, given, named, dialect=self.dialect.name)
            return new(self, statement, parameters, execution_options=options)

        return execute

    for name in ("execute", "scalar"):
        patching.put(Connection, name, wrap(vars(Connection)[name]))
    for name in ("connect", "contextual_connect"):
        patching.put(Connection, name, lambda self, **_: self)
    patching.put(Connection, "run_callable", lambda self, call, *given, **named: call(self, *given, **named))


def _engines(patching: Patching) -> None:
    def execute(self: Any, statement: Any, *given: Any, **named: Any) -> Any:
        with self.begin() as connection:
            result = connection.execute(statement, *given, **named)
            # The rows outlive the connection, as they did.
            return result.freeze()() if result.returns_rows else result

    def scalar(self: Any, statement: Any, *given: Any, **named: Any) -> Any:
        return execute(self, statement, *given, **named).scalar()

    def run(self: Any, call: Any, *given: Any, **named: Any) -> Any:
        with self.begin() as connection:
            return call(connection, *given, **named)

    patching.put(Engine, "execute", execute)
    patching.put(Engine, "scalar", scalar)

    def has_table(self: Any, table_name: str, schema: str | None = None) -> bool:
        return bool(sa.inspect(self).has_table(table_name, schema))

    def table_names(self: Any, schema: str | None = None) -> Any:
        return sa.inspect(self).get_table_names(schema)

    patching.put(Engine, "has_table", has_table)
    patching.put(Engine, "table_names", table_names)
    patching.put(Engine, "run_callable", run)
    patching.put(Engine, "transaction", run)
    patching.put(Engine, "contextual_connect", lambda self, **_: self.connect())


def _sessions(patching: Patching) -> None:
    new_session = Session.__init__

    def __init__(self: Any, bind: Any = None, **options: Any) -> None:  # noqa: N807
        # Replayed inside the migration's transaction, a session that commits by itself differs in nothing.
        options.pop("autocommit", None)
        new_session(self, bind, **options)

    def wrap(new: Any) -> Any:
        def execute(self: Any, statement: Any, *given: Any, **named: Any) -> Any:
            # Unlike a connection's, a session's strings have always had `:name` parameters.
            text = sa.text(statement) if isinstance(statement, str) else statement
            return new(self, text, *given, **named)

        return execute

    patching.put(Session, "__init__", __init__)
    for name in ("execute", "scalar", "scalars"):
        patching.put(Session, name, wrap(vars(Session)[name]))


def _declarative_base(patching: Patching) -> None:
    new = orm.declarative_base

    def declarative_base(*, bind: Any = None, **options: Any) -> Any:
        base = new(**options)
        if bind is not None:
            base.metadata.bind = bind
        return base

    for home in (orm, declarative):
        patching.put(home, "declarative_base", declarative_base)


def _inspectors(patching: Patching) -> None:
    patching.put(Inspector, "from_engine", classmethod(lambda _cls, bind: sa.inspect(bind)))


_IMPLICIT = f"{MIGRATION_20}#implicit-and-connectionless-execution-bound-metadata-removed"
_STRINGS = f"{MIGRATION_20}#execute-method-more-strict-execution-options-are-more-prominent"

PATCHES = (
    Patch("`MetaData(bind=)`, `metadata.bind`", "2.0", _IMPLICIT, _metadata),
    Patch("`Table(…, autoload=True)`", "2.0", _IMPLICIT, _autoload),
    Patch("`table.exists()`, `table.create()` without a bind", "2.0", _IMPLICIT, _tables),
    Patch("`statement.execute()`", "2.0", _IMPLICIT, _statements),
    Patch('`connection.execute("text")`, `execute(statement, name=value)`', "2.0", _STRINGS, _connections),
    Patch("`engine.execute()`, `engine.has_table()`, `engine.table_names()`", "2.0", _IMPLICIT, _engines),
    Patch('`session.execute("text")`, `Session(autocommit=True)`', "2.0", _STRINGS, _sessions),
    Patch("`declarative_base(bind=)`", "2.0", _IMPLICIT, _declarative_base),
    Patch("`Inspector.from_engine(bind)` on every bind", "1.4", MIGRATION_20, _inspectors),
)
