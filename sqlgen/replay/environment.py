"""What env.py talks to: the environment of a replay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.exc import ArgumentError

from sqlgen.config import Answer, Config
from sqlgen.dialects.target import Target, parse_target
from sqlgen.errors import ConfigError, DialectError, RevisionError, UsageError
from sqlgen.history import History, Plan
from sqlgen.replay.beginning import Beginning
from sqlgen.replay.buffers import Buffer, buffer_for
from sqlgen.replay.migration import MigrationContext
from sqlgen.replay.mode import Mode
from sqlgen.replay.past.keeping import Pasts
from sqlgen.replay.recorder import Notice
from sqlgen.replay.running import Runner
from sqlgen.replay.snapshots import KnownSchema
from sqlgen.replay.standins import is_stub
from sqlgen.statements import Script

Identifiers = str | tuple[str, ...] | None
"""How Alembic hands out revisions: one as a text, several as a tuple, the base as None."""

_DEFAULTS: Mapping[str, Any] = {
    "transaction_per_migration": False,
    "target_metadata": None,
    "include_name": None,
    "include_object": None,
    "include_schemas": False,
    "render_as_batch": False,
    "literal_binds": False,
    "process_revision_directives": None,
    "on_version_apply": (),
    "upgrade_token": "upgrades",
    "downgrade_token": "downgrades",
    "alembic_module_prefix": "op.",
    "sqlalchemy_module_prefix": "sa.",
    "user_module_prefix": None,
    "compare_type": True,
    "compare_server_default": False,
}
"""Keywords of configure() that every call sets anew. All others stay from one call to the next."""


@dataclass
class Request:
    """What was asked to be replayed.

    `plan` is what the range asks for, `text` the range as it was written; `target` replaces the database
    that env.py configures. `per_revision` asks for a transaction a revision, whatever env.py says.
    `beginning` is what somebody said of the schema that is there, `answers` of the rows. `manual_steps`
    leaves steps that need a database to be done by hand. `pasts` keeps what lies before the range.
    """

    config: Config
    history: History
    plan: Plan
    text: str
    target: Target | None = None
    tag: str | None = None
    schema_map: Mapping[str | None, str | None] = field(default_factory=dict)
    project: Path | None = None
    script_directory: Any = None
    per_revision: bool = False
    beginning: Beginning = field(default_factory=Beginning)
    answers: tuple[Answer, ...] = ()
    manual_steps: bool = False
    pasts: Pasts | None = None


@dataclass
class _Database:
    """One call of configure(), and how much of its script stands in env.py's buffer already."""

    context: MigrationContext
    buffer: Buffer | None
    name: str = ""
    ran: bool = False
    written: int = 0


