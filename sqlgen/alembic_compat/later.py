"""Names that can be imported while a history is rendered, and not used."""

from __future__ import annotations

from typing import Any, Self

from sqlgen.errors import UsageError


class Unused:
    """What such a name stands for: a class to derive from and to compare with, that makes nothing.

    Calling it raises UsageError, whether Alembic has a class or a function under the name.
    """

    def __new__(cls, *_: Any, **__: Any) -> Self:
        raise UsageError(
            f"{cls.__module__}.{cls.__qualname__}() cannot be called while a history is rendered",
            hint="only what env.py and revisions do offline is there; "
            "keep the call out of their way with context.is_offline_mode()",
        )


def unused(module: str, name: str) -> type[Unused]:
    """The stand-in for `name` of Alembic's module `module`."""
    return type(name, (Unused,), {"__module__": module, "__qualname__": name})
