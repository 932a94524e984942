"""Tables of cells, and how a name in a statement finds its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from sqlgen.replay.rows.cells import SOMETHING, Cell, Unsure
from sqlgen.replay.rows.declared import Declared
from sqlgen.replay.rows.reading import Reading

HIDDEN = {
    "postgresql": ("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"),
    "sqlite": ("rowid", "oid", "_rowid_"),
    "oracle": ("rowid", "ora_rowscn"),
}


@dataclass(frozen=True, slots=True)
class Label:
    """A column of a relation: the name of its table there, its own, and its type where a table has it."""

    table: str
    column: str
    type_: Declared | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """What stands behind a FROM or comes out of a query.

    `rows` is None for a table of which nothing is known; `doubt` says why. `ordered` says that the rows come
    in no other order.
    """

    labels: tuple[Label, ...]
    rows: list[tuple[Cell, ...]] | None
    ordered: bool = False
    doubt: str = ""

    def sure(self) -> list[tuple[Cell, ...]]:
        """The rows. Raises Unsure where they are not known."""
        if self.rows is None:
            raise Unsure(self.doubt)
        return self.rows


@dataclass(frozen=True, slots=True)
class Scope:
    """Where names are looked up: one row, or the rows of a group, and what is around the subquery.

    `rows` holds one row; for a group it holds all of them, and a column has to be the same in each.
    """

    reading: Reading
    labels: Sequence[Label]
    rows: Sequence[tuple[Cell, ...]]
    outer: Scope | None = None
    grouped: bool = False

    def cell(self, column: exp.Column) -> Cell:
        """The cell that a name means. Raises Unsure where there is none."""
        place = self.place(column)
        if place is None:
            if self.outer is not None:
                return self.outer.cell(column)
            if is_hidden(self.reading, column):
                return SOMETHING
            raise Unsure(f"there is no column {column.sql()}")
        cells = [row[place] for row in self.rows]
        if not cells or any(cell is not cells[0] and cell != cells[0] for cell in cells):
            raise Unsure(f"column {column.sql()} has no single value in a group")
        return cells[0]

    def label(self, column: exp.Column) -> Label | None:
        place = self.place(column)
        return None if place is None else self.labels[place]

    def place(self, column: exp.Column) -> int | None:
        """Where the column is, None where it is not here. Raises Unsure where it may be one of several."""
        places = places_of(self.reading, self.labels, column)
        if len(places) > 1:
            raise Unsure(f"column {column.sql()} may be one of several")
        return places[0] if places else None


def is_hidden(reading: Reading, column: exp.Column) -> bool:
    """Whether a name means a column that every table of the server has, and that no list of columns shows."""
    return column.name.lower() in HIDDEN.get(reading.dialect, ())


def places_of(reading: Reading, labels: Sequence[Label], column: exp.Column) -> list[int]:
    """The places of a column, by its name and that of its table where it is said."""
    name = reading.folded(column.this)
    table = reading.folded(column.args["table"]) if column.args.get("table") else None
    return [
        place
        for place, label in enumerate(labels)
        if reading.same(label.column, name) and (table is None or reading.same(label.table, table))
    ]
