"""Dagster's instance: two of its revisions ask the one that is being upgraded for its scheduler."""

from __future__ import annotations

from contextlib import ExitStack
from types import SimpleNamespace

from dagster._core.storage.migration.utils import upgrading_instance  # type: ignore[import-not-found]

UPGRADE = ExitStack()


def prepare() -> None:
    """What revisions see of an instance that has no scheduler; a real one opens databases of its own."""
    UPGRADE.enter_context(upgrading_instance(SimpleNamespace(scheduler=None)))
