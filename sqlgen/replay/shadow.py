"""Rows that are known: what the history itself wrote.

A table that the history made and nobody wrote to is empty, whatever the database; so most questions have a
certain answer. Rows that INSERT, UPDATE and DELETE made are followed value by value, from the text that goes
into the script. What only the server knows is unknown, and so is all that is made of it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlglot import exp

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Column, ForeignKey, Name, Table
from sqlgen.history import VersionChange
from sqlgen.reading import CopyTable, MoveTable
from sqlgen.replay.answering import answer
from sqlgen.replay.known import KnownRows, Reading, Row
from sqlgen.replay.soundness import UNKNOWN, is_empty, kind_of, value_of

WRITING = re.compile(
    r"\b(?:insert|update|delete|merge|replace|truncate|execute|exec|perform|call|copy|load|select)\b",
    re.IGNORECASE,
)
"""Words of a text that nobody can read which may change rows."""
ANYTHING = re.compile(r"\b(?:execute|exec|perform|call)\b", re.IGNORECASE)
"""Words behind which any table may be written to."""
HARMLESS = re.compile(
    r"^(?:pg_|setval|nextval|set_config|uuid_|gen_random|create_hypertable|quote_|to_|json)", re.IGNORECASE
)
"""Functions of a bare SELECT that write no rows of ours."""
CONFLICT = ("conflict", "ignore", "overwrite", "alternative", "with_", "exists", "where")
"""Parts of an INSERT by which a row may be left out, or put in the place of another."""

ALIASING = ("from_", "using", "joins", "tables")
"""Parts of a statement beside which its target may be another one's alias."""


