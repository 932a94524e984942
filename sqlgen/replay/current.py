"""What `op` and `context` stand for at the moment.

Revision files and env.py talk to two modules, so what is behind the modules is the process's own: one
replay at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlgen.errors import UsageError

_operations: list[Any] = []
_environments: list[Any] = []


@contextmanager
def operations_are(operations: Any) -> Iterator[Any]:
    """Let `op` stand for these operations while the block runs."""
    _operations.append(operations)
    try:
        yield operations
    finally:
        _operations.pop()


@contextmanager
def environment_is(environment: Any) -> Iterator[Any]:
    """Let `context` stand for this environment while the block runs."""
    _environments.append(environment)
    try:
        yield environment
    finally:
        _environments.pop()


def current_operations() -> Any:
    """What `op` stands for. Raises UsageError while no revision runs."""
    if not _operations:
        raise UsageError(
            "op was used while no revision runs",
            hint="op works inside of upgrade() and downgrade(), or with Operations.context(...)",
        )
    return _operations[-1]


def current_environment() -> Any:
    """What `context` stands for. Raises UsageError while no env.py runs."""
    if not _environments:
        raise UsageError(
            "context was used while no environment runs",
            hint="context works inside of env.py while a sqlgen command runs it",
        )
    return _environments[-1]
