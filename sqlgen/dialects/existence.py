"""What a server would refuse, because something is there or is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)

from sqlgen import operations as ops
from sqlgen.catalog import (
    Catalog,
    Check,
    Exclusion,
    ForeignKey,
    Index,
    Name,
    PrimaryKey,
    Standing,
    Table,
    Unique,
)
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.references import refuse_references
from sqlgen.errors import RevisionError

BEFORE = "; what was there before the first revision is said with [history] base, or with --catalog FILE"


@dataclass(frozen=True, slots=True)
class Ways:
    """How names are given: `index_names_are_of_tables` by the database, `convention_known` by the project.

    Without the project's metadata nobody knows what its naming convention makes of what has no name. Where
    the names of indexes are of a schema, they are shared by the constraints of these kinds, `sharing`.
    `rebuilt` says that a table is made anew, with the last constraint of a name, and without what is to go:
    that is looked for in the old table by whoever makes the new one.
    """

    index_names_are_of_tables: bool
    convention_known: bool
    sharing: tuple[type, ...] = ()
    rebuilt: bool = False


@dataclass(frozen=True, slots=True)
class Expectation:
    """A thing that an operation needs to be there, or not to be.

    `fact` is the key of `[errors]` that says how the server refuses, `there` what is known, None for nothing.
    """

    fact: str
    what: str
    there: bool | None
    needed: bool

    @property
    def disappointed(self) -> bool:
        return self.there is not None and self.there is not self.needed

    @property
    def passes(self) -> bool:
        """Whether a table that is made anew can do without it."""
        return self.fact in ("no_column", "no_index", "no_constraint", "constraint_exists")


def expectations(operation: ops.Operation, catalog: Catalog, ways: Ways) -> Iterator[Expectation]:
    """What `operation` expects of the schema, the table before what is in it."""
    match operation:
        case ops.CreateTable():
            yield _table("table_exists", catalog, operation.table.name, operation.table.schema, needed=False)
        case ops.DropTable():
            yield _table("no_table_to_drop", catalog, operation.table.name, operation.table.schema)
        case ops.RenameTable():
            yield _table("no_table", catalog, operation.table_name, operation.schema)
            yield _table("table_exists", catalog, operation.new_table_name, operation.schema, needed=False)
        case ops.CreateTableComment() | ops.DropTableComment():
            yield _table("no_table", catalog, operation.table.name, operation.table.schema)
        case ops.AddColumn():
            table = operation.table
            yield _table("no_table", catalog, table.name, table.schema)
            yield _column("column_exists", catalog, table, operation.column.name, needed=False)
        case ops.DropColumn():
            yield _table("no_table", catalog, operation.table_name, operation.schema)
            yield _column("no_column", catalog, _Owner.of(operation), operation.column.name)
        case ops.AlterColumn():
            yield _table("no_table", catalog, operation.table_name, operation.schema)
            yield _column("no_column", catalog, _Owner.of(operation), operation.column_name)
            new = operation.new_name
            if new is not None and new.lower() != operation.column_name.lower():
                yield _column("column_exists", catalog, _Owner.of(operation), new, needed=False)
        case ops.CreateIndex() | ops.DropIndex() if operation.index.name:
            yield from _index(operation, catalog, ways)
        case ops.CreateConstraint() | ops.DropConstraint():
            yield from _constraint(operation, catalog, ways)


@dataclass(frozen=True, slots=True)
class _Owner:
    """The table that an operation names."""

    name: str
    schema: str | None

    @classmethod
    def of(cls, operation: ops.DropColumn | ops.AlterColumn) -> _Owner:
        return cls(operation.table_name, operation.schema)


def _table(fact: str, catalog: Catalog, name: str, schema: str | None, *, needed: bool = True) -> Expectation:
    standing = catalog.standing(name, schema)
    there = {Standing.PRESENT: True, Standing.ABSENT: False, Standing.UNKNOWN: None}[standing]
    if there and not needed and _known(catalog, _Owner(name, schema)) is None:
        # What made it uncertain what the table is may have dropped it.
        there = None
    # A table that no revision made may have been there before the first of them, unless somebody said no.
    never_made = Name(schema, name) not in catalog.gone and not catalog.told
    if there is False and (never_made or _otherwise_cased(name, [key.name for key in catalog.tables])):
        there = None
    return Expectation(fact, f"table {name!r}", there, needed)


def _known(catalog: Catalog, table: Any) -> Table | None:
    """The table, where all of it is known."""
    found = catalog.table(table.name, table.schema)
    certain = catalog.standing(table.name, table.schema) is Standing.PRESENT
    return found if found is not None and found.complete and certain else None


def _column(fact: str, catalog: Catalog, table: Any, name: str, *, needed: bool = True) -> Expectation:
    known = _known(catalog, table)
    there = None if known is None else name in known.columns or _unless_cased(str(name), list(known.columns))
    return Expectation(fact, f"column {table.name}.{name}", there, needed)


def _unless_cased(name: str, names: list[str]) -> bool | None:
    """No, or None where one of the names differs in its case alone: text may have been folded or not."""
    return None if _otherwise_cased(name, names) else False


def _otherwise_cased(name: str, names: list[str]) -> bool:
    return name.lower() in [each.lower() for each in names]


def _index(operation: ops.CreateIndex | ops.DropIndex, catalog: Catalog, ways: Ways) -> Iterator[Expectation]:
    table = operation.index.table
    needed = isinstance(operation, ops.DropIndex)
    if table is None:
        return
    if not needed:
        yield _table("no_table", catalog, table.name, table.schema)
        yield from _members(operation.index.expressions, table, catalog)
    name = str(operation.index.name)
    if ways.index_names_are_of_tables:
        there = _part_is_there(name, [_known(catalog, table)], catalog, needed=needed)
    else:
        there = _is_anywhere(name, catalog, ways, needed=needed)
    if there is False and (_known(catalog, table) is None or (needed and not ways.convention_known)):
        there = None
    fact = "no_index" if needed else "index_exists"
    yield Expectation(fact, f"index {name}", there, needed)


def _constraint(
    operation: ops.CreateConstraint | ops.DropConstraint, catalog: Catalog, ways: Ways
) -> Iterator[Expectation]:
    table: Any = operation.constraint.table
    needed = isinstance(operation, ops.DropConstraint)
    yield _table("no_table", catalog, table.name, table.schema)
    server = catalog.server
    known = _known(catalog, table)
    if not needed:
        yield from _members(getattr(operation.constraint, "columns", ()), table, catalog)
    if operation.constraint.name is None or server is None or known is None:
        return
    if server.indexes_foreign_keys and isinstance(operation.constraint, PrimaryKeyConstraint):
        # MySQL drops a primary key by no name.
        return
    name = server.constraint_name(operation.constraint, known)
    if name is not None:
        kinds = () if needed else _rivals(operation.constraint, catalog, ways)
        there = _part_is_there(name, [known], catalog, needed=needed, kinds=kinds)
        if there is False and needed and not ways.convention_known:
            there = None
        fact = "no_constraint" if needed else "constraint_exists"
        yield Expectation(fact, f"constraint {name}", there, needed)


def _rivals(constraint: Constraint, catalog: Catalog, ways: Ways) -> tuple[type, ...]:
    """What a new constraint of a table may have no name in common with."""
    unique = isinstance(constraint, UniqueConstraint)
    if _always_primary(catalog):
        # MySQL looks among its own kind; a unique constraint is an index there.
        others = (ForeignKey,) if isinstance(constraint, ForeignKeyConstraint) else (Check,)
        return (Unique, Index) if unique else others
    index = (
        (Index,)
        if ways.sharing and not isinstance(constraint, (CheckConstraint, ForeignKeyConstraint))
        else ()
    )
    return (PrimaryKey, Unique, ForeignKey, Check, Exclusion, *index)


def _members(members: Iterable[Any], table: Any, catalog: Catalog) -> Iterator[Expectation]:
    """The columns of a key or an index; what names no column may be anything."""
    for member in members:
        if isinstance(member, Column) and member.name:
            yield _column("no_key_column", catalog, table, member.name)


def _is_anywhere(name: str, catalog: Catalog, ways: Ways, *, needed: bool) -> bool | None:
    """Whether a constraint or an index of that name is in any table.

    All tables are looked through only for what is needed and nowhere to be seen: histories have many indexes.
    """
    named = [_known(catalog, table.name) for table in catalog.tables.with_part(name)]
    kinds = (Index, *ways.sharing)
    found = _part_is_there(name, named, catalog, needed=needed, kinds=kinds)
    if found is False and not needed:
        vague = catalog.tables.incomplete or any(each in catalog.tables for each in catalog.doubtful)
        return None if vague else False
    if found or not needed:
        return found
    tables = [_known(catalog, each) for each in catalog.tables]
    return _part_is_there(name, tables, catalog, needed=needed, kinds=kinds)


def _part_is_there(
    name: str, tables: list[Table | None], catalog: Catalog, *, needed: bool, kinds: tuple[type, ...] = ()
) -> bool | None:
    """Whether a constraint or an index of that name is in one of the tables; of one of these kinds, or any.

    Which of the two it is, servers see in ways of their own; so a thing to drop may be either. One whose name
    nobody knows might be the one that is meant.
    """
    found: bool | None = False
    for table in tables:
        if table is None:
            found = None
            continue
        # An index that the server made for a key gives way to whatever takes its name.
        parts = [part for part in table.parts if needed or not getattr(part, "generated", False)]
        parts = [part for part in parts if isinstance(part, kinds or object)]
        names = [part.name for part in parts if part is not table.primary_key or not _always_primary(catalog)]
        if any(table.spelling.same(name, each) for each in names):
            return True
        unnamed = needed and (None in names or not catalog.closed)
        if unnamed or _otherwise_cased(name, [each for each in names if each]):
            found = None
    return found


def _always_primary(catalog: Catalog) -> bool:
    """Whether the primary key has one name on every table, which nothing else can have."""
    return catalog.server is not None and catalog.server.indexes_foreign_keys


def refuse(operation: ops.Operation, catalog: Catalog, facts: Facts, ways: Ways) -> None:
    """Raise RevisionError where the server would refuse `operation` on the schema that is known.

    Nothing is refused that has to do with a table of which not all is known.
    """
    if not facts.errors:
        return
    if isinstance(operation, ops.BatchAlterTable):
        for change in operation.operations:
            refuse(change, catalog, facts, ways)
            catalog = change.apply(catalog)
        return
    if getattr(operation, "if_exists", None) or getattr(operation, "if_not_exists", None):
        return
    for expected in expectations(operation, catalog, ways):
        if expected.disappointed and facts.errors[expected.fact] and not (ways.rebuilt and expected.passes):
            state = "does not exist" if expected.needed else "exists already"
            raise RevisionError(
                f"{expected.what} {state} at this point of the history; {facts.title} refuses the statement "
                f"with {facts.errors[expected.fact]}",
                hint="mend the revision, or say what it found with if_exists or if_not_exists"
                + (BEFORE if catalog.told and expected.needed else ""),
            )
    refuse_references(operation, catalog, facts, convention_known=ways.convention_known)


def satisfied(operation: ops.Operation, catalog: Catalog, ways: Ways) -> bool | None:
    """Whether what an operation with IF [NOT] EXISTS makes or drops is as it needs it; None if unknown."""
    if not catalog.closed:
        return None
    found = list(expectations(operation, catalog, ways))
    if not found or any(each.there is None for each in found):
        return None
    return not found[-1].disappointed
