"""What a column holds of a row that says nothing of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlglot import exp

from sqlgen.catalog import Column
from sqlgen.replay.rows.cells import SOMETHING, UNKNOWN, Cell, Unsure
from sqlgen.replay.rows.relations import Scope
from sqlgen.replay.rows.storing import stored
from sqlgen.replay.rows.world import World


def unsaid(column: Column, world: World) -> Cell:
    """The cell that the server fills in: NULL, the default where it is a constant, or one that it makes."""
    default = column.server_default
    if column.generated or isinstance(default, sa.Identity):
        return SOMETHING
    if default is None:
        # Without a default, NOT NULL is an error, or what the server's settings make of it.
        return None if column.nullable else UNKNOWN
    if isinstance(default, sa.Computed):
        return UNKNOWN
    made = _constant(default, world)
    return stored(made, column.type, world.server)


def _constant(default: Any, world: World) -> Cell:
    dialect: Any = world.server
    column: Any = sa.Column("x", sa.Integer, server_default=getattr(default, "arg", default))
    try:
        text = str(dialect.ddl_compiler(dialect, None).get_column_default_string(column))
    except SQLAlchemyError:
        return UNKNOWN
    trees = world.reading.parsed(f"SELECT {text}")
    if trees is None or len(trees) != 1 or not isinstance(trees[0], exp.Select):
        return UNKNOWN
    outputs = trees[0].expressions
    if len(outputs) != 1 or [key for key, value in trees[0].args.items() if value and key != "expressions"]:
        return UNKNOWN
    try:
        return world.queries().expressions.value(outputs[0], Scope(world.reading, (), ((),)))
    except Unsure:
        return UNKNOWN
