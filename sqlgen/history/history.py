"""A history of revisions, and what can be asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlgen.errors import HistoryError
from sqlgen.history.files import find_revision_files
from sqlgen.history.graph import Graph
from sqlgen.history.headers import RunModule, read_revision
from sqlgen.history.identifiers import resolve, resolve_one
from sqlgen.history.plan import (
    plan_back,
    plan_downgrade,
    plan_range,
    plan_stamp,
    plan_stamp_ranges,
    plan_upgrade,
)
from sqlgen.history.revision import Direction, Plan, Revision, Step
from sqlgen.history.walk import walk_range


class History(Graph):
    """The revisions of a project by identifier, with the plans that ranges ask for.

    `remarks` are things that a person should hear and that stop nothing.
    """

    def __init__(self, revisions: Iterable[Revision], remarks: Iterable[str] = ()) -> None:
        super().__init__(revisions)
        self.remarks = tuple(remarks)

    def resolve(self, text: str, *, current: Sequence[str] | None = None) -> tuple[Revision, ...]:
        """The revisions that an identifier names; none for the base."""
        return tuple(self[identifier] for identifier in resolve(self, text, current=current))

    def resolve_one(self, text: str, *, current: Sequence[str] | None = None) -> Revision | None:
        """The one revision that an identifier names, None for the base."""
        identifier = resolve_one(self, text, current=current)
        return None if identifier is None else self[identifier]

    def plan(self, text: str, *, direction: Direction | None = None) -> Plan:
        """The steps of a range: `start:end`, `start:`, `:end` or `end`, `a,b:end` for several starts.

        Without a direction, a target below the start means a downgrade.
        """
        return plan_range(self, text, direction)

    def plan_upgrade(self, held: Sequence[str], target: str) -> Plan:
        """The upgrade of a database whose version table holds `held`."""
        return plan_upgrade(self, held, target)

    def plan_downgrade(self, held: Sequence[str], target: str) -> Plan:
        """The downgrade of a database whose version table holds `held`."""
        return plan_downgrade(self, held, target)

    def plan_back(self, plan: Plan, count: int | None = None) -> Plan:
        """The way back from an upgrade, or from its first `count` steps."""
        return plan_back(self, plan, count)

    def leading_to(self, held: Sequence[str]) -> tuple[Step, ...]:
        """The steps by which an empty database came to hold these revisions, in Alembic's order."""
        steps: list[Step] = []
        reached: tuple[str, ...] = ()
        for identifier in held:
            plan = self.plan_upgrade(reached, identifier)
            steps += plan.steps
            reached = plan.end
        return tuple(steps)

    def plan_stamp(self, held: Sequence[str], targets: Sequence[str]) -> Plan:
        """The change of the version table from `held` to `targets`, with no revision run."""
        return plan_stamp(self, held, targets)

    def plan_stamp_ranges(self, texts: Iterable[str]) -> Plan:
        """The same, from `start:end` or `end` as people write them."""
        return plan_stamp_ranges(self, texts)

    def walk(
        self, text: str = "base:heads", *, current: Sequence[str] | None = None
    ) -> tuple[Revision, ...]:
        """The revisions of a range from the top down, both ends included, as `history` lists them."""
        return tuple(self[identifier] for identifier in walk_range(self, text, current=current))


def read_history(
    version_locations: Sequence[Path],
    *,
    recursive: bool = False,
    sourceless: bool = False,
    run_module: RunModule | None = None,
) -> History:
    """The history in the revision files of `version_locations`.

    No file is run, unless its header is not literal and `run_module` is given, which then runs that file
    alone. Raises HistoryError or RevisionError, naming the files.
    """
    if not any(location.is_dir() for location in version_locations):
        places = ", ".join(str(location) for location in version_locations)
        raise HistoryError(
            f"there is no folder of revisions at {places or 'any version location'}",
            hint="Check script_location and version_locations in the configuration.",
        )
    found = find_revision_files(version_locations, recursive=recursive, sourceless=sourceless)
    remarks = [
        f"{file} is in several version locations, and counts once" for file in found.shared
    ]
    return History((read_revision(file, run_module) for file in found.files), remarks)
