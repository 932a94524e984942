"""The tables of a catalog with the rows that are known of them, to be asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cmp_to_key

from sqlalchemy.engine import Dialect
from sqlglot import exp

from sqlgen.catalog import Catalog, Name, Standing, Table
from sqlgen.replay.rows.cells import Row, Unsure
from sqlgen.replay.rows.comparing import less
from sqlgen.replay.rows.declared import declared
from sqlgen.replay.rows.functions import is_foreign
from sqlgen.replay.rows.queries import Queries
from sqlgen.replay.rows.reading import Reading
from sqlgen.replay.rows.relations import Label, Relation
from sqlgen.replay.rows.sequences import SEQUENCES, table_of

CLUSTERED = ("mysql", "mariadb")
"""Databases that keep rows in the order of the primary key."""
WRITING = (exp.Insert, exp.Update, exp.Delete, exp.Merge, exp.Into)


@dataclass(frozen=True)
class World:
    """What is known of rows at one point.

    `rows` has no entry for a table that has never been written to, and None for one whose rows are
    uncertain, for the reason that `doubts` has. `older` are tables that were there before the range, where an
    application may have filled them. `server` is SQLAlchemy's dialect of the target.
    """

    reading: Reading
    server: Dialect
    catalog: Catalog
    rows: Mapping[Name, list[Row] | None]
    doubts: Mapping[Name, str] = field(default_factory=dict)
    older: Collection[Name] = ()

    def ask(self, tree: exp.Query) -> Relation:
        """The rows of a query. Raises Unsure where they are not certain."""
        if next(tree.find_all(*WRITING), None) is not None:
            raise Unsure("it writes as well")
        queries = self.queries()
        self.check_tables(tree)
        found = queries.relation(tree)
        idle = [node for node, never in queries.idle.items() if never]
        if queries.expressions.foreign or (found.rows and is_foreign(tree, self.reading.dialect, idle)):
            raise Unsure("it calls a function that nobody knows")
        return found

    def queries(self) -> Queries:
        return Queries(self.reading, self.relation)

    def check_tables(self, tree: exp.Expr) -> None:
        """Raise Unsure for a table that is not known to be there: the query may be an error."""
        called = {cte.alias for cte in tree.find_all(exp.CTE)}
        for node in tree.find_all(exp.Table):
            if not node.db and node.name in called:
                continue
            name = self.reading.name(node)
            if name == SEQUENCES and table_of(name, self.catalog, self.reading.dialect) is not None:
                continue
            if self.catalog.standing(name.name, name.schema) is not Standing.PRESENT:
                raise Unsure(f"nothing is known of table {str(name)!r}")

    def known(self, name: Name) -> tuple[Table, list[Row]]:
        """A table and its rows. Raises Unsure where either is not known."""
        table = table_of(name, self.catalog, self.reading.dialect)
        own = name == SEQUENCES
        sure = own or self.catalog.standing(name.name, name.schema) is Standing.PRESENT
        if table is None or not sure or not table.complete:
            raise Unsure(f"not all is known of table {str(name)!r}")
        rows = self.rows.get(name, [])
        if rows is None:
            raise Unsure(self.doubt(name))
        return table, rows

    def doubt(self, name: Name) -> str:
        """Why the rows of a table are uncertain."""
        if name in self.older:
            return f"table {name} was there before the range, and an application may have filled it"
        why = self.doubts.get(name)
        return f"table {name} was written to in a way that cannot be followed{f': {why}' if why else ''}"

    def relation(self, node: exp.Table) -> Relation:
        """What a table's name in FROM stands for."""
        name = self.reading.name(node)
        try:
            table, rows = self.known(name)
        except Unsure as doubt:
            return Relation((), None, doubt=str(doubt))
        labels = tuple(
            Label(name.name, column.name, declared(column.type, self.server))
            for column in table.columns.values()
        )
        cells = [tuple(row[column] for column in table.columns) for row in self._in_order(table, rows)]
        return Relation(labels, cells)

    def _in_order(self, table: Table, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows as a server comes upon them, where that is known; else as they were written."""
        key = table.primary_key.columns if table.primary_key is not None else ()
        if self.reading.dialect not in CLUSTERED or not key:
            return rows
        sorting = _Keys(key, self.reading.dialect)
        found = sorted(rows, key=cmp_to_key(sorting))
        return found if sorting.sure else rows


class _Keys:
    """The order of rows by their key; `sure` turns false where nobody can say it."""

    def __init__(self, columns: Sequence[str], dialect: str) -> None:
        self.columns = columns
        self.dialect = dialect
        self.sure = True

    def __call__(self, one: Row, other: Row) -> int:
        for column in self.columns:
            before = less(one[column], other[column], self.dialect)
            after = less(other[column], one[column], self.dialect)
            if not isinstance(before, bool) or not isinstance(after, bool):
                self.sure = False
                return 0
            if before or after:
                return -1 if before else 1
        return 0
