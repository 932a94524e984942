"""Rows that are known: what the history itself wrote.

A table that the history made and nobody wrote to is empty, whatever the database; so most questions have a
certain answer. Rows that INSERT, UPDATE and DELETE made are followed value by value, from the text that goes
into the script. What only the server knows is unknown, and so is all that is made of it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from sqlalchemy.engine import Dialect
from sqlglot import exp

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Column, Name, Table
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.sqlite import is_rebuilt
from sqlgen.history import VersionChange
from sqlgen.reading import CopyTable, MoveTable
from sqlgen.reading.tokens import statements
from sqlgen.replay.rows import sequences
from sqlgen.replay.rows.cascading import changed_along
from sqlgen.replay.rows.cells import SOMETHING, Cell, Row, Unsure
from sqlgen.replay.rows.defaults import unsaid
from sqlgen.replay.rows.following import Change
from sqlgen.replay.rows.functions import is_foreign
from sqlgen.replay.rows.reading import Reading
from sqlgen.replay.rows.relations import Relation
from sqlgen.replay.rows.reshaping import reshaped
from sqlgen.replay.rows.sequences import SEQUENCES
from sqlgen.replay.rows.storing import stored
from sqlgen.replay.rows.triggers import Triggers
from sqlgen.replay.rows.wording import MOVING, ROUTINE, may_be_written
from sqlgen.replay.rows.world import WRITING as CHANGING
from sqlgen.replay.rows.world import World
from sqlgen.replay.rows.writing import follow, stamped

PLAIN_ACTIONS = (
    exp.ColumnDef,
    exp.Drop,
    exp.RenameColumn,
    exp.AlterRename,
    exp.AddConstraint,
    exp.AlterColumn,
)
"""What ALTER TABLE does that the catalog follows as well, and the rows with it."""
ALIASING = ("from_", "using", "joins", "tables")
"""Parts of a statement beside which its target may be another one's alias."""


