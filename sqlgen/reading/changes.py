"""Changes that SQL text makes and that no directive of a revision makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Column, ForeignKey, Name, Namespace, PrimaryKey, Table, Unique
from sqlgen.dialects.naming import chosen_name
from sqlgen.operations import Operation
from sqlgen.reading.columntypes import affinity, resolved

KEY_OF_REFERENT = "the primary key"
"""In place of the referent's columns: REFERENCES named the table alone."""


@dataclass(eq=False)
class Opaque(Operation):
    """Text that was not understood, and that may make or drop these tables; any when `names` is None.

    `mentioned` are tables that it may change, or words that matter only where they are a table's name.
    """

    names: tuple[Name, ...] | None
    text: str = ""
    mentioned: tuple[Name, ...] = ()

    def apply(self, catalog: Catalog) -> Catalog:
        if self.names is None:
            return catalog.doubted(None)
        return catalog.doubted(self.names).blurred(self.mentioned)

    def describe(self) -> dict[str, object]:
        names = None if self.names is None else [str(name) for name in self.names]
        return {"operation": self.name, "names": names, "text": self.text}


@dataclass(eq=False)
class CreateReadTable(ops.CreateTable):
    """A table that SQL text makes; what its types and keys leave unsaid, the catalog knows."""

    name = "create_table"

    def apply(self, catalog: Catalog) -> Catalog:
        for column in self.table.columns:
            column.type = resolved(column.type, catalog)
        return _keys_told(super().apply(catalog), Name(self.table.schema, self.table.name))


@dataclass(eq=False)
class AddReadColumn(ops.AddColumn):
    """A column that SQL text adds."""

    name = "add_column"

    def apply(self, catalog: Catalog) -> Catalog:
        self.column.type = resolved(self.column.type, catalog)
        changed = super().apply(catalog)
        table = changed.touched(self.table.name, self.table.schema)
        if self.column.primary_key and table.primary_key is None:
            key = ops.CreateConstraint(self.table.primary_key)
            changed = key.apply(changed)
        return _keys_told(changed, table.name)


@dataclass(eq=False)
class AlterReadColumn(ops.AlterColumn):
    """A column that SQL text alters."""

    name = "alter_column"

    def apply(self, catalog: Catalog) -> Catalog:
        if self.type_ is not None:
            self.type_ = resolved(self.type_, catalog)
        return super().apply(catalog)


@dataclass(eq=False)
class CreateReadConstraint(ops.CreateConstraint):
    """A constraint that SQL text adds."""

    name = "create_constraint"

    def apply(self, catalog: Catalog) -> Catalog:
        table: Any = self.constraint.table
        return _keys_told(super().apply(catalog), Name(table.schema, table.name))


def _keys_told(catalog: Catalog, name: Name) -> Catalog:
    """The catalog with a name for every column that a foreign key of this table points at."""
    table = catalog.tables.get(name)
    if table is None or not any(_is_short(one) for one in table.constraints):
        return catalog
    told = []
    for one in table.constraints:
        referent = catalog.tables.get(one.referent) if isinstance(one, ForeignKey) else None
        if isinstance(one, ForeignKey) and _is_short(one) and referent and referent.primary_key:
            told.append(replace(one, referent_columns=referent.primary_key.columns))
        else:
            told.append(one)  # type: ignore[arg-type]
    unsure = any(_is_short(one) for one in told)
    # A table that points at itself got a column for it.
    columns = {key: value for key, value in table.columns.items() if not key.startswith(KEY_OF_REFERENT)}
    kept = replace(table, columns=columns, constraints=tuple(one for one in told if not _is_short(one)))
    changed = catalog.with_table(kept)
    return changed.blurred((name,)) if unsure else changed


def _is_short(constraint: Any) -> bool:
    return isinstance(constraint, ForeignKey) and constraint.referent_columns[0].startswith(KEY_OF_REFERENT)


@dataclass(eq=False)
class CopyTable(Operation):
    """A table with the columns of another: LIKE, AS SELECT, PARTITION OF.

    `columns` picks columns by name, all of them when None. `keys` says that constraints and indexes come
    along, `renamed` that they get names of their own; `plain` that nothing but the values' types comes along,
    `affinities` that it is SQLite's words for these. Where the other is not known, the new one is there and
    the rest of it is not known.
    """

    table_name: Name
    source: Name | None
    columns: tuple[str, ...] | None = None
    keys: bool = False
    if_not_exists: bool = False
    renamed: bool = False
    plain: bool = False
    affinities: bool = False

    def apply(self, catalog: Catalog) -> Catalog:
        if self.if_not_exists and self.table_name in catalog.tables:
            return catalog
        source = catalog.tables.get(self.source) if self.source else None
        picked = source and (tuple(source.columns) if self.columns is None else self.columns)
        if source is None or not source.complete or any(name not in source.columns for name in picked or ()):
            return catalog.with_table(Table(self.table_name, {})).blurred((self.table_name,))
        if self.keys:
            kept = tuple(one for one in source.constraints if not isinstance(one, ForeignKey))
            made = replace(source, name=self.table_name, constraints=kept)
            if self.renamed:
                made = _named_anew(made, catalog.namespace(made.name.schema))
            return catalog.with_table(made)
        columns = {name: self._column(source.columns[name]) for name in picked or ()}
        return catalog.with_table(Table(self.table_name, columns))


    def _column(self, column: Column) -> Column:
        made = replace(column, server_default=None, generated=False, comment=None)
        if self.affinities:
            made = replace(made, type=affinity(column.type))
        return replace(made, nullable=True) if self.plain else made


