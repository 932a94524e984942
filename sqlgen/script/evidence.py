"""What a statement leaves in the database that a check can find there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from sqlgen import operations as ops
from sqlgen.catalog import Name
from sqlgen.dialects.checks import Thing
from sqlgen.dialects.facts import Facts
from sqlgen.operations import Operation
from sqlgen.reading import CopyTable, MoveTable, read
from sqlgen.reading.changes import AddEnumLabel, ChangeRelation, ChangeTable, RenameIndex

UNNAMED = Name(None, "")
"""In place of the table where an index's name is enough."""
CONDITIONS = frozenset({"EXISTS", "REPLACE"})
"""Words at a statement's beginning behind which it does not matter what was there."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is there or not: `owner` is the table, type or view, `name` a part of it."""

    thing: Thing
    owner: Name
    name: str = ""

    def __str__(self) -> str:
        match self.thing:
            case Thing.RELATION:
                return f"view or sequence {self.owner}"
            case Thing.ENUM:
                return f"type {self.owner}"
            case Thing.TABLE:
                return f"table {self.owner}"
            case Thing.REQUIRED:
                return f"NOT NULL of {self.owner}.{self.name}"
            case Thing.LABEL:
                return f"label {self.name} of type {self.owner}"
            case Thing.COLUMN:
                return f"column {self.owner}.{self.name}"
            case _ if self.owner.name:
                return f"{self.thing.value} {self.name} of table {self.owner}"
            case _:
                return f"{self.thing.value} {Name(self.owner.schema, self.name)}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What holds behind a statement. `proof` is what did not hold in front of it.

    `repeatable` says that nothing is lost if the statement runs again, `renamed` are tables by old names.
    """

    after: Mapping[Fact, bool] = field(default_factory=dict)
    proof: Mapping[Fact, bool] = field(default_factory=dict)
    repeatable: bool = False
    renamed: Mapping[Name, Name] = field(default_factory=dict)

    def behind(self, fact: Fact) -> Fact | None:
        """What a fact in front of the statement is behind it; None where nobody can tell any more."""
        for change, there in self.after.items():
            same = change.owner == fact.owner
            index = fact.thing is Thing.INDEX and fact.owner.name == UNNAMED.name
            match change.thing:
                case Thing.TABLE if same and fact.thing is not Thing.TABLE:
                    new = self.renamed.get(fact.owner)
                    return None if there or new is None else replace(fact, owner=new)
                case Thing.TABLE if index and not there and change.owner not in self.renamed:
                    return None
                case Thing.COLUMN if not there and (index or (same and fact.thing in OF_COLUMNS)):
                    if fact.thing is not Thing.REQUIRED or fact.name == change.name:
                        return None
                case Thing.ENUM if same and not there and fact.thing is Thing.LABEL:
                    return None
        return fact


OF_COLUMNS = frozenset({Thing.REQUIRED, Thing.INDEX, Thing.CONSTRAINT})
"""What goes with a column, or may."""


def evidence(sql: str, facts: Facts) -> Evidence:
    """The evidence of a statement, as far as the dialect has checks for it; empty where there is none."""
    changes: dict[Fact, bool] = {}
    head = sql.upper().split()[:8]
    operations = read(sql, facts)
    for operation in operations:
        if isinstance(operation, ChangeTable) and {"INDEX", "KEY"} & set(head):
            changes |= {Fact(Thing.INDEX, operation.table_name, name): False for name in operation.dropped}
        for fact, there in _changes(operation):
            changes[_identified(fact, facts)] = there
    known = {fact: there for fact, there in changes.items() if fact.thing in facts.checks.exists}
    renamed = dict(_renamed(operations))
    if CONDITIONS & set(head):
        return Evidence(known, {}, bool(known), renamed)
    proof = {fact: there for fact, there in known.items() if fact.thing is not Thing.REQUIRED}
    return Evidence(known, proof, bool(operations) and all(map(_restates, operations)), renamed)


def _renamed(operations: Iterable[Operation]) -> Iterator[tuple[Name, Name]]:
    for operation in operations:
        if isinstance(operation, ops.RenameTable):
            old, new = operation.table_name, operation.new_table_name
            yield Name(operation.schema, old), Name(operation.schema, new)
        elif isinstance(operation, MoveTable):
            yield operation.table_name, operation.new_name


def _restates(operation: Operation) -> bool:
    """Whether an operation says how a column is to be, and not what to do with it."""
    return isinstance(operation, ops.AlterColumn) and operation.new_name is None and not operation.options


def _identified(fact: Fact, facts: Facts) -> Fact:
    """A fact as its name is unique on the database."""
    if fact.thing is Thing.INDEX and not facts.checks.indexes_of_tables:
        return replace(fact, owner=Name(fact.owner.schema, UNNAMED.name))
    return fact


def _changes(operation: Operation) -> Iterator[tuple[Fact, bool]]:
    match operation:
        case ops.CreateTable() | ops.DropTable():
            made = isinstance(operation, ops.CreateTable)
            yield Fact(Thing.TABLE, Name(operation.table.schema, operation.table.name)), made
        case ops.RenameTable():
            yield Fact(Thing.TABLE, Name(operation.schema, operation.table_name)), False
            yield Fact(Thing.TABLE, Name(operation.schema, operation.new_table_name)), True
        case MoveTable():
            yield Fact(Thing.TABLE, operation.table_name), False
            yield Fact(Thing.TABLE, operation.new_name), True
        case CopyTable():
            yield Fact(Thing.TABLE, operation.table_name), True
        case ops.CreateEnum() | ops.DropEnum():
            made = isinstance(operation, ops.CreateEnum)
            yield Fact(Thing.ENUM, Name(operation.schema, operation.type_name)), made
        case ops.RenameEnum():
            yield Fact(Thing.ENUM, Name(operation.schema, operation.type_name)), False
            yield Fact(Thing.ENUM, Name(operation.new_schema, operation.new_name)), True
        case AddEnumLabel():
            yield Fact(Thing.LABEL, operation.type_name, operation.label), True
            if operation.old_label is not None:
                yield Fact(Thing.LABEL, operation.type_name, operation.old_label), False
        case ChangeRelation():
            yield Fact(Thing.RELATION, operation.relation), operation.kind is not None
        case _:
            yield from _parts(operation)


def _parts(operation: Operation) -> Iterator[tuple[Fact, bool]]:
    """What changes in a table."""
    match operation:
        case ops.AddColumn():
            table = Name(operation.table.schema, operation.table.name)
            yield Fact(Thing.COLUMN, table, operation.column.name), True
        case ops.DropColumn():
            table = Name(operation.schema, operation.table_name)
            yield Fact(Thing.COLUMN, table, operation.column.name), False
        case ops.AlterColumn():
            table = Name(operation.schema, operation.table_name)
            name = operation.new_name or operation.column_name
            if name.lower() != operation.column_name.lower():
                yield Fact(Thing.COLUMN, table, operation.column_name), False
                yield Fact(Thing.COLUMN, table, name), True
            if operation.nullable is not None:
                yield Fact(Thing.REQUIRED, table, name), not operation.nullable
        case ops.CreateIndex() | ops.DropIndex():
            index: Any = operation.index
            if index.name:
                table = UNNAMED if index.table is None else Name(index.table.schema, index.table.name)
                yield Fact(Thing.INDEX, table, str(index.name)), isinstance(operation, ops.CreateIndex)
        case ops.CreateConstraint() | ops.DropConstraint():
            yield from _constraint(operation)
        case RenameIndex():
            yield Fact(Thing.INDEX, UNNAMED, operation.index_name), False
            yield Fact(Thing.INDEX, UNNAMED, operation.new_name), True


def _constraint(operation: ops.CreateConstraint | ops.DropConstraint) -> Iterator[tuple[Fact, bool]]:
    constraint: Any = operation.constraint
    if constraint.name and not isinstance(constraint, PrimaryKeyConstraint):
        table = Name(constraint.table.schema, constraint.table.name)
        made = isinstance(operation, ops.CreateConstraint)
        # A unique constraint is an index on every database, and on some nothing else.
        thing = Thing.INDEX if isinstance(constraint, UniqueConstraint) else Thing.CONSTRAINT
        yield Fact(thing, table, str(constraint.name)), made
