"""The process, put back as it was after the user's code has run in it."""

from __future__ import annotations

import contextlib
import gc
import locale
import logging
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any


@contextmanager
def process_kept(prepend: Sequence[str] = ()) -> Iterator[None]:
    """Let code run with `prepend` in front of the module search path, and undo afterwards what it did.

    That is: working directory, module search path, environment variables, locale, time zone, signal
    handlers, limits, hooks, filters of warnings, and how logging is set up. What it prints goes to stderr
    meanwhile, for stdout is the artefact's. Modules that it imported stay, and threads that it started.
    """
    with ExitStack() as stack:
        for keep in _KEPT:
            stack.callback(keep())
        stack.enter_context(left_as_found())
        stack.enter_context(warnings.catch_warnings())
        sys.path[:0] = [os.path.abspath(entry) for entry in prepend]  # noqa: PTH100 - links are not followed
        stack.enter_context(contextlib.redirect_stdout(sys.stderr))
        yield


@contextmanager
def left_as_found() -> Iterator[None]:
    """Let code run, and go back to the working directory behind it, where others look for their files."""
    folder = _working_directory()
    try:
        yield
    finally:
        if folder is not None and _working_directory() != folder:
            os.chdir(folder)


@contextmanager
def threads_told(notice: Callable[[str], None]) -> Iterator[None]:
    """Let code run, and tell which threads it left running, of those that keep a process from ending."""
    known = set(threading.enumerate())
    yield
    for thread in threading.enumerate():
        if thread not in known and not thread.daemon:
            notice(thread.name)


def _working_directory() -> str | None:
    try:
        return os.getcwd()  # noqa: PTH109 - called twice a revision
    except FileNotFoundError:
        return None


Restore = Callable[[], object]


def _lists() -> Restore:
    lists: tuple[list[Any], ...] = (sys.path, sys.meta_path, sys.path_hooks)
    kept = [(each, list(each)) for each in lists]

    def restore() -> None:
        for each, content in kept:
            each[:] = content

    return restore


def _environment() -> Restore:
    kept = dict(os.environ)

    def restore() -> None:
        moved = os.environ.get("TZ") != kept.get("TZ")
        os.environ.clear()
        os.environ.update(kept)
        if moved and hasattr(time, "tzset"):
            time.tzset()

    return restore


def _streams() -> Restore:
    names = ("stdin", "stdout", "stderr", "excepthook", "displayhook", "unraisablehook")
    kept = {name: getattr(sys, name) for name in names}

    def restore() -> None:
        for name, value in kept.items():
            setattr(sys, name, value)

    return restore


def _limits() -> Restore:
    recursion, collecting, thresholds = sys.getrecursionlimit(), gc.isenabled(), gc.get_threshold()
    mask = os.umask(0)
    os.umask(mask)

    def restore() -> None:
        sys.setrecursionlimit(recursion)
        (gc.enable if collecting else gc.disable)()
        gc.set_threshold(*thresholds)
        os.umask(mask)

    return restore


def _locale() -> Restore:
    kept = locale.setlocale(locale.LC_ALL)

    def restore() -> None:
        if locale.setlocale(locale.LC_ALL) != kept:
            locale.setlocale(locale.LC_ALL, kept)

    return restore


def _signals() -> Restore:
    # Only the main thread may set handlers, so no other needs to restore any.
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    kept = {number: signal.getsignal(number) for number in signal.valid_signals()}

    def restore() -> None:
        for number, handler in kept.items():
            # None is a handler that Python has not set, and cannot set again.
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)

    return restore


_Logger = dict[str, Any]
_FRESH: _Logger = {
    "level": logging.NOTSET,
    "disabled": False,
    "propagate": True,
    "handlers": [],
    "filters": [],
}


def _loggers() -> dict[str, logging.Logger]:
    known = logging.root.manager.loggerDict.items()
    return {"": logging.root, **{name: each for name, each in known if isinstance(each, logging.Logger)}}


def _logging() -> Restore:
    """Put loggers back; those that are new keep nothing of what was set."""
    disabled = logging.root.manager.disable
    described = {
        name: {key: _copied(getattr(logger, key)) for key in _FRESH} for name, logger in _loggers().items()
    }

    def restore() -> None:
        logging.root.manager.disable = disabled
        for name, logger in _loggers().items():
            for key, value in described.get(name, _FRESH).items():
                if getattr(logger, key) != value:
                    # setLevel, and no other, forgets which levels the loggers found enabled.
                    logger.setLevel(value) if key == "level" else setattr(logger, key, _copied(value))

    return restore


def _copied(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


_KEPT: tuple[Callable[[], Restore], ...] = (
    _lists, _environment, _streams, _limits, _locale, _signals, _logging,
)  # fmt: skip
"""What is looked at before the user's code runs; each gives what puts it back."""
