"""The object that stands in for whatever a missing module would have held.

A stand-in bears what the import of a revision needs: attributes, calls, subscripts, base classes, decorators,
annotations. It refuses, with `StubError`, whatever would let it decide a branch or get into the SQL:

    truth, comparison, iteration, length, text, numbers     always
    any look that SQLAlchemy or sqlgen takes at it          always
    calls, `with`, arithmetic, keys of dictionaries         while a revision runs; imports may

A call inside `upgrade()` is refused even when its result is thrown away, for the missing function may be
the one that makes the tables. Log calls are let through.

What is derived from a stand-in is one: a class whose base is missing has unknown columns, and a function
whose decorator is missing may do anything or nothing.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, NoReturn, TypeGuard

from sqlalchemy import MetaData

from sqlgen.errors import StubError
from sqlgen.origin import Origin
from sqlgen.replay.frames import Side, origin_of_caller, side_of, side_of_caller

# Frames in these files stand between the user's code and what it does.
OWN_FILES = frozenset(str(Path(__file__).with_name(f"{name}.py")) for name in ("standins", "stubs", "watch"))
_SQL_SIDES = (Side.SQLALCHEMY, Side.SQLGEN)
# How SQLAlchemy and template engines ask an object for its SQL, whoever does the asking.
_SQL_PROTOCOLS = re.compile(r"__clause_element__|__visit_name__|__sqlalchemy_|__html__|_sa_|_sqla_")
# Names between underscores that a project's code reads; every other is a protocol of Python's, and absent.
_READ_BY_PROJECTS = frozenset(
    f"__{name}__"
    for name in (
        *("tablename", "table", "table_args", "mapper", "mapper_args", "members", "fields", "annotations"),
        *("name", "qualname", "version", "dict", "file"),
    )
)
_LOG_CALL = re.compile(
    r"(?i)(?:^|[._])log(?:ger|ging|uru)?(?:\b|_).*\.(?:debug|info|warn|warning|error|exception|critical)$"
)


@dataclass
class Missing:
    """One module that stands in, and why it does.

    `refusals` are those of the run that it belongs to, `lacking` the `MetaData` that miss a table, for a
    model of theirs derives from a stand-in of this module.
    """

    module: str
    reason: str
    refusals: list[StubError] = field(default_factory=list)
    lacking: list[MetaData] = field(default_factory=list)


def is_stub(value: object) -> TypeGuard[Stub]:
    """Whether `value` stands in for something missing. (`isinstance` would be a look, and refused.)"""
    return issubclass(type(value), Stub)


def refuse(stub: Stub, deed: str) -> NoReturn:
    """Raise `StubError` for `deed`, which finishes the sentence "`app.x` is missing, and …"."""
    raise refusal(stub, deed)


def refusal(stub: Stub, deed: str) -> StubError:
    """The error for `deed`, noted so that code which swallows it cannot hide it."""
    path, missing, made = _parts(stub)
    origin = origin_of_caller()
    hint = (
        f"Module {missing.module} stands in as a stub ({missing.reason}). Install it, "
        "or write its value into the revision."
    )
    error = StubError(f"{path} is missing, and {deed}", origin=origin if origin.file else made, hint=hint)
    # Libraries look at objects in ways that decide nothing, and handle what they get.
    if _toucher() is not Side.LIBRARY:
        missing.refusals.append(error)
    return error


def _parts(stub: Stub) -> tuple[str, Missing, Origin]:
    get = object.__getattribute__
    return get(stub, "_Stub__path"), get(stub, "_Stub__missing"), get(stub, "_Stub__made")


def _outside() -> FrameType | None:
    """The frame that touched the stand-in."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename in OWN_FILES:
        frame = frame.f_back
    return frame


def _toucher() -> Side:
    return side_of_caller(_outside())


def importing() -> bool:
    """Whether the touch happens while a module is imported, not while sqlgen runs a revision's function."""
    frame = _outside()
    while frame is not None:
        side = side_of(frame.f_code.co_filename)
        if side is Side.SQLGEN and frame.f_code.co_filename not in OWN_FILES:
            return False
        if frame.f_code.co_name == "<module>" and side is not Side.GLUE:
            started = frame.f_globals.get("__name__") == "__main__"
            if _runs_an_import(frame.f_back) or (side is Side.USER and not started):
                return True
        frame = frame.f_back
    return False


