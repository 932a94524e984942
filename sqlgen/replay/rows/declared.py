"""A column's type as the server is told it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import TypeDecorator, TypeEngine

WORDS = re.compile(r"([A-Z][A-Z0-9_]*(?: PRECISION| VARYING)?)\s*(?:\(([^)]*)\))?\s*(.*)", re.DOTALL)
TEXTS = frozenset({
    "VARCHAR", "TEXT", "NVARCHAR", "CLOB", "NCLOB", "NTEXT", "LONGTEXT", "MEDIUMTEXT", "TINYTEXT", "VARCHAR2",
    "NVARCHAR2", "CITEXT", "CHARACTER VARYING",
})  # fmt: skip
PADDED = frozenset({"CHAR", "NCHAR", "CHARACTER"})
INTEGERS = {"TINYINT": 7, "SMALLINT": 15, "MEDIUMINT": 23, "INTEGER": 31, "INT": 31, "BIGINT": 63}
"""Integer types, and how many bits a positive value may have."""
DECIMALS = frozenset({"NUMERIC", "DECIMAL", "NUMBER"})
FLOATS = frozenset({"FLOAT", "REAL", "DOUBLE", "DOUBLE PRECISION", "FLOAT4", "FLOAT8"})
TRUTHS = frozenset({"BOOLEAN", "BOOL", "BIT"})


@dataclass(frozen=True, slots=True)
class Declared:
    """A type's word, the numbers in brackets behind it, and what follows; labels of an enumerated type."""

    word: str
    numbers: tuple[int, ...] = ()
    rest: str = ""
    labels: tuple[str, ...] | None = None

    @property
    def collated(self) -> bool:
        """Whether text of it compares in a way of its own."""
        return self.word == "CITEXT" or any(
            word in self.rest for word in ("COLLATE", "CHARACTER SET", "BINARY")
        )

    @property
    def zoned(self) -> bool:
        return "WITH TIME ZONE" in self.rest or "WITH LOCAL" in self.rest or self.word == "TIMESTAMPTZ"

    @property
    def family(self) -> str:
        """What the type has in common with others: text, number, truth; else its own word."""
        if self.labels is not None or self.word in TEXTS or self.word in PADDED:
            return "text"
        if self.word in INTEGERS or self.word in DECIMALS or self.word in FLOATS:
            return "number"
        return "truth" if self.word in TRUTHS else self.word.lower()


@lru_cache(maxsize=4096)
def declared(type_: TypeEngine[Any], server: Dialect) -> Declared:
    """How the server is told of a type."""
    try:
        text = str(server.type_compiler_instance.process(type_))
    except (SQLAlchemyError, AttributeError, TypeError):
        return Declared("")
    labels = _labels(type_, server, text)
    found = WORDS.match(text.upper())
    if found is None or text.rstrip().endswith("]"):
        return Declared(text if labels is not None else "", labels=labels)
    numbers = tuple(int(each) for each in re.findall(r"\d+", found[2] or "")) if labels is None else ()
    return Declared(found[1], numbers, " ".join(found[3].split()), labels)


def _labels(type_: TypeEngine[Any], server: Dialect, text: str) -> tuple[str, ...] | None:
    stored: Any = type_.dialect_impl(server)
    while isinstance(stored, TypeDecorator):
        stored = stored.impl_instance
    native = isinstance(stored, sa.Enum) and not re.match(r"N?VARCHAR|CHAR|TEXT", text.upper())
    return tuple(stored.enums) if native else None
