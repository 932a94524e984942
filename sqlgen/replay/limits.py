"""The time that one revision may take."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

DEFAULT_SECONDS = 60.0


class OutOfTime(BaseException):
    """Raised in the middle of a revision that takes too long; no `except Exception` of its own stops it."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let the block run no longer than `seconds`; 0 is no limit. Raises OutOfTime in the block.

    A clock that interrupts Python exists on POSIX, for the main thread alone; elsewhere there is no limit.
    """
    possible = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not seconds or not possible:
        yield
        return
    before = signal.signal(signal.SIGALRM, _expired)
    remaining, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, remaining)
        signal.signal(signal.SIGALRM, before)


def _expired(_number: int, _frame: FrameType | None) -> NoReturn:
    raise OutOfTime