class EnvironmentContext:
    """The environment that `context` stands for while env.py runs.

    Every `configure()` begins a new database; `scripts()` gives what was replayed, in that order. `text`
    writes a script for the buffers that env.py hands over.
    """

    def __init__(
        self, request: Request, runner: Runner, notice: Notice, text: Callable[[Script], str]
    ) -> None:
        self.request = request
        self.config = request.config
        start, colon, end = request.text.rpartition(":")
        self.context_opts: dict[str, Any] = {
            "as_sql": True,
            "destination_rev": end or "heads",
            "starting_rev": (start or "base") if colon else None,
            "tag": request.tag,
        }
        self.mode = Mode()
        self._runner = runner
        self._say = notice
        self._said: set[str] = set()
        self._text = text
        self._databases: list[_Database] = []
        self._depth = 0
        self._starting: str | Sequence[str] | None = None

    def _notice(self, text: str) -> None:
        """Tell a person what none of the databases gave cause to say before."""
        if text not in self._said:
            self._said.add(text)
            self._say(text)

    # What was asked for

    @property
    def script(self) -> Any:
        """The script directory, under Alembic's name."""
        self._asked_for_end()
        return self.request.script_directory

    def _asked_for_end(self) -> None:
        """Note that somebody may know where the history and the range lead."""
        if self.request.pasts is not None:
            self.request.pasts.asked = True

    def is_offline_mode(self) -> bool:
        return self.mode.answer()

    def is_transactional_ddl(self) -> bool:
        return self.get_context().transactional_ddl

    def requires_connection(self) -> bool:
        return False

    def get_head_revision(self) -> str | None:
        """The one head of the history. Raises UsageError if there are several."""
        heads = self.get_head_revisions()
        if len(heads) > 1:
            raise UsageError(
                f"the history has several heads: {', '.join(heads)}", hint="use get_head_revisions()"
            )
        return heads[0] if heads else None

    def get_head_revisions(self) -> tuple[str, ...]:
        self._asked_for_end()
        return tuple(self.request.history.heads)

    def get_starting_revision_argument(self) -> Identifiers:
        """The revision that the range starts from, None for the base."""
        return _handed_out(self._current_plan().start)

    def get_revision_argument(self) -> Identifiers:
        """The revision that the range leads to; a tuple where it leads to several."""
        self._asked_for_end()
        return _handed_out(self._current_plan().end)

    def _current_plan(self) -> Plan:
        return self._databases[-1].context.plan if self._databases else self.request.plan

    def get_tag_argument(self) -> str | None:
        tag: str | None = self.context_opts["tag"]
        return tag

    def get_x_argument(self, as_dictionary: bool = False) -> Any:
        """What `-x` was given: a list of texts, or a mapping of what is left and right of their `=`."""
        given: Sequence[str] = getattr(self.config.cmd_opts, "x", None) or []
        if not as_dictionary:
            return list(given)
        pairs = (text.partition("=") for text in given)
        return {name: value for name, _, value in pairs}

    # What env.py does

    def configure(
        self,
        connection: Any = None,
        url: str | URL | None = None,
        dialect_name: str | None = None,
        dialect_opts: Mapping[str, Any] | None = None,
        *,
        transactional_ddl: bool | None = None,
        output_buffer: Any = None,
        starting_rev: str | Sequence[str] | None = None,
        tag: str | None = None,
        **options: Any,
    ) -> None:
        """Begin a database: the one that was asked for, or else the one that is named here.

        Keywords are Alembic's, and as there, what an earlier call said holds on unless it is said anew.
        Raises UsageError where nothing says which database it is, and for `starting_rev` that leads
        nowhere.
        """
        stated = {"transactional_ddl": transactional_ddl, "starting_rev": starting_rev, "tag": tag}
        self.context_opts |= {key: value for key, value in stated.items() if value not in (None, "")}
        self.context_opts |= {**_DEFAULTS, "script": self.request.script_directory, **options}
        if self.request.target is not None:
            # Which database the application has is not asked, so it may be missing.
            connection, url = (None if is_stub(each) else each for each in (connection, url))
        named = self._named(connection, url, dialect_name)
        settings = {**self.context_opts, "dialect_opts": dict(dialect_opts or {})}
        if self.request.target is not None and named != self.request.target.name:
            # They were chosen for the database that env.py had in mind.
            settings["dialect_opts"] = {}
        if self.request.per_revision:
            settings["transaction_per_migration"] = True
        settings["schema_translate_map"] = self._schema_map(connection, options)
        context = MigrationContext(
            self.request.target or self._target(named),
            self._plan(starting_rev),
            self._runner,
            settings,
            self._notice,
            self,
            self.request.history,
            self.request.beginning,
            answers=self.request.answers,
            manual_steps=self.request.manual_steps,
            pasts=self.request.pasts,
        )
        stream = output_buffer if output_buffer is not None else self.config.output_buffer
        self._databases.append(_Database(context, buffer_for(stream, options.get("output_encoding"))))

    def _named(self, connection: Any, url: str | URL | None, dialect_name: str | None) -> str | None:
        """The dialect that env.py names; None where it names none that can be understood."""
        if connection is not None:
            return str(connection.dialect.name)
        if url:
            try:
                return make_url(url).get_backend_name()
            except ArgumentError as error:
                if self.request.target is not None:
                    return None
                raise ConfigError(
                    "env.py passes a url to context.configure() that is none",
                    hint="it looks like postgresql://user@host/name; --dialect NAME renders without it",
                ) from error
        return dialect_name.partition("+")[0] if dialect_name else None

    def _target(self, named: str | None) -> Target:
        if named is None:
            raise UsageError(
                "env.py names no database, so nothing says which dialect to write",
                hint="pass --dialect NAME, or set sqlalchemy.url",
            )
        try:
            return parse_target(named, self.request.project)
        except DialectError as error:
            error.message = f"env.py configures the dialect {named!r}: {error.message}"
            error.hint = "pass --dialect NAME, or correct sqlalchemy.url"
            raise

    def _schema_map(self, connection: Any, options: Mapping[str, Any]) -> dict[str | None, str | None]:
        carrying: Mapping[str, Any] = getattr(connection, "get_execution_options", dict)()
        carried = carrying.get("schema_translate_map")
        own = options.get("schema_translate_map")
        return {**self.request.schema_map, **(carried or {}), **(own or {})}

    def _plan(self, starting: str | Sequence[str] | None) -> Plan:
        self._starting = starting = starting or self._starting
        if not starting:
            return self.request.plan
        starts = [starting] if isinstance(starting, str) else list(starting)
        _, _, end = self.request.text.rpartition(":")
        return self.request.history.plan(f"{','.join(starts)}:{end}")

    def get_context(self) -> MigrationContext:
        """The context of the database that was configured last."""
        return self._database().context

    def _database(self) -> _Database:
        if not self._databases:
            raise RevisionError("env.py uses the context before context.configure() was called")
        return self._databases[-1]

    def get_bind(self) -> Any:
        return self.get_context().bind

    def get_impl(self) -> Any:
        return self.get_context().impl

    def execute(self, sql: Any, execution_options: Mapping[str, Any] | None = None) -> None:
        with self._writing():
            self.get_context().execute(sql, execution_options)

    def static_output(self, text: str) -> None:
        with self._writing():
            self.get_context().static_output(text)

    @contextmanager
    def begin_transaction(self) -> Iterator[None]:
        with self._writing(), self.get_context().begin_transaction():
            yield

    @contextmanager
    def autocommit_block(self) -> Iterator[None]:
        with self._writing(), self.get_context().autocommit_block():
            yield

    def run_migrations(self, **arguments: Any) -> None:
        """Run the plan on the database that was configured last; `arguments` go to each revision."""
        self._runner.check()
        database = self._database()
        database.ran = True
        database.name = str(arguments.get("engine_name") or "")
        with self._writing(), self._runner.watched():
            database.context.run_migrations(**arguments)

    # What came of it

    def scripts(self) -> tuple[Script, ...]:
        """A script for every database that was migrated, or that was told anything."""
        return tuple(each.context.script_made(name) for name, each in self._named_databases())

    def known(self) -> tuple[KnownSchema, ...]:
        """What is known of the schema of each of these databases where the replay has ended."""
        return tuple(each.context.known(name) for name, each in self._named_databases())

    def _named_databases(self) -> list[tuple[str, _Database]]:
        told = [each for each in self._databases if each.ran or each.context.script_made("").statements]
        if not any(each.ran for each in told):
            return []
        return list(zip(_different([_name(each, len(told)) for each in told]), told, strict=True))

    def unused_answers(self) -> tuple[Answer, ...]:
        """The configured answers that no rendered revision has asked for, on any of the databases."""
        told = [set(each.context.unused_answers()) for each in self._databases if each.ran]
        return tuple(each for each in self.request.answers if told and all(each.place in one for one in told))

    def take_back(self) -> None:
        """Leave nothing in the buffers that env.py handed over."""
        for database in reversed(self._databases):
            if database.buffer is not None:
                database.buffer.take_back()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hand on to env.py's buffer what was recorded, at the end of the outermost block.

        At once, for env.py may close the buffer, or read it, behind the block.
        """
        database = self._database()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
        if self._depth or database.buffer is None or any(each.context.failures for each in self._databases):
            return
        sections = database.context.script_made(database.name, database.written)
        database.written += len(sections.sections)
        database.buffer.write(self._text(sections))


def _handed_out(identifiers: tuple[str, ...]) -> Identifiers:
    return identifiers[0] if len(identifiers) == 1 else (identifiers or None)


def _name(database: _Database, among: int) -> str:
    """What env.py calls the database; where it calls it nothing and has several, its schema."""
    if database.name or among == 1:
        return database.name
    schema = database.context.version_table_schema
    return str(schema) if schema else "database"


def _different(names: Sequence[str]) -> list[str]:
    """The names, with a number behind each that came before."""
    taken: list[str] = []
    for name in names:
        number = 1
        told = name
        while told in taken:
            number += 1
            told = f"{name}-{number}"
        taken.append(told)
    return taken
