"""SQLAlchemy's tables, constraints and indexes as values of a catalog."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.sql import operators, visitors

from sqlgen.catalog.generated import with_keys
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
from sqlgen.catalog.server import NOTHING_ELSE, Namespace, Server
from sqlgen.catalog.spelling import EXACT

SORTING = (operators.asc_op, operators.desc_op, operators.nulls_first_op, operators.nulls_last_op)
SORTED_TEXT = re.compile(
    r"""\s*(?P<name>\w+|"[^"]+"|`[^`]+`|\[[^]]+\])(\s+COLLATE\s+("[^"]+"|\w+))?(\s+(ASC|DESC))?(\s+NULLS\s+(FIRST|LAST))?\s*""",
    re.IGNORECASE,
)
"""A column in an index, with how it is compared and sorted there."""
FOREIGN_KEY_OPTIONS = ("ondelete", "onupdate", "deferrable", "initially", "match")


def known_table(
    table: sa.Table,
    server: Server | None,
    foreign_keys: Sequence[sa.ForeignKeyConstraint] | None = None,
    namespace: Namespace = NOTHING_ELSE,
) -> Table:
    """All of a table that is made as it stands; of its foreign keys those given, where some come later.

    `namespace` is what else there is in its schema.
    """
    spelling = server.spelling if server is not None else EXACT
    known = Table(
        Name(table.schema, table.name),
        {},
        comment=table.comment,
        options=dict(table.kwargs),
        spelling=spelling,
    )
    known = known.with_columns(known_column(column, server, namespace) for column in table.columns)
    now = [
        one
        for one in constraints_of(table)
        if not (isinstance(one, sa.ForeignKeyConstraint) and _comes_later(one, server, foreign_keys))
    ]
    merging = server is not None and server.merges_keys
    if merging:
        now.sort(key=lambda one: not isinstance(one, sa.PrimaryKeyConstraint))
    known = with_constraints(known, now, server, namespace, merging=merging)
    if known.primary_key is not None and server is not None and server.requires_keys:
        known = known.with_required(known.primary_key.columns)
    return with_indexes(known, table.indexes, server, namespace)


def with_constraints(
    table: Table,
    said: Iterable[sa.Constraint],
    server: Server | None,
    namespace: Namespace = NOTHING_ELSE,
    *,
    merging: bool = False,
) -> Table:
    """The table with constraints that one statement adds, and what the server makes of them.

    `merging` says that a key on just the columns of one before it is not made.
    """
    known = table
    made: list[tuple[Constraint, bool]] = []
    for constraint in said:
        part = known_constraint(constraint, known, server, namespace)
        if part is None:
            continue
        place = _repeated(part, made) if merging else None
        if place is None:
            made.append((part, bool(constraint.name)))
            known = known.with_constraint(part)
        elif constraint.name and not made[place][1]:
            # A key without a name takes that of the one that it stands for.
            made[place] = replace(made[place][0], name=part.name), True
    if server is not None and server.indexes_foreign_keys:
        return with_keys(table, made)
    for part, _ in made:
        table = table.with_constraint(part)
    return table


def with_indexes(
    table: Table, said: Iterable[sa.Index], server: Server | None, namespace: Namespace = NOTHING_ELSE
) -> Table:
    """The table with indexes, each of which is made by a statement of its own."""
    for index in sorted(said, key=lambda one: str(one.name)):
        made = known_index(index, table, server, namespace)
        if server is not None and server.indexes_foreign_keys:
            table = with_keys(table, [(made, made.name is not None)])
        else:
            table = table.with_index(made)
    return table


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


def _repeated(part: Constraint, made: Sequence[tuple[Constraint, bool]]) -> int | None:
    """The place of the key that is made already on just the columns of another one."""
    if not isinstance(part, Unique):
        return None
    for place, (other, _) in enumerate(made):
        if isinstance(other, (PrimaryKey, Unique)) and other.columns == part.columns:
            return place
    return None


def known_column(
    column: sa.Column[Any], server: Server | None = None, namespace: Namespace = NOTHING_ELSE
) -> Column:
    """A column of a table."""
    # SQLAlchemy's types say that a column always has a table.
    table: Any = column.table
    counted = table is not None and column is table._autoincrement_column
    generated = counted or column.identity is not None
    sequence = None
    if generated and table is not None and server is not None and not isinstance(column.default, sa.Sequence):
        sequence = server.sequence_name(table.name, column.name, namespace)
    return Column(
        column.name,
        column.type,
        bool(column.nullable),
        column.server_default,
        column.comment,
        generated,
        sequence,
    )


def known_constraint(
    constraint: sa.Constraint, table: Table, server: Server | None, namespace: Namespace = NOTHING_ELSE
) -> Constraint | None:
    """A constraint of a table; None for one that the database does not make, or that is of no known kind."""
    if server is not None and not server.makes(constraint):
        return None
    name = _name(constraint, table, server, namespace)
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
            mentioned = frozenset(columns) | named_in(constraint.sqltext, table)
            return Check(name, constraint.sqltext, columns, mentioned)
        case _:
            return None


def named_in(condition: Any, table: Table) -> frozenset[str]:
    """The table's columns that a condition names."""
    named: set[str] = set()
    for element in visitors.iterate(condition):
        if isinstance(element, sa.TextClause):
            plain = re.sub(r"'(?:[^']|'')*'", "''", element.text)
            named |= {word.strip('"`[]') for word in re.findall(r'"[^"]+"|`[^`]+`|\[[^]]+\]|\w+', plain)}
        elif isinstance(element, (sa.Column, sa.sql.expression.ColumnClause)):
            named.add(element.name)
    return frozenset(table.spelled(name) for name in named if name in table.columns)


