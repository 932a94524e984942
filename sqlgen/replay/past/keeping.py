"""Pasts, kept in a folder and found there again."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import sqlalchemy

from sqlgen.catalog import Server
from sqlgen.history import Step
from sqlgen.replay.past.folder import CacheFolder, Entry
from sqlgen.replay.past.past import Modules, Past, same_document
from sqlgen.replay.past.reads import Reads, content
from sqlgen.replay.past.remains import Remains
from sqlgen.version import __version__

PLAIN = (str, int, float, bool, type(None))
TWICE = 2
"""How often a replay has to come to the same before it is believed."""
LOCALE = ("LANG", "LANGUAGE", "LC_ALL", "LC_COLLATE", "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "TZ")
"""Variables that are read in C, where Python is not told."""


@dataclass
class Pasts:
    """The pasts of one replay's databases: `said` is all that was said of the replay itself.

    `end` is where the range leads; the past depends on it only where somebody `asked`.
    """

    folder: CacheFolder
    said: tuple[str, ...]
    reads: Reads
    end: tuple[str, ...]
    asked: bool = False
    _places: int = 0

    def place(self, steps: Iterable[Step], about: Iterable[object]) -> Place:
        """Where the past is kept that these steps lead to; `about` tells the database and its options."""
        self._places += 1
        with self.reads.paused():
            files = [f"{step.revision.id} {content(str(step.revision.file))[0]}" for step in steps]
            told = [*_versions(), *self.said, str(self._places), *files, *map(described, about)]
            return Place(self, sha256(json.dumps(told).encode()).hexdigest())

    def seen(self) -> dict[str, Any] | None:
        found = self.reads.seen()
        if found is not None and self.asked:
            found["end"] = list(self.end)
        return found

    def same(self, seen: Mapping[str, Any]) -> bool:
        told = dict(seen)
        end = told.pop("end", None)
        return (end is None or end == list(self.end)) and self.reads.same(told)


@dataclass
class Place:
    """The place of one past. `began` keeps what has to be as it was when the past has been made."""

    pasts: Pasts
    key: str
    _imported: set[str] = field(default_factory=set)
    _remains: Remains | None = None

    @cached_property
    def _entry(self) -> Entry | None:
        return self.pasts.folder.find(self.key)

    def found(self, server: Server | None, revisions: Modules) -> Past | None:
        """The past, if it can be trusted: it was made twice over from what is all the same now."""
        with self.pasts.reads.paused():
            entry = self._entry
            if entry is None or entry.header.get("times", 0) < TWICE:
                return None
            try:
                if not self.pasts.same(entry.header["seen"]):
                    return None
                past = Past.read(entry.body, server, revisions)
            except Exception:  # noqa: BLE001 - whatever is wrong with it, it can be made anew
                return None
            self.pasts.folder.used(self.key)
            return past

    def begin(self, roots: Callable[[], Iterable[Any]]) -> None:
        """Look at the process before the revisions run."""
        with self.pasts.reads.paused():
            self._imported = set(self.pasts.reads.imported)
            self._remains = Remains(roots())

    def keep(
        self,
        made: Callable[[], Past],
        document: Callable[[Any], Any],
        server: Server | None,
        revisions: Modules,
        roots: Callable[[], Iterable[Any]],
    ) -> None:
        """Keep a past, unless the process tells more of it than a file can.

        `document` writes a catalog as JSON, by which the past read back is compared with the one written.
        """
        with self.pasts.reads.paused():
            failed = {one for one in self.pasts.reads.imported - self._imported if one not in sys.modules}
            if failed or self._remains != Remains(roots()):
                return
            seen = self.pasts.seen()
            if seen is None:
                return
            try:
                past = made()
                body = past.written(revisions)
                told = document(past.catalog)
                if not same_document(told, document(Past.read(body, server, revisions).catalog)):
                    return
            except Exception:  # noqa: BLE001 - what a catalog holds of the user's may refuse in any way
                return
            digest = sha256(json.dumps([told, *past.told()], sort_keys=True).encode()).hexdigest()
            before = self._entry.header if self._entry is not None else {}
            # Who reads the clock or throws dice comes to something else each time.
            again = before.get("digest") == digest and self.pasts.same(before.get("seen", {}))
            if again:
                # Of a file that Python has compiled meanwhile, it reads the source no more.
                seen = {**before["seen"], **seen}
            header = {"seen": seen, "digest": digest, "times": TWICE if again else 1}
            self.pasts.folder.keep(self.key, Entry(header, body))


def described(value: object) -> str:
    """A value of an option as far as a key has to tell it apart: what code made it of is told elsewhere."""
    if isinstance(value, PLAIN):
        return repr(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return f"{type(value).__name__}({', '.join(map(described, value))})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{described(key)}: {described(one)}' for key, one in value.items())}}}"
    return f"{type(value).__module__}.{type(value).__qualname__}"


def _versions() -> list[str]:
    """What makes the same revisions run otherwise."""
    try:
        sqlglot = version("sqlglot")
    except PackageNotFoundError:
        sqlglot = ""
    variables = [f"{name}={os.environ.get(name)}" for name in LOCALE]
    return [
        __version__, sqlalchemy.__version__, sqlglot, sys.version, sys.prefix, platform.platform(),
        repr(sys.flags), str(Path.cwd()), *variables,
    ]  # fmt: skip
