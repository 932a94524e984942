"""Directives and implementations that come from outside of sqlgen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from sqlgen.errors import RevisionError

OperationType = TypeVar("OperationType", bound=type)
Implementation = Callable[..., Any]


class Registry:
    """Directives and implementations that others have registered, the same for every replay."""

    _implementations: ClassVar[dict[type, Implementation]] = {}

    @classmethod
    def register_operation(
        cls, name: str, sourcename: str | None = None
    ) -> Callable[[OperationType], OperationType]:
        """A class decorator: `op.<name>(…)` calls the class method `sourcename` (or `name`).

        The method gets the operations first, and then what the directive was given.
        """

        def register(operation: OperationType) -> OperationType:
            function = getattr(operation, sourcename or name)

            def directive(self: Any, *arguments: Any, **options: Any) -> Any:
                return function(self, *arguments, **options)

            directive.__name__ = name
            directive.__doc__ = function.__doc__
            setattr(cls, name, directive)
            return operation

        return register

    @classmethod
    def implementation_for(
        cls, operation: type, *, replace: bool = False
    ) -> Callable[[Implementation], Implementation]:
        """A decorator: the function carries out operations of that class.

        Raises RevisionError if there is one already, unless `replace` is given. An env.py that runs again
        registers the same function of the same module again, which is no second one.
        """

        def register(function: Implementation) -> Implementation:
            known = Registry._implementations.get(operation)
            if known is not None and not replace and known.__qualname__ != function.__qualname__:
                raise RevisionError(
                    f"{operation.__name__} has an implementation already: {known.__qualname__}",
                    hint="pass replace=True to take its place",
                )
            Registry._implementations[operation] = function
            return function

        return register

    @classmethod
    def implementation_of(cls, operation: object) -> Implementation | None:
        """The function that was registered for the operation's class, or for a class that it derives from."""
        for base in type(operation).__mro__:
            if base in Registry._implementations:
                return Registry._implementations[base]
        return None
