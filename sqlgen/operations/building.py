"""SQLAlchemy objects made from what a directive was given.

A directive names tables and columns by strings; SQLAlchemy's DDL wants objects. The objects made here
hang on a private `MetaData`, hold only what was said, and carry the naming convention of the project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import (
    CheckConstraint,
    Column,
    Constraint,
    ForeignKeyConstraint,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnElement, TextClause
from sqlalchemy.sql.schema import ForeignKey, SchemaItem
from sqlalchemy.types import NULLTYPE

from sqlgen.errors import RevisionError

NamingConvention = Mapping[str, Any] | None
ColumnSpec = str | TextClause | ColumnElement[Any]
Item = TypeVar("Item", bound=SchemaItem)

CONSTRAINT_TYPES: Mapping[str | None, Callable[[Any], Constraint]] = {
    "foreignkey": lambda name: ForeignKeyConstraint([], [], name=name),
    "primary": lambda name: PrimaryKeyConstraint(name=name),
    "unique": lambda name: UniqueConstraint(name=name),
    "check": lambda name: CheckConstraint("", name=name),
    None: lambda name: Constraint(name=name),
}


UNNAMED: Final = "sqlgen_unnamed"
"""Among the `info` of an index's placeholder table: nobody said which table it is."""


def metadata_with(convention: NamingConvention) -> MetaData:
    """An empty `MetaData` with the project's naming convention."""
    return MetaData(naming_convention=dict(convention)) if convention else MetaData()


def copied(item: Item, **options: Any) -> Item:
    """A copy of a schema item that belongs to no table yet."""
    # Column.copy() left the public API in SQLAlchemy 2.0 and every later version kept it here.
    return item._copy(**options)  # type: ignore[attr-defined, no-any-return]


def belongs(column: Column[Any]) -> bool:
    """Whether the column is part of a table; SQLAlchemy's types say that it always is."""
    table: Any = column.table
    return table is not None


def is_type_bound(constraint: object) -> bool:
    """Whether a Boolean or Enum made this CHECK by itself."""
    return bool(getattr(constraint, "_type_bound", False))


def build_table(
    table_name: str, *items: SchemaItem, convention: NamingConvention = None, **options: Any
) -> Table:
    """A table of these columns, constraints and indexes.

    Items that belong to another table already are copied. A table that a foreign key points at is
    made as a placeholder, so that the key can be rendered.
    """
    # Columns that come out of a finished table brought their index and unique constraint with them.
    included = options.pop("_constraints_included", False)
    columns = [copied(item) if belongs(item) else item for item in items if isinstance(item, Column)]
    if included:
        for column in columns:
            column.unique = column.index = False
    table = Table(table_name, metadata_with(convention), *columns, **options)
    for item in items:
        if isinstance(item, Index) or (isinstance(item, Constraint) and not is_type_bound(item)):
            parent = getattr(item, "parent", None)
            foreign = parent is not None and parent is not table
            fresh: Any = copied(item, target_table=table) if foreign else item
            table.append_constraint(fresh)
    for key in table.foreign_keys:
        _place_referent(table.metadata, key)
    return table


def _place_referent(metadata: MetaData, key: ForeignKey) -> None:
    target = key._colspec
    if not isinstance(target, str):
        return
    *qualifiers, table_name, column_name = target.split(".") if "." in target else (target, "")
    schema = ".".join(qualifiers) or None
    referent = metadata.tables.get(f"{schema}.{table_name}" if schema else table_name)
    if referent is None:
        referent = Table(table_name, metadata, schema=schema)
    if column_name and column_name not in referent.c:
        referent.append_column(Column(column_name, NULLTYPE))


def build_index(
    index_name: str | None,
    table_name: str | None,
    columns: Sequence[ColumnSpec],
    *,
    schema: str | None = None,
    convention: NamingConvention = None,
    **options: Any,
) -> Index:
    """An index over columns by name, `text()` or expressions, on a placeholder table."""
    table = Table(table_name or "unnamed", metadata_with(convention), schema=schema)
    table.info[UNNAMED] = table_name is None
    elements = [index_element(table, column) for column in columns]
    return Index(index_name, *elements, _table=table, **options)


class IndexText(ColumnElement[Any]):
    """A `text()` construct that an index takes for a column.

    SQLAlchemy pairs an index's expressions with its columns, which text has none of; so the text
    brings a column of its own. https://github.com/sqlalchemy/sqlalchemy/issues/3174
    """

    __visit_name__ = "sqlgen_index_text"
    inherit_cache = False

    def __init__(self, table: Table, clause: TextClause) -> None:
        self.table = table
        self.clause = clause
        self.key = clause.text
        self.column: Column[Any] = Column(clause.text, NULLTYPE)
        table.append_column(self.column)

    def get_children(self, **_: Any) -> Iterable[Any]:
        return [self.column]


@compiles(IndexText)
def _index_text(element: IndexText, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clause, **options))