def _foreign_key(constraint: sa.ForeignKeyConstraint, name: str | None) -> ForeignKey:
    targets = [element.target_fullname.split(".") for element in constraint.elements]
    *schema, table_name, _ = targets[0]
    options = {key: _as_keyword(getattr(constraint, key)) for key in FOREIGN_KEY_OPTIONS}
    return ForeignKey(
        name,
        tuple(_local_names(constraint)),
        Name(".".join(schema) or None, table_name),
        tuple(target[-1] for target in targets),
        {key: value for key, value in options.items() if value is not None} | dict(constraint.kwargs),
    )


def _local_names(constraint: sa.ForeignKeyConstraint) -> list[str]:
    """The key's own columns; one that belongs to no table yet knows them by their keys alone."""
    parent: Any = constraint.parent if hasattr(constraint, "parent") else None
    return list(constraint.column_keys) if parent is None else [column.name for column in constraint.columns]


def _as_keyword(value: Any) -> Any:
    """SQL keywords as servers spell them; what is no text as it is."""
    return value.upper() if isinstance(value, str) else value


def known_index(
    index: sa.Index, table: Table, server: Server | None, namespace: Namespace = NOTHING_ELSE
) -> Index:
    """An index of a table."""
    members = tuple(_member(one) for one in index.expressions)
    return Index(
        _name(index, table, server, namespace),
        tuple(_column_of(one) for one in members),
        members,
        bool(index.unique),
        # How an index was made is no part of it.
        {key: value for key, value in index.kwargs.items() if key != "postgresql_concurrently"},
    )


def _column_of(member: Any) -> str | None:
    """The column that a member of an index is, however it is sorted; None for an expression."""
    while isinstance(member, sa.UnaryExpression) and member.modifier in SORTING:
        member = member.element
    if isinstance(member, sa.TextClause):
        found = SORTED_TEXT.fullmatch(member.text)
        return found["name"].strip('"`[]') if found else None
    # What is written as it stands may be any expression.
    plain = isinstance(member, sa.ColumnClause) and not member.is_literal
    return str(member.name) if plain else None


def _member(expression: Any) -> Any:
    """A member of an index; text without the table that it was brought to its index with."""
    return expression.clause if expression.__visit_name__ == "sqlgen_index_text" else expression


def _name(part: Any, table: Table, server: Server | None, namespace: Namespace) -> str | None:
    if server is not None:
        return server.constraint_name(part, table, namespace)
    return str(part.name) if part.name else None
