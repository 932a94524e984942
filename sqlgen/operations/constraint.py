"""Constraints: created and dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Constraint

from sqlgen.operations.base import Operation


def _described(name: str, constraint: Constraint) -> dict[str, object]:
    table: Any = getattr(constraint, "table", None)
    return {
        "operation": name,
        "table": None if table is None else table.name,
        "schema": None if table is None else table.schema,
        "constraint": None if constraint.name is None else str(constraint.name),
        "type": constraint.__visit_name__,
    }


@dataclass(eq=False)
class CreateConstraint(Operation):
    """A primary key, unique, foreign key, check or exclusion constraint on an existing table."""

    constraint: Constraint

    def describe(self) -> dict[str, object]:
        return _described(self.name, self.constraint)


@dataclass(eq=False)
class DropConstraint(Operation):
    """A constraint taken away by name; its class says the type where the caller knew it."""

    constraint: Constraint
    if_exists: bool | None = None

    def describe(self) -> dict[str, object]:
        return _described(self.name, self.constraint)
