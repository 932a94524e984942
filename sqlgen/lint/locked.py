"""Tables that a statement locks, and who waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlgen.catalog import ForeignKey, Name
from sqlgen.dialects.locks import LockFact
from sqlgen.lint.judged import Effect, Judged
from sqlgen.reading.action import Action

NOBODY = "nobody waits"
WAITING = {
    ("yes", "yes"): "reads and writes wait",
    ("no", "yes"): "writes wait",
    ("brief", "brief"): "reads and writes wait for a moment",
    ("no", "brief"): "writes wait for a moment",
    ("brief", "yes"): "writes wait, reads for a moment",
}
REFERENT = "o"
"""What facts call the table that a foreign key points at."""
PLACEHOLDER = 2
"""Names of tables in a fact that are no longer than this stand for whatever table is meant."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A table that a statement locks, by the fact that says how.

    `new` says that nobody can be using it; `referent` is the table that a foreign key of it points at, where
    somebody can be using that.
    """

    owner: Name | str
    fact: LockFact
    new: bool = False
    referent: Name | None = None

    @property
    def waiting(self) -> str:
        if self.new:
            return NOBODY
        return WAITING.get((self.fact.blocks_reads, self.fact.blocks_writes), NOBODY)

    @property
    def work(self) -> str:
        """What is done to the rows; empty where nothing is, or nobody says."""
        if self.fact.rewrites:
            return "writes every row"
        return "reads every row" if self.fact.scans else ""

    @property
    def basis(self) -> str:
        return f"measured on {self.fact.measured}" if self.fact.measured else "documented, not measured"

    @property
    def others(self) -> dict[str, str]:
        """Locks on other tables, by their names."""
        found = {}
        for table, lock in self.fact.other_locks.items():
            if table == REFERENT and self.referent is not None:
                found[str(self.referent)] = lock
            elif len(table) > PLACEHOLDER:
                found[table] = lock
        return found


def locked(statement: Judged) -> Iterator[Locked]:
    """The tables that a statement locks, in the order of its actions; none that no fact is known of."""
    for effect in statement.effects:
        yield from _locked(effect, statement)


def _locked(effect: Effect, statement: Judged) -> Iterator[Locked]:
    fact, owner = effect.fact, statement.owner(effect.action)
    if fact is None:
        return
    if not fact.supported or (owner is not None and statement.is_new(owner)):
        yield Locked(owner or effect.action.name or "the table", fact, new=statement.is_new(owner))
    elif effect.action.verb != "create_table":
        yield Locked(
            owner or effect.action.name or "the table", fact, referent=_referent(effect.action, statement)
        )
    elif effect.change == "create_table_fk":
        # The table itself is new; those that its keys point at are not.
        made = statement.after.tables.get(owner) if isinstance(owner, Name) else None
        others = made.referents - {owner} if made is not None else ()
        for other in sorted(others, key=str):
            if not statement.is_new(other):
                yield Locked(other, fact)


def _referent(action: Action, statement: Judged) -> Name | None:
    found = action.referent
    table = statement.table(action.table)
    if found is None and table is not None and action.name:
        keys = table.all_of(ForeignKey)
        found = next((key.referent for key in keys if table.spelling.same(key.name, action.name)), None)
    return None if found == action.table or statement.is_new(found) else found
