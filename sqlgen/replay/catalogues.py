"""Questions about the database's own catalogue, answered from ours.

`information_schema`, `pg_catalog`, `sqlite_master`, PRAGMA and SHOW are filled from the catalog into an
in-memory SQLite, and the question is asked there. It is answered only where all that it touches is certain.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlglot import exp
from sqlglot.errors import SqlglotError

from sqlgen.catalog import Catalog, Column, ForeignKey, Name, PrimaryKey, Standing, Table, Tables
from sqlgen.dialects.target import Target
from sqlgen.replay.catalogue_functions import ALIKE, OURS, functions
from sqlgen.replay.catalogue_postgresql import PG_CATALOG
from sqlgen.replay.catalogue_rows import (
    HIDDEN,
    INFORMATION_SCHEMA,
    MYSQL_ONLY,
    POSTGRESQL_TYPES,
    SECRET,
    THIS_DATABASE,
    UNSAID,
    Row,
    Rows,
    Source,
)
from sqlgen.replay.results import KnownResult
from sqlgen.replay.rows.reading import Reading
from sqlgen.replay.showing import ask_sqlite, shown

TABLE_NAMES = frozenset({"table_name", "relname", "tablename", "viewname", "referenced_table_name"})
"""Columns that hold a table's name."""
NAMED_ON_SQLITE = re.compile(r"(?i)(?:\bname\s*=\s*|\btable_x?info\s*\(\s*)['\"]?(?P<name>\w+)")
"""Where a question to SQLite's own catalogue names a table."""
NAMING = TABLE_NAMES | {
    "table_schema", "constraint_schema", "constraint_name", "indexname", "index_name", "schemaname",
    "nspname", "indexrelid",
    "typname", "conname", "schema_name", "index_schema", "enumtypid", "indrelid", "conrelid", "attrelid",
    "referenced_table_schema", "connamespace", "relnamespace", "typnamespace", "confrelid",
}
"""Columns by which a question leaves the server's own objects out."""
OWN = ("pg_", "information_schema", "mysql", "performance_schema", "sys", "sqlite_")
DATABASE_FUNCTIONS = ("database", "schema", "current_database")
TRUTHS = ("indis", "attnotnull", "attisdropped", "convalidated", "relhas")
"""How columns begin that hold true or false."""
SAMPLE = Catalog(
    Tables(
        [
            Table(
                Name(None, "sample"),
                {"id": Column("id", sa.Integer(), nullable=False)},
                PrimaryKey("sample_pkey", ("id",)),
                (ForeignKey("fk", ("id",), Name(None, "sample"), ("id",)),),
            )
        ]
    ),
    enums={Name(None, "sample"): ("label",)},
    relations={Name(None, "view"): "VIEW"},
)
"""A schema with something of everything, which shows the columns that each catalogue has."""
BUILT_IN_TYPES = frozenset(name for names in POSTGRESQL_TYPES.values() for name in names)


def answer(
    sql: str,
    catalog: Catalog,
    target: Target,
    dialect: Dialect,
    absent: Callable[[Name], None] = lambda _: None,
) -> KnownResult | None:
    """The result of a question about the schema or the server; None where no certain answer is known.

    `sql` is the text as the target gets it, with every value in it. `absent` is told of the tables that the
    question names and that are answered not to be there.
    """
    if target.name == "sqlite":
        found = ask_sqlite(sql, catalog, dialect) if _all_certain(catalog) else None
        for match in NAMED_ON_SQLITE.finditer(sql if found is not None else ""):
            if catalog.standing(match["name"]) is Standing.ABSENT:
                absent(Name(None, match["name"]))
        return found
    told = _server_fact(sql, target)
    if told is not None:
        return told
    source = Source(catalog, dialect, target.facts.default_schema)
    if target.name in ("mysql", "mariadb"):
        sql = shown(sql) or sql
    trees = Reading(target.name, target.facts.default_schema).parsed(sql)
    if trees is None or len(trees) != 1 or not isinstance(trees[0], exp.Query):
        return None
    question = _Question(trees[0], source, target)
    found = question.answer()
    for name in question.absent() if found is not None else ():
        absent(name)
    return found


