"""What env.py uses: `from sqlgen import context`.

Every name of `sqlgen.replay.environment.EnvironmentContext` is a name of this module, bound to the
environment that is being run.
"""

from __future__ import annotations

from typing import Any

from sqlgen.replay.current import current_environment
from sqlgen.replay.environment import EnvironmentContext


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return getattr(current_environment(), name)


def __dir__() -> list[str]:
    return [name for name in dir(EnvironmentContext) if not name.startswith("_")] + ["config"]
