"""SQL text as trees, and the names in them as the catalog has them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from sqlgen.catalog import Name

SQLGLOT_DIALECTS = {"postgresql": "postgres", "mssql": "tsql", "mariadb": "mysql"}
LOG = logging.getLogger("sqlglot")


@dataclass(frozen=True)
class Reading:
    """How the target's SQL is read: `default_schema` is the schema that operations leave unsaid."""

    dialect: str
    default_schema: str | None = None

    def name(self, table: exp.Table) -> Name:
        schema = self.folded(table.args["db"]) if table.args.get("db") else None
        return Name(None if schema == self.default_schema else schema, self.folded(table.this))

    def names(self, tree: exp.Expr | None) -> list[Name]:
        return [] if tree is None else [self.name(each) for each in tree.find_all(exp.Table)]

    def folded(self, identifier: Any) -> str:
        """A name as the server keeps it."""
        plain = self.dialect == "postgresql" and not getattr(identifier, "quoted", True)
        return str(identifier.name).lower() if plain else str(identifier.name)

    def same(self, one: str, other: str) -> bool:
        """Whether two names of columns are the same one to the server."""
        return one == other or (self.dialect != "postgresql" and one.lower() == other.lower())

    def parsed(self, text: str) -> list[exp.Expr] | None:
        """The statements in a text; None for one that nobody can read."""
        read = SQLGLOT_DIALECTS.get(self.dialect, self.dialect)
        try:
            with _quiet():
                trees = sqlglot.parse(text, read=read)
        except (SqlglotError, ValueError, RecursionError):
            # ValueError: a dialect of another package, which sqlglot does not know.
            return None
        return [tree for tree in trees if isinstance(tree, exp.Expr)]


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what sqlglot says on its log: here, text that it cannot read is just text without an answer."""
    level = LOG.level
    LOG.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        LOG.setLevel(level)
