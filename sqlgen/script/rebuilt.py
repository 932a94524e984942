"""What a table that is made anew in the place of another asks of the rows, as changes of that other."""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.catalog import Check, ForeignKey, Name, Table, Unique
from sqlgen.reading.action import Action


def changes_of_rebuild(before: Table, after: Table, name: Name) -> Iterator[Action]:
    """What the copy has otherwise, as the actions that would make it of the table of that name.

    Of columns, those that the table has already.
    """
    there = before.columns
    for column in after.columns.values():
        if column.name in there and not column.nullable and there[column.name].nullable:
            yield Action("set_not_null", name, column.name)
    if set(after.columns) <= set(there):
        # With a new column, one that is missing may have been renamed.
        yield from (Action("drop_column", name, column) for column in there if column not in after.columns)
    key = after.primary_key
    if key is not None and (before.primary_key is None or before.primary_key.columns != key.columns):
        yield Action("add_constraint", name, key.name, "primary_key", key.columns)
    known = {one.columns for one in before.all_of(Unique)}
    for unique in after.all_of(Unique):
        if unique.columns not in known:
            yield Action("add_constraint", name, unique.name, "unique", unique.columns)
    pointing = {(one.columns, one.referent) for one in before.all_of(ForeignKey)}
    for foreign in after.all_of(ForeignKey):
        if (foreign.columns, foreign.referent) not in pointing:
            yield Action(
                "add_constraint",
                name,
                foreign.name,
                "foreign_key",
                foreign.columns,
                referent=foreign.referent,
            )
    conditions = {str(one.condition) for one in before.all_of(Check)}
    for check in after.all_of(Check):
        if str(check.condition) not in conditions:
            yield Action("add_constraint", name, check.name, "check", text=f"CHECK ({check.condition})")
