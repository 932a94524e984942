"""The time that a revision may take."""

from __future__ import annotations

import faulthandler
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

DEFAULT_SECONDS = 60.0
AGAIN = 0.1
"""How many seconds behind an alarm the next one comes: code may have swallowed it."""
PATIENCE = 30
"""How many alarms in a row are taken for code that cannot be stopped."""
GRACE = 10.0
"""How many seconds beyond its limit code gets that no alarm reaches."""


class OutOfTime(BaseException):
    """Raised in the middle of a revision that takes too long; no `except Exception` of its own stops it."""


@contextmanager
def time_limit(seconds: float, unstoppable: Callable[[], None] | None = None) -> Iterator[None]:
    """Let the block run no longer than `seconds`; 0 is no limit. Raises OutOfTime in the block.

    It is raised again and again until the block ends, and once more behind a block that swallowed it.
    `unstoppable` is called in a block that goes on all the same. A clock that interrupts Python exists on
    POSIX, for the main thread alone; elsewhere there is no limit.
    """
    possible = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not seconds or not possible:
        yield
        return
    alarm = _Alarm(unstoppable)
    before = signal.signal(signal.SIGALRM, alarm)
    remaining = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        alarm.over = True
        signal.setitimer(signal.ITIMER_REAL, *remaining)
        signal.signal(signal.SIGALRM, before)
    if alarm.first is not None:
        raise alarm.first


class _Alarm:
    """The handler of one block's alarms."""

    def __init__(self, unstoppable: Callable[[], None] | None) -> None:
        self.first: OutOfTime | None = None
        self._count = 0
        self.over = False
        self._unstoppable = unstoppable

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        if self.over:
            return
        self._count += 1
        if self._count > PATIENCE and self._unstoppable is not None:
            self._unstoppable()
        error = OutOfTime()
        # Where it was raised first is where the time went.
        self.first = self.first or error
        raise error


@contextmanager
def hangs_end(seconds: float) -> Iterator[Callable[[], None]]:
    """End the process where the block hangs in code that no alarm reaches, such as a loop in C.

    The block has to call what it is given whenever it begins something that may take `seconds`; 0 is no
    limit. The process then ends with exit code 1, having told the lines that it was at.
    """
    armed = -1.0

    def arm() -> None:
        nonlocal armed
        now = time.monotonic()
        # Each call starts a thread, which would be felt in histories of thousands.
        if seconds and now - armed >= 1:
            armed = now
            # Standard error may be no file, where somebody has replaced it.
            with suppress(AttributeError, OSError, ValueError):
                faulthandler.dump_traceback_later(seconds + GRACE, exit=True, file=sys.__stderr__)  # type: ignore[arg-type]

    try:
        yield arm
    finally:
        if armed >= 0:
            faulthandler.cancel_dump_traceback_later()
