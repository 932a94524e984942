"""Points in a recording that can be gone back to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlgen.catalog import Catalog
from sqlgen.replay.rowlog import RowLog
from sqlgen.statements import Purpose, Section, Statement


@dataclass(frozen=True, slots=True)
class Point:
    """A point in the middle of a section."""

    catalog: Catalog
    rows: RowLog
    certain: bool
    in_transaction: bool
    statements: tuple[Statement, ...]


def only_begins(section: Section, begin: str) -> bool:
    """Whether a section holds nothing but the beginning of a transaction."""
    return [(one.purpose, one.sql) for one in section.statements] == [(Purpose.TRANSACTION, begin)]
