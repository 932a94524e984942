"""What a project says about its releases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlgen.errors import ConfigError
from sqlgen.origin import Origin


@dataclass(frozen=True, slots=True)
class ReleaseSettings:
    """The table `[release]`.

    `tags` is a pattern with `*` and `?` for the tags that are releases; `title` names the project.
    """

    tags: str = "*"
    title: str = ""


def read_release_settings(tables: Mapping[str, Any], origin: Origin) -> ReleaseSettings:
    """The settings in `[release]`. Raises ConfigError for unknown keys and for values that are no text."""
    table = tables.get("release", {})
    if not isinstance(table, Mapping):
        raise ConfigError("release is no table", origin=origin, hint="write it as [release] with keys below")
    known = {entry.name for entry in fields(ReleaseSettings)}
    for key, value in table.items():
        if key not in known:
            hint = f"Known are {', '.join(sorted(known))}."
            raise ConfigError(f"{key!r} is no setting of [release]", origin=origin, hint=hint)
        if not isinstance(value, str):
            raise ConfigError(f"release.{key} is {value!r}, where a text belongs", origin=origin)
    return ReleaseSettings(**table)