def _runs_an_import(frame: FrameType | None) -> bool:
    """Whether the frame that runs a module's code is the import system's, or that of a watched module.

    Worker processes and interactive shells run a module of their own for as long as they live.
    """
    if frame is None:
        return False
    return frame.f_code.co_filename.startswith("<frozen importlib") or frame.f_code.co_filename in OWN_FILES


def _refusing(deed: str) -> Any:
    def method(self: Stub, *_: object) -> NoReturn:
        refuse(self, deed)

    return method


def _harmless_at_import(step: str, deed: str) -> Any:
    """A method that makes a further stand-in at import, and refuses while a revision runs."""

    def method(self: Stub, *_: object) -> Stub:
        return _derived(self, step, deed)

    return method


def _derived(stub: Stub, step: str, deed: str) -> Stub:
    path, missing, _ = _parts(stub)
    if _toucher() in _SQL_SIDES or not (importing() or (step == "()" and _LOG_CALL.search(path))):
        refuse(stub, deed)
    return Stub(path + step, missing, origin_of_caller())


class _StubMeta(type):
    """What makes a class statement whose base is a stand-in give a stand-in."""

    @classmethod
    def __prepare__(mcs, _name: str, _bases: tuple[type, ...], /, **_: object) -> dict[str, object]:  # noqa: N804
        return {}

    def __new__(mcs, name: str, bases: tuple[type, ...], names: dict[str, object], **_: object) -> Any:
        stub: Stub = next(vars(base)["stub"] for base in bases if issubclass(type(base), _StubMeta))
        path, missing, _made = _parts(stub)
        models = (getattr(base, "metadata", None) for base in bases if not issubclass(type(base), _StubMeta))
        missing.lacking += [each for each in models if isinstance(each, MetaData)]
        own = f"{names.get('__module__', '')}.{name} (a {path})".lstrip(".")
        return Stub(own, missing, origin_of_caller())


@cache
def _meta(kinds: tuple[type, ...]) -> type[_StubMeta]:
    """A metaclass that wins over those of the other bases of a class."""
    others = tuple(kind for kind in kinds if kind is not type)
    return type("_StubMeta", (_StubMeta, *others), {}) if others else _StubMeta


class Stub:
    """Something that a missing module would have held; `path` is how the code came to it."""

    __slots__ = ("__made", "__missing", "__path")

    def __init__(self, path: str, missing: Missing, made: Origin | None = None) -> None:
        object.__setattr__(self, "_Stub__path", path)
        object.__setattr__(self, "_Stub__missing", missing)
        object.__setattr__(self, "_Stub__made", made or Origin())

    # What imports need.

    def __getattribute__(self, name: str) -> Any:
        # These two would be the stand-in's own.
        if name in ("__doc__", "__module__") and _toucher() is Side.USER:
            path, missing, made = _parts(self)
            return Stub(f"{path}.{name}", missing, made)
        return object.__getattribute__(self, name)

    def __getattr__(self, name: str) -> Any:
        toucher = _toucher()
        path, missing, made = _parts(self)
        if toucher in _SQL_SIDES or (_SQL_PROTOCOLS.match(name) and toucher is not Side.STANDARD):
            refuse(self, "it was about to reach the SQL")
        if name == "__get_pydantic_core_schema__":
            return lambda *_: _schema(self)
        if name.startswith("__") and name.endswith("__"):
            if name == "__bases__" and toucher is Side.USER:
                refuse(self, "its base classes were asked for")
            if toucher is not Side.USER or name not in _READ_BY_PROJECTS:
                raise AttributeError(name)
        return Stub(f"{path}.{name}", missing, made)

    def __setattr__(self, name: str, value: object) -> None:
        """Forget the value: reading it back gives a stand-in, as somebody else may have set it since."""

    def __delattr__(self, name: str) -> None:
        """Nothing to delete."""

    def __setitem__(self, key: object, value: object) -> None:
        """Forget the value, as with attributes."""

    def __delitem__(self, key: object) -> None:
        """Nothing to delete."""

    def __getitem__(self, key: object) -> Stub:
        path, missing, made = _parts(self)
        if _toucher() in _SQL_SIDES:
            refuse(self, "it was about to reach the SQL")
        return Stub(f"{path}[]", missing, made)

    def __call__(self, *_: object, **__: object) -> Stub:
        return _derived(self, "()", "calling it may be what changes the schema")

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type]:
        kinds = dict.fromkeys(type(base) for base in bases if issubclass(type(base), type))
        base: type = type.__new__(_meta(tuple(kinds)), "_StubBase", (), {"stub": self})
        return (base,)

    def __copy__(self) -> Stub:
        return self

    def __deepcopy__(self, memo: object) -> Stub:
        return self

    __enter__ = _harmless_at_import(".__enter__()", "entering it may be what changes the schema")
    __aenter__ = _harmless_at_import(".__aenter__()", "entering it may be what changes the schema")

    def __exit__(self, *_: object) -> None:
        """Swallow nothing."""

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """The class, to Python and to libraries; `isinstance` in the user's code or SQLAlchemy's decides."""
        toucher = _toucher()
        if toucher in _SQL_SIDES:
            refuse(self, "it was about to reach the SQL")
        if toucher is Side.USER:
            refuse(self, "its class was asked for")
        return Stub

    def __hash__(self) -> int:
        toucher = _toucher()
        if toucher in _SQL_SIDES or (toucher is Side.USER and not importing()):
            refuse(self, "it was looked up in a dictionary or a set")
        return object.__hash__(self)

    def __eq__(self, other: object) -> bool:
        return _compared(self)

    def __ne__(self, other: object) -> bool:
        return _compared(self)

    def __repr__(self) -> str:
        if _toucher() is Side.USER:
            refuse(self, "its text was asked for")
        return f"<stub {_parts(self)[0]}>"

    def __str__(self) -> str:
        return _text(self)

    def __format__(self, spec: str) -> str:
        return _text(self)

    __or__ = __ror__ = _harmless_at_import(" | …", "it was combined with another value")

    # What decides.

    __bool__ = _refusing("a condition depends on it")
    __lt__ = __le__ = __gt__ = __ge__ = _refusing("it was compared")
    __instancecheck__ = __subclasscheck__ = _refusing("an instance check depends on it")
    __contains__ = _refusing("something was looked up in it")
    __len__ = _refusing("its length was asked for")
    __iter__ = __reversed__ = __next__ = __aiter__ = __anext__ = _refusing("it was iterated over")
    __await__ = _refusing("it was awaited")
    __int__ = __float__ = __complex__ = __index__ = _refusing("its number was asked for")
    __round__ = __trunc__ = __floor__ = __ceil__ = _refusing("its number was asked for")
    __bytes__ = __fspath__ = _refusing("its text was asked for")


