"""What was rendered of one history on one database, and what was not, by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from pathlib import PurePosixPath

from tests.histories.job import Answer, Failure, Rendered


class Kind(StrEnum):
    """Why sqlgen does not render a revision."""

    READ = "data read"
    SCHEMA = "schema not known"
    CONNECTION = "connection of its own"
    MODULE = "module not installed"
    RAISED = "raised by the project"
    REFUSED = "refused by the database"


MEANINGS = {
    Kind.READ: "it reads rows that only a database has",
    Kind.SCHEMA: "it asks about, or stumbles on, a table of which the history does not tell all",
    Kind.CONNECTION: "it opens a connection, or asks for a database, by itself",
    Kind.MODULE: "a module that is not installed here would decide what it does",
    Kind.RAISED: "its own code, or its application's, raises an error",
    Kind.REFUSED: "the database has no such statement, or would refuse it at this point of the history",
}
MISSING = ("StandInUsed", "ImportError", "ModuleNotFoundError")


@dataclass(frozen=True, slots=True)
class Missing:
    """A revision that sqlgen does not render; `place` is its file, with the line where one was reached."""

    place: str
    kind: Kind
    question: str
    reason: str
    after: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The counts of one history on one database: `alembic` and `sqlgen` are what each renders."""

    history: str
    dialect: str
    revisions: int
    alembic: int
    sqlgen: int
    missing: Sequence[Missing]

    @property
    def alembic_whole(self) -> bool:
        return self.alembic == self.revisions

    @property
    def sqlgen_whole(self) -> bool:
        return self.sqlgen == self.revisions

    @property
    def refused(self) -> int:
        """How many of the missing revisions no run on a database would get through either.

        Behind one that is missing for another reason nobody knows what the database would have found.
        """
        return len(list(takewhile(lambda each: each.kind is Kind.REFUSED, self.missing)))

    @property
    def as_far_as_databases_go(self) -> bool:
        """Whether everything is rendered that the database does not refuse."""
        return self.sqlgen + self.refused == self.revisions


def counted(theirs: Answer, ours: Answer) -> Coverage:
    """What the two sides rendered. Raises ValueError where they took different steps."""
    if [each.id for each in theirs.revisions] != [each.id for each in ours.revisions]:
        raise ValueError(f"{theirs.history}: sqlgen takes other steps than Alembic, or in another order")
    return Coverage(
        history=ours.history,
        dialect=ours.dialect,
        revisions=len(ours.revisions),
        alembic=sum(not each.failure for each in theirs.revisions),
        sqlgen=sum(not each.failure for each in ours.revisions),
        missing=[_missing(each, each.failure) for each in ours.revisions if each.failure],
    )


def _missing(revision: Rendered, failure: Failure) -> Missing:
    line = f":{failure.line}" if failure.line else ""
    return Missing(
        place=f"{PurePosixPath(revision.file).name}{line}",
        kind=kind_of(failure),
        question=failure.question,
        reason=failure.why or failure.message,
        after=failure.after,
    )


def kind_of(failure: Failure) -> Kind:
    """The kind of a failure of sqlgen's side."""
    raised = failure.cause.partition(":")[0]
    if failure.kind == "UnknownSchema":
        return Kind.SCHEMA
    if failure.kind == "NeedsDatabase":
        return Kind.READ if failure.question else Kind.CONNECTION
    if failure.kind == "StubError" or raised in MISSING or failure.arose.endswith("/stand_in.py"):
        return Kind.MODULE
    return Kind.RAISED if raised else Kind.REFUSED
