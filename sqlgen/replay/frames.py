"""The line of the user's code that is being run."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from types import FrameType

import sqlalchemy

from sqlgen.origin import Origin


class Side(Enum):
    """Whose code a file is.

    `GLUE` is code that only passes calls on (the import system, generated `<string>` code): whoever called it
    is meant.
    """

    USER = "user"
    SQLGEN = "sqlgen"
    SQLALCHEMY = "sqlalchemy"
    STANDARD = "standard"
    LIBRARY = "library"
    GLUE = "glue"


def _below(*folders: Path | str) -> tuple[str, ...]:
    """What the paths of files below `folders` begin with, as written and with links followed."""
    paths = [Path(folder).absolute() for folder in folders]
    return tuple(dict.fromkeys(f"{path}{os.sep}" for folder in paths for path in (folder, folder.resolve())))


_SQLGEN = _below(Path(__file__).parent.parent)
_SQLALCHEMY = _below(Path(sqlalchemy.__file__).parent)
_STANDARD = _below(sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))
# The `sqlgen` command itself is a script of a few lines; nobody means that file.
_SCRIPTS = _below(sysconfig.get_path("scripts"))
_PACKAGES = (f"{os.sep}site-packages{os.sep}", f"{os.sep}dist-packages{os.sep}")
_IMPORTLIB = f"importlib{os.sep}__init__.py"

_user_folders: list[str] = []
_sides: dict[str, Side] = {}


def side_of(filename: str) -> Side:
    """Whose code the file is that a code object names (`co_filename`)."""
    side = _sides.get(filename)
    if side is None:
        side = _sides[filename] = _judge(filename)
    return side


def _judge(filename: str) -> Side:
    if filename.startswith("<"):
        return Side.GLUE
    path = str(Path(filename).absolute())
    if path.startswith(_SQLGEN):
        return Side.SQLGEN
    if path.startswith(tuple(_user_folders)):
        return Side.USER
    if path.startswith(_SQLALCHEMY):
        return Side.SQLALCHEMY
    if any(folder in path for folder in _PACKAGES):
        return Side.LIBRARY
    if path.startswith(_STANDARD):
        return Side.GLUE if path.endswith(_IMPORTLIB) else Side.STANDARD
    return Side.LIBRARY if path.startswith(_SCRIPTS) else Side.USER


def _package(folder: Path) -> Path:
    """The whole installed package that a folder is in; the folder itself where it is in none."""
    above = [folder.absolute(), *folder.absolute().parents]
    inside = [each for each in above if any(part in f"{each.parent}{os.sep}" for part in _PACKAGES)]
    return next((each for each in reversed(inside) if (each / "__init__.py").is_file()), folder)


@contextmanager
def user_code(*folders: Path) -> Iterator[None]:
    """Count the files below `folders` as the user's while the block runs, wherever they are installed.

    Histories that ship in a package live in `site-packages`, where everything but that package is somebody's
    library.
    """
    added = _below(*(_package(folder) for folder in folders))
    _user_folders.extend(added)
    _sides.clear()
    try:
        yield
    finally:
        for folder in added:
            _user_folders.remove(folder)
        _sides.clear()


def origin_of_caller() -> Origin:
    """The innermost line of the user's code on the stack: not sqlgen's, a library's or Python's own.

    The revision is left for those to fill in who know which one runs. With no such line the origin is empty.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if side_of(frame.f_code.co_filename) is Side.USER:
            return Origin(file=Path(frame.f_code.co_filename), line=frame.f_lineno)
        frame = frame.f_back
    return Origin()


def calling_line(files: Collection[str]) -> Origin:
    """The innermost line on the stack in one of `files` (as their code objects name them).

    So a revision that calls a function of its project is named by its own line. When none of the files is
    being run, the same as `origin_of_caller`.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename in files:
            return Origin(file=Path(frame.f_code.co_filename), line=frame.f_lineno)
        frame = frame.f_back
    return origin_of_caller()


def side_of_caller(frame: FrameType | None) -> Side:
    """Whose code `frame` is, or of the first frame outwards that does more than pass a call on."""
    while frame is not None:
        side = side_of(frame.f_code.co_filename)
        if side is not Side.GLUE:
            return side
        frame = frame.f_back
    return Side.GLUE
