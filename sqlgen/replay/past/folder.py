"""The folder in which pasts are kept."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

HEAD = b"sqlgen past 1\n"
"""The format; an entry with another head is none."""
SUFFIX = ".past"
LIMIT = 256 * 1024 * 1024
"""How many bytes all entries together may have."""
DIGEST = sha256().digest_size
CHANGEABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def default_folder(environ: dict[str, str] | os._Environ[str] = os.environ) -> Path:
    """Where the user's caches are; SQLGEN_CACHE_DIR says another place."""
    said = environ.get("SQLGEN_CACHE_DIR")
    if said:
        return Path(said)
    if sys.platform == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "sqlgen" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "sqlgen"
    cache = environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache and Path(cache).is_absolute() else Path.home() / ".cache") / "sqlgen"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: what it rests on, and its content."""

    header: dict[str, Any]
    body: bytes


@dataclass(frozen=True, slots=True)
class CacheFolder:
    """A folder of entries by key.

    What is damaged, of another format, or anybody's but the user's own is not there. Nothing that goes wrong
    with it is an error: there is no cache then.
    """

    path: Path
    limit: int = LIMIT

    def find(self, key: str) -> Entry | None:
        """The entry, if there is one that can be trusted."""
        try:
            if not _private(os.lstat(self._pasts), folder=True):
                return None
            data = _read(self._file(key))
        except OSError:
            return None
        if data is None or not data.startswith(HEAD):
            return None
        digest, rest = data[len(HEAD) :][:DIGEST], data[len(HEAD) + DIGEST :]
        if sha256(rest).digest() != digest:
            return None
        line, _, body = rest.partition(b"\n")
        try:
            header = json.loads(line)
        except ValueError:
            return None
        return Entry(header, body) if isinstance(header, dict) else None

    def keep(self, key: str, entry: Entry) -> None:
        """Write an entry, whole or not at all, and remove the oldest where there are too many."""
        rest = json.dumps(entry.header).encode() + b"\n" + entry.body
        with contextlib.suppress(OSError):
            self._pasts.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _private(os.lstat(self._pasts), folder=True):
                return
            handle, name = tempfile.mkstemp(dir=self._pasts, suffix=".new")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(HEAD + sha256(rest).digest() + rest)
                Path(name).replace(self._file(key))
            except BaseException:
                Path(name).unlink()
                raise
            self._shrink()

    def used(self, key: str) -> None:
        """Note that the entry is of use, so that older ones go first."""
        with contextlib.suppress(OSError):
            os.utime(self._file(key))

    @property
    def _pasts(self) -> Path:
        return self.path / "pasts"

    def _file(self, key: str) -> Path:
        return self._pasts / f"{key}{SUFFIX}"

    def _shrink(self) -> None:
        """Remove the entries that nobody has used for longest, until the rest fits."""
        found: list[tuple[float, int, Path]] = []
        for file in self._pasts.iterdir():
            # Another process may be removing them too.
            with contextlib.suppress(OSError):
                stated = file.stat()
                found.append((stated.st_mtime, stated.st_size, file))
        left = sum(size for _, size, _ in found)
        for _, size, file in sorted(found):
            if left <= self.limit:
                return
            with contextlib.suppress(OSError):
                file.unlink()
                left -= size


def _private(stated: os.stat_result, *, folder: bool) -> bool:
    """Whether nobody but the user can have written what is there."""
    kind = stat.S_ISDIR if folder else stat.S_ISREG
    if not kind(stated.st_mode):
        return False
    # Windows has neither; the folder of a user's profile is private there.
    if not hasattr(os, "getuid"):
        return True
    return stated.st_uid == os.getuid() and not stated.st_mode & CHANGEABLE_BY_OTHERS


def _read(file: Path) -> bytes | None:
    """The content of a file that is the user's own; links are not followed."""
    handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as opened:
        return opened.read() if _private(os.fstat(opened.fileno()), folder=False) else None
