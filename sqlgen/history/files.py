"""The revision files of the version locations."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RevisionFiles:
    """The files to read, in the order that decides every tie, and those that two locations share."""

    files: tuple[Path, ...]
    shared: tuple[Path, ...]


def find_revision_files(
    locations: Sequence[Path], *, recursive: bool = False, sourceless: bool = False
) -> RevisionFiles:
    """The revision files under `locations`: sorted by name within a folder, folders from the top down.

    Locations that do not exist are passed over. With `sourceless`, compiled files count too, those in
    `__pycache__` included, wherever their source is gone.
    """
    found: dict[Path, None] = {}
    shared: dict[Path, None] = {}
    for location in locations:
        for folder, names, linked in _folders(location.absolute(), recursive=recursive):
            candidates: list[Path] = [folder / name for name in names]
            if sourceless:
                candidates += _cached(folder, names)
            for candidate in candidates:
                file = candidate.resolve() if candidate.name in linked else candidate
                if not _is_revision(file, sourceless=sourceless):
                    continue
                if file in found:
                    shared[file] = None
                found[file] = None
    return RevisionFiles(tuple(found), tuple(shared))


def _folders(location: Path, *, recursive: bool) -> Iterator[tuple[Path, list[str], set[str]]]:
    """Each folder with the names of its files, and those among them that are symbolic links."""
    waiting = [location.resolve()]
    while waiting:
        folder = waiting.pop()
        entries = _entries(folder)
        if not folder.name.endswith("__pycache__"):
            files = [entry for entry in entries if not entry.is_dir()]
            linked = {entry.name for entry in files if entry.is_symlink()}
            yield folder, [entry.name for entry in files], linked
        if not recursive:
            return
        below = [entry.name for entry in entries if entry.is_dir() and not entry.is_symlink()]
        waiting += [folder / name for name in reversed(below)]


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What is in a folder by name; nothing where there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _is_revision(file: Path, *, sourceless: bool) -> bool:
    name = file.name
    if name.startswith((".#", "__init__")):
        return False
    if name.endswith(".py"):
        return True
    if not sourceless or not name.endswith((".pyc", ".pyo")):
        return False
    # The source is preferred for its line numbers, and .pyc over .pyo for its docstring.
    if file.with_suffix(".py").exists():
        return False
    return not (name.endswith(".pyo") and file.with_suffix(".pyc").exists())


def _cached(folder: Path, names: Iterable[str]) -> list[Path]:
    """The files of `__pycache__` that have no source, one for each source: that of this interpreter."""
    cache = folder / "__pycache__"
    if not cache.is_dir():
        return []
    present = {name.partition(".")[0] for name in names}
    chosen: dict[str, Path] = {}
    for file in sorted(cache.iterdir(), key=_foreign):
        stem = file.name.partition(".")[0]
        if stem not in present:
            chosen.setdefault(stem, file)
    return sorted(chosen.values())


def _foreign(file: Path) -> tuple[bool, str]:
    return f".{sys.implementation.cache_tag}." not in file.name, file.name
