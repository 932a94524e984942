"""Everything that sqlgen raises, and the exit code of each.

    SqlgenError
    ├── UsageError            2   the command line, the configuration or an input file is wrong
    │   ├── ConfigError           a configuration file is missing, unreadable or contradicts itself
    │   ├── SnapshotError         a snapshot of a schema is damaged, or of something else
    │   ├── DialectError          a dialect or a target version that nobody knows
    │   ├── HistoryError          the graph of revisions is broken: cycle, missing parent, duplicate
    │   ├── RevisionNotFound      an identifier names no revision
    │   ├── AmbiguousRevision     an identifier names several
    │   └── RevisionError         a revision or env.py cannot be run, or asks for what is impossible
    │       ├── NotInTable        a batch drops what its table does not have
    │       ├── StubError         something made of a stubbed module decides or reaches the SQL
    │       └── LiteralError      a value that has no literal on the dialect
    ├── NeedsDatabase         3   only a database could answer
    │   └── UnknownSchema         a question about a schema that the history does not tell
    ├── NotApproved           4   nobody, or not enough people, signed
    └── Tampered              5   what is there is not what was made
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from sqlgen.origin import Origin


class SqlgenError(Exception):
    """An error told to a person: what happened, where, and what to do.

    `message` is one sentence; `origin` the place in the
    user's files; `hint` what to do next.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, origin: Origin | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.origin = origin
        self.hint = hint

    def __str__(self) -> str:
        lines = [self.message]
        if self.origin and str(self.origin):
            lines.append(f"  at {self.origin}")
        if self.hint:
            lines.append(f"  {self.hint}")
        return "\n".join(lines)


class UsageError(SqlgenError):
    """The command line, the configuration or an input file is wrong."""


class ConfigError(UsageError):
    """A configuration file is missing, unreadable or contradicts itself."""


class SnapshotError(UsageError):
    """A snapshot of a schema is damaged, or of another database or revision than it is wanted for."""


class DialectError(UsageError):
    """A dialect or a target version that nobody knows."""


class HistoryError(UsageError):
    """The graph of revisions is broken."""


class RevisionNotFound(UsageError):
    """An identifier names no revision."""


class AmbiguousRevision(UsageError):
    """An identifier names several revisions."""


class RevisionError(UsageError):
    """A revision or an env.py cannot be run, or asks for what is impossible."""


class NotInTable(RevisionError, ValueError):
    """A batch drops what its table does not have. Alembic raises ValueError, which revisions catch."""


class StubError(RevisionError):
    """Something made of a stubbed module decides a branch or reaches the SQL."""


class LiteralError(RevisionError):
    """A value that has no literal on the dialect."""


class NeedsDatabase(SqlgenError):
    """Only a database could answer. `question` is what was asked, where it is SQL.

    `why` says why there is no certain answer.
    """

    exit_code = 3

    def __init__(
        self,
        message: str,
        *,
        question: str = "",
        why: str = "",
        origin: Origin | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message, origin=origin, hint=hint)
        self.question = question
        self.why = why
        for noted in _noting:
            noted.append(self)


_noting: list[list[NeedsDatabase]] = []


@contextmanager
def needs_noted() -> Iterator[list[NeedsDatabase]]:
    """The needs for a database that arise in the block, for code may swallow them and go on with a guess."""
    noted: list[NeedsDatabase] = []
    _noting.append(noted)
    try:
        yield noted
    finally:
        _noting.remove(noted)


class UnknownSchema(NeedsDatabase):
    """A question about a schema that the history does not tell: a snapshot of it would answer."""


class NotApproved(SqlgenError):
    """Nobody, or not enough people, signed."""

    exit_code = 4


class Tampered(SqlgenError):
    """What is there is not what was made."""

    exit_code = 5
