"""What a rule has to say of a statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sqlgen.dialects.locks import LockFact
from sqlgen.origin import Origin


class Severity(StrEnum):
    """How much a finding weighs; `off` silences a rule."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"

    @property
    def rank(self) -> int:
        """Higher weighs more."""
        return (Severity.OFF, Severity.INFO, Severity.WARNING, Severity.ERROR).index(self)


@dataclass(frozen=True, slots=True)
class Advice:
    """The safe way: a sentence, SQL that is ready to run, and the lines of a revision that write it.

    `sql` and `revision` are empty where no text fits every case.
    """

    text: str
    sql: str = ""
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What a rule says of the action before it, without knowing where it stands.

    `message` says what happens on the target; `start` is the offset in the statement that it is about.
    `severity` weighs this case otherwise than the rule does. `fact` is what the message rests on.
    """

    message: str
    advice: Advice | None = None
    start: int = 0
    table: str = ""
    severity: Severity | None = None
    fact: LockFact | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's remark on one statement.

    `number` counts the statements of the script or file from 1, 0 for a finding about the whole. `basis`
    says where `fact` comes from: measured on which server, or documented.
    """

    rule: str
    severity: Severity
    message: str
    origin: Origin
    sql: str = ""
    number: int = 0
    start: int = 0
    table: str = ""
    advice: Advice | None = None
    basis: str = ""
    notes: tuple[str, ...] = field(default=())
    fact: LockFact | None = None
