"""Alembic's rendering of one history: runs under the peer's interpreter, which has Alembic and no sqlgen.

Alembic's own steps, in its own order and with its own offline context, except that a failing revision
does not end the run. No env.py: the context is set up as the generic template does offline.
"""

from __future__ import annotations

import ast
import io
import itertools
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import alembic  # type: ignore[import-not-found]
import sqlalchemy
from alembic.config import Config  # type: ignore[import-not-found]
from alembic.operations import Operations  # type: ignore[import-not-found]
from alembic.runtime.environment import EnvironmentContext  # type: ignore[import-not-found]
from alembic.runtime.migration import HeadMaintainer, MigrationContext  # type: ignore[import-not-found]
from alembic.script import ScriptDirectory  # type: ignore[import-not-found]
from alembic.script import base as script_base

from tests.histories.confinement import TimeLimit, confine, one_revision
from tests.histories.job import Answer, Job, Rendered, failure_of
from tests.histories.stand_in import install

SEPARATORS = ("GO", "/")
# Whatever a stranger's revision may end with.
STOPS = (Exception, SystemExit, TimeLimit)
HEADER = ("revision", "down_revision", "branch_labels", "depends_on")


def main() -> None:
    """Read a job as JSON from the first argument, write the answer to the file that the second names."""
    job = Job(**json.loads(sys.argv[1]))
    answer_file = Path(sys.argv[2]).absolute()
    job.prepare_path()
    # Applications that make folders where they start make them here.
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        finders = install(job.own_code)
        confine()
        steady_sets()
        if job.surroundings:
            import_module(job.surroundings).prepare()
        revisions = render(job)
        os.chdir("/")
    versions = {"alembic": alembic.__version__, "sqlalchemy": sqlalchemy.__version__}
    stand_ins = sorted(name for finder in finders for name in finder.made)
    Answer(job.history, job.dialect, job.direction, versions, stand_ins, revisions).write(answer_file)


def steady_sets() -> None:
    """Let Alembic's sets of indexes and constraints have one order.

    They go by the objects' addresses, and what Alembic prints by them: another order in every run.
    """
    numbers = itertools.count()

    def number(item: Any) -> int:
        found: int = item.__dict__.setdefault("_sqlgen_number", next(numbers))
        return found

    for kind in (sqlalchemy.Index, sqlalchemy.Constraint):
        kind.__hash__ = number  # type: ignore[method-assign, assignment]


def render(job: Job) -> list[Rendered]:
    """Every step of the job, rendered or failed."""
    with _forgiving_loader():
        script = _script_directory(job)
        with _context(job, script) as context, Operations.context(context):
            return [_step(job, context, *step) for step in _steps(context)]


def _script_directory(job: Job) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(job.folder.parent))
    config.set_main_option("version_locations", str(job.folder))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("recursive_version_locations", str(job.recursive).lower())
    script = ScriptDirectory.from_config(config)
    script.__dict__["config"] = config
    return script


@contextmanager
def _context(job: Job, script: ScriptDirectory) -> Iterator[MigrationContext]:
    upward = job.direction == "upgrade"

    def steps(revision: Any, _context: Any) -> Any:
        return script._upgrade_revs("heads", revision) if upward else script._downgrade_revs("base", revision)

    with EnvironmentContext(
        script.__dict__["config"],
        script,
        fn=steps,
        as_sql=True,
        # The name "heads" stands for one head alone where an offline run starts.
        starting_rev=None if upward else tuple(script.get_heads()),
        destination_rev="heads" if upward else "base",
    ) as environment:
        convention = dict(job.naming_convention)
        environment.configure(
            dialect_name=job.dialect,
            target_metadata=sqlalchemy.MetaData(naming_convention=convention) if convention else None,
            literal_binds=True,
            dialect_opts={"paramstyle": "named"},
            output_buffer=io.StringIO(),
        )
        yield environment.get_context()


def _steps(context: MigrationContext) -> Iterator[tuple[Any, HeadMaintainer]]:
    heads = context.get_current_heads()
    maintainer = HeadMaintainer(context, heads)
    assert context._migrations_fn is not None
    for step in context._migrations_fn(heads, context):
        yield step, maintainer


def _step(job: Job, context: MigrationContext, step: Any, maintainer: HeadMaintainer) -> Rendered:
    file = Path(step.revision.path)
    outcome = Rendered(id=step.revision.revision, file=file.relative_to(job.root).as_posix())
    with _collected(context) as version_statements:
        if not maintainer.heads:
            context._version.create(context.connection)
    with _collected(context) as statements:
        try:
            with one_revision():
                step.migration_fn()
        except STOPS as error:
            outcome.failure = failure_of(error, file)
    with _collected(context) as more:
        maintainer.update_to_step(step)
    outcome.statements = statements
    outcome.version_statements = version_statements + more
    return outcome


@contextmanager
def _collected(context: MigrationContext) -> Iterator[list[str]]:
    """What the context prints meanwhile: one entry a statement, terminators and separators left out."""
    collected: list[str] = []
    terminator = context.impl.command_terminator

    def collect(text: str) -> None:
        if text not in SEPARATORS:
            collected.append(text.removesuffix(terminator) if terminator else text)

    context.impl.__dict__["static_output"] = collect
    try:
        yield collected
    finally:
        del context.impl.__dict__["static_output"]


@contextmanager
def _forgiving_loader() -> Iterator[None]:
    """A revision that cannot even be imported keeps its place in the graph and fails when it is run."""
    original = script_base.util.load_python_file

    def load(folder: str, filename: str) -> ModuleType:
        try:
            with one_revision():
                module: ModuleType = original(folder, filename)
        except STOPS as error:
            return _failing_module(Path(folder, filename), error)
        # A function that is missing would end the run before its step is reached.
        for name in ("upgrade", "downgrade"):
            module.__dict__.setdefault(name, partial(_lacking, name))
        return module

    script_base.util.load_python_file = load
    try:
        yield
    finally:
        script_base.util.load_python_file = original


def _lacking(name: str) -> None:
    raise NotImplementedError(f"the revision has no {name}()")


def _failing_module(path: Path, error: BaseException) -> ModuleType:
    header = _literal_header(path)
    if "revision" not in header:
        raise error
    module = ModuleType(path.stem)

    def fail() -> None:
        raise error

    module.__dict__.update(dict.fromkeys(HEADER), **header, upgrade=fail, downgrade=fail)
    return module


def _literal_header(path: Path) -> dict[str, Any]:
    header: dict[str, Any] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign):
            names, value = [target.id for target in node.targets if isinstance(target, ast.Name)], node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            names, value = [node.target.id], node.value
        else:
            continue
        for name in set(names) & set(HEADER):
            # A label taken from the application is lost with the import that failed.
            with suppress(ValueError):
                header[name] = ast.literal_eval(value)
    return header


if __name__ == "__main__":
    main()