class Shadow:
    """The known rows of the tables of a catalog.

    `rows` has no entry for a table that has never been written to, and None for one whose rows are
    uncertain; `doubts` says why. `targets` are the tables that the text followed last writes to, as far as it
    names them, `change` what it did to the rows of one, `returned` the rows that it gives back. `facts` are
    the target's, `server` is SQLAlchemy's dialect of it.
    """

    def __init__(self, facts: Facts, server: Dialect) -> None:
        self.facts = facts
        self.reading = Reading(facts.name, server.default_schema_name)
        self.server = server
        self.rows: dict[Name, list[Row] | None] = {}
        self.doubts: dict[Name, str] = {}
        self.targets: list[Name] = []
        self.change: Change | None = None
        self.returned: Relation | None = None
        self._older: frozenset[Name] = frozenset()
        self._unfilled: frozenset[Name] = frozenset()
        self._triggers = Triggers()
        self._lessened: set[Name] = set()
        self._written: set[Name] = set()

    # Following what is written

    def known(self, catalog: Catalog) -> World:
        """The tables of a catalog with what is known of their rows."""
        return World(self.reading, self.server, catalog, self.rows, self.doubts, self._older)

    def answer(self, sql: str, catalog: Catalog) -> Relation:
        """The rows of a question as text of the target. Raises Unsure where they are not certain."""
        trees = self.reading.parsed(sql)
        query = trees[0] if trees is not None and len(trees) == 1 else None
        if not isinstance(query, exp.Query):
            raise Unsure("sqlgen cannot read the question")
        if query.find(exp.Table) is None:
            # What no table is asked for stays in the script.
            raise Unsure("the question is about the server itself")
        return self.known(catalog).ask(query)

    def supposed(self, sql: str) -> bool:
        """Whether a question reads a table that is empty, or filled as it is, by somebody's word alone."""
        trees = self.reading.parsed(sql) or ()
        return any(not self._unfilled.isdisjoint(self.reading.names(tree)) for tree in trees)

    def wrote(self, sql: str, catalog: Catalog) -> int | None:
        """Follow SQL text that goes into the script; the number of rows that it changed, where known."""
        self.targets = []
        self.change = None
        self.returned = None
        changes = [self._wrote(piece, catalog) for piece in self._pieces(sql)]
        if self.reading.dialect == "sqlite" and sequences.COUNTING.search(sql):
            self._lose([SEQUENCES], "text has made a table that counts")
        return changes[-1] if changes else None

    def _pieces(self, sql: str) -> Iterator[str]:
        """The statements of a text, without those that only make or take away a program."""
        if ";" not in sql and not ROUTINE.search(sql):
            yield sql
            return
        for cursor in statements(sql, self.facts):
            if cursor.tokens and not self._triggers.read(cursor):
                yield sql[cursor.tokens[0].start : cursor.tokens[-1].end]

    def _wrote(self, sql: str, catalog: Catalog) -> int | None:
        trees = self.reading.parsed(sql)
        if trees is None or len(trees) != 1 or isinstance(trees[0], exp.Command):
            self._unread(sql, catalog)
            return None
        return self._follow(trees[0], sql, catalog)

    def version_changed(self, name: Name, change: VersionChange, catalog: Catalog) -> None:
        """Follow what a step does to the version table, which is `name`: no text needs reading for that."""
        table = catalog.tables.get(name)
        self._set_off(name, catalog)
        rows = self.rows.get(name, []) if table is not None and table.complete else None
        self._written.add(name)
        if rows is not None and table is not None:
            made: Row = {
                column.name: unsaid(column, self.known(catalog)) for column in table.columns.values()
            }
            rows = stamped(rows, made, change)
        self.rows[name] = rows

    def _follow(self, tree: exp.Expr, sql: str, catalog: Catalog) -> int | None:
        inside = [each for cte in tree.find_all(exp.CTE) for each in cte.find_all(*CHANGING)]
        if inside:
            self._lose(self.reading.names(tree), "WITH wrote to it")
            return None
        match tree:
            case exp.Insert() | exp.Update() | exp.Delete():
                return self._change(tree, catalog)
            case exp.Merge() | exp.Copy() | exp.LoadData():
                self._lose(self.reading.names(tree), f"{tree.key.upper()} wrote to it")
            case exp.TruncateTable():
                self._truncate(tree, catalog)
            case exp.Create():
                self._created(tree, sql, catalog)
            case exp.Alter():
                self._altered(tree, sql)
            case exp.Query():
                self._asked(tree, catalog)
        return None

    def _altered(self, tree: exp.Alter, sql: str) -> None:
        plain = all(isinstance(each, PLAIN_ACTIONS) for each in tree.args.get("actions") or ())
        converting = any(each.args.get("using") for each in tree.find_all(exp.AlterColumn))
        names = self.reading.names(tree)
        if MOVING.search(sql):
            self._lose(names, "it shares its rows with another table")
        elif not plain or converting:
            self._lose((name for name in names if self.rows.get(name)), "it was altered")

    def _created(self, tree: exp.Create, sql: str, catalog: Catalog) -> None:
        kind, names = str(tree.args.get("kind")).upper(), self.reading.names(tree.this)
        if MOVING.search(sql) and kind == "TABLE":
            # What is written to one table is seen in the other.
            self._lose(self.reading.names(tree), "it shares its rows with another table")
        elif isinstance(tree.args.get("expression"), exp.Query) and kind == "TABLE":
            self._filled(names[0] if names else None, tree.expression, catalog)

    def _filled(self, name: Name | None, query: exp.Query, catalog: Catalog) -> None:
        """CREATE TABLE AS: the rows of the query."""
        table = catalog.tables.get(name) if name is not None else None
        if name is None or table is None:
            return
        try:
            relation = self.known(catalog).ask(query)
            rows = relation.sure()
        except Unsure as doubt:
            self._lose([name], str(doubt))
            return
        if len(relation.labels) != len(table.columns) or not table.complete:
            self._lose([name], "it was made of a query")
            return
        self._written.add(name)
        self.rows[name] = [
            {
                column.name: stored(cell, column.type, self.server)
                for column, cell in zip(table.columns.values(), row, strict=True)
            }
            for row in rows
        ]

    def _change(self, tree: exp.Expr, catalog: Catalog) -> int | None:
        target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        name = self.reading.name(target) if isinstance(target, exp.Table) else None
        if name is not None and not any(tree.args.get(part) for part in ALIASING):
            self.targets.append(name)
        table = sequences.table_of(name, catalog, self.reading.dialect) if name is not None else None
        set_off = self._set_off(name, catalog)
        if name is None or table is None or not table.complete:
            # Behind a view may be any table.
            seen = catalog.tables if name in catalog.relations else self.reading.names(tree)
            self._lose(seen, "it was written to before all of it was known")
            return None
        self._written.add(name)
        if not self._unfilled.isdisjoint(self.reading.names(tree)):
            self._unfilled |= {name}
        rows = self.rows.get(name, [])
        if rows is None or set_off:
            if is_foreign(tree, self.reading.dialect):
                self._lose(catalog.tables, "a function that nobody knows may write to it")
            return None
        try:
            default = partial(self._default, table.name)
            change = follow(tree, table, rows, self.known(catalog), default)
        except Unsure as doubt:
            self._lose([name], str(doubt))
            change = Change([])
            change.foreign = is_foreign(tree, self.reading.dialect)
        else:
            self._changed(tree, table, change, catalog)
        if change.foreign:
            self._lose(catalog.tables, "a function that nobody knows may write to it")
            return None
        return change.count

    def _set_off(self, name: Name | None, catalog: Catalog) -> bool:
        """Lose the rows that triggers of a table may change; whether there are any."""
        if name is None or not self._triggers:
            return False
        changed = self._triggers.set_off(name, catalog.tables)
        self._lose(changed, "a trigger may write to it")
        return bool(changed)

    def _changed(self, tree: exp.Expr, table: Table, change: Change, catalog: Catalog) -> None:
        self.rows[table.name] = change.rows
        self.change, self.returned = change, change.returned
        numbers = self.rows.get(SEQUENCES, [])
        if table is sequences.TABLE:
            self._lessened.update(catalog.tables)
        elif numbers is not None and sequences.counts(table) and isinstance(tree, exp.Insert):
            self.rows[SEQUENCES] = sequences.inserted(numbers, table, change.rows)
            self._written.add(SEQUENCES)
        if isinstance(tree, exp.Insert) or not change.old:
            return
        self._lessened.add(table.name)
        if isinstance(tree, exp.Delete):
            self._cascade(table, "ondelete", change.old, catalog)
        else:
            moved = [
                row
                for row, now in zip(change.old, change.made, strict=True)
                if any(row[key] is not now[key] and row[key] != now[key] for key in row)
            ]
            self._cascade(table, "onupdate", moved, catalog)

    def _default(self, name: Name, column: Column, before: Sequence[Row] | None) -> Cell:
        """What the server puts where a row says nothing, when these rows are there."""
        if column.generated and self.reading.dialect == "sqlite" and before is not None:
            found = [row[column.name] for row in before]
            if all(isinstance(value, int) for value in found) and name not in self._lessened:
                # With AUTOINCREMENT, no number of a row that was deleted comes again.
                # https://www.sqlite.org/autoinc.html
                return max([0, *found]) + 1
            return SOMETHING
        return unsaid(column, self._blank)

    @property
    def _blank(self) -> World:
        """A world without tables, in which constants are worked out."""
        return World(self.reading, self.server, Catalog(), {})

    def _cascade(self, table: Table, option: str, gone: Sequence[Row], catalog: Catalog) -> None:
        """Lose the rows that a foreign key changes along with those of the table that it points at."""
        dialect = self.reading.dialect
        for name in list(changed_along(table, option, gone, catalog, self.rows, dialect)):
            self._lose([name], f"a foreign key changes it with {table.name}", wrote=False)
            self._set_off(name, catalog)

    def _truncate(self, tree: exp.TruncateTable, catalog: Catalog) -> None:
        names = self.reading.names(tree)
        if tree.args.get("option") or not all(name in catalog.tables for name in names):
            self._lose(catalog.tables, "TRUNCATE may have emptied it")
            return
        self._written.update(names)
        self._lessened.update(names)
        self.rows |= {name: [] for name in names}

    def _asked(self, tree: exp.Query, catalog: Catalog) -> None:
        """A query that runs on the server: a function in it may write."""
        if tree.find(exp.Table) is None:
            with suppress(Unsure):
                self.returned = self.known(catalog).ask(tree)
        if tree.find(exp.Into) is not None:
            self._lose(self.reading.names(tree.find(exp.Into)), "SELECT INTO filled it")
        if is_foreign(tree, self.reading.dialect):
            self._lose(catalog.tables, "a function that nobody knows may write to it")

    def _unread(self, sql: str, catalog: Catalog) -> None:
        """Text that nobody can read: what it may have written to is uncertain."""
        if re.search(r"\bcreate\b.*\b(?:trigger|rule|event)\b", sql, re.IGNORECASE | re.DOTALL):
            self._triggers.anywhere = True
        self._lose(may_be_written(sql, catalog.tables), "SQL that nobody can read may write to it")

    def _lose(self, names: Iterable[Name], doubt: str, *, wrote: bool = True) -> None:
        """Take the rows of these tables for uncertain."""
        for name in list(names):
            if self.rows.get(name, []) is not None:
                self.doubts[name] = doubt
            self.rows[name] = None
            if wrote:
                self._written.add(name)
            if name != SEQUENCES and self.reading.dialect == "sqlite":
                self._lose([SEQUENCES], doubt)

    def lose_all(self, catalog: Catalog) -> None:
        """Take every row for uncertain."""
        self._lose(catalog.tables, "the script may mean it by another name")

    def lose(self, names: Collection[Name]) -> None:
        """Take the rows of these tables for uncertain."""
        self._lose(names, "a step that is done by hand may have changed it")

    def start_behind(self, catalog: Catalog) -> None:
        """Take these tables for older than the range: an application may have filled them."""
        self._older = frozenset(catalog.tables)
        self._lose(catalog.tables, "it was there before the range, and an application may have filled it")

    def start_unfilled(self, catalog: Catalog) -> None:
        """Take somebody's word that these tables, which are older than the range, have no rows."""
        self._unfilled = frozenset(catalog.tables)

    # Sections

    def copied(self) -> Shadow:
        """What is known now, whatever this one learns later."""
        made = copy.copy(self)
        made.rows, made._written, made.doubts = dict(self.rows), set(self._written), dict(self.doubts)
        made._triggers, made._lessened = copy.deepcopy(self._triggers), set(self._lessened)
        return made

    def begin(self) -> None:
        """A revision begins."""
        self._written = set()

    def give_up(self) -> None:
        """The revision failed: what it wrote to before is uncertain."""
        self._lose(self._written, "a revision that failed wrote to it")

    # Following what changes tables

    def reshaped(self, before: Catalog, after: Catalog, operation: ops.Operation) -> None:
        """Follow an operation that changed tables: rows keep what is left of them."""
        if isinstance(operation, ops.RenameTable):
            old = Name(operation.schema, operation.table_name)
            new = Name(operation.schema, operation.new_table_name)
            self._triggers.renamed(old, new)
            self._moved(old, new)
            return
        if isinstance(operation, MoveTable):
            self._moved(operation.table_name, operation.new_name)
            return
        flat = operation.operations if isinstance(operation, ops.BatchAlterTable) else [operation]
        changes = [one for one in flat if isinstance(one, ops.AlterColumn)]
        for name, was, now in after.tables.changes_since(before.tables):
            rows = self.rows.get(name)
            if now is None or isinstance(operation, ops.CreateTable):
                self.rows.pop(name, None)
            elif was is None and not isinstance(operation, CopyTable):
                # A table under a new name brings its rows, which nobody follows here.
                self._lose([name], "it came by a new name")
            elif was is not None and rows is not None:
                self.rows[name] = [reshaped(row, was, now, changes, self._blank) for row in rows]
            if self.reading.dialect == "sqlite":
                self._count_anew(name, now, operation)

    def _count_anew(self, name: Name, table: Table | None, operation: ops.Operation) -> None:
        """Follow what becomes of SQLite's number of a table that is dropped or rebuilt."""
        rebuilt = isinstance(operation, ops.BatchAlterTable) and is_rebuilt(operation)
        numbers = self.rows.get(SEQUENCES, [])
        if numbers and (table is None or rebuilt):
            numbers = sequences.dropped(numbers, name.name)
        if numbers is not None and rebuilt and table is not None and sequences.counts(table):
            numbers = sequences.inserted(numbers, table, self.rows.get(name, []))
        self.rows[SEQUENCES] = numbers

    def _moved(self, old: Name, new: Name) -> None:
        if old in self.rows:
            self.rows[new] = self.rows.pop(old)
        if numbers := self.rows.get(SEQUENCES):
            self.rows[SEQUENCES] = sequences.renamed(numbers, old.name, new.name)
        self._unfilled = frozenset(new if name == old else name for name in self._unfilled)
