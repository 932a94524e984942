"""What a schema consists of, as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy.types import TypeEngine


class Name(NamedTuple):
    """The name of a table or a type, and its schema where one was said."""

    schema: str | None
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


UNKNOWN_NAME = None
"""In place of a constraint's name: the server made one up that nobody can foresee."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the operations so far have made it.

    `server_default` is what `sqlalchemy.Column` was given; `generated` says that the server counts it up.
    """

    name: str
    type: TypeEngine[Any]
    nullable: bool
    server_default: Any = None
    comment: str | None = None
    generated: bool = False


@dataclass(frozen=True, slots=True)
class PrimaryKey:
    """The primary key: its columns in order."""

    name: str | None
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique constraint: its columns in order, and dialect options by their full keyword."""

    name: str | None
    columns: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key; `options` are `ondelete`, `onupdate`, `deferrable`, `initially`, `match` where given."""

    name: str | None
    columns: tuple[str, ...]
    referent: Name
    referent_columns: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """A check constraint; `condition` is what `sqlalchemy.CheckConstraint` was given.

    `columns` are those whose type made it (Boolean, Enum), else empty.
    """

    name: str | None
    condition: Any
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A PostgreSQL exclusion constraint, as SQLAlchemy holds it."""

    name: str | None
    constraint: Any


@dataclass(frozen=True, slots=True)
class Index:
    """An index. `columns` has None where the member is an expression; `expressions` are SQLAlchemy's own.

    `implied_by` is the constraint that the index exists for, if one does.
    """

    name: str | None
    columns: tuple[str | None, ...]
    expressions: tuple[Any, ...]
    unique: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    implied_by: str | None = None


Constraint = PrimaryKey | Unique | ForeignKey | Check | Exclusion


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns in order.

    `complete` says that the history made it, so that all of it is known; else it is known only as far as
    operations have touched it.
    """

    name: Name
    columns: Mapping[str, Column]
    primary_key: PrimaryKey | None = None
    constraints: tuple[Unique | ForeignKey | Check | Exclusion, ...] = ()
    indexes: tuple[Index, ...] = ()
    comment: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = True

    def all_of(self, kind: type[Any]) -> tuple[Any, ...]:
        """The constraints of one kind, in the order of their making."""
        return tuple(one for one in self.constraints if isinstance(one, kind))

    def with_column(self, column: Column) -> Table:
        return replace(self, columns={**self.columns, column.name: column})

    def without_column(self, name: str) -> Table:
        """The table without the column and without what cannot be without it."""
        return replace(
            self,
            columns={key: value for key, value in self.columns.items() if key != name},
            primary_key=None if self.primary_key and name in self.primary_key.columns else self.primary_key,
            constraints=tuple(
                one for one in self.constraints if name not in getattr(one, "columns", ())
            ),
            indexes=tuple(index for index in self.indexes if name not in index.columns),
        )

    def with_changed(self, name: str, column: Column) -> Table:
        """The table with another column in the place of `name`; a new name is followed everywhere."""
        columns = dict((column.name, column) if key == name else (key, value)
                       for key, value in self.columns.items())
        if column.name == name:
            return replace(self, columns=columns)
        return replace(
            self,
            columns=columns,
            primary_key=_renamed(self.primary_key, name, column.name),
            constraints=tuple(_renamed(one, name, column.name) for one in self.constraints),
            indexes=tuple(_renamed(index, name, column.name) for index in self.indexes),
        )

    def with_required(self, names: Iterable[str]) -> Table:
        """The table with these columns NOT NULL, as far as they are known."""
        found = [self.columns[name] for name in names if name in self.columns]
        required = {column.name: replace(column, nullable=False) for column in found}
        return replace(self, columns={**self.columns, **required})

    def with_constraint(self, constraint: Constraint) -> Table:
        if isinstance(constraint, PrimaryKey):
            return replace(self, primary_key=constraint)
        return replace(self, constraints=(*self.constraints, constraint))

    def without_constraint(self, name: str) -> Table:
        """The table without the constraint and without the index that it brought."""
        primary_key = self.primary_key
        if primary_key is not None and primary_key.name == name:
            primary_key = None
        return replace(
            self,
            primary_key=primary_key,
            constraints=tuple(one for one in self.constraints if one.name != name),
            indexes=tuple(index for index in self.indexes if index.implied_by != name),
        )

    @property
    def referents(self) -> frozenset[Name]:
        """The tables that foreign keys point at."""
        return frozenset(key.referent for key in self.all_of(ForeignKey))

    def with_referent(self, old: Name, new: Name) -> Table:
        """The table with its foreign keys that pointed at `old` pointing at `new`."""
        moved = tuple(
            replace(one, referent=new) if isinstance(one, ForeignKey) and one.referent == old else one
            for one in self.constraints
        )
        return replace(self, constraints=moved)

    def with_index(self, index: Index) -> Table:
        return replace(self, indexes=(*self.indexes, index))

    def without_index(self, name: str) -> Table:
        return replace(self, indexes=tuple(index for index in self.indexes if index.name != name))


def _renamed(part: Any, old: str, new: str) -> Any:
    columns = getattr(part, "columns", ())
    if old not in columns:
        return part
    return replace(part, columns=tuple(new if column == old else column for column in columns))
