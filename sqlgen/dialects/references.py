"""What a server would refuse because a foreign key points at a table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, ForeignKey, Name, Standing, Table
from sqlgen.dialects.facts import Facts
from sqlgen.errors import RevisionError

MADE_UP = re.compile(r".+_fkey\d*", re.IGNORECASE)
"""The names that PostgreSQL gives to keys without one, unless a convention of the project does."""


def refuse_references(
    operation: ops.Operation, catalog: Catalog, facts: Facts, *, convention_known: bool
) -> None:
    """Raise RevisionError for a table that is made behind a key to it, or dropped in front of one.

    Servers that let keys be unchecked refuse neither; their facts are empty.
    """
    if not isinstance(operation, (ops.CreateTable, ops.DropTable)):
        return
    name = Name(operation.table.schema, operation.table.name)
    made = isinstance(operation, ops.CreateTable)
    code = facts.errors.get("no_referent" if made else "referenced")
    wanted = Standing.ABSENT if made else Standing.PRESENT
    if not code or catalog.standing(name.name, name.schema) is not wanted:
        return
    for owner, key in _keys_to(name, catalog, convention_known=convention_known):
        points = f"foreign key {key.name} of table {str(owner.name)!r} points at it"
        if made:
            raise RevisionError(
                f"table {str(name)!r} is made here, and {points} already; {facts.title} refuses a key to a "
                f"table that is not there with {code}",
                hint="make this table first; of two that point at each other, add one key behind both with "
                "create_foreign_key()",
            )
        raise RevisionError(
            f"table {str(name)!r} is dropped here, and {points} still; {facts.title} refuses the statement "
            f"with {code}",
            hint="drop the key first, or the table that has it",
        )


def _keys_to(name: Name, catalog: Catalog, *, convention_known: bool) -> Iterator[tuple[Table, ForeignKey]]:
    """The keys of other tables that certainly point at a table.

    A key whose name nobody knows may have been dropped by the name that it has.
    """
    for owner in catalog.tables.pointing_at(name):
        certain = owner.complete and catalog.standing(owner.name.name, owner.name.schema) is Standing.PRESENT
        if not certain or owner.name == name:
            continue
        keys: tuple[ForeignKey, ...] = owner.all_of(ForeignKey)
        for key in keys:
            named = key.name is not None and (convention_known or not MADE_UP.fullmatch(key.name))
            if named and key.referent == name:
                yield owner, key
