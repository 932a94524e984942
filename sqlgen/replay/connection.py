"""A connection that nothing is behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NoReturn, Self

import sqlalchemy.inspection
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.schema import CreateIndex, CreateTable, DropIndex, DropTable, MetaData, Table
from sqlalchemy.sql.ddl import InvokeDropDDLBase
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.selectable import ReturnsRows

from sqlgen.errors import NeedsDatabase, RevisionError, UnknownSchema
from sqlgen.operations import ExecuteSQL
from sqlgen.replay.legacy import legacy_active, legacy_arguments
from sqlgen.replay.reflection import BEHIND, Unsure
from sqlgen.replay.stubs import refuse_incomplete
from sqlgen.replay.unread import UnansweredResult

QUESTIONS = ("SELECT", "WITH", "VALUES", "PRAGMA", "SHOW", "DESCRIBE", "DESC")
Perform = Callable[[ExecuteSQL], Any]


class OfflineConnection(MockConnection):
    """What `op.get_bind()` gives while a revision is replayed without a database.

    It takes every statement for the script. Its dialect answers questions about the schema from the
    catalog; the result of a statement that somebody reads raises NeedsDatabase.
    """

    def __init__(
        self,
        dialect: Dialect,
        perform: Perform,
        answer: Perform = lambda _: None,
        answer_sent: Callable[[ExecuteSQL, Any], Any] = lambda _, changed: changed,
        refusal: Callable[[ExecuteSQL], NeedsDatabase] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(dialect, self._refuse)
        self._perform = perform
        self._answer = answer
        self._answer_sent = answer_sent
        self._refusal = refusal or self._refused
        self._options = dict(options or {})
        self.closed = False
        self.unsure: Unsure | None = None
        self.info: dict[str, Any] = {}

    @staticmethod
    def _refused(operation: ExecuteSQL) -> NeedsDatabase:
        return NeedsDatabase(f"only a database could answer {operation.statement}")

    @staticmethod
    def _refuse(*_: Any, **__: Any) -> NoReturn:
        raise NeedsDatabase("only a database could answer that")

    def execute(
        self,
        obj: Any,
        parameters: Any = None,
        *more: Any,
        execution_options: Mapping[str, Any] | None = None,
        **named: Any,
    ) -> Any:
        """Take a statement for the script, once for each set of parameters.

        Parameters by keyword, or several of them by place, are what SQLAlchemy 2 removed: they need
        `--legacy-sqlalchemy`.
        """
        if legacy_active():
            given = () if parameters is None else (parameters, *more)
            obj, parameters = legacy_arguments(obj, given, named, dialect=self.dialect.name)
        elif more or named:
            raise RevisionError(
                "SQLAlchemy 2 takes the parameters of execute() as one dictionary or a list of them",
                hint="--legacy-sqlalchemy gives revisions what SQLAlchemy 2 removed",
            )
        operation = ExecuteSQL(obj, parameters, {**self._options, **(execution_options or {})})
        if asks(obj):
            answer = self._answer(operation)
            if answer is not None:
                return answer
        self._condition(obj)
        return self._sent(operation)

    def _sent(self, operation: ExecuteSQL) -> Any:
        """Put a statement into the script; what is known of its result."""
        found = self._answer_sent(operation, self._perform(operation))
        if found is None or isinstance(found, int):
            return UnansweredResult(partial(self._refusal, operation), found, operation.statement)
        return found

    def _run_ddl_visitor(self, visitorcallable: Any, element: Any, **options: Any) -> None:
        """Have SQLAlchemy create or drop what is missing or there, as `checkfirst` has it.

        MockConnection creates whatever there is, which a server would refuse. What nobody knows to exist is
        made with IF NOT EXISTS, and dropped with IF EXISTS: that is what `checkfirst` means.
        """
        if isinstance(element, MetaData) and options.get("tables") is None:
            refuse_incomplete(element)
        self.unsure = Unsure(drops=issubclass(visitorcallable, InvokeDropDDLBase))
        try:
            visitorcallable(dialect=self.dialect, connection=self, **options).traverse_single(element)
        finally:
            self.unsure = None

    def _condition(self, construct: Any) -> None:
        """Put the condition into a construct for a table of which nobody knows whether it exists."""
        table = getattr(construct, "element", None)
        if isinstance(construct, (CreateIndex, DropIndex)):
            table = construct.element.table
        unsure = self.unsure.tables if self.unsure is not None else ()
        if not isinstance(table, Table) or (table.schema, table.name) not in unsure:
            return
        if isinstance(construct, CreateIndex) and self.dialect.name == "mysql":
            raise UnknownSchema(
                f"whether index {construct.element.name} is to be made depends on whether there is a table "
                f"{table.name!r}, which nobody knows, and MySQL has no IF NOT EXISTS for it",
                hint=BEHIND,
            )
        if isinstance(construct, (CreateTable, CreateIndex)):
            construct.if_not_exists = True
        elif isinstance(construct, (DropTable, DropIndex)):
            construct.if_exists = True

    def exec_driver_sql(
        self, statement: str, parameters: Any = None, execution_options: Mapping[str, Any] | None = None
    ) -> Any:
        """Take text for the script exactly as it stands."""
        if parameters:
            raise NeedsDatabase(
                "exec_driver_sql() with parameters is between the caller and a driver, and there is none",
                hint="use execute(text(...), parameters)",
            )
        operation = ExecuteSQL(statement, None, {**self._options, **(execution_options or {})}, raw=True)
        answer = self._answer(operation) if asks(statement) else None
        return answer if answer is not None else self._sent(operation)

    def scalar(self, statement: Any, *parameters: Any, **options: Any) -> Any:
        return self.execute(statement, *parameters, **options).scalar()

    def scalars(self, statement: Any, *parameters: Any, **options: Any) -> Any:
        return self.execute(statement, *parameters, **options).scalars()

    def execution_options(self, **options: Any) -> OfflineConnection:
        """The connection with options that matter offline: `schema_translate_map`."""
        behind = (self._perform, self._answer, self._answer_sent, self._refusal)
        made = OfflineConnection(self.dialect, *behind, {**self._options, **options})
        made.info = self.info
        return made

    def get_execution_options(self) -> Mapping[str, Any]:
        return self._options

    # A connection is its own engine, transaction and savepoint here: the script decides on transactions.

    def begin(self) -> OfflineConnection:
        return self

    def begin_nested(self) -> OfflineConnection:
        return self

    def in_transaction(self) -> bool:
        """False: a Session begins a transaction of its own, which is this connection again."""
        return False

    def in_nested_transaction(self) -> bool:
        return False

    def get_transaction(self) -> OfflineConnection:
        return self

    @property
    def is_active(self) -> bool:
        return True

    @property
    def is_valid(self) -> bool:
        return True

    def commit(self) -> None:
        """Nothing: the script decides where transactions end."""

    def rollback(self) -> None:
        """Nothing: what stands in the script stays there."""

    def close(self) -> None:
        """Nothing: the replay goes on with the connection."""

    def dispose(self, close: bool = True) -> None:
        """Nothing: there is no pool."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def asks(statement: Any) -> bool:
    """Whether the statement is a question, which belongs into the script only if nobody can answer it."""
    if isinstance(statement, str | TextClause):
        words = str(getattr(statement, "text", statement)).split(None, 1)
        return bool(words) and words[0].upper() in QUESTIONS
    return isinstance(statement, ReturnsRows) and not isinstance(statement, UpdateBase)


@sqlalchemy.inspection._inspects(OfflineConnection)
def _inspect(connection: OfflineConnection) -> Inspector:
    # Inspectors are made for the classes that SQLAlchemy registers; this is how it registers its own.
    kind: Any = getattr(connection.dialect, "inspector", Inspector)
    inspector: Inspector = kind._construct(kind._init_connection, connection)
    return inspector
