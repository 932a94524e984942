"""Words by which text shows what it may do to rows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlgen.catalog import Name

WRITING = re.compile(
    r"\b(?:insert|update|delete|merge|replace|truncate|execute|exec|perform|call|copy|load|select)\b",
    re.IGNORECASE,
)
"""Words of a text that nobody can read which may change rows."""
ANYTHING = re.compile(r"\b(?:execute|exec|perform|call)\b", re.IGNORECASE)
"""Words behind which any table may be written to."""
ROUTINE = re.compile(r"\b(?:trigger|function|procedure|rule|event)\b", re.IGNORECASE)
MOVING = re.compile(r"\b(?:attach|exchange|inherit|partition)\b", re.IGNORECASE)
"""Words by which rows of one table come to be seen in another."""
ELSEWHERE = re.compile(r"\s*(?:SET\s+(?:\w+\s+)?(?:search_path|SCHEMA)|USE\b|ALTER\s+SESSION)", re.IGNORECASE)
"""Text behind which a name may mean a table of another schema."""


def may_be_written(sql: str, tables: Iterable[Name]) -> list[Name]:
    """Those of the tables that text which nobody can read may write to."""
    if not WRITING.search(sql):
        return []
    words = set(re.findall(r"\w+", sql.lower()))
    return [name for name in tables if ANYTHING.search(sql) or name.name.lower() in words]
