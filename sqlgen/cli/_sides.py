"""The schemas that a command is told of: a revision, a snapshot file, or a live database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sqlgen.cli._invocation import Invocation
from sqlgen.errors import UsageError
from sqlgen.pipeline import Options, Watch, known_at, known_in, known_live, open_project
from sqlgen.replay.snapshots import KnownSchema

LIVE = "live"
"""In the place of an address: the database that the project's sqlalchemy.url names."""


@dataclass(frozen=True, slots=True)
class Sides:
    """How what is named on the command line becomes a schema.

    `database` names one of several databases of an environment; `version_table` is where a live database
    keeps its revisions.
    """

    invocation: Invocation
    options: Options
    watch: Watch
    version_table: str
    database: str | None = None

    def known(self, text: str) -> KnownSchema:
        """The schema that `text` names. Raises UsageError for what is none."""
        return self.fixed(text) or self.at(text)

    def both(self, one: str, other: str) -> tuple[KnownSchema, KnownSchema]:
        """Two schemas; a revision is replayed for the database that the other one is of."""
        first, second = self.fixed(one), self.fixed(other)
        said = first or second
        at = self
        if said is not None and self.options.dialect is None:
            at = replace(self, options=replace(self.options, dialect=str(said.lowering.target)))
        first, second = first or at.at(one), second or at.at(other)
        names = [side.lowering.target.name for side in (first, second)]
        if names[0] != names[1]:
            raise UsageError(f"{one} is of {names[0]}, and {other} of {names[1]}", hint="pass --dialect")
        return first, second

    def fixed(self, text: str) -> KnownSchema | None:
        """The schema of a live database or of a snapshot file; None where `text` names neither."""
        if text == LIVE or "://" in text:
            return self.live(text)
        return known_in(Path(text)) if text.endswith(".json") or Path(text).is_file() else None

    def live(self, address: str) -> KnownSchema:
        """The schema of a live database, that of the project for LIVE."""
        if address == LIVE:
            url = self.invocation.config.get_main_option("sqlalchemy.url")
            if not url:
                raise UsageError("the configuration has no sqlalchemy.url", hint="give the address itself")
            address = url
        return known_live(address, self.version_table, self.watch)

    def at(self, revision: str) -> KnownSchema:
        """What is known at a revision."""
        project = open_project(self.invocation.config, self.options, self.watch)
        found = known_at(project, revision, self.options, self.watch)
        names = ", ".join(each.name for each in found)
        if self.database is not None:
            found = tuple(each for each in found if each.name == self.database)
        if len(found) != 1:
            several = f"the environment has several databases: {names}"
            raise UsageError(
                several if self.database is None else f"there is no database {self.database!r} among {names}",
                hint="name one with --database",
            )
        return found[0]