def _compared(stub: Stub) -> bool:
    # Python's own machinery (typing, enum, weak references) compares to tell objects apart.
    if _toucher() is Side.STANDARD:
        return NotImplemented  # type: ignore[no-any-return]
    refuse(stub, "it was compared")


def _schema(stub: Stub) -> dict[str, Any]:
    """How pydantic handles fields of a missing type: models may have some, and values of theirs are refused.

    https://docs.pydantic.dev/latest/concepts/types/#customizing-validation-with-__get_pydantic_core_schema__
    """

    def checked(*_: object) -> NoReturn:
        refuse(stub, "a value was checked by it")

    function = {"type": "no-info", "function": checked}
    serialization = {"type": "function-plain", "function": checked}
    return {"type": "function-plain", "function": function, "serialization": serialization}


def _text(stub: Stub) -> str:
    frame = _outside()
    if frame is not None and frame.f_globals.get("__name__") in ("logging", "traceback"):
        return f"<stub {_parts(stub)[0]}>"
    refuse(stub, "its text was asked for")


_BINARY = (
    *("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "divmod", "pow"),
    *("lshift", "rshift", "and", "xor"),
)
for _name in (*_BINARY, *(f"r{_name}" for _name in _BINARY), "neg", "pos", "abs", "invert"):
    setattr(Stub, f"__{_name}__", _harmless_at_import(f".__{_name}__()", "it was calculated with"))


class StubModule(Stub):
    """A module that is missing, or that fails while it is imported.

    A package that fails still leads to its submodules on disk: they are tried for themselves.
    """

    __slots__ = ("__dict__",)

    def __getattr__(self, name: str) -> Any:
        folders = self.__dict__.get("__path__")
        if folders and not name.startswith("__"):
            full = f"{_parts(self)[1].module}.{name}"
            if PathFinder.find_spec(full, folders) is not None:
                return import_module(full)
        return super().__getattr__(name)

    def __setattr__(self, name: str, value: object) -> None:
        """Keep what the import system sets, and forget the rest."""
        if name.startswith("__") or is_stub(value) or issubclass(type(value), ModuleType):
            self.__dict__[name] = value
