"""The database that SQL is made for: a dialect and a version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from sqlgen.dialects.facts import Facts, read_facts
from sqlgen.errors import DialectError

# A version without its last parts means the newest of that series: `mysql@8.0` is some 8.0.x of today.
NEWEST = 99
PARTS = 3


@dataclass(frozen=True, slots=True)
class Target:
    """A dialect at a version. `version` is what was asked for, as numbers; `named` as it was written."""

    facts: Facts
    version: tuple[int, ...]
    named: str

    @property
    def name(self) -> str:
        return self.facts.name

    @property
    def newest(self) -> tuple[int, ...]:
        """The version with every part that was left out at its newest."""
        return self.version + (NEWEST,) * (PARTS - len(self.version))

    def __str__(self) -> str:
        return f"{self.facts.name}@{self.named}" if self.named else self.facts.name


def parse_target(text: str, project: Path | None = None) -> Target:
    """The target that `NAME` or `NAME@VERSION` names, such as `postgresql@16` or `oracle@19c`.

    Raises DialectError for an unknown name or a version that is no version.
    """
    name, _, version = text.partition("@")
    facts = read_facts(name.strip().lower(), project)
    version = version.strip() or facts.default_version
    if not version:
        return Target(facts, (), "")
    number = facts.version_names.get(version.lower(), version)
    if not re.fullmatch(r"\d+(\.\d+)*", number):
        known = ", ".join(f"{facts.name}@{year}" for year in facts.version_names) or f"{facts.name}@15"
        raise DialectError(f"{version!r} is no version of {facts.title}", hint=f"write it like {known}")
    return Target(facts, tuple(int(part) for part in number.split(".")), version)
