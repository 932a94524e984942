"""Results that no database gave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.pool import StaticPool


class KnownResult(IteratorResult[Any]):
    """Rows that are known, as the answer to SQL text."""

    def __init__(self, keys: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        super().__init__(SimpleResultMetaData(keys), iter([tuple(row) for row in rows]))
        self.rowcount = len(rows)


class OwnEngine(Engine):
    """An engine that connects although revisions' engines may not."""

    def raw_connection(self) -> Any:
        return self.pool.connect()

    def connect(self) -> Connection:
        return Connection(self)


def in_memory() -> Connection:
    """An empty SQLite of its own."""
    made = sa.create_engine("sqlite://", poolclass=StaticPool)
    return OwnEngine(made.pool, made.dialect, made.url).connect()
