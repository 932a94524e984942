"""A table rebuilt under a temporary name, for a database whose ALTER TABLE says too little.

The new table is made beside the old one, the rows are copied, the old one goes, the new one takes its
name, and the indexes are made again. https://www.sqlite.org/lang_altertable.html#otheralter
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Constraint,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    cast,
    select,
)
from sqlalchemy.schema import DefaultClause
from sqlalchemy.sql.schema import SchemaEventTarget
from sqlalchemy.types import NULLTYPE, TypeEngine, to_instance

from sqlgen import operations as ops
from sqlgen.catalog import Catalog
from sqlgen.dialects import ddl
from sqlgen.dialects.lowering import Lowering, Told
from sqlgen.dialects.order import ordered
from sqlgen.errors import NotInTable, RevisionError
from sqlgen.operations.building import build_table, copied, index_element, is_type_bound

TEMPORARY_NAME = "_alembic_tmp_{}"
"""Alembic's name, so that what an interrupted run left behind is found by either tool."""
LONGEST_NAME = 50


class Rebuild:
    """The new form of one table, collected change by change.

    `columns` maps the name that a column has in the old table (or gets, if it is new) to the column of
    the new one; `copies` maps the same names to what is selected from the old table.
    """

    def __init__(self, table: Table, batch: ops.BatchAlterTable, lowering: Lowering) -> None:
        self.table = table
        self.batch = batch
        self.lowering = lowering
        self.columns: dict[str, Column[Any]] = {}
        self.copies: dict[str, Any] = {}
        self.constraints: dict[str, Constraint] = {}
        self.unnamed: list[Constraint] = []
        self.indexes: dict[str | None, Index] = {index.name: index for index in _sorted(table.indexes)}
        self.new_indexes: list[Index] = []
        self.comment = table.comment
        for column in table.columns:
            fresh = copied(column, schema=table.schema)
            fresh.unique = fresh.index = False
            self.columns[column.name] = fresh
            if column.computed is None:
                self.copies[column.name] = column
        for constraint in ordered(table.constraints):
            if is_type_bound(constraint):
                continue
            if constraint.name:
                self.constraints[str(constraint.name)] = constraint
            else:
                self.unnamed.append(constraint)
        for change in batch.operations:
            self._change(change)

    def _change(self, change: ops.Operation) -> None:
        match change:
            case ops.AddColumn():
                self._add_column(change)
            case ops.DropColumn():
                self._drop_column(change)
            case ops.AlterColumn():
                self._alter_column(change)
            case ops.CreateConstraint():
                self._add_constraint(change.constraint)
            case ops.DropConstraint():
                self._drop_constraint(change.constraint)
            case ops.CreateIndex():
                self.new_indexes.append(change.index)
            case ops.DropIndex():
                if change.index.name not in self.indexes:
                    raise self._lacks(f"index {change.index.name!r}")
                del self.indexes[change.index.name]
            case ops.CreateTableComment() | ops.DropTableComment():
                self.comment = change.table.comment
            case _:
                raise self._refusal(f"cannot be rebuilt with the operation {change.name}")

    def _refusal(self, what: str) -> RevisionError:
        return RevisionError(f"table {self.table.name!r} {what}")

    def _lacks(self, what: str) -> NotInTable:
        return NotInTable(f"table {self.table.name!r} has no {what} to drop")

    def _key(self, name: str) -> str:
        """The name that a column went by first: the key in `columns`."""
        for key, column in self.columns.items():
            if column.name == name:
                return key
        if name in self.columns:
            return name
        known = ", ".join(str(column.name) for column in self.columns.values())
        raise self._refusal(f"has no column {name!r}; it has {known}")

    def _add_column(self, change: ops.AddColumn) -> None:
        column = copied(change.column, schema=self.table.schema)
        column.unique = column.index = False
        _silence(column.type)
        self.columns[column.name] = column
        for constraint in ordered(change.table.constraints):
            if not isinstance(constraint, PrimaryKeyConstraint) and self.lowering.due(constraint):
                self._add_constraint(constraint)
        self.new_indexes += _sorted(change.table.indexes)

    def _drop_column(self, change: ops.DropColumn) -> None:
        name = self._key(change.column.name)
        del self.columns[name]
        self.copies.pop(name, None)
        existing_type = change.options.get("existing_type")
        if isinstance(existing_type, SchemaEventTarget):
            self.constraints.pop(str(getattr(existing_type, "name", None)), None)

    def _alter_column(self, change: ops.AlterColumn) -> None:
        key = self._key(change.column_name)
        column = self.columns[key]
        if change.new_name is not None:
            column.name = change.new_name
            existing_type: Any = change.existing_type
            if isinstance(existing_type, SchemaEventTarget):
                self.constraints.pop(str(getattr(existing_type, "name", None)), None)
        if change.type_ is not None:
            self._retype(key, to_instance(change.type_))
        if change.nullable is not None:
            column.nullable = change.nullable
        if change.server_default is None:
            column.server_default = None
        elif change.server_default is not ops.KEEP:
            DefaultClause(change.server_default)._set_parent(column)
        if change.autoincrement is not None:
            column.autoincrement = change.autoincrement
        if change.comment is not ops.KEEP:
            column.comment = change.comment or None

    def _retype(self, key: str, type_: TypeEngine[Any]) -> None:
        column = self.columns[key]
        _silence(column.type)
        same = column.type._type_affinity is type_._type_affinity
        if not same and not isinstance(type_, JSON) and key in self.copies:
            self.copies[key] = cast(self.copies[key], type_)
        column.type = type_
        stand_in = build_table(
            self.table.name,
            Column(column.name, type_),
            schema=self.table.schema,
            convention=self.lowering.convention(self.batch),
        )
        for constraint in ordered(stand_in.constraints):
            if not isinstance(constraint, PrimaryKeyConstraint) and self.lowering.due(constraint):
                self._add_constraint(constraint)

    def _add_constraint(self, constraint: Constraint) -> None:
        if isinstance(constraint, PrimaryKeyConstraint) and self.table.primary_key in self.unnamed:
            self.unnamed.remove(self.table.primary_key)
        if not is_type_bound(constraint):
            # Constraints are carried over by the columns' first names, and said by their present ones.
            for column in constraint.table.columns:
                column.key = self._key(column.name)
        if constraint.name:
            self.constraints[str(constraint.name)] = constraint
        elif is_type_bound(constraint):
            self.unnamed.append(constraint)
        else:
            raise self._refusal("gets a constraint without a name, which could never be dropped again")

    def _drop_constraint(self, constraint: Constraint) -> None:
        if not constraint.name:
            raise self._refusal("is to lose a constraint, and nothing says which: give its name")
        dropped = self.constraints.pop(str(constraint.name), None)
        if dropped is None:
            if is_type_bound(constraint):
                return
            raise self._lacks(f"constraint {constraint.name!s}")
        if isinstance(dropped, PrimaryKeyConstraint):
            for column in dropped.columns:
                self.columns[column.name].primary_key = False

    def told(self) -> Iterator[Told]:
        """The rebuild, statement by statement."""
        new = self._new_table()
        yield from self.lowering.create_table(ops.CreateTable(new), Catalog())
        kept = [name for name in self.columns if name in self.copies]
        source = select(*[self.copies[name] for name in kept])
        yield new.insert().inline().from_select(kept, source)
        yield from self.lowering.drop_table(ops.DropTable(self.table), Catalog())
        yield ddl.RenameTable(new.name, self.table.name, self.table.schema)
        indexes = list(self._all_indexes(self._named_at_last(new)))
        for index in indexes:
            yield from self.lowering.index(index)
        self.batch.new_form = ops.NewForm(new, indexes)

    def _new_table(self) -> Table:
        self._order_columns()
        metadata = MetaData()
        options = {**self.table.kwargs, **self.batch.table_kwargs}
        new = Table(
            TEMPORARY_NAME.format(self.table.name)[:LONGEST_NAME],
            metadata,
            *self.columns.values(),
            *self.batch.table_args,
            schema=self.table.schema,
            comment=self.comment,
            **options,
        )
        for constraint in [*self.constraints.values(), *self.unnamed]:
            self._carry_over(constraint, new)
        return new

    def _carry_over(self, constraint: Constraint, new: Table) -> None:
        columns: Any = getattr(constraint, "columns", ())
        if isinstance(constraint, CheckConstraint):
            columns = ()
        if not {column.key for column in columns} <= set(self.columns):
            return
        fresh: Constraint
        if isinstance(constraint, ForeignKeyConstraint):
            own = all(_target(element)[1] == self.table.name for element in constraint.elements)
            fresh = copied(constraint, schema=self.table.schema, target_table=self.table if own else None)
            self._place_referents(constraint, new.metadata)
        elif isinstance(constraint, (PrimaryKeyConstraint, UniqueConstraint)):
            name: Any = constraint.name
            fresh = type(constraint)(
                *[new.c[column.key] for column in constraint.columns],
                name=name,
                deferrable=constraint.deferrable,
                initially=constraint.initially,
                **constraint.dialect_kwargs,
            )
        else:
            fresh = copied(constraint, target_table=new)
        new.append_constraint(fresh)

    def _place_referents(self, constraint: ForeignKeyConstraint, metadata: MetaData) -> None:
        for element in constraint.elements:
            schema, table_name, column_name = _target(element)
            referent = metadata.tables.get(f"{schema}.{table_name}" if schema else table_name)
            if referent is None:
                referent = Table(table_name, metadata, schema=schema)
            if column_name not in referent.c:
                referent.append_column(Column(column_name, NULLTYPE))

    def _order_columns(self) -> None:
        """Columns in the order of the old table, with what was asked to stand elsewhere put there."""
        order = list(self.columns)
        for sequence in self.batch.partial_reordering:
            keys = [self._key(name) for name in sequence]
            places = sorted(order.index(key) for key in keys)
            for place, key in zip(places, keys, strict=True):
                order[place] = key
        for name, side, neighbour in self.batch.placements:
            moved = self._key(name)
            order.remove(moved)
            order.insert(order.index(self._key(neighbour)) + (side == "after"), moved)
        self.columns = {name: self.columns[name] for name in order}

    def _named_at_last(self, new: Table) -> Table:
        """The new table under its last name, for the indexes."""
        columns = [copied(column) for column in new.columns]
        for column in columns:
            column.unique = column.index = False
            column.key = column.name
        return Table(self.table.name, MetaData(), *columns, schema=self.table.schema)

    def _all_indexes(self, final: Table) -> Iterator[Index]:
        renamed = {old: column.name for old, column in self.columns.items()}
        for index in [*self.indexes.values(), *self.new_indexes]:
            names = [column.name for column in index.columns]
            if index in self.indexes.values() and not {*names} <= {*renamed}:
                continue
            elements = [
                final.c[self._last_name(renamed.get(one.name, one.name))]
                if isinstance(one, Column)
                else index_element(final, one)
                for one in index.expressions
            ]
            yield Index(index.name, *elements, unique=index.unique, _table=final, **index.kwargs)

    def _last_name(self, name: str) -> str:
        return self.columns[self._key(name)].name


def _silence(type_: TypeEngine[Any]) -> None:
    """Keep a Boolean or Enum from making its CHECK again by itself."""
    if isinstance(type_, SchemaEventTarget) and hasattr(type_, "create_constraint"):
        type_.create_constraint = False


def _target(element: Any) -> tuple[str | None, str, str]:
    *schema, table_name, column_name = element.target_fullname.split(".")
    return ".".join(schema) or None, table_name, column_name


def _sorted(indexes: set[Index]) -> list[Index]:
    return sorted(indexes, key=lambda index: str(index.name))
