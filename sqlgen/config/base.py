"""What is there before the first revision of a history, as a project says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlgen.errors import ConfigError
from sqlgen.origin import Origin

EMPTY, EXISTING = "empty", "existing"
KEYS = ("base", "models", "rows")
NONE = "none"


@dataclass(frozen=True, slots=True)
class Base:
    """The table `[history]`: the schema that the first revision finds.

    `said` is "empty", "existing" (something is there, and nobody says what) or None where nothing was said;
    then it is taken for empty until a revision shows that it was not. What is there is in the snapshot
    `file`, or is what the `models`, written package.module:name, make. `unfilled` says that the tables which
    are there have no rows, as the application has just made them.
    """

    said: str | None = None
    file: Path | None = None
    models: str | None = None
    unfilled: bool = False


def read_base(settings: Mapping[str, Any], origin: Origin) -> Base:
    """The base that the settings of a project name. Raises ConfigError for what makes no sense."""
    table = settings.get("history", {})
    if not isinstance(table, dict):
        raise ConfigError(f"history is {table!r}, where a table belongs", origin=origin)
    for key, value in table.items():
        if key not in KEYS:
            raise ConfigError(
                f"{key!r} is no key of [history]", origin=origin, hint=f"Known are {', '.join(KEYS)}."
            )
        if not isinstance(value, str) or not value:
            raise ConfigError(f"history.{key} is {value!r}, where a text belongs", origin=origin)
    base, models = table.get("base"), table.get("models")
    said = base if base in (EMPTY, EXISTING) else None
    if models is not None and (":" not in models or base not in (None, EXISTING)):
        raise ConfigError(
            f"history.models is {models!r}" + (f" beside base = {base!r}" if ":" in models else ""),
            origin=origin,
            hint='write models = "package.module:metadata", alone or beside base = "existing"',
        )
    file = None
    if base is not None and said is None:
        file = (origin.file.absolute().parent if origin.file else Path.cwd()) / base
    return Base(said, file, models, _unfilled(table, origin))


def _unfilled(table: Mapping[str, str], origin: Origin) -> bool:
    rows = table.get("rows")
    tables = "models" in table or table.get("base") not in (None, EMPTY, EXISTING)
    if rows is not None and (rows != NONE or not tables):
        raise ConfigError(
            f"history.rows is {rows!r}" + (" with nothing that says which tables" if rows == NONE else ""),
            origin=origin,
            hint='write rows = "none", beside a snapshot as base or beside models',
        )
    return rows == NONE
