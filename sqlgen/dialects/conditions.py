"""How a script runs some of its statements on one database and leaves them out on another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sqlgen.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Conditional:
    """The words of a dialect for statements that are run where they are due.

    `clients` are those that have them; `setup` comes once. `asks` notes whether `{due}` holds, in front of a
    segment. Then either `begins` and `ends` stand around the segment, `{text}` being what is told where it
    is left out; or each statement is sent as `statement`, `{sql_text}` being its text as a literal, and a
    setting as `setting`. Literals are cut after `longest` characters, and `piece` is what one of several is
    written as. `not_due` is the condition that the segment is not due.

    `takes` are the statements that can be sent so, all where it is empty, and from version `takes_all_since`
    on; `refused` are statements that cannot, each with why.
    """

    clients: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()
    asks: str = ""
    begins: str = ""
    ends: str = ""
    statement: str = ""
    setting: str = ""
    piece: str = "{text}"
    longest: int = 0
    not_due: str = ""
    takes: tuple[str, ...] = ()
    takes_all_since: tuple[int, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


def read_conditional(source: str, table: Mapping[str, Any]) -> Conditional:
    """What `[due]` of the file `source` states. Raises ConfigError for keys that nobody knows."""
    unknown = set(table) - {entry.name for entry in fields(Conditional)}
    if unknown:
        raise ConfigError(f"{source}: [due] does not know {', '.join(sorted(unknown))}")
    stated: dict[str, Any] = dict(table)
    for key in ("clients", "setup", "takes"):
        stated[key] = tuple(table.get(key, ()))
    since = str(table.get("takes_all_since", ""))
    stated["takes_all_since"] = tuple(int(part) for part in since.split(".") if part)
    return Conditional(**stated)