class Shadow:
    """The known rows of the tables of a catalog.

    `rows` has no entry for a table that has never been written to, and None for one whose rows are uncertain.
    `targets` are the tables that the text followed last writes to, as far as it names them. `dialect` is the
    target's name, `default_schema` the schema that operations leave unsaid.
    """

    def __init__(self, dialect: str, default_schema: str | None = None) -> None:
        self.reading = Reading(dialect, default_schema)
        self.rows: dict[Name, list[Row] | None] = {}
        self.targets: list[Name] = []
        self._triggers = False
        self._written: set[Name] = set()
        self._older: frozenset[Name] = frozenset()

    # Following what is written

    def answer(self, statement: Any, parameters: Any, sql: str, catalog: Catalog) -> Any:
        """The result of a question that is `sql` as text of the target; None where it is not certain."""
        return answer(self.known(catalog), statement, parameters, sql)

    def known(self, catalog: Catalog) -> KnownRows:
        """The tables of a catalog with what is known of their rows."""
        return KnownRows(self.reading, catalog, self.rows, self._older)

    def wrote(self, sql: str, catalog: Catalog) -> int | None:
        """Follow SQL text that goes into the script; the number of rows that it changed, where known."""
        self.targets = []
        trees = self.reading.parsed(sql)
        if trees is None or any(isinstance(tree, exp.Command) for tree in trees):
            self._unread(sql, catalog)
            return None
        count = None
        for tree in trees:
            count = self._follow(tree, catalog)
        return count

    def version_changed(self, name: Name, change: VersionChange, catalog: Catalog) -> None:
        """Follow what a step does to the version table, which is `name`: no text needs reading for that."""
        table = catalog.tables.get(name)
        if self._triggers:
            self._lose(catalog.tables)
        rows = self.rows.get(name, []) if table is not None and table.complete else None
        self._written.add(name)
        if rows is not None and table is not None:
            made: Row = {column.name: _unsaid(column) for column in table.columns.values()}
            rows = [*rows, made] if change.before is None else rows
            meant = [row is made or row.get("version_num") == change.before for row in rows]
            rows = [
                {**row, "version_num": change.after} if changed else row
                for row, changed in zip(rows, meant, strict=True)
                if not (changed and change.after is None)
            ]
        self.rows[name] = rows

    def _follow(self, tree: exp.Expr, catalog: Catalog) -> int | None:
        if any(tree.find_all(exp.CTE)) and any(tree.find_all(exp.Insert, exp.Update, exp.Delete)):
            self._lose(self.reading.names(tree))
            return None
        match tree:
            case exp.Insert() | exp.Update() | exp.Delete():
                return self._change(tree, catalog)
            case exp.Merge() | exp.Copy() | exp.LoadData():
                self._lose(self.reading.names(tree))
            case exp.TruncateTable():
                self._truncate(tree, catalog)
            case exp.Create() if str(tree.args.get("kind")).upper() in ("TRIGGER", "RULE", "EVENT"):
                self._triggers = True
            case exp.Create() if isinstance(tree.args.get("expression"), exp.Query):
                self._lose(self.reading.names(tree.this))
            case exp.Alter():
                self._lose(name for name in self.reading.names(tree.this) if self.rows.get(name))
            case exp.Query():
                self._asked(tree, catalog)
        return None

    def _change(self, tree: exp.Expr, catalog: Catalog) -> int | None:
        target = tree.this.this if isinstance(tree.this, exp.Schema) else tree.this
        name = self.reading.name(target) if isinstance(target, exp.Table) else None
        if name is not None and not any(tree.args.get(part) for part in ALIASING):
            self.targets.append(name)
        table = catalog.tables.get(name) if name is not None else None
        if self._triggers:
            self._lose(catalog.tables)
        if name is None or table is None or not table.complete:
            self._lose(self.reading.names(tree))
            return None
        rows = self.rows.get(name, [])
        self._written.add(name)
        if rows is None:
            return None
        if not isinstance(tree, exp.Insert) and not rows:
            return 0
        match tree:
            case exp.Insert():
                return self._insert(tree, table, rows, catalog)
            case exp.Update():
                return self._update(tree, table, rows, catalog)
            case exp.Delete():
                return self._delete(tree, table, rows, catalog)
        return None

    def _insert(self, tree: exp.Insert, table: Table, rows: list[Row], catalog: Catalog) -> int | None:
        conflict = any(tree.args.get(word) for word in CONFLICT)
        names = list(table.columns)
        if isinstance(tree.this, exp.Schema):
            names = [self.reading.folded(each) for each in tree.this.expressions]
        source = tree.args.get("expression")
        if tree.args.get("default"):
            tuples: list[list[Any]] = [[]]
            names = []
        elif isinstance(source, exp.Values) and not conflict:
            tuples = [list(each.expressions) for each in source.expressions]
        elif isinstance(source, exp.Query) and self._no_rows(source, catalog):
            return 0
        else:
            self.rows[table.name] = None
            return None
        if not set(names) <= set(table.columns) or any(len(each) != len(names) for each in tuples):
            self.rows[table.name] = None
            return None
        made = [self._made(table, dict(zip(names, each, strict=True))) for each in tuples]
        self.rows[table.name] = [*rows, *made]
        return len(made)

    def _no_rows(self, query: exp.Query, catalog: Catalog) -> bool:
        known = self.known(catalog)
        tables = known.tables(query)
        return bool(tables) and is_empty(query, known.empty(tables or {}))

    def _made(self, table: Table, given: Mapping[str, Any]) -> Row:
        row: Row = {}
        for column in table.columns.values():
            node = given.get(column.name)
            if node is not None:
                row[column.name] = value_of(node, kind_of(column.type), self.reading.dialect)
            else:
                row[column.name] = _unsaid(column)
        return row

    def _update(self, tree: exp.Update, table: Table, rows: list[Row], catalog: Catalog) -> int | None:
        set_: dict[str, Any] = {}
        for assignment in tree.expressions:
            if not isinstance(assignment, exp.EQ) or not isinstance(assignment.this, exp.Column):
                self.rows[table.name] = None
                return None
            name = self.reading.folded(assignment.this.this)
            kind = kind_of(table.columns[name].type) if name in table.columns else None
            set_[name] = value_of(assignment.expression, kind, self.reading.dialect)
        self._cascade(table, "onupdate", catalog, set(set_))
        matched = self._matched(tree, table, catalog)
        if matched is None:
            set_ = dict.fromkeys(set_, UNKNOWN)
        self.rows[table.name] = [
            {**row, **set_} if matched is None or place in matched else row for place, row in enumerate(rows)
        ]
        return None if matched is None else len(matched)

    def _delete(self, tree: exp.Delete, table: Table, rows: list[Row], catalog: Catalog) -> int | None:
        matched = self._matched(tree, table, catalog)
        if matched is None:
            self.rows[table.name] = None
            self._cascade(table, "ondelete", catalog)
            return None
        if matched:
            self._cascade(table, "ondelete", catalog)
        self.rows[table.name] = [row for place, row in enumerate(rows) if place not in matched]
        return len(matched)

    def _matched(self, tree: exp.Expr, table: Table, catalog: Catalog) -> set[int] | None:
        """The places of the rows that WHERE means; None where that is uncertain."""
        beyond = ("from_", "using", "limit", "order", "with_", "joins", "tables", "returning")
        if any(tree.args.get(word) for word in beyond) or tree.this.args.get("joins"):
            return None
        where = tree.args.get("where")
        if where is None:
            return set(range(len(self.rows.get(table.name) or ())))
        query = exp.select("rowid").from_(tree.this.copy())
        query.set("where", where.copy())
        known = self.known(catalog)
        tables = known.tables(query)
        if tables is None or not known.judge(tables).sound(where):
            return None
        found = known.run(query, tables)
        return None if found is None else {int(row[0]) - 1 for row in found[1]}

    def _cascade(self, table: Table, option: str, catalog: Catalog, columns: set[str] | None = None) -> None:
        """Lose the rows that a foreign key changes along with those of the table it points at."""
        for other in catalog.tables.values():
            keys: tuple[ForeignKey, ...] = other.all_of(ForeignKey)
            for key in keys:
                meant = columns is None or bool(columns & set(key.referent_columns))
                if key.referent.name == table.name.name and meant and key.options.get(option):
                    self._lose([other.name] if self.rows.get(other.name) != [] else [], wrote=False)

    def _truncate(self, tree: exp.TruncateTable, catalog: Catalog) -> None:
        names = self.reading.names(tree)
        if tree.args.get("option") or not all(name in catalog.tables for name in names):
            self._lose(catalog.tables)
            return
        self._written.update(names)
        for name in names:
            self.rows[name] = []

    def _asked(self, tree: exp.Expr, catalog: Catalog) -> None:
        """A query that runs on the server: a function in it may write."""
        if tree.find(exp.Into) is not None:
            self._lose(self.reading.names(tree.find(exp.Into)))
        if any(not HARMLESS.match(str(each.this)) for each in tree.find_all(exp.Anonymous)):
            self._lose(catalog.tables)

    def _unread(self, sql: str, catalog: Catalog) -> None:
        """Text that nobody can read: what it may have written to is uncertain."""
        if re.search(r"\bcreate\b.*\b(?:trigger|rule|event)\b", sql, re.IGNORECASE | re.DOTALL):
            self._triggers = True
        if not WRITING.search(sql):
            return
        if ANYTHING.search(sql):
            self._lose(catalog.tables)
            return
        words = set(re.findall(r"\w+", sql.lower()))
        self._lose(name for name in catalog.tables if name.name.lower() in words)

    def _lose(self, names: Iterable[Name], *, wrote: bool = True) -> None:
        """Take the rows of these tables for uncertain."""
        for name in list(names):
            self.rows[name] = None
            if wrote:
                self._written.add(name)

    def lose_all(self, catalog: Catalog) -> None:
        """Take every row for uncertain."""
        self._lose(catalog.tables)

    def lose(self, names: Collection[Name]) -> None:
        """Take the rows of these tables for uncertain."""
        self._lose(names)

    def start_behind(self, catalog: Catalog) -> None:
        """Take these tables for older than the range: an application may have filled them."""
        self._older = frozenset(catalog.tables)
        self.lose_all(catalog)

    # Sections

    def copied(self) -> Shadow:
        """What is known now, whatever this one learns later."""
        made = copy.copy(self)
        made.rows, made._written = dict(self.rows), set(self._written)
        return made

    def begin(self) -> None:
        """A revision begins."""
        self._written = set()

    def give_up(self) -> None:
        """The revision failed: what it wrote to before is uncertain."""
        self._lose(self._written)

    # Following what changes tables

    def reshaped(self, before: Catalog, after: Catalog, operation: ops.Operation) -> None:
        """Follow an operation that changed tables: rows keep what is left of them."""
        if isinstance(operation, ops.RenameTable):
            old = Name(operation.schema, operation.table_name)
            if old in self.rows:
                self.rows[Name(operation.schema, operation.new_table_name)] = self.rows.pop(old)
            return
        if isinstance(operation, MoveTable):
            if operation.table_name in self.rows:
                self.rows[operation.new_name] = self.rows.pop(operation.table_name)
            return
        renamed = {
            one.new_name: one.column_name
            for one in _flat(operation)
            if isinstance(one, ops.AlterColumn) and one.new_name is not None
        }
        for name, was, now in after.tables.changes_since(before.tables):
            rows = self.rows.get(name)
            if now is None or isinstance(operation, ops.CreateTable):
                self.rows.pop(name, None)
            elif was is None and not isinstance(operation, CopyTable):
                # A table under a new name brings its rows, which nobody follows here.
                self._lose([name])
            elif was is not None and rows is not None:
                self.rows[name] = [_reshaped(row, was, now, renamed) for row in rows]


def _unsaid(column: Column) -> Any:
    """What a column holds of a row that says nothing of it."""
    return None if column.server_default is None and not column.generated else UNKNOWN


def _reshaped(row: Row, before: Table, after: Table, renamed: Mapping[str, str]) -> Row:
    made: Row = {}
    for column in after.columns.values():
        source = renamed.get(column.name, column.name)
        was = before.columns.get(source)
        if was is None or source not in row:
            made[column.name] = _unsaid(column)
        else:
            made[column.name] = row[source] if was.type is column.type else UNKNOWN
    return made


def _flat(operation: ops.Operation) -> list[ops.Operation]:
    return list(operation.operations) if isinstance(operation, ops.BatchAlterTable) else [operation]


