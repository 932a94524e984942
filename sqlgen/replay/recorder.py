"""The end of a replay that collects statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Name
from sqlgen.config import Answer
from sqlgen.dialects.compiling import SchemaMap, compile_statement
from sqlgen.dialects.lowering import Lowering, Told
from sqlgen.dialects.naming import ServerNames
from sqlgen.errors import NeedsDatabase, SqlgenError
from sqlgen.history.revision import Step, VersionChange
from sqlgen.operations.sql import Parameters
from sqlgen.origin import Origin
from sqlgen.reading import Opaque, read
from sqlgen.replay.assumed import Assumed
from sqlgen.replay.frames import calling_line
from sqlgen.replay.leaving import Leaving
from sqlgen.replay.points import Point, only_begins
from sqlgen.replay.premise import Premise
from sqlgen.replay.rowlog import Changed, RowLog, nobody_knows, total
from sqlgen.replay.rows.wording import ELSEWHERE
from sqlgen.replay.version_table import VersionStatements
from sqlgen.statements import Failure, Purpose, Section, Statement

Notice = Callable[[str], None]


class Recorder:
    """Operations in, statements out.

    Statements gather in the open section. A section that is given up leaves nothing behind: neither its
    statements nor what it did to the catalog. `certain` turns false when the catalog may be mistaken in what
    is there: a revision failed, or names mean another schema.
    """

    def __init__(
        self,
        lowering: Lowering,
        notice: Notice,
        schema_map: SchemaMap | None = None,
        answers: Iterable[Answer] = (),
    ) -> None:
        self.lowering = lowering
        self.notice = notice
        self.schema_map: SchemaMap = dict(schema_map or {})
        self.catalog = Catalog(server=ServerNames(lowering.dialect))
        self.premise = Premise(lowering.facts, notice)
        self.rows = RowLog(lowering.facts, lowering.dialect)
        self.assumed = Assumed(answers, self.rows.parsed)
        self.version_table: sa.Table | None = None
        self.in_transaction = False
        self.certain = True
        self._sections: list[Section] = []
        self._open: list[Statement] = []
        self._step: Step | None = None
        self._file = ""
        self._before = False
        self._known = self.catalog
        self.left = Leaving()
        self._resumes = False
        self.remarks: set[str] = set()
        lowering.remark = self.remark

    @property
    def sections(self) -> tuple[Section, ...]:
        return tuple(self._sections)

    def start_from(self, catalog: Catalog, *, unfilled: bool = False) -> None:
        """Take the schema for what `catalog` says; what rows are in its tables is not known, or none are."""
        self.catalog = catalog
        self.rows = RowLog(self.lowering.facts, self.lowering.dialect)
        (self.rows.start_unfilled if unfilled else self.rows.start_behind)(catalog)

    def open_section(self, step: Step | None) -> None:
        """Begin a section for `step`; what is open is closed."""
        self.close_section()
        if self._resumes and step is not None:
            self._resumes = False
            self.begin()
            self.close_section()
        self._step = step
        self._known = self.catalog
        self._file = str(step.revision.file) if step is not None else ""
        self._before = self.in_transaction
        self.rows.begin()
        self.assumed.begin(step)

    def close_section(self) -> None:
        """Keep what the open section holds."""
        if self._open or self._step is not None:
            made = tuple(self.assumed.made)
            self._sections.append(Section(self._step, tuple(self._open), self.catalog, made))
        self._open = []
        self._step = None

    def pass_section(self) -> None:
        """Forget the statements of the open section, and keep what they did."""
        self._open = []
        self._step = None
        self.in_transaction = self._before

    def give_up_section(self) -> None:
        """Forget what the open section holds."""
        self.pass_section()
        self.certain = False
        self.rows.give_up()

    def leave_by_hand(self, failure: Failure) -> None:
        """Leave a step that failed to be done by hand: no transaction stays open over it.

        What it may have touched is not known behind it.
        """
        if self.in_transaction:
            last = self._sections[-1] if self._sections else None
            if last is not None and last.step is None and only_begins(last, self.lowering.facts.begin):
                self._sections.pop()
                self.in_transaction = False
            else:
                self.commit()
                self.close_section()
            self._resumes = True
        self.doubt(failure)
        self._sections.append(Section(failure.step, (), self.catalog, manual=failure))

    def doubt(self, failure: Failure) -> None:
        """Take into account what a step may have done that only a database has seen to its end."""
        self.catalog = self.left.behind(failure, self._known, self.catalog, self.rows)

    def point(self) -> Point:
        """Where the open section stands now, to go back to."""
        return Point(self.catalog, self.rows.copied(), self.certain, self.in_transaction, tuple(self._open))

    def go_back(self, point: Point) -> None:
        """Forget what was recorded since `point`, which is in the open section."""
        self.catalog, self.rows = point.catalog, point.rows.copied()
        self.certain, self.in_transaction = point.certain, point.in_transaction
        self._open = list(point.statements)
        self.assumed.begin(self._step)

    def origin(self) -> Origin:
        """The line that is being run, of the revision's file if it is on the stack."""
        if self._step is None:
            return calling_line(())
        found = calling_line((self._file,))
        return Origin(self._step.revision.id, found.file, found.line)

    def remark(self, text: str) -> None:
        """Tell a person, once, what does not show in the SQL, and the line where it was written first."""
        if text not in self.remarks:
            self.remarks.add(text)
            place = str(self.origin())
            self.notice(f"{text} (at {place})" if place else text)

    def answer(self, question: ops.ExecuteSQL) -> Any:
        """The result of a question about rows, or None where it is not known or has to be in the script."""
        sql = self._text_of(question)
        if sql is None:
            return None
        certain = partial(self._certain, question, sql)
        return self.assumed.answer(question.statement, sql, self.origin, certain)

    def answer_sent(self, statement: ops.ExecuteSQL, changed: int | None) -> Any:
        """What is known of the result of a statement in the script that changes `changed` rows."""
        gave_rows = not self.schema_map and self.rows.gave_rows
        sql = self._text_of(statement) if self.assumed.expected or gave_rows else None
        if sql is None:
            return changed

        def returned() -> Any:
            return self._result(statement, self.rows.returned) if gave_rows else None

        return self.assumed.answer_sent(statement.statement, sql, self.origin, changed, returned)

    def _text_of(self, question: ops.ExecuteSQL) -> str | None:
        """A statement as the target gets it; None where it is none or several."""
        options = question.execution_options or {}
        if question.raw and isinstance(question.statement, str):
            return question.statement
        try:
            (sql,) = compile_statement(
                question.statement,
                self.lowering.dialect,
                self.lowering.facts.lexical,
                parameters=question.parameters,
                schema_map={**self.schema_map, **(options.get("schema_translate_map") or {})},
            )
        except (SqlgenError, ValueError):
            # ValueError: several sets of parameters, which are several questions.
            return None
        return sql

    def refusal(self, statement: ops.ExecuteSQL) -> NeedsDatabase:
        """The error for a result that somebody reads and nobody knows."""
        sql = self._text_of(statement) or str(statement.statement)
        # Here, because it loads sqlglot, which only questions need.
        from sqlgen.replay.unanswered import refusal

        return refusal(sql, self.rows.known(self.catalog))

    def _certain(self, question: ops.ExecuteSQL, sql: str) -> Any:
        """The result that the history itself tells, or None."""
        options = question.execution_options or {}
        if self.schema_map or options.get("schema_translate_map"):
            return None
        # Here, because it loads sqlglot, which only questions need.
        from sqlgen.replay import catalogues

        dialect = self.lowering.dialect
        target = self.lowering.target
        told = catalogues.answer(sql, self.catalog, target, dialect, self.answered_absent)
        if told is not None:
            return told
        found = self._result(question, partial(self.rows.answer, sql, self.catalog))
        if found is not None and self.rows.supposed(sql):
            self.assumed.suppose(sql, self.rows.answer(sql, self.catalog), self.origin())
        return found

    def _result(self, question: ops.ExecuteSQL, relation: Callable[[], Any]) -> Any:
        """The result of a statement that gives the rows of `relation`; None where these are not certain."""
        from sqlgen.replay.rows.cells import Unsure
        from sqlgen.replay.rows.fetched import result_of

        options = question.execution_options or {}
        try:
            return result_of(
                relation(), question.statement, question.parameters, options, self.lowering.dialect
            )
        except (Unsure, SQLAlchemyError, TypeError, ValueError):
            # SQLAlchemy refuses what a type cannot hold, here as on a connection.
            return None

    def perform(self, operation: ops.Operation) -> Changed:
        """Have `operation` done to the catalog, and said in the dialect's words.

        Gives the number of rows that a statement changes.
        """
        origin = self.origin()
        counts: list[Changed] = []
        try:
            if self.certain and not (self.schema_map or isinstance(operation, ops.ExecuteSQL)):
                self.lowering.refuse(operation, self.catalog)
            parameters = operation.parameters if isinstance(operation, ops.ExecuteSQL) else None
            raw = isinstance(operation, ops.ExecuteSQL) and operation.raw
            options = operation.execution_options if isinstance(operation, ops.ExecuteSQL) else None
            counts.extend(
                self._tell(told, operation, origin, parameters, options, raw=raw)
                for told in self.lowering.lower(operation, self.catalog)
            )
            self._apply(operation)
        except SqlgenError as error:
            error.origin = error.origin or origin
            raise
        return partial(total, counts)

    def _apply(self, operation: ops.Operation) -> None:
        before = self.catalog
        after = operation.apply(before)
        self._hold(after)
        if before.tables is not after.tables:
            self.rows.reshaped(before, after, operation)

    def _hold(self, after: Catalog) -> None:
        """Go on with the catalog, unless it contradicts what was said to be there before the history."""
        if self.certain and not self.schema_map:
            self.premise.check(self.catalog, after, self.origin)
        self.catalog = after

    def answered_absent(self, name: Name) -> None:
        """Note that the answer to a question was that there is no such table."""
        self.premise.answered(name, self.catalog, self.origin())

    def settle(self) -> None:
        """The revision has run: its answers have to fit, its foreign keys to point at something."""
        self.assumed.check()
        if self.certain and not self.schema_map:
            self._touch(list(self.premise.referents(self.catalog)))

    def _touch(self, names: Iterable[Name]) -> None:
        """Take it for shown that these tables are there, if nobody made them."""
        for name in names:
            own = self.version_table is not None and name.name == self.version_table.name
            if not own and self.premise.unmade(name, self.catalog):
                self._hold(self.catalog.with_table(self.catalog.touched(name.name, name.schema)))

    def _follow(self, texts: Sequence[str], operation: ops.Operation | None) -> Changed:
        """Follow what `texts` do to rows; the number of rows that they change."""
        if isinstance(operation, ops.BulkInsert):
            texts = [sql for sql in texts if sql.startswith("INSERT")]
        elif operation is not None and not isinstance(operation, ops.ExecuteSQL):
            return nobody_knows
        self.certain = self.certain and not any(ELSEWHERE.match(sql) for sql in texts)
        counts: list[Changed] = []
        for sql in texts:
            counts.append(self.rows.wrote(sql, self.catalog))
            if self.certain and not self.schema_map:
                self._touch(self.rows.targets(sql))
        return partial(total, counts)

    def version_statements(self, table: sa.Table) -> VersionStatements:
        """The statements that keep `table`, in which the history itself is kept."""
        self.version_table = table
        return VersionStatements(table, self._compiled_version)

    def _compiled_version(self, statement: Any) -> str:
        dialect, lexical = self.lowering.dialect, self.lowering.facts.lexical
        (sql,) = compile_statement(statement, dialect, lexical, schema_map=self.schema_map)
        return sql

    def tell_version(self, versions: VersionStatements, change: VersionChange, step: Step) -> None:
        """Add the statement by which the version table follows a change, on behalf of `step`."""
        sql = versions.text(change, step)
        revision = self._step.revision if self._step else None
        origin = Origin(revision.id, revision.file) if revision else self.origin()
        self._open.append(Statement(sql, Purpose.VERSION, origin))
        if self.schema_map:
            self.rows.lose_all(self.catalog)
        else:
            self.rows.version_changed(versions.name, change, self.catalog)

    def tell(self, told: Told, purpose: Purpose) -> None:
        """Add what the replay itself has to say of the step that is being run."""
        revision = self._step.revision if self._step else None
        origin = Origin(revision.id, revision.file) if revision else self.origin()
        self._tell(told, None, origin, purpose=purpose)

    def write(self, sql: str, purpose: Purpose) -> None:
        """Add text as it stands."""
        self._open.append(Statement(sql, purpose, self.origin()))

    def _tell(
        self,
        told: Told,
        operation: ops.Operation | None,
        origin: Origin,
        parameters: Parameters = None,
        options: Mapping[str, Any] | None = None,
        *,
        purpose: Purpose = Purpose.CHANGE,
        raw: bool = False,
    ) -> Changed:
        if self.lowering.redundant(told, self.catalog):
            return nobody_knows
        lexical = self.lowering.facts.lexical
        texts: Sequence[str]
        if raw and isinstance(told, str):
            texts = [told]
        else:
            schema_map = {**self.schema_map, **((options or {}).get("schema_translate_map") or {})}
            texts = list(
                compile_statement(
                    told,
                    self.lowering.dialect,
                    lexical,
                    parameters=parameters,
                    schema_map=schema_map,
                    remark=self.remark,
                )
            )
        for sql in texts:
            if sql:
                self._open.append(Statement(sql, purpose, origin, operation))
        effect = self.lowering.effect(told)
        effects = [effect] if effect else []
        own = operation is None or isinstance(operation, ops.ExecuteSQL)
        meant = self.lowering.meaning(told) if own else None
        if meant is not None:
            effects.append(meant)
        elif isinstance(operation, ops.ExecuteSQL):
            for sql in texts:
                effects += read(sql, self.lowering.facts)
        for change in effects:
            try:
                self._apply(change)
            except SQLAlchemyError:
                # What SQLAlchemy cannot hold is not known.
                self._apply(Opaque(None, str(texts[0])))
        if self.schema_map or (options or {}).get("schema_translate_map"):
            # What is written is said of other schemas than the catalog knows the tables by.
            self.rows.lose_all(self.catalog)
            return nobody_knows
        return nobody_knows if meant is not None else self._follow(texts, operation)

    def begin(self) -> None:
        self.write(self.lowering.facts.begin, Purpose.TRANSACTION)
        self.in_transaction = True

    def commit(self) -> None:
        self.write(self.lowering.facts.commit, Purpose.TRANSACTION)
        self.in_transaction = False
