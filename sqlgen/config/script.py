"""What a project says about the scripts that are made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from sqlgen.errors import ConfigError
from sqlgen.origin import Origin


@dataclass(frozen=True, slots=True)
class ScriptSettings:
    """The table `[script]`; what the command line says comes first.

    `clients` names a client for a dialect. `database` is a pattern with `*` and `?`. Timeouts are texts such
    as `5s`.
    """

    clients: Mapping[str, str] = field(default_factory=dict)
    database: str | None = None
    role: str | None = None
    lock_timeout: str | None = None
    statement_timeout: str | None = None


def read_script_settings(tables: Mapping[str, Any], origin: Origin) -> ScriptSettings:
    """The settings in `[script]`. Raises ConfigError for unknown keys and for values of the wrong type."""
    table = tables.get("script", {})
    if not isinstance(table, dict):
        raise ConfigError("script is no table", origin=origin, hint="write it as [script] with keys below")
    known = {entry.name for entry in fields(ScriptSettings)}
    for key, value in table.items():
        if key not in known:
            hint = f"Known are {', '.join(sorted(known))}."
            raise ConfigError(f"{key!r} is no setting of [script]", origin=origin, hint=hint)
        texts = value.values() if key == "clients" and isinstance(value, dict) else [value]
        if not all(isinstance(text, str) for text in texts) or (key == "clients") != isinstance(value, dict):
            wanted = "a table of dialects and their clients" if key == "clients" else "a text"
            raise ConfigError(f"{key} in [script] is {value!r}, where {wanted} belongs", origin=origin)
    return ScriptSettings(**table)
