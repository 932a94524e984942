"""Registers that projects and packages hang their functions into, for other work than rendering."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import Any, ClassVar, Self, TypeVar

from sqlgen.alembic_compat.later import Unused

Function = TypeVar("Function", bound=Callable[..., Any])


class DispatchPriority(IntEnum):
    """When a function of several is called."""

    FIRST = 50
    MEDIUM = 25
    LAST = 10


class Dispatcher:
    """Functions by what they are for: a class, or a name."""

    def __init__(self) -> None:
        self._functions: dict[tuple[Any, str], list[Callable[..., Any]]] = {}

    def dispatch_for(
        self, target: Any, *, qualifier: str = "default", **_: Any
    ) -> Callable[[Function], Function]:
        """A decorator: the function is for `target`. `qualifier` is a dialect's name."""

        def register(function: Function) -> Function:
            self._functions.setdefault((target, qualifier), []).append(function)
            return function

        return register

    def dispatch(self, target: Any, qualifier: str = "default") -> Callable[..., Any]:
        """The function that was registered last for a name, a class, or the class of an object.

        Raises ValueError where there is none.
        """
        if isinstance(target, str):
            wanted: tuple[Any, ...] = (target,)
        else:
            wanted = (target if isinstance(target, type) else type(target)).__mro__
        for each in wanted:
            for named in (qualifier, "default"):
                if (each, named) in self._functions:
                    return self._functions[each, named][-1]
        raise ValueError(f"no function is registered for {target!r}")

    def branch(self) -> Dispatcher:
        """A copy that can be added to alone."""
        made = Dispatcher()
        made._functions = {key: list(functions) for key, functions in self._functions.items()}
        return made


class Rewriter(Unused):
    """A `process_revision_directives` hook: it is made in env.py, and asked when a revision is written."""

    _traverse: ClassVar[Dispatcher] = Dispatcher()

    def __new__(cls, *_: Any, **__: Any) -> Self:
        return object.__new__(cls)

    def __init__(self) -> None:
        self.dispatch = Dispatcher()

    def rewrites(self, operator: Any) -> Callable[[Function], Function]:
        """A decorator: the function rewrites operations of a class, or of several."""
        return self.dispatch.dispatch_for(operator)

    def chain(self, other: Any) -> Rewriter:  # noqa: ARG002 - Alembic's signature
        """This rewriter, and another behind it."""
        return self

    def __call__(self, *_: Any, **__: Any) -> Unused:
        return Unused()


comparators = Dispatcher()
renderers = Dispatcher()
write_hooks = Dispatcher()


def register(name: str) -> Callable[[Function], Function]:
    """A decorator: the function is the hook `name` for files just written."""
    return write_hooks.dispatch_for(name)
