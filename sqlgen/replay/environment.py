"""What env.py talks to: the environment of a replay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.exc import ArgumentError

from sqlgen.config import Config
from sqlgen.dialects.target import Target, parse_target
from sqlgen.errors import ConfigError, RevisionError, UsageError
from sqlgen.history import History, Plan
from sqlgen.replay.migration import MigrationContext
from sqlgen.replay.recorder import Notice
from sqlgen.replay.running import Runner
from sqlgen.statements import Script


@dataclass
class Request:
    """What was asked to be replayed.

    `plan` is what the range asks for, `text` the range as it was written; `target` replaces the database
    that env.py configures. `per_revision` asks for a transaction a revision, whatever env.py says.
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


class EnvironmentContext:
    """The environment that `context` stands for while env.py runs.

    Every `configure()` begins a new database; `scripts()` gives what was replayed, in that order.
    """

    def __init__(self, request: Request, runner: Runner, notice: Notice) -> None:
        self.request = request
        self.config = request.config
        self._runner = runner
        self._notice = notice
        self._contexts: list[tuple[MigrationContext, dict[str, Any]]] = []
        self._ran: list[tuple[MigrationContext, str, Any]] = []

    # What was asked for

    @property
    def script(self) -> Any:
        """The script directory, under Alembic's name."""
        return self.request.script_directory

    def is_offline_mode(self) -> bool:
        return True

    def is_transactional_ddl(self) -> bool:
        return self.get_context().transactional_ddl

    def requires_connection(self) -> bool:
        return False

    def get_head_revision(self) -> str | None:
        """The one head of the history. Raises UsageError if there are several."""
        heads = self.get_head_revisions()
        if len(heads) > 1:
            raise UsageError(f"the history has several heads: {', '.join(heads)}")
        return heads[0] if heads else None

    def get_head_revisions(self) -> tuple[str, ...]:
        return tuple(self.request.history.heads)

    def get_starting_revision_argument(self) -> str | None:
        """The revision that the range starts from, None for the base."""
        start = self.request.plan.start
        return start[0] if len(start) == 1 else (start or None)  # type: ignore[return-value]

    def get_revision_argument(self) -> Any:
        """The revision that the range leads to; a tuple where it leads to several."""
        end = self.request.plan.end
        return end[0] if len(end) == 1 else (end or None)

    def get_tag_argument(self) -> str | None:
        return self.request.tag

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
        **options: Any,
    ) -> None:
        """Begin a database: the one that was asked for, or else the one that is named here.

        Keywords are Alembic's. Raises UsageError where nothing says which database it is, and for
        `starting_rev` that contradicts the range.
        """
        target = self.request.target or self._target(connection, url, dialect_name)
        options["dialect_opts"] = dict(dialect_opts or {})
        options.setdefault("script", self.script)
        if self.request.per_revision:
            options["transaction_per_migration"] = True
        carried = getattr(connection, "get_execution_options", dict)().get("schema_translate_map") or {}
        own = options.get("schema_translate_map") or {}
        options["schema_translate_map"] = {**self.request.schema_map, **carried, **own}
        context = MigrationContext(
            target,
            self._plan(options.get("starting_rev")),
            self._runner,
            options,
            self._notice,
            self,
            dict(self.request.history),
        )
        self._contexts.append((context, options))

    def _target(self, connection: Any, url: str | URL | None, dialect_name: str | None) -> Target:
        if connection is not None:
            name = connection.dialect.name
        elif url:
            try:
                name = make_url(url).get_backend_name()
            except ArgumentError as error:
                raise ConfigError(f"the database URL is no URL: {error}") from error
        elif dialect_name:
            name = dialect_name.partition("+")[0]
        else:
            raise UsageError(
                "env.py names no database, so nothing says which dialect to write",
                hint="pass --dialect NAME, or set sqlalchemy.url",
            )
        return parse_target(name, self.request.project)

    def _plan(self, starting: Any) -> Plan:
        if not starting:
            return self.request.plan
        starts = [starting] if isinstance(starting, str) else list(starting)
        _, _, end = self.request.text.rpartition(":")
        return self.request.history.plan(f"{','.join(starts)}:{end}")

    def get_context(self) -> MigrationContext:
        """The context of the database that was configured last."""
        if not self._contexts:
            raise RevisionError("env.py uses the context before context.configure() was called")
        return self._contexts[-1][0]

    def get_bind(self) -> Any:
        return self.get_context().bind

    def get_impl(self) -> Any:
        return self.get_context().impl

    def execute(self, sql: Any, execution_options: Mapping[str, Any] | None = None) -> None:
        self.get_context().execute(sql, execution_options)

    def static_output(self, text: str) -> None:
        self.get_context().static_output(text)

    def begin_transaction(self) -> AbstractContextManager[None]:
        return self.get_context().begin_transaction()

    def autocommit_block(self) -> AbstractContextManager[None]:
        return self.get_context().autocommit_block()

    def run_migrations(self, **arguments: Any) -> None:
        """Run the plan on the database that was configured last; `arguments` go to each revision."""
        context, options = self._contexts[-1] if self._contexts else (self.get_context(), {})
        name = str(arguments.get("engine_name") or "")
        self._ran.append((context, name, options.get("output_buffer")))
        context.run_migrations(**arguments)

    # What came of it

    def scripts(self) -> tuple[Script, ...]:
        """A script for every database that was migrated."""
        return tuple(context.script_made(name) for context, name, _ in self._ran)

    def buffers(self) -> tuple[Any, ...]:
        """The `output_buffer` that env.py gave for each script, or None."""
        return tuple(buffer for _, _, buffer in self._ran)
