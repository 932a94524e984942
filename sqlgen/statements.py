"""The statement, and the script that statements make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Any

from sqlgen.catalog import Catalog, Name
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
class Assumption:
    """An answer of the project's configuration that the statements of a revision rest on.

    `question` is SQL of the target with every value in it, `answer` where the answer stands, such as
    `answers."3f1c2a"`, or the setting that it follows from, `history.rows`. It is `rows`, or the `rowcount`
    of a statement that changes rows. `sent` says that the question itself stands in the script, because it
    may change something; any other can be asked beforehand.
    """

    question: str
    answer: str
    rows: tuple[Mapping[str, Any], ...] | None
    rowcount: int | None
    origin: Origin
    sent: bool = False

    def to_json(self) -> dict[str, object]:
        rows = None if self.rows is None else [_json_row(row) for row in self.rows]
        return {
            "question": self.question,
            "answer": self.answer,
            "rows": rows,
            "rowcount": self.rowcount,
            "line": self.origin.line,
            "sent": self.sent,
        }


def _json_row(row: Mapping[str, Any]) -> dict[str, object]:
    """A row as JSON holds it; a date or a time is text."""
    return {
        key: value.isoformat() if isinstance(value, (date, time)) else value for key, value in row.items()
    }


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that could not be rendered, and why."""

    step: Step
    error: SqlgenError


@dataclass(frozen=True, slots=True)
class Section:
    """The statements between two points of a script; `step` is None outside of every revision.

    `catalog` is what is known of the schema behind them. The statements hold only where every one of the
    `assumptions` does. `manual` says why the step is done by hand, and is then all that the section tells.
    """

    step: Step | None
    statements: tuple[Statement, ...]
    catalog: Catalog = field(default_factory=Catalog, compare=False)
    assumptions: tuple[Assumption, ...] = ()
    manual: Failure | None = None


VERSION_TABLE = Name(None, "alembic_version")
"""Where revisions are kept, unless env.py says otherwise."""


@dataclass(frozen=True, slots=True)
class Script:
    """The statements of a plan for one database.

    `name` is the database's name in a multi-database environment, else empty. `version_table` is the table
    that holds the revisions, in its column `version_num`. `before` is what is known of the schema in front of
    the first statement.
    """

    target: Target
    plan: Plan
    sections: tuple[Section, ...]
    failures: tuple[Failure, ...] = ()
    name: str = ""
    batch_separator: str = field(default="")
    version_table: Name = VERSION_TABLE
    before: Catalog = field(default_factory=Catalog, compare=False)

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for section in self.sections for statement in section.statements)
