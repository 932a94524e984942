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

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "down": list(self.down),
            "depends_on": list(self.depends_on),
            "branch_labels": list(self.branch_labels),
            "message": self.message,
            "doc": self.doc,
            "file": self.file.as_posix(),
        }


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

    def to_json(self) -> dict[str, object]:
        return {"before": self.before, "after": self.after}


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
        if self.direction is Direction.STAMP:
            return tuple(change.before for change in self.changes if change.before is not None)
        return self.revision.down if self.direction is Direction.UP else (self.revision.id,)

    @property
    def targets(self) -> tuple[str, ...]:
        """The revisions that the step leads to (none at the base)."""
        if self.direction is Direction.STAMP:
            return tuple(change.after for change in self.changes if change.after is not None)
        return (self.revision.id,) if self.direction is Direction.UP else self.revision.down

    def to_json(self) -> dict[str, object]:
        return {
            "revision": self.revision.id,
            "direction": self.direction.value,
            "changes": [change.to_json() for change in self.changes],
            "before": list(self.before),
            "after": list(self.after),
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """The ordered steps that a range asks for.

    `start` and `end` are what the version table holds before the first and after the last step.
    """

    direction: Direction
    start: tuple[str, ...]
    end: tuple[str, ...]
    steps: tuple[Step, ...]

    def to_json(self) -> dict[str, object]:
        return {
            "direction": self.direction.value,
            "start": list(self.start),
            "end": list(self.end),
            "steps": [step.to_json() for step in self.steps],
        }
