"""The line that everything runs along, from revision files to scripts."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlgen.alembic_compat import alembic_is_sqlgen
from sqlgen.alembic_compat.script import ScriptDirectory
from sqlgen.config import Config, Layout, read_layout, read_settings
from sqlgen.dialects.target import Target, parse_target
from sqlgen.errors import RevisionError, SqlgenError, UsageError
from sqlgen.history import History, Step, read_history
from sqlgen.origin import Origin
from sqlgen.replay.current import environment_is
from sqlgen.replay.environment import EnvironmentContext, Request
from sqlgen.replay.frames import user_code
from sqlgen.replay.legacy import legacy_sqlalchemy
from sqlgen.replay.running import Runner, described, line_in, load_module
from sqlgen.replay.stubs import MissingModules, stub_missing
from sqlgen.script.plain import plain_text
from sqlgen.statements import Script


@dataclass(frozen=True, slots=True)
class Options:
    """How to render.

    `dialect` is `name` or `name@version` and replaces what env.py configures; `schema_map` renames schemas;
    `per_revision` puts each revision into a transaction of its own.
    """

    dialect: str | None = None
    use_env: bool = True
    stub_missing: bool = False
    legacy_sqlalchemy: bool = False
    tag: str | None = None
    schema_map: Mapping[str | None, str | None] = field(default_factory=dict)
    per_revision: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told what while it happens: `notice` a line for a person, `progress` each step with its number."""

    notice: Callable[[str], None] = lambda _: None
    progress: Callable[[int, int, Step], None] = lambda *_: None


@dataclass(frozen=True, slots=True)
class Project:
    """A configuration, where its files lie, and the history in them."""

    config: Config
    layout: Layout
    history: History

    @property
    def folder(self) -> Path:
        """The folder that the project's paths are told from: that of the first configuration file."""
        named = self.config.sqlgen_file_name or self.config.config_file_name or self.config.toml_file_name
        return Path(named).absolute().parent if named else Path.cwd()


def open_project(config: Config, options: Options | None = None, watch: Watch | None = None) -> Project:
    """The project of a configuration. Files are run only where their header is not literal."""
    layout = read_layout(config)

    def run_module(path: Path) -> Mapping[str, object]:
        with _world(layout, options or Options(), watch or Watch()):
            return vars(load_module(path))

    history = read_history(
        layout.version_locations,
        recursive=layout.recursive,
        sourceless=layout.sourceless,
        run_module=run_module,
    )
    return Project(config, layout, history)


def render(
    project: Project, text: str, options: Options | None = None, watch: Watch | None = None
) -> tuple[Script, ...]:
    """The scripts of a range, one for each database that the environment names.

    A revision that cannot be rendered is among its script's failures, and the others are rendered all the
    same. Raises UsageError for a range or a dialect that is none, RevisionError for what env.py raises.
    """
    options, watch = options or Options(), watch or Watch()
    plan = project.history.plan(text)
    target = _target(project, options)
    request = Request(
        project.config,
        project.history,
        plan,
        text,
        target,
        options.tag,
        options.schema_map,
        project.folder,
        ScriptDirectory(project.history, project.layout.script_location),
        options.per_revision,
    )
    with _world(project.layout, options, watch) as missing:
        runner = Runner(missing, watch.progress)
        environment = EnvironmentContext(request, runner, watch.notice)
        with environment_is(environment):
            if options.use_env:
                _run_env(project.layout.script_location / "env.py")
            else:
                _run_plainly(environment, target)
        scripts = environment.scripts()
    if not scripts:
        raise RevisionError(
            "env.py ran no migrations",
            origin=Origin(file=project.layout.script_location / "env.py"),
            hint="it has to call context.configure() and context.run_migrations() in offline mode too; "
            "--no-env renders without it",
        )
    _fill_buffers(environment, scripts)
    return scripts


def _target(project: Project, options: Options) -> Target | None:
    named = options.dialect or read_settings(project.config).dialect
    return parse_target(named, project.folder) if named else None


def _run_plainly(environment: EnvironmentContext, target: Target | None) -> None:
    if target is None:
        raise UsageError("without env.py nothing says which database to write for", hint="pass --dialect NAME")
    environment.configure(dialect_name=target.name)
    with environment.begin_transaction():
        environment.run_migrations()


def _run_env(path: Path) -> None:
    if not path.is_file():
        raise UsageError(f"there is no {path}", hint="--no-env renders without an environment")
    try:
        load_module(path, "env_py")
    except SqlgenError as error:
        error.origin = error.origin or Origin(file=path)
        raise
    except SystemExit as error:
        raise RevisionError(f"env.py called sys.exit({error.code!r})", origin=Origin(file=path)) from error
    except Exception as error:
        raise RevisionError(
            f"env.py raised {described(error)}",
            origin=Origin(file=path, line=line_in(error, path)),
            hint="--no-env renders without it, --stub-missing without the application",
        ) from error


@contextmanager
def _world(layout: Layout, options: Options, watch: Watch) -> Iterator[MissingModules | None]:
    """The process as revisions expect it: `alembic` is sqlgen, the project is importable.

    What they print goes to stderr, for stdout is the artefact's. Working directory, module search path and
    environment are put back.
    """
    path, folder, environ = list(sys.path), Path.cwd(), dict(os.environ)
    with ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(sys.stderr))
        stack.enter_context(user_code(layout.script_location, *layout.version_locations))
        stack.enter_context(alembic_is_sqlgen())
        if options.legacy_sqlalchemy:
            stack.enter_context(legacy_sqlalchemy())
        missing = None
        if options.stub_missing:
            missing = stack.enter_context(stub_missing(watch.notice))
        sys.path[:0] = [str(Path(entry).absolute()) for entry in layout.prepend_sys_path]
        try:
            yield missing
        finally:
            sys.path[:] = path
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environ)


def _fill_buffers(environment: EnvironmentContext, scripts: tuple[Script, ...]) -> None:
    """Write what env.py wanted in a buffer of its own, if all of it could be rendered."""
    if any(script.failures for script in scripts):
        return
    for script, buffer in zip(scripts, environment.buffers(), strict=True):
        if buffer is not None and buffer not in (sys.stdout, sys.stderr):
            buffer.write(plain_text(script))


__all__ = ["Options", "Project", "Watch", "open_project", "render"]
