"""What every command shares that runs revisions: its progress, and how failures are told."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlgen.cli._invocation import Invocation
from sqlgen.cli.main import tell
from sqlgen.errors import NeedsDatabase, RevisionError, SqlgenError
from sqlgen.pipeline import Options, Project, Watch, open_project, render
from sqlgen.statements import Script

_EXIT = os._exit
"""How to end the process, which revisions are kept from."""


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
