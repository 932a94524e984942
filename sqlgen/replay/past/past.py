"""What is known where a range starts, as bytes."""

from __future__ import annotations

import gc
import io
import json
import pickle
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from types import MethodType
from typing import Any

from sqlalchemy.sql.base import DialectKWArgs
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import TypeEngine

from sqlgen.catalog import Catalog, Server, Spelling
from sqlgen.replay.rows.triggers import Triggers

OWN = (
    "sqlalchemy.", "sqlgen.catalog.", "sqlgen.origin.", "sqlgen.replay.past.past.",
    "sqlgen.replay.rows.triggers.",
)  # fmt: skip
"""Modules whose classes a past is made of."""
PLAIN: dict[str, set[str]] = {
    "builtins": {
        "bool", "bytearray", "bytes", "complex", "dict", "float", "frozenset", "int", "list", "object",
        "range", "set", "slice", "str", "tuple",
    },
    "collections": {"OrderedDict", "defaultdict"},
    "datetime": {"date", "datetime", "time", "timedelta", "timezone"},
    "decimal": {"Decimal"},
    "pathlib": {"Path", "PosixPath", "PurePosixPath", "PureWindowsPath", "WindowsPath"},
    "uuid": {"UUID"},
}  # fmt: skip
"""Classes of Python's own that options and defaults are made of."""
OPTIONS_OF_DIALECT = "_kw_reg_for_dialect_cls"
"""What SQLAlchemy's constructs hold to make the options of a dialect with; a private name of its own."""
KINDS = (TypeEngine, ClauseElement, Enum)
"""What classes of the user's a catalog may hold objects of."""
Modules = Mapping[str, Mapping[str, Any]]
"""What the files of revisions hold, by the names of their modules."""
COMPARING = {"eq", "ge", "gt", "le", "lt", "ne", "add", "sub", "mul", "neg", "and_", "or_"}


@dataclass(frozen=True)
class Past:
    """What a replay of all that leads to a range leaves for the range itself.

    `rows`, `premise` and `used` are what those who follow rows, the beginning and the answers hold; `said`
    is what was told to a person meanwhile, and `remarks` what is not to be told twice.
    """

    catalog: Catalog
    certain: bool
    rows: Any
    premise: Any
    used: frozenset[str]
    remarks: frozenset[str]
    said: tuple[str, ...]

    def written(self, revisions: Modules) -> bytes:
        """The bytes that `read` understands. Raises what pickle raises for values that it cannot write."""
        buffer = io.BytesIO()
        _Writer(buffer, self.catalog.server, revisions).dump(self)
        return buffer.getvalue()

    def told(self) -> list[Any]:
        """What a past is beside its catalog, as JSON."""
        answers, _, asked = self.premise
        held = (self.certain, self.used, self.remarks, self.said, self.rows, answers, asked)
        return [_in_order(one) for one in held]

    @staticmethod
    def read(data: bytes, server: Server | None, revisions: Modules) -> Past:
        """The past that was written, with the classes that `revisions` define, the files by their names.

        Raises what pickle raises for bytes that hold anything else.
        """
        with _uncollected():
            found = _Reader(io.BytesIO(data), server, revisions).load()
        if not isinstance(found, Past):
            raise pickle.UnpicklingError("this is no past")
        return found


def _in_order(value: Any) -> Any:
    """A value as JSON, with what has no order put into one."""
    match value:
        case dict():
            return sorted([repr(key), _in_order(one)] for key, one in value.items())
        case set() | frozenset():
            return sorted(map(repr, value))
        case list() | tuple():
            return list(map(_in_order, value))
        case Triggers():
            return _in_order(vars(value))
        case _:
            return repr(value)


def same_document(left: Any, right: Any) -> bool:
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)


class _Writer(pickle.Pickler):
    """Writes a past, and names what only the process that reads it has."""

    def __init__(self, file: io.BytesIO, server: Server | None, revisions: Modules) -> None:
        super().__init__(file, protocol=5)
        self._server = server
        self._revisions = revisions

    def persistent_id(self, value: Any) -> Any:
        if value is self._server and value is not None:
            return "server"
        if isinstance(value, MethodType) and value.__func__ is Spelling.key:
            return ("key", value.__self__)
        if isinstance(value, MethodType) and value.__name__ == OPTIONS_OF_DIALECT:
            return ("options", value.__self__)
        if isinstance(value, type) and value.__module__ in self._revisions:
            return ("class", value.__module__, value.__qualname__)
        if isinstance(value, Enum):
            # Pickle would write a call of getattr.
            return ("member", type(value), value.value)
        return None


class _Reader(pickle.Unpickler):
    """Reads a past; no class is looked up but those that a catalog is made of, and no function is called."""

    def __init__(self, file: io.BytesIO, server: Server | None, revisions: Modules) -> None:
        super().__init__(file)
        self._server = server
        self._revisions = revisions

    def persistent_load(self, told: Any) -> Any:
        if told == "server":
            return self._server
        kind, owner, *value = told
        if kind == "key" and isinstance(owner, Spelling):
            return owner.key
        if kind == "options" and isinstance(owner, type) and issubclass(owner, DialectKWArgs):
            return getattr(owner, OPTIONS_OF_DIALECT)
        if kind == "class":
            found = self._revisions[owner][value[0]]
            if isinstance(found, type) and issubclass(found, KINDS):
                return found
        if kind == "member" and isinstance(owner, type) and issubclass(owner, Enum):
            return owner(*value)
        raise pickle.UnpicklingError(f"{kind} is nothing that a past has")

    def find_class(self, module: str, name: str) -> Any:
        own = f"{module}.".startswith(OWN)
        if not own and module not in sys.modules:
            raise pickle.UnpicklingError(f"{module} is not loaded")
        found = super().find_class(module, name)
        if name in PLAIN.get(module, ()) or (module == "_operator" and name in COMPARING):
            return found
        if own and (isinstance(found, type) or module == "sqlalchemy.sql.operators"):
            return found
        if isinstance(found, type) and issubclass(found, KINDS):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a catalog")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let many objects be made without looking for garbage among them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
