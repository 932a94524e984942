"""Texts of a dialect's file, with `{names}` that are filled in."""

from __future__ import annotations

import re

from sqlgen.errors import ConfigError

_NAME = re.compile(r"\{([a-z_]+)\}")


def filled(template: str, **values: str) -> str:
    """`template` with every `{name}` replaced. Raises ConfigError for a name that stands for nothing here."""

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in values:
            known = ", ".join(sorted(values))
            raise ConfigError(f"{{{name}}} means nothing in {template.strip()!r}", hint=f"known are {known}")
        return values[name]

    return _NAME.sub(value, template)
