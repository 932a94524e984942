"""A statement as rules see it: with the schema, the transaction and the versions around it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlgen.catalog import Catalog, Name, Table
from sqlgen.dialects.lexing import Lexeme, lexemes
from sqlgen.dialects.locks import LockFact, lock_fact
from sqlgen.dialects.target import Target
from sqlgen.history.released import Released
from sqlgen.lint.changes import changes_of
from sqlgen.lint.changes.standing import Standing
from sqlgen.operations import Operation
from sqlgen.origin import Origin
from sqlgen.reading.action import Action


@dataclass(frozen=True, slots=True)
class Effect:
    """What one action of a statement does to a table on the target: the change by name, and its fact.

    `fact` is None where nobody knows; `advised` never is a reason for silence.
    """

    action: Action
    change: str
    fact: LockFact | None


@dataclass(frozen=True, slots=True)
class Session:
    """What the statements before have set up: the open transaction, and settings by name.

    `in_transaction` is None where it depends on the client. `since` is the number of the statement that
    opened the transaction. `domains` are those that the statements made, by name.
    """

    in_transaction: bool | None = None
    since: int = 0
    settings: Mapping[str, str] = field(default_factory=dict)
    domains: Mapping[str, Action] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """One statement with what is known around it.

    `before` and `after` are the schema on its two sides. `new_tables` are those that no client can be using
    yet, as this range or revision made them. `operations` are what the text does to the schema. `terminated`
    says that the file ends the statement, `batch` counts the batches of a file. `replaces` is the table
    in whose place it puts a copy with the same rows. `left_out` counts the characters behind `sql` that are
    too many to be read.
    """

    number: int
    sql: str
    origin: Origin
    target: Target
    before: Catalog
    after: Catalog
    actions: tuple[Action, ...]
    operations: tuple[Operation, ...]
    session: Session
    new_tables: frozenset[Name] = frozenset()
    edition: str = ""
    revision: str | None = None
    terminated: bool = True
    batch: int | None = None
    replaces: Name | None = None
    left_out: int = 0

    @property
    def lexemes(self) -> tuple[Lexeme, ...]:
        """What the statement consists of, white space and comments among it."""
        return lexemes(self.sql, self.target.facts.lexical)

    def is_new(self, name: Name | None) -> bool:
        """Whether nobody can be using the table yet."""
        return name is not None and name in self.new_tables

    def table(self, name: Name | None) -> Table | None:
        """The table as it stands before the statement, as far as it is known."""
        return self.before.tables.get(name) if name is not None else None

    def owner(self, action: Action) -> Name | None:
        """The table that an action is done to; of an index that is named alone, the table that has it."""
        if action.table is not None or action.name is None:
            return action.table
        tables = self.before.tables.with_part(action.name)
        having = (one.name for one in tables if any(each.name == action.name for each in one.indexes))
        return next(having, None)

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """The effects of the actions, one or more each; none of an action that touches no table."""
        return tuple(self._effects())

    def _effects(self) -> Iterator[Effect]:
        around = Standing(self.before, self.target, self.session.settings, self.actions, self.session.domains)
        for action in self.actions:
            for change in changes_of(action, around):
                yield Effect(action, change, lock_fact(self.target, change, self.edition))


@dataclass(frozen=True, slots=True)
class JudgedScript:
    """The statements of one script or one file, in order; `files` are those of the revisions.

    `released` says what became of the revisions since a release.
    """

    target: Target
    statements: tuple[Judged, ...]
    edition: str = ""
    files: Mapping[str, Path] = field(default_factory=dict)
    released: Released = field(default_factory=Released)
