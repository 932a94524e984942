"""Stand-ins for the application modules that are not installed, the same for both sides of the comparison.

A stand-in may be imported, called, subclassed and looked into, so that a revision which merely
mentions the application still runs. What cannot be done with one is anything that would let it decide
a branch or reach the SQL: as text, as a truth, as a number, in a comparison or a loop it raises.
"""

from __future__ import annotations

import sys
import typing
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import FrameType, ModuleType
from typing import Any, NoReturn


class StandInUsed(Exception):
    """A value made of a missing module decides something."""


class StandIn:
    """Any value of a missing module."""

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith(("__", "_sa_")):
            raise AttributeError(attribute)
        return StandIn(f"{self._name}.{attribute}")

    def __setattr__(self, attribute: str, value: object) -> None:
        del attribute, value

    def __call__(self, *_arguments: object, **_keywords: object) -> Any:
        return StandIn(f"{self._name}()")

    def __getitem__(self, _key: object) -> Any:
        return StandIn(f"{self._name}[]")

    def __or__(self, _other: object) -> Any:
        return self

    __ror__ = __or__

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        others = [base for base in bases if isinstance(base, type)]
        # A class of several bases takes the metaclass of the real ones.
        return () if others else (StandInBase,)

    def __enter__(self) -> Any:
        return StandIn(f"{self._name}.__enter__()")

    def __exit__(self, *_error: object) -> None:
        return None

    def __hash__(self) -> int:
        return id(self)

    def _refuse(self, *_arguments: object) -> NoReturn:
        raise StandInUsed(f"{self._name} belongs to a module that is not installed")

    __str__ = __repr__ = __bool__ = __iter__ = __len__ = __contains__ = _refuse
    __format__ = __int__ = __index__ = __float__ = __bytes__ = _refuse
    def __eq__(self, other: object) -> bool:
        # Annotations are compared while classes are made; nothing is decided by that.
        if sys._getframe(1).f_code.co_filename != typing.__file__:
            self._refuse()
        return self is other

    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __mod__ = __and__ = __rand__ = _refuse
    __instancecheck__ = __subclasscheck__ = _refuse


class _StandInMeta(type):
    def __getattr__(cls, attribute: str) -> Any:
        if attribute.startswith(("__", "_sa_")):
            raise AttributeError(attribute)
        return StandIn(f"{cls.__name__}.{attribute}")


class StandInBase(metaclass=_StandInMeta):
    """What a class with a missing base is derived from."""

    def __init__(self, *_arguments: object, **_keywords: object) -> None: ...

    def __init_subclass__(cls, **_keywords: object) -> None: ...

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith(("__", "_sa_")):
            raise AttributeError(attribute)
        return StandIn(f"{type(self).__name__}().{attribute}")


class StandInModule(ModuleType):
    """A missing module."""

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return StandIn(f"{self.__name__}.{attribute}")


class MissingFinder(MetaPathFinder, Loader):
    """The last finder: what no other finder has, when the application or a revision asks for it.

    Libraries get the honest ImportError: they ask for optional modules and cope.
    """

    def __init__(self, roots: Sequence[str]) -> None:
        self._roots = tuple(roots)
        self.made: list[str] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        first = fullname.partition(".")[0]
        if first in sys.stdlib_module_names or not self._asked_by_application():
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        self.made.append(spec.name)
        return StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        del module

    def _asked_by_application(self) -> bool:
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            file = frame.f_code.co_filename
            machinery = file == __file__ or file.startswith("<frozen importlib")
            if not machinery and not file.endswith("importlib/__init__.py"):
                return file.startswith(self._roots)
            frame = frame.f_back
        return False


class BrokenFinder(MetaPathFinder):
    """The first finder: the application's own modules, where one that fails half-way keeps what it has.

    An application that cannot start without its configuration still has constants and types.
    """

    def __init__(self, roots: Sequence[str]) -> None:
        self._roots = tuple(roots)
        self.made: list[str] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or not spec.origin or not spec.origin.startswith(self._roots):
            return None
        if isinstance(spec.loader, SourceFileLoader):
            spec.loader = _KeepingLoader(fullname, spec.origin, self.made)
        return spec


class _KeepingLoader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, made: list[str]) -> None:
        super().__init__(fullname, path)
        self._made = made

    def exec_module(self, module: ModuleType) -> None:
        try:
            super().exec_module(module)
        except (Exception, SystemExit) as error:  # noqa: BLE001  an application may fail to start in any way
            self._made.append(f"{module.__name__} in part, for {type(error).__name__}")
            rest = StandInModule(module.__name__)
            module.__dict__["__getattr__"] = rest.__getattr__


def install(roots: Sequence[str]) -> tuple[MissingFinder, BrokenFinder]:
    """Let stand-ins answer for what files whose paths begin with one of `roots` import and cannot have."""
    missing, broken = MissingFinder(roots), BrokenFinder(roots)
    sys.meta_path.insert(0, broken)
    sys.meta_path.append(missing)
    return missing, broken
