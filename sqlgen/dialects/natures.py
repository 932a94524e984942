"""Where a statement can stand in a script: in a transaction, on its own, or ending one by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from sqlgen.errors import ConfigError


class Nature(StrEnum):
    """What a kind of statement does with transactions, or with the session."""

    ALONE = "alone"
    """The server refuses it inside a transaction, or it has no effect there."""
    COMMITS = "commits"
    """The server commits before it, and after it."""
    SESSION = "session"
    """It holds for the rest of the session, and for nothing else."""
    BEGINS = "begins"
    """It begins a transaction."""
    ENDS = "ends"
    """It commits one."""
    UNDOES = "undoes"
    """It rolls one back."""
    REVISION = "revision"
    """It holds for the session, and matters to its own revision alone."""
    LATER = "later"
    """What it makes can only be used after the transaction has been committed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Statements that begin with certain words, and what they are.

    In `statement`, `[X]` may be missing, `A|B` is one of several, `*` is any words, `X*` a word's beginning;
    `!X` is a word that must not follow, `.` the end. It holds from version `since` on and before `until`.
    `failure` says what a failed statement leaves behind; `patient` that no limit of time should end it;
    `spare` that no later statement can need what it did.
    """

    statement: str
    nature: Nature
    source: str
    since: tuple[int, ...] = ()
    until: tuple[int, ...] = ()
    failure: str = ""
    patient: bool = False
    spare: bool = False

    def holds(self, version: tuple[int, ...]) -> bool:
        """Whether it holds on a server of that version; the newest where none is known."""
        if not version:
            return not self.until
        return version >= self.since and not (self.until and version >= self.until)


def read_rules(source: str, tables: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """The rules that `[[statements]]` of the file `source` states."""
    return tuple(_rule(source, table) for table in tables)


def _rule(source: str, table: Mapping[str, Any]) -> Rule:
    unknown = set(table) - {entry.name for entry in fields(Rule)}
    if unknown or not {"statement", "nature", "source"} <= set(table):
        raise ConfigError(
            f"{source}: an entry of [[statements]] has the keys {', '.join(sorted(table))}",
            hint="it needs statement, nature and source, and takes since, until, failure, patient and spare",
        )
    stated = dict(table)
    for key in ("since", "until"):
        if key in stated:
            stated[key] = tuple(int(part) for part in str(stated[key]).split("."))
    try:
        stated["nature"] = Nature(stated["nature"])
    except ValueError as error:
        known = ", ".join(Nature)
        raise ConfigError(f"{source}: {error} in [[statements]]", hint=f"known are {known}") from error
    return Rule(**stated)
