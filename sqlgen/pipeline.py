"""The line that everything runs along, from revision files to scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlgen.alembic_compat import alembic_is_sqlgen
from sqlgen.alembic_compat.invoked import invoked
from sqlgen.alembic_compat.script import ScriptDirectory
from sqlgen.config import EMPTY, EXISTING, Config, Layout, read_layout, read_settings
from sqlgen.dialects.lowering import lowering_for
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import Target, parse_target
from sqlgen.errors import RevisionError, UsageError
from sqlgen.history import Direction, History, Plan, Step, read_history
from sqlgen.history.released import Released, since_release
from sqlgen.origin import Origin
from sqlgen.reading.live import read_live
from sqlgen.replay.assumed import of_history
from sqlgen.replay.beginning import Beginning
from sqlgen.replay.confines import Confines, confines
from sqlgen.replay.current import environment_is
from sqlgen.replay.engines import engines_stay_closed
from sqlgen.replay.environment import EnvironmentContext, Request
from sqlgen.replay.frames import user_code
from sqlgen.replay.legacy import legacy_sqlalchemy
from sqlgen.replay.models import models_named
from sqlgen.replay.options import Options
from sqlgen.replay.overrides import overrides_by_env_forgotten
from sqlgen.replay.past.folder import CacheFolder
from sqlgen.replay.past.keeping import Pasts
from sqlgen.replay.past.reads import Reads
from sqlgen.replay.process import process_kept
from sqlgen.replay.running import Runner, load_module, loading_errors
from sqlgen.replay.snapshots import KnownSchema, SnapshotFile
from sqlgen.replay.stubs import MissingModules, stub_missing
from sqlgen.repository import Repository
from sqlgen.script.plain import plain_text
from sqlgen.statements import Script


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told what meanwhile: `notice` a line for a person, `progress` each step with its number.

    `stop` ends the process with an error, where a revision cannot be stopped otherwise; without it, such a
    revision runs on.
    """

    notice: Callable[[str], None] = lambda _: None
    progress: Callable[[int, int, Step], None] = lambda *_: None
    stop: Callable[[str], None] | None = None


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
    history = read_history(
        layout.version_locations,
        recursive=layout.recursive,
        sourceless=layout.sourceless,
        run_module=lambda path: run_header(layout, path, options, watch),
    )
    return Project(config, layout, history)


def released_at(project: Project, reference: str) -> Released:
    """What became of the revisions since this branch left a commit, a tag or a branch of git.

    Raises UsageError where git knows no such thing.
    """
    repository = Repository.around(project.folder)
    places = [repository.place_of(location) for location in project.layout.version_locations]
    with TemporaryDirectory() as kept:
        repository.export(repository.fork_point(reference), places, Path(kept))
        locations = [Path(kept) / place for place in places]
        if not any(location.is_dir() for location in locations):
            return Released(new=frozenset(project.history))
        before = read_history(
            locations,
            recursive=project.layout.recursive,
            run_module=lambda path: run_header(project.layout, path),
        )
        return since_release(before, project.history)


def run_header(
    layout: Layout, path: Path, options: Options | None = None, watch: Watch | None = None
) -> Mapping[str, object]:
    """The names that a revision file binds, found by running it. Raises RevisionError for what it raises."""
    with _world(layout, options or Options(), watch or Watch()), loading_errors(path):
        return vars(load_module(path))


def render(
    project: Project, text: str, options: Options | None = None, watch: Watch | None = None
) -> tuple[Script, ...]:
    """The scripts of a range, one for each database that the environment names.

    A revision that cannot be rendered is among its script's failures, and the others are rendered all the
    same. Raises UsageError for a range or a dialect that is none, RevisionError for what env.py raises.
    """
    return _replayed(project, text, options or Options(), watch or Watch()).scripts()


def render_back(
    project: Project, plan: Plan, options: Options | None = None, watch: Watch | None = None
) -> tuple[Script, ...]:
    """The scripts of the way back from an upgrade, one for each database. Raises as `render` does."""
    back = project.history.plan_back(plan)
    text = ":".join(",".join(rows) or "base" for rows in (back.start, back.end))
    return _replayed(project, text, options or Options(), watch or Watch(), back).scripts()


def known_at(
    project: Project, revision: str, options: Options | None = None, watch: Watch | None = None
) -> tuple[KnownSchema, ...]:
    """What is known of the schema at a revision, for each database that the environment names.

    A revision before it that cannot be run is told, and leaves open what it made. Raises as `render` does.
    """
    text = f"{revision}:{revision}"
    return _replayed(project, text, options or Options(), watch or Watch()).known()


def known_of_models(
    project: Project, models: str, options: Options | None = None, watch: Watch | None = None
) -> KnownSchema:
    """The schema that the models named package.module:metadata make on an empty database.

    Raises UsageError where nothing says which database, ConfigError for models that are none.
    """
    options, watch = options or Options(), watch or Watch()
    target = _target(project, options)
    if target is None:
        raise UsageError("nothing says for which dialect the models are made", hint="pass --dialect NAME")
    lowering = lowering_for(target, offline_dialect(target))
    with _world(project.layout, options, watch):
        base = Beginning(models=models_named(models)).base(lowering)
    return KnownSchema(lowering, None, base)


def known_live(url: str, version_table: str, watch: Watch | None = None) -> KnownSchema:
    """The schema of the database at an address, which is read and not changed. Raises UsageError."""
    live = read_live(url, version_table)
    for each in live.left_out:
        (watch or Watch()).notice(f"notice: {each}")
    return KnownSchema(live.lowering, live.revisions, live.catalog)


def known_in(file: Path) -> KnownSchema:
    """What a snapshot says. Raises SnapshotError for a file that is none."""
    read = SnapshotFile.read(file)
    target = parse_target(f"{read.dialect}@{read.version}" if read.version else read.dialect)
    return read.known(lowering_for(target, offline_dialect(target)))