def _server_fact(sql: str, target: Target) -> KnownResult | None:
    """What the target's version says."""
    words = " ".join(sql.strip().rstrip(";").lower().split())
    if not target.version:
        return None
    if target.name == "postgresql":
        if words == "show server_version":
            return KnownResult(["server_version"], [[target.named]])
        if words == "show server_version_num":
            number = target.version[0] * 10_000
            return KnownResult(["server_version_num"], [[str(number)]])
    if target.name in ("mysql", "mariadb") and words in ("select version()", "select @@version"):
        suffix = "-MariaDB" if target.name == "mariadb" else ""
        return KnownResult([words.removeprefix("select ")], [[f"{target.named}{suffix}"]])
    return None


def _all_certain(catalog: Catalog) -> bool:
    return (
        catalog.closed
        and not catalog.doubtful
        and all(table.complete for table in catalog.tables.values())
    )


class _Question:
    """One query of the catalogue."""

    def __init__(self, tree: exp.Query, source: Source, target: Target) -> None:
        self.tree = tree
        self.source = source
        self.target = target
        self.literals: list[tuple[str, str]] = []
        self.tables: dict[str, tuple[str, str, Rows]] = {}

    def answer(self) -> KnownResult | None:
        if not self._gather() or not self._certain():
            return None
        try:
            keys, rows = self._run()
        except (sqlite3.Error, SqlglotError, ValueError, TypeError):
            # What SQLite cannot be asked: a column or a function that only the server has.
            return None
        if any(isinstance(cell, str) and SECRET in cell for row in rows for cell in row):
            return None
        return KnownResult(keys, self._typed(rows))

    def _gather(self) -> bool:
        """Find the tables and the names that the question is about; whether all of them are catalogues."""
        called = {cte.alias for cte in self.tree.find_all(exp.CTE)}
        for node in self.tree.find_all(exp.Table):
            if not node.db and node.name in called:
                continue
            found = self._catalogue(node)
            if found is None:
                return False
            self.tables[found[0] + "." + found[1]] = found
        for predicate in self.tree.find_all(exp.EQ, exp.In, exp.Like, exp.ILike):
            self._note(predicate)
        if not self.tables:
            return _only_functions(self.tree)
        return True

    def _catalogue(self, node: exp.Table) -> tuple[str, str, Rows] | None:
        schema, name = node.db.lower(), node.name.lower()
        if schema == "information_schema":
            offered = {**INFORMATION_SCHEMA, **(MYSQL_ONLY if self.source.mysql else {})}
            return (schema, name, offered[name]) if name in offered else None
        if self.target.name == "postgresql" and schema in ("", "pg_catalog") and name in PG_CATALOG:
            return "pg_catalog", name, PG_CATALOG[name]
        return None

    def _note(self, predicate: exp.Expr) -> None:
        sides = [predicate.this, *predicate.args.get("expressions", []), predicate.args.get("expression")]
        columns = [side.name.lower() for side in sides if isinstance(side, exp.Column)]
        for side in sides:
            for literal in side.find_all(exp.Literal) if side is not None else ():
                self.literals += [(column, str(literal.this)) for column in columns]
            if isinstance(side, (exp.CurrentSchema, exp.Anonymous, exp.CurrentDatabase, exp.Func)):
                self.literals += [(column, SECRET) for column in columns]

    def _certain(self) -> bool:
        if not self.tables:
            return True
        if not any(column in NAMING for column, _ in self.literals):
            return False
        if any(value.lower().startswith(OWN) for column, value in self.literals if column in NAMING):
            return False
        if any(column == "typname" and value in BUILT_IN_TYPES for column, value in self.literals):
            return False
        catalog = self.source.catalog
        if {name for _, name, _ in self.tables.values()} <= {"pg_type", "pg_enum", "pg_namespace"}:
            return catalog.readable
        if _all_certain(catalog):
            return True
        if any(column == "indexrelid" for column, _ in self.literals):
            # An index may be one of a table that is not known.
            return False
        named = self._named()
        return bool(named) and all(self._known(name) for name in named)

    def _named(self) -> list[str]:
        """The tables that the question names."""
        named = [value for column, value in self.literals if column in TABLE_NAMES]
        return named + self._regclasses()

    def absent(self) -> Iterator[Name]:
        """Those of them that are not there."""
        catalog = self.source.catalog
        for text in self._named():
            name = self._name(text)
            if text != SECRET and catalog.standing(name.name, name.schema) is Standing.ABSENT:
                yield name

    def _regclasses(self) -> list[str]:
        casts = [cast for cast in self.tree.find_all(exp.Cast) if cast.to.sql().lower() == "regclass"]
        calls = [call for call in self.tree.find_all(exp.Anonymous) if call.name.lower() == "to_regclass"]
        said = [cast.this for cast in casts] + [one for call in calls for one in call.expressions]
        return [one.name for one in said if isinstance(one, exp.Literal)]

    def _known(self, name: str) -> bool:
        """Whether all is known of the tables of that name, or that there is none."""
        said = self._name(name)
        catalog = self.source.catalog
        standing = catalog.standing(said.name, said.schema)
        table = catalog.table(said.name, said.schema)
        if standing is Standing.PRESENT:
            return table is not None and table.complete
        return standing is Standing.ABSENT

    def _name(self, text: str) -> Name:
        schema, _, plain = text.rpartition(".")
        said = None if not schema or schema == self.target.facts.default_schema else schema
        return Name(said, plain.strip('"'))

    # Asking SQLite

    def _run(self) -> tuple[list[str], list[list[Any]]]:
        connection = sqlite3.connect(":memory:")
        connection.execute(f"PRAGMA case_sensitive_like = {int(not self.source.mysql)}")
        try:
            for schema, name, rows in self.tables.values():
                kept = list(self._kept(rows(self.source)))
                offered = list(next(iter(rows(Source(SAMPLE, self.source.dialect, "")))))
                _fill(connection, f"{schema}_{name}", kept, offered, folded=self.source.mysql)
            for name, arguments, function in functions(self.source):
                connection.create_function(name, arguments, function)
            keys = self._keys()
            cursor = connection.execute(self._sql())
            return keys or [entry[0] for entry in cursor.description], [list(row) for row in cursor]
        finally:
            connection.close()

    def _kept(self, rows: Iterable[Row]) -> Iterable[Row]:
        """The rows that are asked for by name, where that is all that the question does with names."""
        if any(self.tree.find_all(exp.Or, exp.Not, exp.NEQ, exp.Join, exp.Like, exp.Subquery)):
            return rows
        named = {
            column: {value.lower() for one, value in self.literals if one == column}
            for column in ("table_name", "column_name", "index_name", "constraint_name")
        }
        return [
            row for row in rows
            if all(str(row.get(one, "")).lower() in values for one, values in named.items() if values)
        ]

    def _keys(self) -> list[str]:
        keys: list[str] = []
        for output in self.tree.selects:
            inner = output.unalias()
            if isinstance(inner, exp.Star) or (isinstance(inner, exp.Column) and inner.is_star):
                raise ValueError("some columns are not known")
            shown_hidden = isinstance(inner, exp.Column) and inner.name.lower() in HIDDEN
            if shown_hidden and not (self.source.mysql and inner.name.lower() == "ordinal_position"):
                raise ValueError("a number that the server alone knows")
            named = output.alias_or_name
            if not named and self.target.name == "postgresql":
                named = inner.sql_name().lower() if isinstance(inner, exp.Func) else "?column?"
            keys.append(named or output.sql(dialect="mysql"))
        return keys

    def _sql(self) -> str:
        tree = self.tree.transform(self._plain)
        for node in tree.find_all(exp.Func):
            if not isinstance(node, ALIKE) and not (isinstance(node, exp.Anonymous) and node.name in OURS):
                raise ValueError(f"SQLite may take {node.key} for something else")
        return str(tree.sql("sqlite"))

    def _plain(self, node: exp.Expr) -> exp.Expr:
        """The node in words that SQLite knows."""
        match node:
            case exp.Table() if (found := self._catalogue(node)) is not None:
                made = exp.to_table(f"{found[0]}_{found[1]}")
                return exp.alias_(made, node.alias or node.name, table=True)
            case exp.Select() if not node.expressions:
                return node.select("1").transform(self._plain)
            case exp.Column() if node.args.get("db"):
                return exp.column(node.name, table=node.table)
            case exp.Cast():
                return self._cast(node)
            case exp.CurrentSchema():
                return exp.Literal.string(self.source.default_schema)
            case exp.CurrentDatabase() | exp.CurrentCatalog():
                return exp.Literal.string(THIS_DATABASE)
            case exp.Anonymous() | exp.Func() if node.name.lower() in DATABASE_FUNCTIONS:
                return exp.Literal.string(THIS_DATABASE)
            case exp.Bracket():
                # sqlglot counts from 0 whatever the dialect does.
                place = int(node.expressions[0].name) + 1
                return exp.func("array_item", node.this, exp.Literal.number(place))
            case exp.ArraySize():
                return exp.Anonymous(this="array_size", expressions=[node.this])
            case exp.EQ() if isinstance(node.expression, exp.Any):
                return _any(node)
            case exp.Anonymous() if node.name.lower() == "to_regclass" and _compared(node):
                return exp.Anonymous(this="regclass_of", expressions=[node])
            case _:
                return node

    def _cast(self, node: exp.Cast) -> exp.Expr:
        kind = node.to.sql().lower()
        inner = node.this.transform(self._plain)
        if kind == "regclass" or (kind == "oid" and isinstance(node.this, exp.Anonymous)):
            return exp.Anonymous(this="regclass_of", expressions=[inner])
        if kind in ("name", "text", "varchar", "char", "oid", "regtype"):
            return inner  # type: ignore[no-any-return]
        raise ValueError(f"a cast to {kind}")

    def _typed(self, rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
        """The rows with True and False where the server's driver gives them."""
        if self.target.name != "postgresql":
            return list(rows)
        truths = [
            isinstance(output.unalias(), (exp.Predicate, exp.Connector, exp.Not, exp.Exists))
            or output.unalias().name.startswith(TRUTHS)
            for output in self.tree.selects
        ]
        return [
            [
                bool(cell) if truth and cell is not None else cell
                for cell, truth in zip(row, truths, strict=True)
            ]
            for row in rows
        ]


def _only_functions(tree: exp.Query) -> bool:
    """Whether the question is about the schema without naming a table: to_regclass, current_schema."""
    if any(tree.find_all(exp.Table)) or len(tree.selects) != 1:
        return False
    names = [node.name.lower() for node in tree.find_all(exp.Anonymous)]
    return (bool(names) and set(names) <= {"to_regclass"}) or any(tree.find_all(exp.CurrentSchema))


def _compared(node: exp.Expr) -> bool:
    """Whether a table that is named is meant by its number: it is shown by its name, and nowhere else."""
    return node.parent is not None and not isinstance(node.parent, (exp.Select, exp.Alias, exp.Is))


def _any(node: exp.EQ) -> exp.Expr:
    """`x = ANY (…)`."""
    within = node.expression.this.unnest()
    if isinstance(within, exp.Array):
        return exp.In(this=node.this, expressions=within.expressions)
    return exp.func("array_has", within, node.this)


def _fill(
    connection: sqlite3.Connection, name: str, rows: list[Row], offered: list[str], *, folded: bool
) -> None:
    """Make a table of the rows with the columns offered, but for those that some row does not know."""
    known = [column for column in offered if all(row[column] is not UNSAID for row in rows)]
    collation = " COLLATE NOCASE" if folded else ""
    columns = ", ".join(f'"{column}"{collation}' for column in known)
    connection.execute(f'CREATE TABLE "{name}" ({columns})')
    marks = ", ".join("?" for _ in known)
    values = [[row[column] for column in known] for row in rows]
    connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', values)  # noqa: S608  names of our own
