"""Patches on SQLAlchemy that undo themselves."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any


class Patching:
    """Every change made to SQLAlchemy so far, and how to undo it."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []

    def put(self, owner: Any, name: str, value: Any) -> None:
        """Set an attribute of a class or a module."""
        held = vars(owner)
        if name in held:
            self._undo.append(partial(setattr, owner, name, held[name]))
        else:
            self._undo.append(partial(delattr, owner, name))
        setattr(owner, name, value)

    def add(self, owner: Any, name: str, value: Any) -> None:
        """Set an attribute that a class or a module no longer has; what it has is left alone."""
        if not hasattr(owner, name):
            self.put(owner, name, value)

    def add_module(self, name: str, module: ModuleType) -> None:
        """Let `import name` find a module."""
        if name not in sys.modules:
            sys.modules[name] = module
            self._undo.append(partial(sys.modules.__delitem__, name))

    def undo(self) -> None:
        """Leave SQLAlchemy as it was found."""
        while self._undo:
            self._undo.pop()()


@dataclass(frozen=True)
class Patch:
    """Something that SQLAlchemy removed.

    `restores` says what, `removed` in which version, `source` where SQLAlchemy's notes speak of it.
    """

    restores: str
    removed: str
    source: str
    apply: Callable[[Patching], None]


MIGRATION_20 = "https://docs.sqlalchemy.org/en/20/changelog/migration_20.html"
MIGRATION_14 = "https://docs.sqlalchemy.org/en/14/changelog/migration_14.html"
