"""The name `alembic`, meaning sqlgen for as long as a history runs."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from sqlgen.alembic_compat.later import unused
from sqlgen.alembic_compat.names import MODULES, PACKAGES
from sqlgen.errors import RevisionError


class Alias(ModuleType):
    """A module of Alembic's name whose attributes are found in sqlgen when somebody asks for them."""

    def __init__(self, name: str, members: Mapping[str, str]) -> None:
        super().__init__(name, f"sqlgen in the place of {name}.")
        self._members = members
        self.__file__ = f"<sqlgen as {name}>"
        if name in PACKAGES:
            self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name in self._members:
            place = self._members[name]
            value = resolved(place) if place else unused(self.__name__, name)
        elif name.startswith("__"):
            raise AttributeError(name)
        elif "*" in self._members:
            # Not kept: what it stands for changes with the environment that is run.
            return getattr(importlib.import_module(self._members["*"]), name)
        else:
            raise AttributeError(f"sqlgen has nothing under the name {self.__name__}.{name}")
        setattr(self, name, value)
        return value

    def __dir__(self) -> list[str]:
        names = {name for name in self._members if name != "*"}
        if "*" in self._members:
            names |= set(dir(importlib.import_module(self._members["*"])))
        return sorted(names)


def resolved(place: str) -> Any:
    """What a place such as `sqlgen.errors:UsageError` names."""
    module, _, attribute = place.partition(":")
    found: Any = importlib.import_module(module)
    return getattr(found, attribute) if attribute else found


class NoSuchModule(RevisionError, ModuleNotFoundError):
    """A module of Alembic that sqlgen has not; code that can do without it may go on."""


class _Refusal:
    """Says of a module of Alembic that sqlgen has no such one, instead of finding the installed alembic."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:  # noqa: ARG004
        if name.startswith("alembic."):
            raise NoSuchModule(
                f"sqlgen has no module under the name {name}",
                hint="use the directives of op, or plain SQLAlchemy",
            )


@contextmanager
def alembic_is_sqlgen() -> Iterator[None]:
    """Let `import alembic` and everything below it give sqlgen while the block runs.

    An installed alembic is neither needed nor touched: what was imported of it before is there again
    afterwards.
    """
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_alembic(name)}
    modules = {name: Alias(name, members) for name, members in MODULES.items()}
    for name, module in modules.items():
        parent, _, own = name.rpartition(".")
        if parent:
            setattr(modules[parent], own, module)
    sys.modules.update(modules)
    refusal: Any = _Refusal()
    sys.meta_path.insert(0, refusal)
    try:
        yield
    finally:
        sys.meta_path.remove(refusal)
        for name in [name for name in sys.modules if _is_alembic(name)]:
            del sys.modules[name]
        sys.modules.update(before)


def _is_alembic(name: str) -> bool:
    return name == "alembic" or name.startswith("alembic.")
