"""Revision files and env.py, run."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib.machinery import SourcelessFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlgen.errors import RevisionError, SqlgenError, StubError, needs_noted
from sqlgen.history.revision import Direction, Step
from sqlgen.origin import Origin
from sqlgen.replay.confines import Confines
from sqlgen.replay.frames import calling_line
from sqlgen.replay.limits import DEFAULT_SECONDS, OutOfTime, hangs_end, time_limit
from sqlgen.replay.process import left_as_found
from sqlgen.replay.stubs import MissingModules, run_module

FUNCTIONS = {Direction.UP: "upgrade", Direction.DOWN: "downgrade"}


class Runner:
    """Runs the functions of revision files; a file is loaded once.

    `progress` is told each step with its number and how many there are. `missing` are the modules that
    stubs stand in for: what a revision's code decided by one of them is an error of that revision. `seconds`
    is the time that one revision may take, 0 for no limit. `confined` is what revisions may not do, and
    `stop` ends the process with a message, where a revision cannot be stopped otherwise.
    """

    def __init__(
        self,
        missing: MissingModules | None = None,
        progress: Callable[[int, int, Step], None] = lambda *_: None,
        seconds: float = DEFAULT_SECONDS,
        confined: Confines | None = None,
        stop: Callable[[str], None] | None = None,
    ) -> None:
        self.progress = progress
        self._confined = confined or Confines()
        self._stop = stop
        self._arm: Callable[[], None] = lambda: None
        self._seconds = seconds
        self._missing = missing
        self._modules: dict[Path, ModuleType] = {}
        self._late: dict[Path, BaseException] = {}
        self._refusals: dict[Path, list[StubError]] = {}

    def load(self, steps: Iterable[Step]) -> None:
        """Load the files of all steps before the first one runs, as Alembic does.

        A revision may use a module of its project that only another revision imports. A file that cannot
        be loaded is an error of its own step, so nothing is raised here.
        """
        for step in steps:
            path = step.revision.file
            if self._missing:
                self._missing.refusals.clear()
            try:
                self._module_of(step)
                self._refusals[path] = list(self._missing.refusals) if self._missing else []
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - whatever a file raises, its step will say
                if isinstance(error.__cause__, OutOfTime):
                    self._late[path] = error

    def modules(self) -> dict[str, dict[str, Any]]:
        """What the files that are loaded hold, by the names of their modules."""
        return {module.__name__: vars(module) for module in self._modules.values()}

    def check(self) -> None:
        """Raise the refusal of a stub that the user's code swallowed since the last revision."""
        if self._missing:
            self._missing.raise_swallowed()

    def run(self, step: Step, arguments: Mapping[str, Any]) -> None:
        """Run a step's upgrade() or downgrade().

        Raises RevisionError where the file lacks the function; what the file itself raises passes through.
        """
        if self._missing:
            self._missing.refusals[:] = self._refusals.get(step.revision.file, [])
        module = self._module_of(step)
        name = FUNCTIONS[step.direction]
        function = getattr(module, name, None)
        if function is None:
            raise RevisionError(
                f"the revision has no function {name}()",
                origin=Origin(step.revision.id, step.revision.file),
            )
        with self._limited(step), left_as_found(), needs_noted() as needs, self._confined.revision():
            function(**arguments)
        if needs:
            # The revision has swallowed it, and what it did then is a guess.
            raise needs[0]
        self.check()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Let revisions run in the block; where `stop` is given, one that hangs in C ends the process."""
        with hangs_end(self._seconds if self._stop is not None else 0) as self._arm:
            yield

    @contextmanager
    def _limited(self, step: Step) -> Iterator[None]:
        """Let the block take no longer than a revision may. Raises RevisionError."""
        self._arm()
        try:
            with time_limit(self._seconds, partial(self._end, step) if self._stop is not None else None):
                yield
        except OutOfTime as error:
            raise RevisionError(
                f"the revision took longer than {self._seconds:g} seconds",
                origin=Origin(step.revision.id, step.revision.file, line_in(error, step.revision.file)),
                hint="--time-limit gives it more",
            ) from error

    def _end(self, step: Step) -> None:
        if self._stop is not None:
            place = calling_line((str(step.revision.file),))
            self._stop(
                f"revision {step.revision.id} took longer than {self._seconds:g} seconds, and swallows what "
                f"interrupts it at {place}; nothing is written"
            )

    def run_anew(self, step: Step, arguments: Mapping[str, Any]) -> None:
        """Run a step once more, from its file on: nothing that the first run left in the module is there."""
        self._modules.pop(step.revision.file, None)
        self.run(step, arguments)

    def _module_of(self, step: Step) -> ModuleType:
        path = step.revision.file
        if path in self._late:
            raise self._late[path]
        if path not in self._modules:
            with self._limited(step):
                self._modules[path] = load_module(path)
        return self._modules[path]


def load_module(path: Path, name: str | None = None) -> ModuleType:
    """Run a Python file, source or compiled, as a module of its own.

    The module is known to `sys.modules` while its code runs, as dataclasses and pickles ask for it.
    """
    name = name or "sqlgen_revision_" + "".join(letter if letter.isalnum() else "_" for letter in path.stem)
    loader = SourcelessFileLoader(name, str(path)) if path.suffix in (".pyc", ".pyo") else None
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    if spec is None or spec.loader is None:
        raise RevisionError(f"{path} is no Python file", origin=Origin(file=path))
    module = importlib.util.module_from_spec(spec)
    before = sys.modules.get(name)
    sys.modules[name] = module
    try:
        run_module(spec.loader, module)
    finally:
        if before is None:
            del sys.modules[name]
        else:
            sys.modules[name] = before
    return module


@contextmanager
def running_errors(step: Step) -> Iterator[None]:
    """Let whatever the revision of `step` raises come out as a SqlgenError that says where."""
    revision = step.revision
    try:
        yield
    except SqlgenError as error:
        origin = error.origin or Origin()
        if origin.file is None:
            origin = Origin(file=revision.file, line=line_in(error, revision.file))
        error.origin = replace(origin, revision=revision.id)
        raise
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        what = f"called {_exit_of(error)}" if isinstance(error, SystemExit) else f"raised {described(error)}"
        raise RevisionError(
            f"the revision {what}",
            origin=Origin(revision.id, revision.file, line_in(error, revision.file)),
        ) from error


@contextmanager
def loading_errors(path: Path, hint: str = "") -> Iterator[None]:
    """Let whatever running a file raises come out as a SqlgenError that says where."""
    try:
        yield
    except SqlgenError as error:
        error.origin = error.origin or Origin(file=path, line=line_in(error, path))
        raise
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        what = f"called {_exit_of(error)}" if isinstance(error, SystemExit) else f"raised {described(error)}"
        raise RevisionError(
            f"{path.name} {what}", origin=Origin(file=path, line=line_in(error, path)), hint=hint
        ) from error


def _exit_of(error: SystemExit) -> str:
    return f"sys.exit({'' if error.code is None else repr(error.code)})"


def described(error: BaseException) -> str:
    """An exception's class and message in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def line_in(error: BaseException, file: Path) -> int | None:
    """The last line of `file` that the exception came through."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return error.lineno
    lines = [
        frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)
    ]
    return lines[-1] if lines else None
