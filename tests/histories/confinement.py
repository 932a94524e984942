"""Walls around revisions of strangers: no network, no programs, no databases, no endless loops.

Both sides of the comparison run behind them, so that what differs is the renderer alone.
"""

from __future__ import annotations

import random
import signal
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

FORBIDDEN = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.bind",
    "sqlite3.connect",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
)
SECONDS_PER_REVISION = 20


class TimeLimit(BaseException):
    """A revision that ran longer than it may; no `except Exception` of an application stops it."""


class Volatile:
    """UUIDs and random numbers that are the same in every run of the same revision."""

    def __init__(self) -> None:
        self._count = 0

    def restart(self) -> None:
        self._count = 0
        random.seed(0)

    def uuid4(self) -> uuid.UUID:
        self._count += 1
        return uuid.UUID(int=self._count, version=4)

    def uuid1(self, node: int | None = None, clock_seq: int | None = None) -> uuid.UUID:
        del node, clock_seq
        self._count += 1
        return uuid.UUID(int=self._count, version=1)


VOLATILE = Volatile()


def confine() -> None:
    """Forbid this process everything that a revision being rendered has no business with."""
    sys.addaudithook(_refuse)
    uuid.uuid4 = VOLATILE.uuid4
    uuid.uuid1 = VOLATILE.uuid1


@contextmanager
def one_revision(seconds: int = SECONDS_PER_REVISION) -> Iterator[None]:
    """The time that one revision may take. Raises TimeLimit inside the block."""
    VOLATILE.restart()
    before = signal.signal(signal.SIGALRM, _expired)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in FORBIDDEN and arguments[:1] != (":memory:",):
        raise PermissionError(f"{event} is forbidden to a revision that is rendered offline")


def _expired(_signal: int, _frame: FrameType | None) -> None:
    raise TimeLimit(f"took longer than {SECONDS_PER_REVISION} seconds")
