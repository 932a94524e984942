"""What a replay takes for granted of the schema that a history starts on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlgen.catalog import Catalog, Name, Standing, Tables
from sqlgen.dialects.facts import Facts
from sqlgen.errors import RevisionError, UnknownSchema
from sqlgen.origin import Origin

OWN_SCHEMAS = frozenset({"information_schema", "mysql", "performance_schema", "pg_catalog", "sys"})
OWN_NAMES = ("#", "@", "pg_", "sqlite_")
"""What the names of tables begin with that a server has, or that a session has to itself."""
SHOWN = 5
"""How many earlier answers are told one by one."""
WAYS_OUT = 'say [history] base = "existing", or give what was there with --catalog FILE'


class Premise:
    """That no table was there before the first revision but those that somebody spoke of.

    Where nobody said what was there, this holds until a revision touches a table that nobody made. That is
    told, once, with the answers that were given before on the strength of it.
    """

    def __init__(self, facts: Facts, notice: Callable[[str], None]) -> None:
        self._facts = facts
        self._notice = notice
        self._answers: dict[Name, Origin] = {}
        self._settled = Tables()
        self._told = False

    def past(self) -> Any:
        """What was found out so far, for `resume`."""
        return dict(self._answers), self._settled, self._told

    def resume(self, past: Any) -> None:
        """Go on where another one stood."""
        self._answers, self._settled, self._told = past

    def answered(self, name: Name, catalog: Catalog, origin: Origin) -> None:
        """Note that a revision was told that there is no such table."""
        if catalog.closed and not catalog.told and name not in catalog.gone:
            self._answers.setdefault(name, origin)

    def check(self, before: Catalog, after: Catalog, written: Callable[[], Origin]) -> None:
        """Tell where a change shows that the premise is wrong; `written` says where it stands.

        Raises RevisionError where somebody said that it is right, and UnknownSchema where a revision was
        told that there is no such table.
        """
        name = _shown(before, after) if before.closed and not after.closed else None
        if name is None:
            return
        origin = written()
        if before.told:
            code = self._facts.errors.get("no_table", "an error")
            raise RevisionError(
                f"table {str(name)!r} does not exist at this point of the history; {self._facts.title} "
                f"refuses the statement with {code}",
                origin=origin,
                hint=f"if it was there before the first revision, {WAYS_OUT}",
            )
        asked = self._answers.get(name)
        if asked is not None:
            raise UnknownSchema(
                f"the revision touches table {str(name)!r}, which no revision made, and {asked} asked for it "
                "and was told that it is not there",
                origin=origin,
                hint=WAYS_OUT,
            )
        if not self._told:
            self._told = True
            self._notice(f"notice: {self._story(name, origin)}")

    def _story(self, name: Name, origin: Origin) -> str:
        revision = f"revision {origin.revision}" if origin.revision else "env.py"
        text = (
            f'{revision} touches table "{name}" that no revision made: the history seems to start on an '
            f"existing schema, and what else is in it is not known from here on; {WAYS_OUT}"
        )
        answers = [f'{place} was told that there is no table "{one}"' for one, place in self._answers.items()]
        if len(answers) > SHOWN:
            answers[SHOWN:] = [f"{len(answers) - SHOWN} more were told the like"]
        return text + (f". Before that, {'; '.join(answers)}" if answers else "")

    def unmade(self, name: Name, catalog: Catalog) -> bool:
        """Whether a table that something refers to is one that nobody made, as far as is known."""
        if catalog.standing(name.name, name.schema) is not Standing.ABSENT or name in catalog.gone:
            return False
        if name in catalog.relations or name.schema in OWN_SCHEMAS or name.name.startswith(OWN_NAMES):
            return False
        # Servers judge the case of names in ways of their own.
        lower = name.name.lower()
        return all(other.name.lower() != lower for other in (*catalog.tables, *catalog.relations))

    def referents(self, catalog: Catalog) -> Iterator[Name]:
        """The tables that nobody made and that foreign keys point at, of tables changed since last time."""
        if catalog.closed and not catalog.told:
            changes = catalog.tables.changes_since(self._settled)
            for table in (after for _, _, after in changes if after is not None):
                yield from (one for one in sorted(table.referents, key=str) if self.unmade(one, catalog))
        self._settled = catalog.tables


def _shown(before: Catalog, after: Catalog) -> Name | None:
    """The table that a change has shown to have been there before the history."""
    known = before.tables.keys() | before.gone
    dropped = [name for name in after.gone if name not in known]
    changed = [name for name, table in after.tables.items() if name not in known and not table.complete]
    return next(iter(dropped + changed), None)
