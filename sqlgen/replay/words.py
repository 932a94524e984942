"""Keywords that a directive takes and that change nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlgen.dialects.facts import dialect_names

BATCH_WORDS = frozenset({"existing_type", "insert_before", "insert_after"})
"""Words that a batch on SQLite looks at, and everybody else passes over."""


def remark_on_words(migration_context: Any, directive: str, words: Iterable[str]) -> None:
    """Tell a person of words that nobody knows, as a typing error in `existing_type` is one.

    A word that begins with the name of a dialect is that dialect's affair.
    """
    strange = [word for word in words if word not in BATCH_WORDS]
    if not strange:
        return
    dialects = tuple(f"{name}_" for name in (*dialect_names(), migration_context.dialect.name))
    for word in strange:
        if not word.startswith(dialects):
            migration_context.recorder.remark(f"{directive}() knows no {word}, which changes nothing")
