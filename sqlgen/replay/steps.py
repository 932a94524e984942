"""What a callback learns of a step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlgen.history import Direction, History, Step


@dataclass(frozen=True, slots=True)
class StepInfo:
    """A step as an `on_version_apply` callback sees it, under Alembic's names.

    "Up" revisions are those on the upper side, whichever way the step goes. `script` makes revisions of
    identifiers, as objects with Alembic's attributes.
    """

    step: Step
    history: History | None
    script: Any = None

    @property
    def is_upgrade(self) -> bool:
        return self.step.direction is not Direction.DOWN

    @property
    def is_stamp(self) -> bool:
        return self.step.direction is Direction.STAMP

    @property
    def is_migration(self) -> bool:
        return not self.is_stamp

    @property
    def up_revision_id(self) -> str:
        return self.step.revision.id

    @property
    def up_revision_ids(self) -> tuple[str, ...]:
        return self.step.targets if self.is_stamp else (self.step.revision.id,)

    @property
    def down_revision_ids(self) -> tuple[str, ...]:
        if self.is_stamp or self.history is None:
            return self.step.sources if self.is_stamp else self.step.revision.down
        return self.history.requires[self.step.revision.id]

    @property
    def source_revision_ids(self) -> tuple[str, ...]:
        return self.down_revision_ids if self.is_upgrade else self.up_revision_ids

    @property
    def destination_revision_ids(self) -> tuple[str, ...]:
        return self.up_revision_ids if self.is_upgrade else self.down_revision_ids

    @property
    def up_revision(self) -> Any:
        return self._named((self.up_revision_id,))[0]

    @property
    def up_revisions(self) -> tuple[Any, ...]:
        return self._named(self.up_revision_ids)

    @property
    def down_revisions(self) -> tuple[Any, ...]:
        return self._named(self.down_revision_ids)

    @property
    def source_revisions(self) -> tuple[Any, ...]:
        return self._named(self.source_revision_ids)

    @property
    def destination_revisions(self) -> tuple[Any, ...]:
        return self._named(self.destination_revision_ids)

    def _named(self, identifiers: tuple[str, ...]) -> tuple[Any, ...]:
        find: Callable[[str], Any] = self.script.get_revision
        return tuple(find(identifier) for identifier in identifiers)
