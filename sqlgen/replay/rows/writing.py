"""What a statement does to the rows of one table."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from sqlgen.catalog import Table
from sqlgen.history import VersionChange
from sqlgen.replay.rows.cells import Row
from sqlgen.replay.rows.changing import Deleting, Updating
from sqlgen.replay.rows.following import Change, Default, Following
from sqlgen.replay.rows.inserting import Inserting
from sqlgen.replay.rows.world import World

KINDS: dict[type[Any], type[Following]] = {
    exp.Insert: Inserting,
    exp.Update: Updating,
    exp.Delete: Deleting,
}


def stamped(rows: list[Row], made: Row, change: VersionChange) -> list[Row]:
    """The rows of the version table behind a step; `made` is the row that a new branch gets."""
    rows = [*rows, made] if change.before is None else rows
    meant = [row is made or row.get("version_num") == change.before for row in rows]
    return [
        {**row, "version_num": change.after} if changed else row
        for row, changed in zip(rows, meant, strict=True)
        if not (changed and change.after is None)
    ]


def follow(tree: exp.Expr, table: Table, rows: list[Row], world: World, default: Default) -> Change:
    """What an INSERT, UPDATE or DELETE does to the rows of `table`.

    Raises Unsure where it is not known which rows there are after it.
    """
    return KINDS[type(tree)](tree, table, rows, world, default).followed()
