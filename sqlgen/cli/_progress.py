"""How far the work has come, shown on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from sqlgen.history import Step
from sqlgen.pipeline import Watch

LONG_HISTORY = 50
"""From so many revisions on a person is shown how far the work has come."""


@contextmanager
def watch_on_terminal() -> Iterator[Watch]:
    """A watch that draws a bar on standard error, and says above it what there is to say."""
    console = Console(stderr=True)
    # Identifiers and messages may hold square brackets, which are rich's own marks.
    which = TextColumn("{task.description}", markup=False)
    columns = (TextColumn("rendering"), BarColumn(), MofNCompleteColumn(), which)
    with Progress(*columns, console=console, transient=True) as progress:
        say = partial(progress.console.print, markup=False, highlight=False, soft_wrap=True)
        yield Watch(notice=say, progress=_shown(progress))


def _shown(progress: Progress) -> Callable[[int, int, Step], None]:
    task = None

    def show(number: int, total: int, step: Step) -> None:
        nonlocal task
        if total < LONG_HISTORY:
            return
        if task is None:
            task = progress.add_task("", total=total)
        progress.update(task, completed=number, description=step.revision.id)

    return show
