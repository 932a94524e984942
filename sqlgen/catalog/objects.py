"""What a schema consists of, as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy.types import TypeEngine

from sqlgen.catalog.spelling import EXACT, Spelled, Spelling


class Name(NamedTuple):
    """The name of a table or a type, and its schema where one was said."""

    schema: str | None
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name

    def mapped(self, change: Callable[[str], str]) -> Name:
        """The name with both its parts changed in the same way."""
        return Name(self.schema and change(self.schema), change(self.name))


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the operations so far have made it.

    `server_default` is what `sqlalchemy.Column` was given; `generated` says that the server counts it up,
    `sequence` by which sequence that it made for the column, where it has such ones.
    """

    name: str
    type: TypeEngine[Any]
    nullable: bool
    server_default: Any = None
    comment: str | None = None
    generated: bool = False
    sequence: str | None = None


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

    `columns` are those whose type made it (Boolean, Enum), else empty. `mentioned` are all that the
    condition names.
    """

    name: str | None
    condition: Any
    columns: tuple[str, ...] = ()
    mentioned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A PostgreSQL exclusion constraint, as SQLAlchemy holds it."""

    name: str | None
    constraint: Any


@dataclass(frozen=True, slots=True)
class Index:
    """An index. `columns` has None where the member is an expression; `expressions` are SQLAlchemy's own.

    `generated` says that the server made it for a foreign key, and drops it for another that serves as well.
    """

    name: str | None
    columns: tuple[str | None, ...]
    expressions: tuple[Any, ...]
    unique: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    generated: bool = False


Constraint = PrimaryKey | Unique | ForeignKey | Check | Exclusion


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its columns in order.

    `complete` says that the history made it, so that all of it is known; else it is known only as far as
    operations have touched it. `spelling` says which names mean the same column, constraint or index.
    """

    name: Name
    columns: Mapping[str, Column]
    primary_key: PrimaryKey | None = None
    constraints: tuple[Unique | ForeignKey | Check | Exclusion, ...] = ()
    indexes: tuple[Index, ...] = ()
    comment: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = True
    spelling: Spelling = EXACT

    def __post_init__(self) -> None:
        if not (self.spelling.exact or isinstance(self.columns, Spelled)):
            object.__setattr__(self, "columns", Spelled(self.columns, self.spelling.key))

    def all_of(self, kind: type[Any]) -> tuple[Any, ...]:
        """The constraints of one kind, in the order of their making."""
        return tuple(one for one in self.constraints if isinstance(one, kind))

    @property
    def parts(self) -> tuple[Constraint | Index, ...]:
        """All that has a name of its own beside the columns."""
        key = () if self.primary_key is None else (self.primary_key,)
        return (*key, *self.constraints, *self.indexes)

    def has_part(self, name: str | None) -> bool:
        return any(self.spelling.same(one.name, name) for one in self.parts)

    def spelled(self, column: str) -> str:
        """The column's name as the table has it; as it was said where there is no such column."""
        found = self.columns.get(column)
        return found.name if found is not None else column

    def with_column(self, column: Column) -> Table:
        return self.with_columns((column,))

    def with_columns(self, columns: Iterable[Column]) -> Table:
        """The table with these columns behind its own, each in the place of one of its name."""
        made = dict(self.columns)
        names = {self.spelling.key(name): name for name in made}
        for column in columns:
            kept = self.spelling.kept(column.name)
            name = names.setdefault(self.spelling.key(kept), kept)
            made[name] = column if kept == column.name else replace(column, name=kept)
        return replace(self, columns=made)

    def without_column(self, name: str, *, shrinking: bool = False) -> Table:
        """The table without the column and without what cannot be without it.

        `shrinking` says that an index of several columns stays for the others, as MySQL has it.
        """
        name = self.spelled(name)
        keys = [index for index in self.indexes if name not in index.columns]
        if shrinking:
            keys = [index for one in self.indexes if (index := _shrunk(one, name)) is not None]
        return replace(
            self,
            columns={key: value for key, value in self.columns.items() if key != name},
            primary_key=None if self.primary_key and name in self.primary_key.columns else self.primary_key,
            constraints=tuple(one for one in self.constraints if not _needs(one, name)),
            indexes=tuple(keys),
        )

    def with_changed(self, name: str, column: Column) -> Table:
        """The table with another column in the place of `name`; a new name is followed everywhere."""
        name = self.spelled(name)
        column = replace(column, name=self.spelling.kept(column.name))
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
        constraint = self._told(constraint)
        if isinstance(constraint, PrimaryKey):
            return replace(self, primary_key=constraint)
        return replace(self, constraints=(*self.constraints, constraint))

    def _told(self, part: Any) -> Any:
        """A constraint or an index with its columns spelled as the table has them."""
        columns = getattr(part, "columns", ())
        told = tuple(column and self.spelled(column) for column in columns)
        return part if told == columns else replace(part, columns=told)

    @property
    def nameless_key(self) -> ForeignKey | None:
        """The only foreign key whose name nobody knows; None where there is none, or a choice."""
        found = [key for key in self.all_of(ForeignKey) if key.name is None]
        return found[0] if len(found) == 1 and self.complete else None

    def without_constraint(self, name: str) -> Table:
        primary_key = self.primary_key
        if primary_key is not None and self.spelling.same(primary_key.name, name):
            primary_key = None
        kept = tuple(one for one in self.constraints if not self.spelling.same(one.name, name))
        return replace(self, primary_key=primary_key, constraints=kept)

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

    def with_referents(self, spelled: Callable[[Name], Name]) -> Table:
        """The table with the names of the tables that it points at spelled in another way."""
        told = tuple(
            replace(one, referent=spelled(one.referent)) if isinstance(one, ForeignKey) else one
            for one in self.constraints
        )
        return self if told == self.constraints else replace(self, constraints=told)

    def with_referent_column(self, table: Name, old: str, new: str) -> Table:
        """The table with its foreign keys that point at a column of `table` following it to its new name."""
        moved = tuple(
            _pointed(one, old, new) if isinstance(one, ForeignKey) and one.referent == table else one
            for one in self.constraints
        )
        return replace(self, constraints=moved)

    def with_index(self, index: Index) -> Table:
        return replace(self, indexes=(*self.indexes, self._told(index)))

    def without_index(self, name: str) -> Table:
        kept = tuple(index for index in self.indexes if not self.spelling.same(index.name, name))
        return replace(self, indexes=kept)


def _needs(part: Any, column: str) -> bool:
    return column in getattr(part, "columns", ()) or column in getattr(part, "mentioned", ())


def _shrunk(index: Index, column: str) -> Index | None:
    """The index without a column; None where it is left with none."""
    left = [pair for pair in zip(index.columns, index.expressions, strict=True) if pair[0] != column]
    columns = tuple(name for name, _ in left)
    return replace(index, columns=columns, expressions=tuple(one for _, one in left)) if left else None


def _renamed(part: Any, old: str, new: str) -> Any:
    changes: dict[str, Any] = {}
    columns = getattr(part, "columns", ())
    if old in columns:
        changes["columns"] = tuple(new if column == old else column for column in columns)
    mentioned: frozenset[str] = getattr(part, "mentioned", frozenset())
    if old in mentioned:
        changes["mentioned"] = mentioned - {old} | {new}
    return replace(part, **changes) if changes else part


def _pointed(key: ForeignKey, old: str, new: str) -> ForeignKey:
    columns = tuple(new if column == old else column for column in key.referent_columns)
    return replace(key, referent_columns=columns)
