"""A catalog's table as SQLAlchemy's."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from sqlgen.catalog.objects import Check, Column, Exclusion, ForeignKey, Index, Table, Unique


def sqlalchemy_table(table: Table, metadata: sa.MetaData | None = None) -> sa.Table:
    """The table with all that is known of it, in a `MetaData` of its own where none is given.

    A CHECK that a type brought is not repeated: the column's type brings it again.
    """
    keys = table.primary_key.columns if table.primary_key else ()
    members: list[Any] = [_column(column, primary=column.name in keys) for column in table.columns.values()]
    if table.primary_key is not None:
        members.append(sa.PrimaryKeyConstraint(*keys, name=table.primary_key.name))
    for constraint in table.constraints:
        match constraint:
            case Unique():
                members.append(
                    sa.UniqueConstraint(*constraint.columns, name=constraint.name, **constraint.options)
                )
            case ForeignKey():
                members.append(_foreign_key(constraint))
            case Check(columns=()):
                members.append(sa.CheckConstraint(constraint.condition, name=constraint.name))
            case Check() | Exclusion():
                continue
    made = sa.Table(
        table.name.name,
        sa.MetaData() if metadata is None else metadata,
        *members,
        schema=table.name.schema,
        comment=table.comment,
        **table.options,
    )
    for index in table.indexes:
        _add_index(index, made)
    return made


def _column(column: Column, *, primary: bool) -> sa.Column[Any]:
    default = column.server_default
    arguments: list[Any] = []
    if isinstance(default, sa.Computed):
        arguments.append(sa.Computed(default.sqltext, default.persisted))
        default = None
    elif isinstance(default, sa.Identity):
        arguments.append(default._copy())
        default = None
    return sa.Column(
        column.name,
        column.type,
        *arguments,
        nullable=column.nullable,
        server_default=getattr(default, "arg", default),
        comment=column.comment,
        primary_key=primary,
        autoincrement="auto" if column.generated or not primary else False,
    )


def _foreign_key(key: ForeignKey) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        key.columns,
        [f"{key.referent}.{column}" for column in key.referent_columns],
        name=key.name,
        **key.options,
    )


def _add_index(index: Index, table: sa.Table) -> None:
    members: list[Any] = [
        table.c[column] if column and isinstance(expression, sa.Column) else _moved(expression, table)
        for column, expression in zip(index.columns, index.expressions, strict=True)
    ]
    sa.Index(index.name, *members, unique=index.unique, _table=table, **index.options)


def _moved(expression: Any, table: sa.Table) -> Any:
    """An expression of an index with the columns of `table` in the places of those that it was made of."""

    def replacement(element: Any, **_: Any) -> Any:
        return table.c.get(element.name) if isinstance(element, sa.Column) else None

    return visitors.replacement_traverse(expression, {}, replacement)
