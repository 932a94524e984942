"""What is left of a row when its table has changed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlgen import operations as ops
from sqlgen.catalog import Column, Table
from sqlgen.replay.rows.affinity import affinity_of
from sqlgen.replay.rows.cells import SOMETHING, UNKNOWN, Cell, Row, Unknown
from sqlgen.replay.rows.defaults import unsaid
from sqlgen.replay.rows.storing import stored
from sqlgen.replay.rows.world import World


def reshaped(row: Row, before: Table, after: Table, changes: Sequence[ops.AlterColumn], world: World) -> Row:
    """The row as it is in the table `after` these changes of columns, and others."""
    renamed = {one.new_name: one.column_name for one in changes if one.new_name is not None}
    using = {one.column_name for one in changes if one.options.get("postgresql_using") is not None}
    made: Row = {}
    for column in after.columns.values():
        source = renamed.get(column.name, column.name)
        was = before.columns.get(source)
        if was is None or source not in row:
            made[column.name] = unsaid(column, world)
        elif source in using:
            made[column.name] = UNKNOWN
        else:
            made[column.name] = _converted(row[source], was, column, world)
    return made


def _converted(cell: Cell, was: Column, column: Column, world: World) -> Cell:
    """A cell whose column has changed: a value stays if the new type holds it as it is."""
    if cell is None:
        # NOT NULL is an error, or puts another value there.
        return None if column.nullable or not was.nullable else UNKNOWN
    if was.type is column.type or isinstance(cell, Unknown):
        return cell
    kept = stored(cell, column.type, world.server)
    if world.reading.dialect == "sqlite":
        return kept if kept == cell and _copied(cell, was, column, world) else UNKNOWN
    return kept if type(kept) is type(cell) else SOMETHING


def _copied(cell: Cell, was: Column, column: Column, world: World) -> bool:
    """Whether a rebuild of the table on SQLite keeps a cell: it converts where the types are of two kinds."""
    if was.type._type_affinity is column.type._type_affinity:
        return True
    declared = str(world.server.type_compiler_instance.process(column.type))
    return affinity_of(declared) == ("TEXT" if isinstance(cell, str) else "INTEGER")