def _replayed(
    project: Project, text: str, options: Options, watch: Watch, plan: Plan | None = None
) -> EnvironmentContext:
    """The environment behind the replay of a range; `plan` says its steps where the range does not."""
    plan = plan or project.history.plan(text)
    target = _target(project, options)
    request = _request(project, text, options, plan, target)
    command = "downgrade" if plan.direction is Direction.DOWN else "upgrade"
    # What stands in for a missing module is different each time.
    reads = Reads() if options.cache is not None and not options.stub_missing else None
    if options.cache is not None and reads is not None:
        said = (text, *_said(project, options))
        request.pasts = Pasts(CacheFolder(options.cache), said, reads, (*plan.end, *project.history.heads))
    with (
        _world(project.layout, options, watch, reads) as world,
        invoked(project.config, command, text, options.tag),
    ):
        request.beginning = _beginning(project, options)

        def stop(message: str) -> None:
            environment.take_back()
            if watch.stop is not None:
                watch.stop(message)

        ending = None if watch.stop is None else stop
        runner = Runner(world.missing, watch.progress, options.time_limit, world.confined, ending)
        environment = EnvironmentContext(request, runner, watch.notice, plain_text)
        try:
            with environment_is(environment):
                if options.use_env:
                    _run_env(project.layout.script_location / "env.py", environment)
                else:
                    _run_plainly(environment, target)
            failed = any(script.failures for script in environment.scripts())
            if not failed:
                runner.check()
            for answer in environment.unused_answers():
                watch.notice(
                    f"notice: {answer.place} was not needed: {answer.function}() of that revision asks "
                    "no such question"
                )
        except BaseException:
            environment.take_back()
            raise
        if failed:
            environment.take_back()
    if not environment.scripts():
        raise RevisionError(
            "env.py ran no migrations",
            origin=Origin(file=project.layout.script_location / "env.py"),
            hint="it has to call context.configure() and context.run_migrations() in offline mode too; "
            "--no-env renders without it",
        )
    return environment


def _request(project: Project, text: str, options: Options, plan: Plan, target: Target | None) -> Request:
    """What env.py is asked for."""
    return Request(
        project.config,
        project.history,
        plan,
        text,
        target,
        options.tag,
        options.schema_map,
        project.folder,
        ScriptDirectory(project.history, project.layout.script_location, project.layout.version_locations),
        options.per_revision,
        answers=of_history(read_settings(project.config).answers, project.history),
        manual_steps=options.manual_steps,
    )


def _said(project: Project, options: Options) -> Iterator[str]:
    """What was said of a replay, beside its range."""
    config = project.config
    yield str(project.folder)
    yield repr(replace(options, cache=None))
    yield repr((config.config_ini_section, getattr(config.cmd_opts, "x", None)))
    for file in (config.config_file_name, config.sqlgen_file_name, config.toml_file_name):
        yield Path(file).read_text(encoding="utf-8") if file and Path(file).is_file() else ""


def _target(project: Project, options: Options) -> Target | None:
    named = options.dialect or read_settings(project.config).dialect
    return parse_target(named, project.folder) if named else None


def _beginning(project: Project, options: Options) -> Beginning:
    """What is said of the schema that is there; the models that say it are imported."""
    if options.catalog is not None:
        return Beginning(start=SnapshotFile.read(options.catalog))
    base = read_settings(project.config).history
    return Beginning(
        empty=base.said == EMPTY,
        existing=base.said == EXISTING,
        models=models_named(base.models) if base.models else None,
        file=base.file,
        unfilled=base.unfilled,
    )


def _run_plainly(environment: EnvironmentContext, target: Target | None) -> None:
    if target is None:
        raise UsageError("without env.py nothing says which dialect to write", hint="pass --dialect NAME")
    environment.configure(dialect_name=target.name)
    with environment.begin_transaction():
        environment.run_migrations()


def _run_env(path: Path, environment: EnvironmentContext) -> None:
    if not path.is_file():
        raise UsageError(f"there is no {path}", hint="--no-env renders without an environment")
    with loading_errors(path, "--no-env renders without it, --stub-missing without the application"):
        try:
            load_module(path, "env_py")
        except SystemExit as error:
            # An env.py may end so when its work is done.
            if error.code or not environment.scripts():
                raise


@dataclass(frozen=True, slots=True)
class _World:
    """What holds in the process while revisions run: what stands in for modules, and what nobody may do."""

    missing: MissingModules | None
    confined: Confines


@contextmanager
def _world(layout: Layout, options: Options, watch: Watch, reads: Reads | None = None) -> Iterator[_World]:
    """The process as revisions expect it: `alembic` is sqlgen, the project can be imported, and no engine
    connects. `reads` notes what is read meanwhile. Afterwards the process is as it was.
    """
    with ExitStack() as stack:
        stack.enter_context(process_kept(layout.prepend_sys_path))
        stack.enter_context(user_code(layout.script_location, *layout.version_locations))
        stack.enter_context(alembic_is_sqlgen())
        stack.enter_context(engines_stay_closed())
        confined = stack.enter_context(confines(reads))
        stack.enter_context(overrides_by_env_forgotten())
        if options.legacy_sqlalchemy:
            stack.enter_context(legacy_sqlalchemy())
        missing = stack.enter_context(stub_missing(watch.notice)) if options.stub_missing else None
        if reads is not None:
            stack.enter_context(reads.listening())
        yield _World(missing, confined)


__all__ = [
    "Options",
    "Project",
    "Watch",
    "known_at",
    "known_in",
    "known_live",
    "known_of_models",
    "open_project",
    "render",
    "run_header",
]
