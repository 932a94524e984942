"""What revisions leave behind in the process, beside what they said to the database."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import CellType, FunctionType, MethodType, ModuleType
from typing import Any

import sqlalchemy as sa

from sqlgen.replay.frames import Side, side_of

PLAIN = (str, bytes, int, float, complex, bool, type(None))
OWN_LIBRARIES = ("mako", "sqlglot")
"""What sqlgen itself loads when it needs it."""
OWN_SIDES = (Side.STANDARD, Side.SQLGEN, Side.SQLALCHEMY, Side.GLUE)


class Remains:
    """What the code of a project holds: its modules, and the values that can be reached from them.

    Two are equal where nothing was rebound, added, taken away or changed in between. Objects of libraries
    are told by their identity, and the tables of SQLAlchemy's metadata by their parts.
    """

    def __init__(self, roots: Iterable[Any]) -> None:
        self._seen: dict[int, Any] = {}
        self._tokens: list[Any] = [os.getcwd(), tuple(sys.path), tuple(sorted(os.environ.items()))]  # noqa: PTH109
        self._tokens += sorted(name for name, module in sys.modules.copy().items() if _counts(module))
        pending: deque[Any] = deque(roots)
        pending.extend(vars(module) for module in sys.modules.copy().values() if _side(module) is Side.USER)
        while pending:
            value = pending.popleft()
            if isinstance(value, PLAIN):
                self._tokens.append(value)
            elif id(value) in self._seen:
                self._tokens.append(id(value))
            else:
                # Kept, so that no other value can come to have the identity.
                self._seen[id(value)] = value
                self._tokens += [id(value), type(value).__name__]
                pending.extend(self._inside(value))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remains) and self._tokens == other._tokens

    __hash__ = None  # type: ignore[assignment]

    def _inside(self, value: Any) -> Iterator[Any]:
        for kinds, parts in _PARTS:
            if isinstance(value, kinds):
                yield from parts(value)
                return
        module = sys.modules.get(type(value).__module__)
        if _side(module) is Side.USER:
            yield getattr(value, "__dict__", None)
        elif type(value).__module__ in ("itertools", "builtins"):
            yield repr(value)


def _of_dict(value: dict[Any, Any]) -> Iterator[Any]:
    yield len(value)
    for key, item in list(value.items()):
        # What the interpreter itself keeps of a module.
        if key not in ("__builtins__", "__warningregistry__"):
            yield from (key, item)


def _of_items(value: Any) -> Iterator[Any]:
    yield from (len(value), *value)


def _of_function(value: FunctionType) -> Iterator[Any]:
    yield from (value.__dict__, value.__defaults__, value.__kwdefaults__, value.__closure__)


def _of_cell(value: CellType) -> Iterator[Any]:
    # An empty one raises.
    with contextlib.suppress(ValueError):
        yield value.cell_contents


def _of_table(value: sa.Table) -> Iterator[Any]:
    yield from value.columns.keys()
    for parts in (value.constraints, value.indexes):
        yield from sorted(map(id, parts))


def _of_class(value: type) -> Iterator[Any]:
    module = sys.modules.get(value.__module__)
    if module is None or _side(module) is Side.USER:
        for key, item in list(vars(value).items()):
            yield from (key, item)


_PARTS: tuple[tuple[Any, Callable[[Any], Iterable[Any]]], ...] = (
    (dict, _of_dict),
    ((list, tuple, set, frozenset, deque), _of_items),
    (bytearray, lambda value: (bytes(value),)),
    (FunctionType, _of_function),
    (MethodType, lambda value: (value.__self__, value.__func__)),
    (CellType, _of_cell),
    (functools._lru_cache_wrapper, lambda value: (value.cache_info().currsize,)),
    (sa.MetaData, lambda value: (part for pair in value.tables.items() for part in pair)),
    (sa.Table, _of_table),
    (type, _of_class),
    (ModuleType, lambda _: ()),
)
"""What is looked at inside values, by their kind."""


def _side(module: Any) -> Side | None:
    file = getattr(module, "__file__", None)
    return side_of(file) if isinstance(file, str) else None


def _counts(module: Any) -> bool:
    """Whether it makes a difference that a module is loaded: it may have registered something."""
    side = _side(module)
    own = str(getattr(module, "__name__", "")).partition(".")[0] in OWN_LIBRARIES
    return side is not None and side not in OWN_SIDES and not own
