"""Digests of files, and of statements whatever their layout."""

from __future__ import annotations

from hashlib import sha256

from sqlgen.dialects.facts import Facts
from sqlgen.script.marks import digest_of, tokens_of


def text_digest(text: str) -> str:
    """SHA-256 of a text as UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def statement_digest(sql: str, facts: Facts) -> str:
    """SHA-256 of a statement's tokens: white space and comments do not count, all else does."""
    return digest_of(tokens_of(sql, facts))
