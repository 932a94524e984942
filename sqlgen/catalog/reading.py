"""SQLAlchemy's tables, constraints and indexes as values of a catalog."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.sql import operators

from sqlgen.catalog.catalog import Server
from sqlgen.catalog.objects import (
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    Name,
    PrimaryKey,
    Table,
    Unique,
)

SORTING = (operators.asc_op, operators.desc_op, operators.nulls_first_op, operators.nulls_last_op)
SORTED_TEXT = re.compile(r"\s*(?P<name>\w+)(\s+(ASC|DESC))?(\s+NULLS\s+(FIRST|LAST))?\s*", re.IGNORECASE)
FOREIGN_KEY_OPTIONS = ("ondelete", "onupdate", "deferrable", "initially", "match")


def known_table(
    table: sa.Table, server: Server | None, foreign_keys: Sequence[sa.ForeignKeyConstraint] | None = None
) -> Table:
    """All of a table that is made as it stands; of its foreign keys those given, where some come later."""
    known = Table(
        Name(table.schema, table.name),
        {column.name: known_column(column) for column in table.columns},
        comment=table.comment,
        options=dict(table.kwargs),
    )
    for constraint in constraints_of(table):
        if isinstance(constraint, sa.ForeignKeyConstraint) and _comes_later(constraint, server, foreign_keys):
            continue
        made = known_constraint(constraint, known, server)
        if made is not None:
            repeated = _repeated(made, known) if server is not None and server.merges_keys else None
            if repeated is None:
                known = known.with_constraint(made)
            elif repeated is known.primary_key and table.primary_key.name is None and constraint.name:
                # The one key takes the name that the other was given.
                known = known.with_constraint(replace(repeated, name=made.name))
    if known.primary_key is not None and server is not None and server.requires_keys:
        known = known.with_required(known.primary_key.columns)
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        known = known.with_index(known_index(index, known, server))
    return known


def constraints_of(table: sa.Table) -> list[sa.Constraint]:
    """A table's constraints in the order of their statement: those that stand with a column come first."""
    inside: list[sa.Constraint] = [
        constraint for column in table.columns for constraint in column.constraints
    ]
    return [*inside, *sorted(table.constraints, key=lambda one: getattr(one, "_creation_order", 0))]


def _comes_later(
    key: sa.ForeignKeyConstraint, server: Server | None, made_now: Sequence[sa.ForeignKeyConstraint] | None
) -> bool:
    """Whether CREATE TABLE leaves a key to an ALTER TABLE behind it."""
    if made_now is not None and key not in made_now:
        return True
    return bool(key.use_alter) and server is not None and server.adds_constraints


def _repeated(made: Constraint, known: Table) -> PrimaryKey | Unique | None:
    """The key that a table has already on just the columns of another one."""
    if not isinstance(made, Unique):
        return None
    keys = [*([known.primary_key] if known.primary_key else []), *known.all_of(Unique)]
    return next((one for one in keys if one.columns == made.columns), None)


def known_column(column: sa.Column[Any]) -> Column:
    """A column of a table."""
    # SQLAlchemy's types say that a column always has a table.
    table: Any = column.table
    counted = table is not None and column is table._autoincrement_column
    return Column(
        column.name,
        column.type,
        bool(column.nullable),
        column.server_default,
        column.comment,
        generated=counted or column.identity is not None,
    )


def known_constraint(constraint: sa.Constraint, table: Table, server: Server | None) -> Constraint | None:
    """A constraint of a table; None for one that the database does not make, or that is of no known kind."""
    if server is not None and not server.makes(constraint):
        return None
    name = _name(constraint, table, server)
    match constraint:
        case sa.PrimaryKeyConstraint():
            columns = tuple(column.name for column in constraint.columns)
            return PrimaryKey(name, columns) if columns else None
        case sa.UniqueConstraint():
            return Unique(name, tuple(column.name for column in constraint.columns), dict(constraint.kwargs))
        case sa.ForeignKeyConstraint():
            return _foreign_key(constraint, name)
        case ExcludeConstraint():
            return Exclusion(name, constraint)
        case sa.CheckConstraint():
            bound = getattr(constraint, "_type_bound", False)
            columns = tuple(column.name for column in constraint.columns) if bound else ()
            return Check(name, constraint.sqltext, columns)
        case _:
            return None


def _foreign_key(constraint: sa.ForeignKeyConstraint, name: str | None) -> ForeignKey:
    targets = [element.target_fullname.split(".") for element in constraint.elements]
    *schema, table_name, _ = targets[0]
    options = {key: _as_keyword(getattr(constraint, key)) for key in FOREIGN_KEY_OPTIONS}
    return ForeignKey(
        name,
        tuple(constraint.column_keys),
        Name(".".join(schema) or None, table_name),
        tuple(target[-1] for target in targets),
        {key: value for key, value in options.items() if value is not None} | dict(constraint.kwargs),
    )


def _as_keyword(value: Any) -> Any:
    """SQL keywords as servers spell them; what is no text as it is."""
    return value.upper() if isinstance(value, str) else value


def known_index(index: sa.Index, table: Table, server: Server | None) -> Index:
    """An index of a table."""
    members = tuple(_member(one) for one in index.expressions)
    return Index(
        _name(index, table, server),
        tuple(_column_of(one) for one in members),
        members,
        bool(index.unique),
        # How an index was made is no part of it.
        {key: value for key, value in index.kwargs.items() if key != "postgresql_concurrently"},
    )


def _column_of(member: Any) -> str | None:
    """The column that a member of an index is, sorted or not; None for an expression."""
    while isinstance(member, sa.UnaryExpression) and member.modifier in SORTING:
        member = member.element
    if isinstance(member, sa.TextClause):
        found = SORTED_TEXT.fullmatch(member.text)
        return found["name"] if found else None
    return member.name if isinstance(member, sa.Column) else None


def _member(expression: Any) -> Any:
    """A member of an index; text without the table that it was brought to its index with."""
    return expression.clause if expression.__visit_name__ == "sqlgen_index_text" else expression


def _name(part: Any, table: Table, server: Server | None) -> str | None:
    if server is not None:
        return server.constraint_name(part, table)
    return str(part.name) if part.name else None
