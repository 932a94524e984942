"""What the code of a project reads while it runs."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any

from sqlgen.replay.frames import Side, side_of

OWN_SIDES = (Side.STANDARD, Side.SQLGEN, Side.GLUE)
"""Whose files change with a version alone."""
ELSEWHERE = frozenset({
    "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system",
    "pty.spawn", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen",
})  # fmt: skip
"""What asks something that cannot be looked at again: another program or another machine."""
CHANGING = frozenset({
    "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate",
})  # fmt: skip
"""What changes files, which would be left undone."""
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
COMPILED = ("__pycache__", ".pyc")
Seen = dict[str, list[Any]]


class Reads:
    """Files, folders and environment variables that were read since the beginning.

    `unknown` says what was done that nobody can look at again later, or is empty. Found are they by Python's
    audit events (https://docs.python.org/3/library/audit_events.html), by what `os.stat` was asked for, and
    by the keys of `os.environ`. Modules are looked up among those that are loaded.
    """

    def __init__(self) -> None:
        self.unknown = ""
        self.environ = dict(os.environ)
        self.began = time.time_ns()
        self.imported: set[str] = set()
        self._files: set[str] = set()
        self._folders: set[str] = set()
        self._asked: set[str] = set()
        self._variables: set[str] = set()
        self._all_variables = False
        self._listening = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Note what is read in the block."""
        kind, stated = os.environ.__class__, os.stat

        def asked(path: Any, *arguments: Any, **options: Any) -> Any:
            if self._listening and isinstance(path, (str, bytes, os.PathLike)):
                self._asked.add(_absolute(path))
            return stated(path, *arguments, **options)

        os.environ.__class__ = _variables_of(self)
        os.stat = asked
        self._listening = True
        try:
            yield
        finally:
            self._listening = False
            os.stat = stated
            os.environ.__class__ = kind

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Note nothing in the block, which is sqlgen's own."""
        before, self._listening = self._listening, False
        try:
            yield
        finally:
            self._listening = before

    def variable(self, name: object) -> None:
        """Note that a variable was read; None for all of them."""
        if self._listening:
            self._all_variables = self._all_variables or name is None
            if isinstance(name, str):
                self._variables.add(name)

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Note what Python tells before it does it."""
        if not self._listening:
            return
        if event == "open":
            self._opened(*arguments)
        elif event in ("os.listdir", "os.scandir") and not _importing():
            self._folders.add(_absolute("." if arguments[0] is None else arguments[0]))
        elif _beyond(event, arguments):
            self.unknown = self.unknown or event
        elif event == "import":
            self.imported.add(arguments[0])

    def _opened(self, path: Any, mode: Any, flags: Any) -> None:
        if isinstance(path, int) or _compiled(path):
            return
        written = isinstance(mode, str) and set(mode) & set("wax+")
        if written or (isinstance(flags, int) and flags & WRITING):
            self.unknown = self.unknown or f"{os.fsdecode(path)} is written"
        else:
            self._files.add(_absolute(path))

    def seen(self) -> Seen | None:
        """Each thing that was read, with what tells whether it is the same later; None where nothing can."""
        if self.unknown:
            return None
        modules = {name: file for name, each in sys.modules.copy().items() if (file := _file_of(each))}
        files = self._files.union(modules.values())
        found: Seen = {
            **{f"file {each}": content(each) for each in files if side_of(each) not in OWN_SIDES},
            **{f"folder {each}": listing(each) for each in self._folders if side_of(each) not in OWN_SIDES},
            **{f"asked {each}": standing(each) for each in self._asked if side_of(each) not in OWN_SIDES},
            **{f"variable {each}": [self.environ.get(each)] for each in self._variables},
            **{f"module {each}": [None] for each in self.imported if each not in sys.modules},
            **{f"module {each}": [file] for each, file in modules.items() if side_of(file) is Side.USER},
        }
        if self._all_variables:
            found["variables"] = [self.environ]
        fresh = (each[-1] for key, each in found.items() if key.startswith("file "))
        # A file that changed meanwhile may have been read before that.
        return None if any(isinstance(one, int) and one >= self.began for one in fresh) else found

    def same(self, seen: Seen) -> bool:
        """Whether everything that was read then is the same now."""
        return all(self._now(key)[: len(told)] == told for key, told in _told(seen))

    def _now(self, key: str) -> list[Any]:
        kind, _, what = key.partition(" ")
        match kind:
            case "file":
                return content(what)
            case "folder":
                return listing(what)
            case "asked":
                return standing(what)
            case "variable":
                return [self.environ.get(what)]
            case "module":
                return [_file_of(sys.modules.get(what))]
            case _:
                return [self.environ]


def _told(seen: Seen) -> Iterator[tuple[str, list[Any]]]:
    """What has to be the same: of a file, its content, whenever it was written."""
    for key, told in seen.items():
        yield key, told[:1] if key.startswith("file ") else told


def _variables_of(reads: Reads) -> Any:
    """The class of an environment that tells what is read of it."""

    class Variables(os._Environ):  # type: ignore[type-arg]
        def __getitem__(self, key: Any) -> Any:
            reads.variable(key)
            return super().__getitem__(key)

        def __iter__(self) -> Iterator[Any]:
            reads.variable(None)
            return super().__iter__()

    return Variables


def _beyond(event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether what is about to happen cannot be looked at again, or changes what is there."""
    if event == "sqlite3.connect":
        return not in_memory(arguments[0])
    return event in ELSEWHERE or (event in CHANGING and not _compiled(arguments[0]))


def in_memory(database: Any) -> bool:
    """Whether what is given to SQLite's connect() is a database of nobody but the process."""
    name = os.fsdecode(database)
    return name in ("", ":memory:") or name.startswith("file::memory:") or "mode=memory" in name


def _importing() -> bool:
    """Whether it is the import system that lists a folder, looking for modules."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and side_of(frame.f_code.co_filename) is Side.SQLGEN:
        frame = frame.f_back
    return frame is not None and frame.f_code.co_filename.startswith("<frozen importlib")


def _compiled(path: Any) -> bool:
    """Whether a file is what Python itself keeps of a source."""
    return not isinstance(path, int) and any(word in os.fsdecode(path) for word in COMPILED)


def _absolute(path: Any) -> str:
    return os.path.abspath(os.fsdecode(path)) if not isinstance(path, int) else ""  # noqa: PTH100


def _file_of(module: Any) -> str | None:
    file = getattr(module, "__file__", None)
    return file if isinstance(file, str) else None


def content(path: str) -> list[Any]:
    """What a file holds, and when it was written; of an installed package's, its size and its time."""
    try:
        found = Path(path).stat()
        if not stat.S_ISREG(found.st_mode):
            return ["no file"]
        if side_of(path) is not Side.USER:
            return [f"{found.st_size} {found.st_mtime_ns}"]
        return [sha256(Path(path).read_bytes()).hexdigest(), found.st_mtime_ns]
    except OSError:
        return ["missing"]


def listing(path: str) -> list[Any]:
    """The names in a folder."""
    try:
        return [sorted(name for name in os.listdir(path) if name != "__pycache__")]  # noqa: PTH208
    except OSError:
        return ["missing"]


def standing(path: str) -> list[Any]:
    """What is at a path."""
    try:
        found = Path(path).stat()
    except OSError:
        return ["missing"]
    if stat.S_ISDIR(found.st_mode):
        return ["folder"]
    return [found.st_mode, found.st_size, found.st_mtime_ns]
