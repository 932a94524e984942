"""Stand-ins for the modules that cannot be imported here, made while revisions are imported and run.

Only what the user's code imports is stood in for. A library that tries an optional dependency gets the
honest `ImportError` that it is written for, and so does SQLAlchemy when it looks for a database driver. A
driver that a revision itself imports is stood in for as anything else is: `import psycopg2` alone is
harmless, and `psycopg2.extras.Json(...)` in a statement is refused as any stub in the SQL.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from sqlalchemy import MetaData

from sqlgen.errors import StubError
from sqlgen.replay.frames import Side, origin_of_caller, side_of, user_code
from sqlgen.replay.standins import OWN_FILES, Missing, Stub, StubModule, is_stub
from sqlgen.replay.watch import Judge, run_watched

_NEVER = frozenset({"sqlalchemy", "sqlgen", "alembic", "mako"}) | sys.stdlib_module_names


_open: list[MissingModules] = []


def run_module(loader: Any, module: ModuleType, judge: Judge | None = None) -> None:
    """Run a module of the user's with `loader`; beside stubs its source is watched, as imported modules are.

    Revision files and env.py are no imports: without `judge`, what they raise is raised.
    """
    if _open and type(loader) is SourceFileLoader:
        file = loader.get_filename(module.__name__)
        run_watched(loader.get_data(file), file, vars(module), judge)
    else:
        loader.exec_module(module)


def refuse_incomplete(metadata: MetaData) -> None:
    """Raise StubError where stubs stand in for what may have added tables to `metadata`."""
    for missing in _open:
        missing.refuse_incomplete(metadata)


class MissingModules:
    """The modules that stand in during one run.

    `modules` are they by name, those among them that stand in in part or because they failed are `broken`;
    `refusals` the errors that their contents raised, told to anybody or not.
    """

    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self.modules: dict[str, Missing] = {}
        self.broken: dict[str, Missing] = {}
        self.refusals: list[StubError] = []

    def stand_in(self, name: str, reason: str, *, path: Sequence[str] = ()) -> StubModule:
        """A stub module for `name`, reported once; submodules are looked for in the folders of `path`."""
        if name not in self.modules:
            self.modules[name] = Missing(name, reason, self.refusals)
            self._report(f"{name} stands in as a stub: {reason}")
        module = StubModule(name, self.modules[name])
        module.__dict__.update(__name__=name, __path__=list(path), __package__=name)
        return module

    def stand_in_part(self, module: ModuleType, names: Collection[str], reason: str) -> None:
        """Let stubs be what `names` of a module would have held; the module is reported once."""
        name = module.__name__
        part = Missing(name, reason, self.refusals)
        if name not in self.modules:
            self.modules[name] = part
            self._report(f"{name} stands in as a stub in part: {reason}")
        self.broken.setdefault(name, part)
        for each in names:
            vars(module)[each] = Stub(f"{name}.{each}", part)

    def refuse_incomplete(self, metadata: MetaData) -> None:
        """Raise StubError for `MetaData` of the application's that may lack the tables of a broken module."""
        lacking = [each for each in self.modules.values() if any(one is metadata for one in each.lacking)]
        if not lacking and any(_holds(module, metadata) for module in _users_modules()):
            lacking = list(self.broken.values())
        if not lacking:
            return
        name, reason = lacking[0].module, lacking[0].reason
        error = StubError(
            f"all tables of the application's metadata are asked for, and some are missing because of {name}",
            origin=origin_of_caller(),
            hint=f"Module {name} stands in as a stub ({reason}). Install what it needs, or name the tables.",
        )
        self.refusals.append(error)
        raise error

    def raise_swallowed(self) -> None:
        """Raise the first refusal that the user's code swallowed (`except Exception: pass`).

        To be called after a revision has run: what such code did next was decided by a stub.
        """
        if self.refusals:
            raise self.refusals[0]


@contextmanager
def stub_missing(
    report: Callable[[str], None], *, project_roots: Sequence[Path] = ()
) -> Iterator[MissingModules]:
    """Let stubs stand in for modules that cannot be found, or that fail, when the user's code imports them.

    `report` is called once for each with a line for a person. `project_roots` are folders whose code is the
    user's although it is installed. At the end of the block every stub, and every module that was imported
    with one in it, is forgotten.
    """
    missing = MissingModules(report)
    failing, absent = _Failing(missing), _Absent(missing)
    before = set(sys.modules)
    with user_code(*project_roots):
        sys.meta_path.insert(0, failing)
        sys.meta_path.append(absent)
        _open.append(missing)
        try:
            yield missing
        finally:
            _open.remove(missing)
            sys.meta_path.remove(failing)
            sys.meta_path.remove(absent)
            _forget(sorted(set(sys.modules) - before, reverse=True))


def _forget(names: Sequence[str]) -> None:
    """Drop from `names` (submodules first) stubs, what holds one, the user's own code, and all below."""
    spoilt = {name for name in names if is_stub(sys.modules[name]) or _is_spoilt(_held(sys.modules[name]))}
    for name in names:
        parent, _, child = name.rpartition(".")
        module = sys.modules[name]
        if any(name == other or name.startswith(f"{other}.") for other in spoilt):
            del sys.modules[name]
            if parent in sys.modules and _held(sys.modules[parent]).get(child) is module:
                delattr(sys.modules[parent], child)


