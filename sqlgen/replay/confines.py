"""What a revision cannot do while it is rendered: open a database, split the process, end it."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import wraps
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn

from sqlgen.errors import NeedsDatabase, RevisionError, SqlgenError
from sqlgen.replay.frames import origin_of_caller
from sqlgen.replay.past.reads import Reads, in_memory

DRIVERS = {
    "MySQLdb": ("connect",),
    "cx_Oracle": ("connect",),
    "duckdb": ("connect",),
    "ibm_db": ("connect", "pconnect"),
    "mariadb": ("connect",),
    "mysql.connector": ("connect",),
    "oracledb": ("connect", "connect_async"),
    "psycopg": ("connect", "Connection.connect", "AsyncConnection.connect"),
    "psycopg2": ("connect",),
    "pymssql": ("connect",),
    "pyodbc": ("connect",),
}
"""Drivers that connect in C, where Python is not told; by the names of the functions that connect."""
WAYS_OUT = (
    "use op.get_bind(), which answers what the history knows; what only the database knows can be given with "
    "[answers] in the configuration"
)


class Confines:
    """What is refused to a revision while it runs.

    A revision may swallow a refusal, and go on with what it takes for an answer. So each is kept, and raised
    again when the revision has run. `reads` is told what Python tells, too.
    """

    def __init__(self, reads: Reads | None = None) -> None:
        self._reads = reads
        self._refused: list[SqlgenError] = []
        self._inside = False
        self._process = os.getpid()

    @contextmanager
    def revision(self) -> Iterator[None]:
        """Refuse to the block what a revision may not do. Raises what was refused, swallowed or not."""
        self._refused.clear()
        self._inside = True
        try:
            yield
        finally:
            self._inside = False
            if self._refused:
                raise self._refused[0]

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Refuse what Python tells before it does it: https://docs.python.org/3/library/audit_events.html."""
        if self._reads is not None:
            self._reads.audit(event, arguments)
        if not self._inside:
            return
        match event:
            case "socket.connect" if _leads_away(arguments[0].family, arguments[1]):
                self.refuse_connection(f"to {_address(arguments[1])}")
            case "sqlite3.connect" if not in_memory(arguments[0]):
                self.refuse_connection(f"to the SQLite file {os.fsdecode(arguments[0])}")
            case "os.fork" | "os.forkpty":
                self._refuse(
                    RevisionError(
                        "the revision splits the process in two, and both would write the script",
                        hint="start programs with subprocess",
                    )
                )

    def refuse_connection(self, where: str) -> None:
        """Refuse a connection of the revision's own, if one runs."""
        if self._inside:
            self._refuse(
                NeedsDatabase(
                    f"the revision opens a connection of its own {where}, and rendering opens none",
                    hint=WAYS_OUT,
                )
            )

    def refuse_end(self, what: str) -> None:
        """Refuse to end the process; a process that was split off may."""
        if os.getpid() == self._process:
            self._refuse(
                RevisionError(
                    f"{what} was called, which ends the process with no word and no script",
                    hint="raise an exception to stop",
                )
            )

    def _refuse(self, error: SqlgenError) -> NoReturn:
        error.origin = origin_of_caller()
        self._refused.append(error)
        raise error


@contextmanager
def confines(reads: Reads | None = None) -> Iterator[Confines]:
    """Let the process be confined to what a replay needs, wherever a revision runs in the block.

    `reads` is told what is read in it, if somebody wants to know.
    """
    made = Confines(reads)
    with ExitStack() as stack:
        _audited.append(made)
        stack.callback(_audited.remove, made)
        _install()
        for name in ("_exit", "abort"):
            stack.enter_context(_replaced(os, name, _ending(made, getattr(os, name))))
        for name in DRIVERS:
            module = sys.modules.get(name)
            if isinstance(module, ModuleType):
                _guard(module, made, stack)
        finder = _Drivers(made, stack)
        sys.meta_path.insert(0, finder)
        stack.callback(_forget, finder)
        yield made


_audited: list[Confines] = []
_installed = False


def _install() -> None:
    """Have Python tell, from here on: what listens once cannot be taken away again."""
    global _installed  # noqa: PLW0603 - the interpreter's, once a process
    if not _installed:
        _installed = True
        sys.addaudithook(_told)


def _told(event: str, arguments: tuple[Any, ...]) -> None:
    if _audited:
        _audited[-1].audit(event, arguments)


def _forget(finder: MetaPathFinder) -> None:
    # A revision may have replaced the list's content.
    if finder in sys.meta_path:
        sys.meta_path.remove(finder)


def _leads_away(family: int, address: Any) -> bool:
    """Whether a socket leads to what may be a database: over the network, or to the socket of a server."""
    if family in (socket.AF_INET, socket.AF_INET6):
        return True
    local = family == getattr(socket, "AF_UNIX", None)
    return local and any(word in os.fsdecode(address) for word in (".s.PGSQL.", "mysql", "maria"))


def _address(address: Any) -> str:
    if isinstance(address, tuple):
        host, port, *_ = address
        return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"
    return os.fsdecode(address)


def _ending(confined: Confines, original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def ending(*arguments: Any) -> Any:
        said = ", ".join(map(repr, arguments))
        confined.refuse_end(f"os.{original.__name__}({said})")
        return original(*arguments)

    return ending


@contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    before = vars(owner)[name]
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


def _guard(module: ModuleType, confined: Confines, stack: ExitStack) -> None:
    """Let the functions of a driver that connect ask first."""
    for path in DRIVERS[module.__name__]:
        owner: Any = module
        *parents, name = path.split(".")
        for parent in parents:
            owner = getattr(owner, parent, None)
        original = vars(owner).get(name) if owner is not None else None
        if original is not None:
            guarded = _connecting(f"with {module.__name__}", original, confined)
            stack.enter_context(_replaced(owner, name, guarded))


def _connecting(where: str, original: Any, confined: Confines) -> Any:
    function = original.__func__ if isinstance(original, classmethod) else original

    @wraps(function)
    def connecting(*arguments: Any, **options: Any) -> Any:
        confined.refuse_connection(where)
        return function(*arguments, **options)

    return classmethod(connecting) if isinstance(original, classmethod) else connecting


class _Drivers(MetaPathFinder):
    """Finds drivers as the other finders do, and guards them as soon as they are there."""

    def __init__(self, confined: Confines, stack: ExitStack) -> None:
        self._confined = confined
        self._stack = stack

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in DRIVERS:
            return None
        for finder in sys.meta_path[sys.meta_path.index(self) + 1 :]:
            spec = finder.find_spec(name, path, target)
            if spec is not None and spec.loader is not None:
                spec.loader = _Guarding(spec.loader, self._confined, self._stack)
                return spec
        return None


class _Guarding(Loader):
    """A loader that guards the module that another one has loaded."""

    def __init__(self, loader: Any, confined: Confines, stack: ExitStack) -> None:
        self._loader = loader
        self._confined = confined
        self._stack = stack

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        made: ModuleType | None = self._loader.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        _guard(module, self._confined, self._stack)
