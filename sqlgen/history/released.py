"""A history beside the one that was released before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlgen.history.history import History
from sqlgen.history.revision import Revision


@dataclass(frozen=True, slots=True)
class Released:
    """What became of the revisions since a release.

    `new` are revisions that the release did not have, `changed` those whose file says something else now,
    `lost` those that are gone. `behind` names, for a new revision that was put in front of released ones, the
    first of them.
    """

    new: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    lost: tuple[str, ...] = ()
    behind: Mapping[str, str] = field(default_factory=dict)

    @property
    def touched(self) -> frozenset[str]:
        """The revisions that nobody has reviewed as they are now."""
        return self.new | self.changed


def since_release(released: History, now: History) -> Released:
    """What became of the released revisions."""
    new = frozenset(now) - frozenset(released)
    both = [identifier for identifier in now if identifier in released]
    changed = (one for one in both if _text(released[one]) != _text(now[one]))
    behind = {}
    for identifier in new:
        above = now.descendants([identifier], dependencies=False) & frozenset(released)
        if above:
            behind[identifier] = min(above, key=lambda one: (now.position(one), one))
    return Released(
        new,
        frozenset(changed),
        tuple(one for one in released if one not in now),
        dict(sorted(behind.items())),
    )


def _text(revision: Revision) -> str:
    """What a file says; how its lines end is up to git and the editor."""
    return revision.file.read_text(encoding="utf-8", errors="surrogateescape")
