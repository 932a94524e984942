"""Revisions, steps and plans as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Revision:
    """One migration file and its place in the graph.

    `down` and `depends_on` are written as in the file (identifiers, partial identifiers or labels);
    `message` is the first line of the file's docstring, `doc` the whole of it.
    """

    id: str
    down: tuple[str, ...]
    depends_on: tuple[str, ...]
    branch_labels: tuple[str, ...]
    message: str
    doc: str
    file: Path


class Direction(StrEnum):
    """Which of a revision's two functions a step runs."""

    UP = "up"
    DOWN = "down"
    STAMP = "stamp"


@dataclass(frozen=True, slots=True)
class VersionChange:
    """One change to the rows of the version table.

    `insert` has only `after`, `delete` only `before`, `update` both.
    """

    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One revision to run in one direction, and what that does to the version table.

    `before` and `after` are the identifiers that the version table holds on either side.
    """

    revision: Revision
    direction: Direction
    changes: tuple[VersionChange, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The revisions that the step leads away from (none at the base)."""
        return self.revision.down if self.direction is Direction.UP else (self.revision.id,)

    @property
    def targets(self) -> tuple[str, ...]:
        """The revisions that the step leads to (none at the base)."""
        return (self.revision.id,) if self.direction is Direction.UP else self.revision.down


@dataclass(frozen=True, slots=True)
class Plan:
    """The ordered steps that a range asks for.

    `start` and `end` are what the version table holds before the first and after the last step.
    """

    direction: Direction
    start: tuple[str, ...]
    end: tuple[str, ...]
    steps: tuple[Step, ...]
