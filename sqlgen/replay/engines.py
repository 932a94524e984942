"""Engines that need no driver and connect to nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NoReturn

from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import URL

from sqlgen.errors import NeedsDatabase


class _OracleDriver:
    """As much of python-oracledb as its dialect looks at."""

    paramstyle = "named"
    version = __version__ = "99.0.0"

    @staticmethod
    def makedsn(*_: Any, **__: Any) -> str:
        return ""

    def __getattr__(self, name: str) -> Any:
        # Types of columns and cursors, compared with and never used.
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


# What a dialect asks of its driver while an engine is made; all others are content with no driver at all.
_STANDINS: dict[str, Any] = {
    "sqlite": sqlite3,
    "oracle": _OracleDriver(),
}


@contextmanager
def engines_stay_closed() -> Iterator[None]:
    """Let engines be made although their driver is missing, and let none of them connect.

    Many an env.py makes an engine only to learn its dialect or its URL. A connection raises NeedsDatabase:
    rendering asks no database, not even one that could be reached.
    """
    with ExitStack() as stack:
        for method in ("connect", "raw_connection"):
            stack.enter_context(_replaced(Engine, method, _refuse))
        seen: set[type] = set()
        entrypoint = URL._get_entrypoint

        def found(url: URL) -> Any:
            chosen = entrypoint(url)
            for dialect in {chosen.get_dialect_cls(url), chosen.get_async_dialect_cls(url)} - seen:
                seen.add(dialect)
                lenient: Any = classmethod(_lenient(dialect.import_dbapi, dialect.name))
                stack.enter_context(_replaced(dialect, "import_dbapi", lenient))
            return chosen

        stack.enter_context(_replaced(URL, "_get_entrypoint", found))
        yield


@contextmanager
def _replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """An attribute replaced for a while; what was inherited is inherited again."""
    own = vars(owner).get(name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        if own is None:
            delattr(owner, name)
        else:
            setattr(owner, name, own)


def _lenient(import_dbapi: Callable[[], Any], dialect: str) -> Callable[[type], Any]:
    def imported(_: type) -> Any:
        try:
            return import_dbapi()
        except ImportError:
            return _STANDINS.get(dialect)

    return imported


def _refuse(engine: Engine, *_: Any, **__: Any) -> NoReturn:
    raise NeedsDatabase(
        f"a connection to {engine.url.render_as_string()} was asked for, and rendering opens none",
        hint="in env.py, ask context.is_offline_mode() and configure(url=…) there; "
        "or render without env.py: --no-env --dialect NAME",
    )
