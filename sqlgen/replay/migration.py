"""A plan run on one database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any

from sqlalchemy import Table
from sqlalchemy.schema import CreateTable

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Name, known_table
from sqlgen.config import Answer
from sqlgen.dialects.lowering import lowering_for
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import Target
from sqlgen.errors import NeedsDatabase, RevisionError, SqlgenError
from sqlgen.history import Direction, History, Plan, Step
from sqlgen.replay.beginning import Beginning
from sqlgen.replay.connection import OfflineConnection
from sqlgen.replay.current import current_environment, operations_are
from sqlgen.replay.directives import Operations
from sqlgen.replay.limits import OutOfTime
from sqlgen.replay.mode import Mode
from sqlgen.replay.overrides import overrides_of
from sqlgen.replay.past.keeping import Pasts, Place
from sqlgen.replay.past.taking import keep, resume
from sqlgen.replay.process import threads_told
from sqlgen.replay.recorder import Notice, Recorder
from sqlgen.replay.reflection import reflecting
from sqlgen.replay.running import Runner, described, running_errors
from sqlgen.replay.snapshots import KnownSchema
from sqlgen.replay.standins import is_stub
from sqlgen.replay.steps import StepInfo
from sqlgen.replay.version_table import DEFAULT_VERSION_TABLE, version_table
from sqlgen.statements import Failure, Purpose, Script


class MigrationContext:
    """One database of an environment, and the plan that is run on it.

    `options` are the keywords of `context.configure()`. The context plays Alembic's `impl` as well: what
    revisions ask of one, they may ask of the other.
    """

    def __init__(
        self,
        target: Target,
        plan: Plan,
        runner: Runner,
        options: Mapping[str, Any],
        notice: Notice,
        environment: Any = None,
        history: History | None = None,
        beginning: Beginning | None = None,
        answers: Iterable[Answer] = (),
        *,
        manual_steps: bool = False,
        pasts: Pasts | None = None,
    ) -> None:
        self.opts = dict(options)
        self.environment_context = environment
        self.mode: Mode = environment.mode if environment is not None else Mode()
        self.plan = plan
        self.target = target
        self.runner = runner
        self.history = history
        self.dialect = offline_dialect(target, options.get("dialect_opts"))
        lowering = lowering_for(target, self.dialect, options)
        self.beginning = beginning or Beginning()
        base = self.beginning.base(lowering)
        self._pasts = pasts
        self._said: list[str] = []
        say = partial(self._say, notice)
        self.recorder = Recorder(lowering, say, options.get("schema_translate_map"), answers)
        self.recorder.start_from(base, unfilled=self.beginning.unfilled)
        self.connection = OfflineConnection(
            reflecting(self.dialect, lambda: self.recorder.catalog, self.recorder.answered_absent),
            lambda statement: self.recorder.perform(statement)(),
            self.recorder.answer,
            self.recorder.answer_sent,
            self.recorder.refusal,
        )
        self.version_table = options.get("version_table") or DEFAULT_VERSION_TABLE
        self.version_table_schema = options.get("version_table_schema")
        self.failures: list[Failure] = []
        self.manual_steps = manual_steps
        self.heads: list[str] = list(plan.start)
        self._catalog: Catalog | None = None
        self._before = Catalog()
        self._overrides = overrides_of(self.dialect.name)
        self._version = self._make_version_table()
        self._versions = self.recorder.version_statements(self._version)
        stated = (options.get("transactional_ddl"), self._overrides.transactional_ddl)
        self.transactional_ddl: bool = next(
            (bool(each) for each in stated if each is not None), lowering.facts.transactional_ddl
        )

    def _say(self, notice: Notice, text: str) -> None:
        self._said.append(text)
        notice(text)

    # What Alembic's names for a migration context answer

    @property
    def as_sql(self) -> bool:
        return self.mode.answer()

    @classmethod
    def configure(cls, connection: Any = None, **_: Any) -> MigrationContext:
        """The context of the connection that a revision was given. Raises NeedsDatabase for any other."""
        if isinstance(connection, OfflineConnection):
            found: MigrationContext = current_environment().get_context()
            return found
        raise NeedsDatabase(
            "MigrationContext.configure() was called for a database of its own",
            hint="in a revision, use op.get_context() or op.get_bind()",
        )

    @property
    def impl(self) -> MigrationContext:
        return self

    @property
    def bind(self) -> OfflineConnection:
        return self.connection

    @property
    def config(self) -> Any:
        return self.environment_context.config if self.environment_context else None

    @property
    def script(self) -> Any:
        if self._pasts is not None:
            self._pasts.asked = True
        return self.opts.get("script")

    @property
    def naming_convention(self) -> Mapping[str, Any] | None:
        """That of the models; None where there are none, or where stubs stand in for them."""
        metadata = self.opts.get("target_metadata")
        if is_stub(metadata):
            return None
        convention: Mapping[str, Any] | None = getattr(metadata, "naming_convention", None)
        return convention

    def get_current_heads(self) -> tuple[str, ...]:
        """The revisions that the version table holds at this point of the plan."""
        return tuple(self.heads)

    def get_current_revision(self) -> str | None:
        """The one revision that the version table holds. Raises RevisionError if it holds several."""
        if len(self.heads) > 1:
            raise RevisionError(
                f"the version table holds several revisions: {', '.join(self.heads)}",
                hint="use get_current_heads()",
            )
        return self.heads[0] if self.heads else None

    def perform(self, operation: ops.Operation) -> Any:
        return self.recorder.perform(operation)

    def execute(self, sql: Any, execution_options: Mapping[str, Any] | None = None) -> None:
        """Take a statement for the script."""
        self.perform(ops.ExecuteSQL(sql, None, execution_options))

    def static_output(self, text: str) -> None:
        """Put text into the script as it stands."""
        self.recorder.write(text, Purpose.NOTE)

    # Transactions

    def begin_transaction(self, *, _per_migration: bool = False) -> AbstractContextManager[None]:
        """BEGIN and COMMIT around a block, if the database rolls DDL back and the options want it here.

        Nothing where a transaction is open already: the inner COMMIT would end the outer one.
        """
        per_migration = bool(self.opts.get("transaction_per_migration"))
        wanted = self.transactional_ddl and per_migration == _per_migration
        if wanted and not self.recorder.in_transaction:
            return self._transaction()
        return nullcontext()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self.recorder.begin()
        yield
        if self.recorder.in_transaction:
            self.recorder.commit()

    @contextmanager
    def autocommit_block(self) -> Iterator[None]:
        """Statements outside of any transaction: what is open is committed, and another begun behind."""
        inside = self.recorder.in_transaction
        if inside:
            self.recorder.commit()
        yield
        if inside:
            self.recorder.begin()

    # The plan

    def run_migrations(self, **arguments: Any) -> None:
        """Run every step of the plan; `arguments` go to each upgrade() or downgrade().

        A step that fails is noted among the failures, leaves nothing behind, and the next one is tried. A
        second run begins where the first began, for it is meant for another schema.
        """
        self._catalog = self.recorder.catalog if self._catalog is None else self._catalog
        if self.beginning.start is not None:
            start = self.beginning.start.at(self.plan.start, self.recorder.lowering)
            self.recorder.start_from(start)
        else:
            self.recorder.start_from(self._catalog, unfilled=self.beginning.unfilled)
            self._replay_before(arguments)
        if self.plan.start:
            # A snapshot of the application's schema need not have the version table.
            known = self.recorder.catalog
            self.recorder.catalog = known.with_table(known_table(self._version, known.server))
        self.heads = list(self.plan.start)
        self._before = self.recorder.catalog
        self.recorder.open_section(None)
        self.runner.load(self.plan.steps)
        with operations_are(Operations(self)):
            for number, step in enumerate(self.plan.steps, 1):
                self.runner.progress(number, len(self.plan.steps), step)
                try:
                    with running_errors(step):
                        self._run(step, arguments)
                except SqlgenError as error:
                    self.recorder.give_up_section()
                    self._failed(Failure(step, error))
                    self.heads = list(step.after)
        self.recorder.open_section(None)

    def _failed(self, failure: Failure) -> None:
        """Note a failure, or leave its step to be done by hand where a database is all that it needs."""
        error = failure.error
        needs = isinstance(error, NeedsDatabase) or self.recorder.left.explains(error, self.recorder.catalog)
        if self.manual_steps and needs:
            self.recorder.leave_by_hand(failure)
        else:
            self.failures.append(failure)

    def _replay_before(self, arguments: Mapping[str, Any]) -> None:
        """Run what leads to the start of the plan for the catalog alone; none of it is in the script.

        A revision that cannot be run leaves open what it made, which is told and taken into account.
        """
        steps = self.history.leading_to(self.plan.start) if self.history is not None else ()
        self.runner.load(steps)
        if not steps:
            return
        place = self._place_of_past(steps, arguments)
        past = place.found(self.recorder.catalog.server, self.runner.modules()) if place is not None else None
        if past is not None:
            resume(self.recorder, past)
            return
        self._said.clear()
        roots = partial(self._held, arguments)
        if place is not None:
            place.begin(roots)
        whole = self._run_before(steps, arguments)
        if place is not None and whole:
            keep(place, self.recorder, self._said, self.runner.modules(), roots)

    def _run_before(self, steps: Iterable[Step], arguments: Mapping[str, Any]) -> bool:
        """Run these steps for the catalog; whether all of them could be run."""
        whole = True
        self.recorder.assumed.past = True
        with operations_are(Operations(self)):
            for step in steps:
                self.recorder.open_section(step)
                self.heads = list(step.before)
                try:
                    with running_errors(step):
                        if not self.heads:
                            self.recorder.tell(CreateTable(self._version), Purpose.VERSION)
                        self._run_revision(step, arguments)
                    self.recorder.pass_section()
                except SqlgenError as error:
                    whole = False
                    self.recorder.doubt(Failure(step, error))
                    self.recorder.notice(
                        f"revision {step.revision.id} lies before the range and cannot be replayed, so "
                        f"what it made is not known: {error.message}"
                    )
                    self.recorder.give_up_section()
        self.recorder.assumed.past = False
        # The application has used the tables since; what rows they hold is not ours to know.
        self.recorder.rows.start_behind(self.recorder.catalog)
        return whole

    def _place_of_past(self, steps: Iterable[Step], arguments: Mapping[str, Any]) -> Place | None:
        """Where what these steps lead to is kept from one call to the next, if it is."""
        if self._pasts is None:
            return None
        target = (self.target.name, self.target.named)
        about = (self.plan.direction.name, self.plan.start, target, self.opts, arguments)
        return self._pasts.place(steps, about)

    def _held(self, arguments: Mapping[str, Any]) -> Iterator[Any]:
        """What revisions can leave something in, beside the modules of their project."""
        yield from (arguments, self.opts, getattr(self.config, "attributes", None))
        if self.plan.direction is Direction.DOWN:
            # The way down runs some of these files again.
            yield from self.runner.modules().values()

    def _run(self, step: Step, arguments: Mapping[str, Any]) -> None:
        self.recorder.open_section(step)
        with self.begin_transaction(_per_migration=True):
            if not self.heads:
                self.recorder.tell(CreateTable(self._version), Purpose.VERSION)
            if step.direction is not Direction.STAMP:
                self._run_revision(step, arguments)
            for change in step.changes:
                self.recorder.tell_version(self._versions, change, step)
            self.heads = list(step.after)
            self._called_back(step, arguments)

    def _run_revision(self, step: Step, arguments: Mapping[str, Any]) -> None:
        """Run a revision in offline mode, and one that gives up when it is told so, as if it were online.

        What it asks then is answered as all questions are, with certainty or not at all.
        """
        self.mode.asked = False
        point = self.recorder.point()
        name = f"revision {step.revision.id}"
        with threads_told(
            lambda thread: self.recorder.notice(
                f"{name} leaves the thread {thread!r} running; what it does from here on is in no script"
            )
        ):
            try:
                self.runner.run(step, arguments)
            except (Exception, SystemExit) as error:
                if not self.mode.asked or isinstance(error.__cause__, OutOfTime):
                    raise
                self.recorder.go_back(point)
                with self.mode.online():
                    self.runner.run_anew(step, arguments)
                self.recorder.notice(
                    f"{name} gives up in offline mode ({described(error)}), so it was run as if online, with "
                    "what the history says for answers"
                )
        self.recorder.settle()

    def stamp(self, script_directory: Any, revision: str) -> None:
        """Write into the version table that the database stands at `revision`, and run nothing."""
        plan = script_directory.history.plan_stamp(self.heads, [revision])
        for step in plan.steps:
            if not self.heads:
                self.recorder.tell(CreateTable(self._version), Purpose.VERSION)
            for change in step.changes:
                self.recorder.tell_version(self._versions, change, step)
            self.heads = list(step.after)

    def _called_back(self, step: Step, arguments: Mapping[str, Any]) -> None:
        callbacks = self.opts.get("on_version_apply") or ()
        told = StepInfo(step, self.history, self.script)
        for callback in [callbacks] if callable(callbacks) else callbacks:
            callback(ctx=self, step=told, heads=set(self.heads), run_args=dict(arguments))

    def _make_version_table(self) -> Table:
        factory = self._overrides.version_table or version_table
        return factory(
            version_table=self.version_table,
            version_table_schema=self.version_table_schema,
            version_table_pk=self.opts.get("version_table_pk", True),
        )

    def unused_answers(self) -> Iterator[str]:
        """Where the configured answers stand that no rendered revision has asked for."""
        steps = [section.step for section in self.recorder.sections if section.step and not section.manual]
        return (answer.place for answer in self.recorder.assumed.unused(steps))

    def known(self, name: str) -> KnownSchema:
        """What is known of the schema now."""
        return KnownSchema(self.recorder.lowering, tuple(self.heads), self.recorder.catalog, name)

    def script_made(self, name: str, first: int = 0) -> Script:
        """Everything that was recorded from section `first` on, as a script."""
        self.recorder.close_section()
        facts = self.recorder.lowering.facts
        separator = self.opts.get(f"{self.dialect.name}_batch_separator", facts.batch_separator)
        schema, schema_map = self.version_table_schema, self.recorder.schema_map
        return Script(
            self.target,
            self.plan,
            self.recorder.sections[first:],
            tuple(self.failures),
            name,
            separator or "",
            before=self._before,
            version_table=Name(schema_map.get(schema, schema), self.version_table),
        )
