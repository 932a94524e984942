"""The statement, and the script that statements make."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sqlgen.catalog import Catalog
from sqlgen.dialects.target import Target
from sqlgen.errors import SqlgenError
from sqlgen.history.revision import Plan, Step
from sqlgen.operations import Operation
from sqlgen.origin import Origin


class Purpose(StrEnum):
    """What a statement is in the script for."""

    CHANGE = "change"
    """What the revision asked for."""
    VERSION = "version"
    """The version table, kept by sqlgen."""
    TRANSACTION = "transaction"
    """Where a transaction begins or ends."""
    NOTE = "note"
    """Text that env.py or a revision put into the script as it stands."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the database will be told, and why.

    `sql` has no terminator. `operation` is None for statements that no operation asked for.
    """

    sql: str
    purpose: Purpose
    origin: Origin = field(default_factory=Origin)
    operation: Operation | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "sql": self.sql,
            "purpose": self.purpose.value,
            "origin": self.origin.to_json(),
            "operation": self.operation.describe() if self.operation else None,
        }


@dataclass(frozen=True, slots=True)
class Section:
    """The statements between two points of a script; `step` is None outside of every revision.

    `catalog` is what is known of the schema behind them.
    """

    step: Step | None
    statements: tuple[Statement, ...]
    catalog: Catalog = field(default_factory=Catalog, compare=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that could not be rendered, and why."""

    step: Step
    error: SqlgenError


@dataclass(frozen=True, slots=True)
class Script:
    """The statements of a plan for one database.

    `name` is the database's name in a multi-database environment, else empty.
    """

    target: Target
    plan: Plan
    sections: tuple[Section, ...]
    failures: tuple[Failure, ...] = ()
    name: str = ""
    batch_separator: str = field(default="")

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for section in self.sections for statement in section.statements)