def _is_spoilt(held: dict[str, Any]) -> bool:
    return _is_users(held) or any(map(is_stub, held.values()))


def _is_users(held: dict[str, Any]) -> bool:
    # A folder without __init__.py is a package that has no file.
    file = held.get("__file__") or next(iter(held.get("__path__") or ()), None)
    return type(file) is str and side_of(file) is Side.USER


def _held(module: object) -> dict[str, Any]:
    # Some packages put objects of their own into sys.modules, whose attributes import what they name.
    try:
        held: dict[str, Any] = object.__getattribute__(module, "__dict__")
    except AttributeError:
        return {}
    return held


def _importer() -> tuple[Side, bool]:
    """Whose code imports, and whether it is `from package import name` that tries the name as a submodule."""
    frame: FrameType | None = sys._getframe(1)
    tried = False
    while frame is not None:
        file = frame.f_code.co_filename
        tried = tried or (file.startswith("<frozen") and frame.f_code.co_name == "_handle_fromlist")
        if frame.f_globals.get("__name__") == "importlib.util":
            # Code that asks whether a module exists is told the truth.
            return Side.LIBRARY, tried
        if file not in OWN_FILES and side_of(file) is not Side.GLUE:
            return side_of(file), tried
        frame = frame.f_back
    return Side.GLUE, tried


def _users_modules() -> Iterator[ModuleType]:
    for module in list(sys.modules.values()):
        if _is_users(_held(module)):
            yield module


def _holds(module: ModuleType, metadata: MetaData) -> bool:
    """Whether a module has `metadata`, or something that has it, such as a declarative base."""
    for value in list(_held(module).values()):
        if is_stub(value) or isinstance(value, ModuleType):
            continue
        with contextlib.suppress(Exception):
            if value is metadata or getattr(value, "metadata", None) is metadata:
                return True
    return False


def _never(name: str) -> bool:
    return name.partition(".")[0] in _NEVER


class _Absent(MetaPathFinder, Loader):
    """The last finder: finds what nobody else found."""

    def __init__(self, missing: MissingModules) -> None:
        self._missing = missing

    def find_spec(self, name: str, _path: object, _target: object = None) -> ModuleSpec | None:
        side, tried = _importer()
        # `from package import name` of a real package that lacks the name stays the ImportError that it is.
        if _never(name) or side is not Side.USER or tried:
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> Any:
        return self._missing.stand_in(spec.name, "it is not installed")

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


class _Failing(MetaPathFinder):
    """The first finder: finds what the others find, and lets a stub take its place when it fails."""

    def __init__(self, missing: MissingModules) -> None:
        self._missing = missing

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if _never(name):
            return None
        spec = self._honest(name, path, target)
        if spec is None or not hasattr(spec.loader, "exec_module"):
            return spec
        own = spec.origin is not None and side_of(spec.origin) is Side.USER
        if own or _importer()[0] is Side.USER:
            spec.loader = _Attempt(spec.loader, self._missing, own=own)
        return spec

    def _honest(self, name: str, path: Any, target: Any) -> ModuleSpec | None:
        for finder in sys.meta_path:
            if finder is self or isinstance(finder, _Absent):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                return spec
        return None


def _submodule(package: ModuleType, name: str) -> Any:
    """A submodule that a package of the user's has on disk, and that a failed module would have imported."""
    full = f"{package.__name__}.{name}"
    if name.startswith("__") or PathFinder.find_spec(full, package.__path__) is None:
        raise AttributeError(f"module {package.__name__!r} has no attribute {name!r}")
    return import_module(full)


class _Attempt(Loader):
    """A loader that runs a module honestly, and puts a stub in its place when it raises."""

    def __init__(self, loader: Any, missing: MissingModules, *, own: bool) -> None:
        self._loader = loader
        self._missing = missing
        self._own = own

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        told = len(self._missing.refusals)
        try:
            self._run(module)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - an application may fail in any way
            # The stub answers for the failure from here on.
            del self._missing.refusals[told:]
            name = module.__name__
            reason = f"importing it raises {_raised(error)}"
            stub = self._missing.stand_in(name, reason, path=vars(module).get("__path__", ()))
            stub.__dict__["__spec__"] = module.__spec__
            if self._own:
                self._missing.broken.setdefault(name, self._missing.modules[name])
            sys.modules[name] = stub  # type: ignore[assignment]

    def _run(self, module: ModuleType) -> None:
        if not self._own:
            self._loader.exec_module(module)
            return
        if hasattr(module, "__path__"):
            vars(module)["__getattr__"] = partial(_submodule, module)
        run_module(self._loader, module, _Statements(self._missing, module))


class _Statements:
    """The judge of a module of the user's: a statement that raises is lost, and so is one in which a stub was
    refused although nothing was raised, for what it did then was decided by the stub.
    """

    def __init__(self, missing: MissingModules, module: ModuleType) -> None:
        self._missing = missing
        self._module = module
        self._told = len(missing.refusals)

    def reason(self, error: BaseException | None) -> str | None:
        refused = self._missing.refusals[self._told :]
        if error is None and not refused:
            return None
        # The stubs answer for that from here on.
        del self._missing.refusals[self._told :]
        return f"raises {_raised(error or refused[0])}"

    def lose(self, names: Collection[str], reason: str) -> None:
        self._missing.stand_in_part(self._module, names, reason)


def _raised(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(getattr(error, 'message', error)).split())}"
