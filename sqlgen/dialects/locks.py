"""Facts about locks, read from the TOML files of `dialect_configs/locks/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from sqlgen.dialects.facts import PROJECT_FOLDER
from sqlgen.dialects.target import Target
from sqlgen.errors import ConfigError

FOLDER = "locks"


@dataclass(frozen=True, slots=True)
class LockFact:
    """What one kind of change locks, blocks, scans and rewrites on a range of versions.

    `change` is the fact's name in the file. `blocks_reads` and `blocks_writes` are `no`, `brief` or `yes`;
    `rewrites` and `scans` are None where nobody says. `in_transaction` is `allowed`, `refused`, or `commits`
    for a change that commits by itself. `editions` are those that it holds for, all when empty; `condition`
    is a setting that it holds under. `measured` names the servers it was measured on, and is empty for what
    is documented alone.
    """

    change: str
    example: str
    source: tuple[str, ...]
    since: tuple[int, ...] = ()
    until: tuple[int, ...] = ()
    editions: tuple[str, ...] = ()
    condition: str = ""
    supported: bool = True
    lock: str = ""
    other_locks: Mapping[str, str] = field(default_factory=dict)
    rewrites: bool | None = None
    scans: bool | None = None
    blocks_reads: str = "no"
    blocks_writes: str = "no"
    algorithm: str = ""
    in_transaction: str = "allowed"
    measured: str = ""
    note: str = ""

    def holds(self, target: Target, edition: str = "") -> bool:
        """Whether the fact is about this version, and this edition where one is named."""
        if self.since and target.newest < self.since:
            return False
        if self.until and target.version[: len(self.until)] > self.until:
            return False
        return not (self.editions and edition and edition not in self.editions)


@cache
def read_lock_facts(name: str, project: Path | None = None) -> Mapping[str, tuple[LockFact, ...]]:
    """The facts of a dialect by the name of the change; the project's own file replaces a change whole.

    Empty for a dialect without facts. Raises ConfigError for a malformed file.
    """
    shipped = resources.files("sqlgen.dialect_configs") / FOLDER / f"{name}.toml"
    stated: dict[str, Any] = {}
    if shipped.is_file():
        stated |= _parsed(shipped.read_text(encoding="utf-8"), f"{FOLDER}/{name}.toml")
    own = (project or Path()) / PROJECT_FOLDER / FOLDER / f"{name}.toml"
    if project and own.is_file():
        stated |= _parsed(own.read_text(encoding="utf-8"), str(own))
    return {
        change: tuple(_fact(change, entry, name) for entry in entries) for change, entries in stated.items()
    }


def lock_fact(target: Target, change: str, edition: str = "") -> LockFact | None:
    """What is known of a change on this version; None where nobody knows."""
    facts = read_lock_facts(target.name).get(change, ())
    return next((fact for fact in facts if fact.holds(target, edition)), None)


def _parsed(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source} is not valid TOML: {error}") from error


def _fact(change: str, entry: Mapping[str, Any], name: str) -> LockFact:
    known = {each.name for each in fields(LockFact)} - {"change"}
    unknown = set(entry) - known
    missing = {"example", "source"} - set(entry)
    if unknown or missing:
        wrong = ", ".join(sorted(unknown or missing))
        said = f"does not know {wrong}" if unknown else f"lacks {wrong}"
        raise ConfigError(f"{FOLDER}/{name}.toml: [[{change}]] {said}")
    values = dict(entry)
    for key in ("since", "until"):
        values[key] = tuple(int(part) for part in str(entry.get(key, "")).split(".") if part)
    for key in ("source", "editions"):
        values[key] = tuple(entry.get(key, ()))
    return LockFact(change=change, **values)
