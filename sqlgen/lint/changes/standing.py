"""What stands around an action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlgen.catalog import Catalog, Table
from sqlgen.dialects.target import Target
from sqlgen.reading.action import Action


@dataclass(frozen=True, slots=True)
class Standing:
    """The schema before an action, and what else decides what the action does.

    `settings` are those that the session has made, by name; `beside` are all the actions of the statement,
    `domains` what made the domains that are known, by name.
    """

    before: Catalog
    target: Target
    settings: Mapping[str, str] = field(default_factory=dict)
    beside: tuple[Action, ...] = ()
    domains: Mapping[str, Action] = field(default_factory=dict)

    def table(self, action: Action) -> Table | None:
        """The table that the action is done to, as far as it is known."""
        return self.before.tables.get(action.table) if action.table is not None else None
