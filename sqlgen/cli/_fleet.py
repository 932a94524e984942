"""Databases at different revisions, and the bundles that bring each of them to a release."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlgen.bundle.manifest import NAME as MANIFEST
from sqlgen.cli._bundling import Made, Wanted, made_bundle
from sqlgen.cli._invocation import Invocation
from sqlgen.cli._ledgers import entries
from sqlgen.errors import ConfigError, UsageError
from sqlgen.ledger.standing import standings
from sqlgen.origin import Origin
from sqlgen.script.output import file_name

Rows = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Where a database stands: the rows of its version table, or the release whose heads it holds."""

    rows: Rows = ()
    tag: str = ""


@dataclass(slots=True)
class Group:
    """Databases that need the same bundle; `folder` is what that is called."""

    folder: str
    made: Made
    databases: list[str] = field(default_factory=list)


def recorded_rows(ledger: Path, environment: str, database: str | None = None) -> Rows:
    """What the version table of an environment's databases holds, as its ledger says.

    Raises UsageError where the ledger does not say, where databases differ, and where one stands within
    a revision.
    """
    found = {
        one.name: one.rows
        for one in standings(entries(ledger, environment))
        if one.rows is not None and database in (None, one.database)
    }
    if not found:
        raise UsageError(
            f"the ledger of {environment} does not tell where {database or 'its databases'} stand",
            hint="record the log of what ran last, or say where it is with --from",
        )
    if len(set(found.values())) > 1:
        told = "; ".join(f"{name} is at {', '.join(rows) or 'no revision'}" for name, rows in found.items())
        raise UsageError(f"{told}", hint="bundle for each of them with --targets FILE")
    rows = next(iter(found.values()))
    halfway = [row for row in rows if "#" in row]
    if halfway:
        raise UsageError(
            f"{next(iter(found))} stands in the middle of a revision: {', '.join(halfway)}",
            hint="go on with the bundle that was begun, as its RESUME.md says",
        )
    return rows


def made_for(invocation: Invocation, wanted: Wanted, ledger: Path, environment: str) -> Made:
    """The bundle that starts at what a ledger says is there."""
    rows = recorded_rows(ledger, environment)
    plain = replace(wanted, start=rows or ("base",))
    return made_bundle(invocation, plain)


def read_fleet(file: Path, ledger: Path) -> dict[str, State]:
    """Where each database of a file stands. Raises ConfigError for a file that does not say."""
    origin = Origin(file=file)
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot read the databases: {error}", origin=origin) from error
    databases = read.get("databases")
    if not isinstance(databases, Mapping) or not databases or set(read) != {"databases"}:
        raise ConfigError("there is no table [databases], or more than that", origin=origin)
    return {name: _state(name, value, ledger, origin) for name, value in databases.items()}


def _state(name: str, value: Any, ledger: Path, origin: Origin) -> State:
    match value:
        case {"release": str(tag)} if len(value) == 1:
            return State(tag=tag)
        case {"ledger": str(environment), **rest} if not rest or (
            set(rest) == {"database"} and isinstance(rest["database"], str)
        ):
            named = str(rest["database"]) if rest else None
            return State(recorded_rows(ledger, environment, named))
        case str(revision):
            return State((revision,))
        case list() if all(isinstance(each, str) for each in value):
            return State(tuple(value))
    raise ConfigError(
        f"{name!r} does not say where it stands",
        origin=origin,
        hint='write a revision, a list of them, {release = "v1.0"} or {ledger = "prod"}',
    )


class Fleet:
    """The bundles of a release for databases at different revisions: one for each state that they are in."""

    def __init__(self, invocation: Invocation, wanted: Wanted) -> None:
        self._invocation = invocation
        self._wanted = wanted
        self._plain = made_bundle(invocation, wanted)
        self.groups: dict[Rows, Group] = {}
        self.done: list[str] = []

    def take(self, databases: Mapping[str, State]) -> None:
        """Find, or make, the bundle of each database."""
        for name, state in sorted(databases.items()):
            rows = self._rows(state)
            if set(rows) == set(_ends(self._plain, "end")):
                self.done.append(name)
                continue
            key = tuple(sorted(rows))
            if key not in self.groups:
                self.groups[key] = self._group(rows)
            self.groups[key].databases.append(name)

    def _rows(self, state: State) -> Rows:
        if not state.tag:
            return state.rows
        if state.tag == self._wanted.tag:
            return _ends(self._plain, "end")
        if state.tag == json.loads(self._plain.files[MANIFEST])["previous"]:
            return _ends(self._plain, "start")
        return _ends(made_bundle(self._invocation, replace(self._wanted, since=state.tag)), "start")

    def _group(self, rows: Rows) -> Group:
        if set(rows) == set(_ends(self._plain, "start")):
            return Group(self._plain.name, self._plain)
        made = made_bundle(self._invocation, replace(self._wanted, start=rows or ("base",)))
        return Group(f"{made.name}-from-{file_name('-'.join(rows) or 'base')}", made)

    @property
    def page(self) -> str:
        """Which database takes which bundle, as JSON."""
        bundles = [
            {
                "bundle": group.folder,
                "manifest": group.made.digest,
                "start": list(_ends(group.made, "start")),
                "databases": group.databases,
            }
            for group in self.groups.values()
        ]
        told = {"tag": self._wanted.tag, "bundles": bundles, "nothing to do": self.done}
        return json.dumps(told, indent=2, ensure_ascii=False) + "\n"

    def said(self) -> Iterator[str]:
        """The same in lines for a person."""
        for group in self.groups.values():
            yield f"{group.folder}, manifest {group.made.digest[:12]}: {', '.join(group.databases)}"
        if self.done:
            yield f"nothing to do: {', '.join(self.done)}"


def _ends(made: Made, which: str) -> Rows:
    return tuple(json.loads(made.files[MANIFEST])[which])
