"""The rows of the version table while steps go by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlgen.errors import HistoryError
from sqlgen.history.graph import Graph
from sqlgen.history.revision import Direction, Revision, Step, VersionChange
from sqlgen.origin import Origin


class VersionRows:
    """What the version table holds, and the changes that each step makes to it.

    A row stands for a revision that is applied and that no other applied revision stands on. The changes and
    their order equal Alembic's, because a database goes on with either tool.
    """

    def __init__(self, graph: Graph, held: Iterable[str]) -> None:
        self._graph = graph
        self.held: tuple[str, ...] = tuple(dict.fromkeys(held))

    def upgrade(self, revision: Revision) -> Step:
        return self._step(revision, Direction.UP, self._upgrade_changes(revision.id))

    def downgrade(self, revision: Revision) -> Step:
        return self._step(revision, Direction.DOWN, self._downgrade_changes(revision.id))

    def stamp(self, revision: Revision, changes: Sequence[VersionChange]) -> Step:
        return self._step(revision, Direction.STAMP, changes)

    def _step(self, revision: Revision, direction: Direction, changes: Sequence[VersionChange]) -> Step:
        before = self.held
        for change in changes:
            self._apply(revision, change)
        return Step(revision, direction, tuple(changes), before, self.held)

    def _apply(self, revision: Revision, change: VersionChange) -> None:
        absent = change.before is not None and change.before not in self.held
        present = change.after is not None and change.after in self.held
        if absent or present:
            raise HistoryError(
                f"revision {revision.id} cannot run here: the version table "
                + (f"does not hold {change.before}" if absent else f"already holds {change.after}"),
                origin=Origin(revision.id, revision.file),
                hint=f"It holds {', '.join(self.held) or 'nothing'}; start from what the database holds.",
            )
        if change.before is None:
            self.held += tuple(row for row in (change.after,) if row is not None)
        else:
            changed = (change.after if row == change.before else row for row in self.held)
            self.held = tuple(row for row in changed if row is not None)

    def _upgrade_changes(self, identifier: str) -> list[VersionChange]:
        replaced = [row for row in self._graph.requires[identifier] if row in self.held]
        if not replaced:
            # A base, or a branch whose start another row already implies.
            return [VersionChange(None, identifier)]
        return [
            *(VersionChange(row, None) for row in replaced[:-1]),
            VersionChange(replaced[-1], identifier),
        ]

    def _downgrade_changes(self, identifier: str) -> list[VersionChange]:
        uncovered = self._uncovered_below(identifier)
        if not uncovered:
            # A base, or all below is implied by the rows that remain.
            return [VersionChange(identifier, None)]
        return [
            *(VersionChange(None, row) for row in uncovered[:-1]),
            VersionChange(identifier, uncovered[-1]),
        ]

    def _uncovered_below(self, identifier: str) -> list[str]:
        """What the revision stands on and neither another row nor another part of it stands on too."""
        graph = self._graph
        lowers = graph.requires[identifier]
        others = [row for row in self.held if row != identifier]
        return [
            lower
            for lower in lowers
            if not any(graph.stands_on(other, lower) for other in others)
            and not any(upper != lower and graph.stands_on(upper, lower) for upper in lowers)
        ]
