"""The directives that revision files use: `from sqlgen import op`.

Every name of `sqlgen.replay.directives.Operations` is a function of this module, bound to the revision
that is being run, and so is every directive that somebody registered.
"""

from __future__ import annotations

from typing import Any

from sqlgen.replay.current import current_operations
from sqlgen.replay.directives import Operations


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    if not hasattr(Operations, name) and name not in ("migration_context", "impl"):
        raise AttributeError(f"op has no directive {name!r}")

    def directive(*arguments: Any, **options: Any) -> Any:
        return getattr(current_operations(), name)(*arguments, **options)

    directive.__name__ = name
    directive.__doc__ = getattr(Operations, name).__doc__
    return directive


def __dir__() -> list[str]:
    return [name for name in dir(Operations) if not name.startswith("_")]