def index_element(table: Table, column: ColumnSpec) -> ColumnElement[Any]:
    """One member of an index, belonging to `table`."""
    if isinstance(column, str):
        named: Column[Any] = Column(column, NULLTYPE)
        table.append_column(named)
        return named
    if isinstance(column, TextClause):
        return IndexText(table, column)
    if isinstance(column, IndexText):
        return IndexText(table, column.clause)
    found: ColumnElement[Any] = rebound(column, table)
    return found


def rebound(expression: Any, table: Table) -> Any:
    """An expression whose columns of other tables are those of `table` with the same names."""

    def replace(element: Any, **_: Any) -> Any:
        if not isinstance(element, Column) or not belongs(element) or element.table is table:
            return None
        if element.name not in table.c:
            table.append_column(copied(element))
        return table.c[element.name]

    return visitors.replacement_traverse(expression, {}, replace)


def build_primary_key(
    name: str | None,
    table_name: str,
    columns: Sequence[str],
    *,
    schema: str | None = None,
    convention: NamingConvention = None,
    **options: Any,
) -> PrimaryKeyConstraint:
    """A primary key on a placeholder table."""
    table = _placeholder(table_name, columns, schema, convention)
    constraint = PrimaryKeyConstraint(*[table.c[column] for column in columns], name=name, **options)
    table.append_constraint(constraint)
    return constraint


def build_unique(
    name: str | None,
    table_name: str,
    columns: Sequence[str],
    *,
    schema: str | None = None,
    convention: NamingConvention = None,
    **options: Any,
) -> UniqueConstraint:
    """A unique constraint on a placeholder table."""
    included = [name for key, names in options.items() if key.endswith("_include") for name in names]
    table = _placeholder(table_name, [*columns, *included], schema, convention)
    constraint = UniqueConstraint(*[table.c[column] for column in columns], name=name, **options)
    table.append_constraint(constraint)
    return constraint


def build_check(
    name: str | None,
    table_name: str,
    condition: Any,
    *,
    schema: str | None = None,
    convention: NamingConvention = None,
    **options: Any,
) -> CheckConstraint:
    """A check constraint on a placeholder table."""
    table = Table(table_name, metadata_with(convention), schema=schema)
    constraint = CheckConstraint(condition, name=name, **options)
    table.append_constraint(constraint)
    return constraint


def build_foreign_key(
    name: str | None,
    source: tuple[str | None, str],
    referent: tuple[str | None, str],
    local_columns: Sequence[str],
    remote_columns: Sequence[str],
    *,
    convention: NamingConvention = None,
    **options: Any,
) -> ForeignKeyConstraint:
    """A foreign key between placeholder tables, each given as (schema, table name)."""
    metadata = metadata_with(convention)
    own = list(local_columns)
    if source == referent:
        own += remote_columns
    else:
        Table(
            referent[1], metadata, *[Column(column, NULLTYPE) for column in dict.fromkeys(remote_columns)],
            schema=referent[0],
        )
    table = Table(
        source[1], metadata, *[Column(column, NULLTYPE) for column in dict.fromkeys(own)], schema=source[0]
    )
    target = ".".join(part for part in referent if part)
    constraint = ForeignKeyConstraint(
        local_columns, [f"{target}.{column}" for column in remote_columns], name=name, **options
    )
    table.append_constraint(constraint)
    return constraint


def build_exclude(
    name: str | None,
    table_name: str,
    elements: Sequence[tuple[Any, str]],
    *,
    schema: str | None = None,
    convention: NamingConvention = None,
    **options: Any,
) -> ExcludeConstraint:
    """A PostgreSQL exclusion constraint on a placeholder table."""
    table = Table(table_name, metadata_with(convention), schema=schema)
    constraint = ExcludeConstraint(*elements, name=name, **options)
    for element, _ in elements:
        if isinstance(element, str) and element not in table.c:
            table.append_column(Column(element, NULLTYPE))
    table.append_constraint(constraint)
    return constraint


def build_named_constraint(
    name: str | None,
    table_name: str,
    type_: str | None,
    *,
    schema: str | None = None,
    convention: NamingConvention = None,
) -> Constraint:
    """A constraint that is known by its name alone, to be dropped.

    Raises RevisionError for a `type_` outside of CONSTRAINT_TYPES.
    """
    if type_ not in CONSTRAINT_TYPES:
        kinds = ", ".join(repr(kind) for kind in CONSTRAINT_TYPES if kind)
        raise RevisionError(f"{type_!r} is no type of constraint", hint=f"type_ is one of {kinds}")
    table = Table(table_name, metadata_with(convention), schema=schema)
    constraint = CONSTRAINT_TYPES[type_](name)
    table.append_constraint(constraint)
    return constraint


def _placeholder(
    table_name: str, columns: Sequence[str], schema: str | None, convention: NamingConvention
) -> Table:
    members = [Column(column, NULLTYPE) for column in dict.fromkeys(columns)]
    return Table(table_name, metadata_with(convention), *members, schema=schema)
