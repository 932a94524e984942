"""How a plain script stops by itself, whatever runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlgen.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Stop:
    """The statements of a check after which nothing goes on unless it passed.

    `{holds}` is the condition, `{message}` what is said where it does not hold, as a literal, `{name}` the
    same as a quoted name of at most 64 characters, `{table}` the version table as a literal. Many clients go
    on behind an error, so where the database can, the statements leave the session unable to change
    anything. `client` is a line for the client that comes first, `end` ends a script with such checks.
    """

    statements: tuple[str, ...] = (
        "SELECT CAST(CASE WHEN {holds} THEN '1' ELSE {message} END AS INTEGER) AS manual_step",
    )
    client: str = ""
    end: str = ""


def read_stop(source: str, table: Mapping[str, Any]) -> Stop:
    """What `[stop]` of the file `source` states."""
    unknown = set(table) - {entry.name for entry in fields(Stop)}
    if unknown:
        raise ConfigError(f"{source}: [stop] does not know {', '.join(sorted(unknown))}")
    stated: dict[str, Any] = dict(table)
    if "statements" in stated:
        stated["statements"] = tuple(stated["statements"])
    return Stop(**stated)