def _named_anew(table: Table, namespace: Namespace) -> Table:
    """The table with the names that PostgreSQL gives to what it copies."""

    def name(columns: tuple[str | None, ...], label: str) -> str:
        members = "_".join(column or "expr" for column in columns)
        return chosen_name(table.name.name, members, label, namespace.has_relation)

    key = table.primary_key
    return replace(
        table,
        primary_key=replace(key, name=name((), "pkey")) if key is not None else None,
        constraints=tuple(
            replace(one, name=name(one.columns, "key")) if isinstance(one, Unique) else one
            for one in table.constraints
        ),
        indexes=tuple(replace(one, name=name(one.columns, "idx")) for one in table.indexes),
    )


@dataclass(eq=False)
class AlterIfExists(ops.BatchAlterTable):
    """Changes to a table that are made if it is there; where nobody knows that, it stays so."""

    name = "batch_alter_table"

    def apply(self, catalog: Catalog) -> Catalog:
        known = catalog.table(self.table_name, self.schema)
        return catalog if known is None else super().apply(catalog)


@dataclass(eq=False)
class MoveTable(Operation):
    """A table under another name or in another schema."""

    table_name: Name
    new_name: Name

    def apply(self, catalog: Catalog) -> Catalog:
        if self.table_name.schema == self.new_name.schema:
            renamed = ops.RenameTable(self.table_name.name, self.new_name.name, self.table_name.schema)
            return renamed.apply(catalog)
        table = catalog.touched(self.table_name.name, self.table_name.schema)
        return catalog.without_table(table.name).with_table(replace(table, name=self.new_name))


@dataclass(eq=False)
class ChangeTable(Operation):
    """A change to one table that is small enough to be said by its new parts.

    `renamed` are constraints and indexes by their old name; `dropped` are names of constraints or indexes;
    `placed` are columns with the column that they come to stand behind, None for the first place.
    """

    table_name: Name
    renamed: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    placed: tuple[tuple[str, str | None], ...] = ()
    without_key: bool = False
    comment: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        table = catalog.touched(self.table_name.name, self.table_name.schema)
        for old, new in self.renamed.items():
            table = _part_renamed(table, old, new)
        for name in self.dropped:
            table = table.without_constraint(name).without_index(name)
        for column, neighbour in self.placed:
            table = _placed(table, column, neighbour)
        if self.without_key:
            table = replace(table, primary_key=None)
        if self.comment is not None:
            table = replace(table, comment=self.comment or None)
        return catalog.with_table(table)


def _part_renamed(table: Table, old: str, new: str) -> Table:
    key: PrimaryKey | None = table.primary_key
    return replace(
        table,
        primary_key=replace(key, name=new) if key is not None and key.name == old else key,
        constraints=tuple(replace(one, name=new) if one.name == old else one for one in table.constraints),
        indexes=tuple(replace(one, name=new) if one.name == old else one for one in table.indexes),
    )


def _placed(table: Table, column: str, neighbour: str | None) -> Table:
    if column not in table.columns:
        return table
    others = [name for name in table.columns if name != column]
    place = others.index(neighbour) + 1 if neighbour in others else 0 if neighbour is None else len(others)
    others.insert(place, column)
    return replace(table, columns={name: table.columns[name] for name in others})


@dataclass(eq=False)
class RenameIndex(Operation):
    """An index under a new name, said without its table, as PostgreSQL does."""

    index_name: str
    new_name: str

    def apply(self, catalog: Catalog) -> Catalog:
        for table in catalog.tables.values():
            parts = (*table.indexes, *table.constraints, *([table.primary_key] if table.primary_key else []))
            if any(part.name == self.index_name for part in parts):
                return catalog.with_table(_part_renamed(table, self.index_name, self.new_name))
        return catalog


@dataclass(eq=False)
class DropReferences(Operation):
    """The foreign keys that point at a table or one of its columns, taken away by CASCADE."""

    table_name: Name
    column: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        for table in list(catalog.tables.values()):
            kept = tuple(one for one in table.constraints if not self._points(one))
            if len(kept) != len(table.constraints):
                catalog = catalog.with_table(replace(table, constraints=kept))
        return catalog

    def _points(self, constraint: Any) -> bool:
        return (
            isinstance(constraint, ForeignKey)
            and constraint.referent == self.table_name
            and (self.column is None or self.column in constraint.referent_columns)
        )


@dataclass(eq=False)
class DropSchema(Operation):
    """A schema taken away with all that is in it, or renamed."""

    schema: str | None
    new_name: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        for name, table in list(catalog.tables.items()):
            if name.schema == self.schema:
                catalog = catalog.without_table(name)
                if self.new_name is not None:
                    catalog = catalog.with_table(replace(table, name=Name(self.new_name, name.name)))
        return catalog


@dataclass
class ChangeRelation(Operation):
    """A view or a sequence made, renamed or taken away: `kind` is None for the last."""

    relation: Name
    kind: str | None

    def apply(self, catalog: Catalog) -> Catalog:
        if self.kind is None:
            return catalog.without_relation(self.relation)
        return catalog.with_relation(self.relation, self.kind)


@dataclass
class AddEnumLabel(Operation):
    """A new label of an enumerated type, or an old one under a new name.

    `neighbour` is the label that it comes to stand before or behind, as `side` says; else it is the last.
    """

    type_name: Name
    label: str
    side: str = ""
    neighbour: str = ""
    old_label: str | None = None

    def apply(self, catalog: Catalog) -> Catalog:
        labels = list(catalog.enums.get(self.type_name, ()))
        if self.type_name not in catalog.enums or (self.old_label is None and self.label in labels):
            return catalog
        if self.old_label is not None:
            labels = [self.label if label == self.old_label else label for label in labels]
        else:
            place = len(labels)
            if self.neighbour in labels:
                place = labels.index(self.neighbour) + (self.side == "AFTER")
            labels.insert(place, self.label)
        return catalog.with_enum(self.type_name, labels)
