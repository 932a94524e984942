"""The process, put back as it was after the user's code has run in it."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def process_kept(prepend: Sequence[str] = ()) -> Iterator[None]:
    """Let code run with `prepend` in front of the module search path, and undo afterwards what it did.

    That is: working directory, module search path, environment variables, and how logging is set up. What
    it prints goes to stderr meanwhile, for stdout is the artefact's. Modules that it imported stay.
    """
    path, environ, loggers = list(sys.path), dict(os.environ), _logging_state()
    folder = _working_directory()
    sys.path[:0] = [os.path.abspath(entry) for entry in prepend]  # noqa: PTH100 - links are not followed
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        sys.path[:] = path
        if folder is not None:
            os.chdir(folder)
        os.environ.clear()
        os.environ.update(environ)
        _restore_logging(loggers)


def _working_directory() -> Path | None:
    try:
        return Path.cwd()
    except FileNotFoundError:
        return None


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


def _logging_state() -> tuple[int, dict[str, _Logger]]:
    described = {
        name: {key: _copied(getattr(logger, key)) for key in _FRESH} for name, logger in _loggers().items()
    }
    return logging.root.manager.disable, described


def _restore_logging(state: tuple[int, dict[str, _Logger]]) -> None:
    """Put loggers back; those that are new keep nothing of what was set."""
    logging.root.manager.disable, described = state
    for name, logger in _loggers().items():
        for key, value in described.get(name, _FRESH).items():
            if getattr(logger, key) != value:
                # setLevel, and no other, forgets which levels the loggers found enabled.
                logger.setLevel(value) if key == "level" else setattr(logger, key, _copied(value))


def _copied(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value
