"""For whom a script is written, and with what care."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from sqlgen.dialects.client import Client
from sqlgen.dialects.facts import Facts
from sqlgen.errors import UsageError
from sqlgen.script.provenance import Provenance

_UNITS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000}


@dataclass(frozen=True, slots=True)
class Handover:
    """What is said of a script beside its range.

    `client` names the program that runs it; None means the one of the dialect. `database` is a pattern with
    `*` and `?`, `role` who has to run it. Timeouts are texts such as `5s`, `0` for none, None for the
    dialect's own. `annotate` puts above each statement what it locks; `marked` has the script print behind
    each what a log needs to prove that it ran. Paths are told from `folder`.
    """

    client: str | None = None
    database: str | None = None
    role: str | None = None
    lock_timeout: str | None = None
    statement_timeout: str | None = None
    folder: Path = field(default_factory=Path)
    provenance: Provenance = field(default_factory=Provenance)
    annotate: bool = False
    marked: bool = False

    def chosen(self, facts: Facts) -> Client:
        """The client for a dialect. Raises UsageError for one that the dialect does not have."""
        name = self.client or facts.client
        found = facts.clients.get(name)
        if found is None:
            known = ", ".join(sorted(facts.clients))
            close = get_close_matches(name, facts.clients, 1)
            raise UsageError(
                f"{facts.title} has no client {name!r}",
                hint=f"did you mean {close[0]!r}?" if close else f"known are {known}",
            )
        if self.marked and found.marks is not None and found.marks.run:
            return replace(found, run=found.marks.run)
        return found


def milliseconds(text: str) -> int:
    """How long `5s`, `500ms`, `2min` or `1h` is; a bare number is seconds. Raises UsageError for others."""
    found = re.fullmatch(r"(\d+)\s*(ms|s|min|h)?", text.strip())
    if found is None:
        raise UsageError(f"{text!r} is no time", hint="write it like 5s, 500ms, 2min, or 0 for no limit")
    return int(found.group(1)) * _UNITS[found.group(2) or "s"]
