"""What every command shares that runs revisions: its options, its progress, and how failures are told."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import click

from sqlgen.cli._invocation import Invocation
from sqlgen.cli.main import tell
from sqlgen.errors import NeedsDatabase, RevisionError, SqlgenError, UsageError
from sqlgen.pipeline import Options, Project, Watch, open_project, render
from sqlgen.replay.limits import DEFAULT_SECONDS
from sqlgen.statements import Script

_EXIT = os._exit
"""How to end the process, which revisions are kept from."""
Function = TypeVar("Function", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "-d", "--dialect", metavar="NAME[@VERSION]", help="Database to write for, such as oracle@19."
    ),
    click.option("--no-env", is_flag=True, help="Do not run env.py; needs --dialect."),
    click.option(
        "--stub-missing", is_flag=True, help="Let stubs stand in for modules that cannot be imported."
    ),
    click.option("--legacy-sqlalchemy", is_flag=True, help="Give revisions what SQLAlchemy 2 removed."),
    click.option(
        "--time-limit",
        type=click.FloatRange(min=0),
        default=DEFAULT_SECONDS,
        show_default=True,
        metavar="SECONDS",
        help="What one revision may take; 0 for no limit.",
    ),
    click.option(
        "--catalog",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A snapshot of the schema where the range starts, as sqlgen schema dump writes it.",
    ),
    click.option("--tag", help="What context.get_tag_argument() answers."),
    click.option(
        "--schema-map", metavar="FROM=TO", multiple=True, help="Write schema TO where FROM is said."
    ),
)


def replay_options(function: Function) -> Callable[..., Any]:
    """Gives a command the options that say how revisions are run; it is called with `options: Options`."""

    def called(
        *args: Any,
        dialect: str | None,
        no_env: bool,
        stub_missing: bool,
        legacy_sqlalchemy: bool,
        time_limit: float,
        catalog: Path | None,
        tag: str | None,
        schema_map: tuple[str, ...],
        **others: Any,
    ) -> Any:
        options = Options(
            dialect=dialect,
            use_env=not no_env,
            stub_missing=stub_missing,
            legacy_sqlalchemy=legacy_sqlalchemy,
            tag=tag,
            schema_map=_schema_map(schema_map),
            time_limit=time_limit,
            catalog=catalog,
        )
        return function(*args, options=options, **others)

    # click keeps a command's options on the function itself.
    decorated: Callable[..., Any] = update_wrapper(called, function)
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def replayed(invocation: Invocation, revisions: str, options: Options) -> tuple[Project, tuple[Script, ...]]:
    """The project, and the scripts of a range; a person is shown how far the work has come."""
    with replaying(invocation) as watch:
        project = open_project(invocation.config, options, watch)
        return project, render(project, revisions, options, watch)


@contextmanager
def replaying(invocation: Invocation) -> Iterator[Watch]:
    """Lets code of the project run, with a watch that shows a person how far it has come."""
    with _watched(invocation) as watch, _stdout_kept():
        yield replace(watch, stop=_stop)


def _stop(message: str) -> None:
    """End the process from within code that cannot be stopped."""
    tell(message)
    sys.stderr.flush()
    _EXIT(RevisionError.exit_code)


def _schema_map(pairs: tuple[str, ...]) -> dict[str | None, str | None]:
    mapped: dict[str | None, str | None] = {}
    for pair in pairs:
        source, equals, target = pair.partition("=")
        if not equals:
            raise UsageError(
                f"--schema-map {pair!r} has no =", hint="write it as FROM=TO; an empty side is no schema"
            )
        mapped[source or None] = target or None
    return mapped


def refuse_failures(invocation: Invocation, scripts: tuple[Script, ...], folder: Path) -> None:
    """Raise an error if a revision could not be rendered, having told of each and of the ways out.

    Its exit code is that of the first failure. Paths are told from `folder`.
    """
    failures = [failure for script in scripts for failure in script.failures]
    if not failures:
        return
    # Here, because it takes time to import, and most calls have nothing to tell.
    from sqlgen.cli._failures import tell_failures

    tell_failures(scripts, folder, ways=not invocation.quiet)
    first: SqlgenError = failures[0].error
    total = len({failure.step.revision.id for failure in failures})
    steps = len({step.revision.id for script in scripts for step in script.plan.steps})
    kind = NeedsDatabase if isinstance(first, NeedsDatabase) else RevisionError
    raise kind(f"{total} of {steps} revisions cannot be rendered, so nothing is written") from first


@contextmanager
def _stdout_kept() -> Iterator[None]:
    """Lead what programs write that env.py or a revision starts to stderr, past Python's own `sys.stdout`."""
    try:
        out, err = sys.__stdout__.fileno(), sys.__stderr__.fileno()  # type: ignore[union-attr]
    except (AttributeError, OSError, ValueError):
        # Somebody runs the command without the standard streams of a process.
        yield
        return
    kept = os.dup(out)
    os.dup2(err, out)
    try:
        yield
    finally:
        # What is still on its way must not come out behind the turn.
        sys.__stdout__.flush()  # type: ignore[union-attr]
        os.dup2(kept, out)
        os.close(kept)


@contextmanager
def _watched(invocation: Invocation) -> Iterator[Watch]:
    if invocation.quiet or not sys.stderr.isatty():
        yield Watch(notice=invocation.say)
        return
    # Here, because it takes time to import, and most calls come from other programs.
    from sqlgen.cli._progress import watch_on_terminal

    with watch_on_terminal() as watch:
        yield watch
