"""The statements that make a schema, as a server would show it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.named_types import ENUM, CreateEnumType
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import AddConstraint

from sqlgen.catalog import Catalog, Exclusion, ForeignKey, Name, Table, sqlalchemy_table
from sqlgen.dialects.compiling import compile_statement
from sqlgen.dialects.lowering import Lowering
from sqlgen.dialects.texts import counted_by, default_text


def definition(catalog: Catalog, lowering: Lowering, names: Collection[Name] | None = None) -> Iterator[str]:
    """What makes the tables of a catalog, those of these `names` or all, with the types that they need.

    A table that is known in part is not among them.
    """
    tables = [
        table for name, table in catalog.tables.items() if table.complete and (names is None or name in names)
    ]
    told: list[Any] = list(_enums(catalog, tables if names is not None else None))
    metadata = sa.MetaData()
    later: list[Any] = []
    for table in tables:
        made = sqlalchemy_table(table, metadata)
        if lowering.facts.name == "postgresql":
            sequences = _sequences(table, made, catalog, lowering.dialect)
            told += [first for first, _ in sequences]
            later += [*(last for _, last in sequences), *_later(table, made, lowering.dialect)]
    made_tables = list(metadata.tables.values())
    _give_referents(tables, metadata)

    def tell(element: Any, *_: Any, **__: Any) -> None:
        # The catalog has the enumerated types by themselves, and they are told above.
        if not isinstance(element, CreateEnumType):
            told.append(element)

    metadata.create_all(MockConnection(lowering.dialect, tell), made_tables, checkfirst=False)
    for element in (*told, *later):
        yield from compile_statement(element, lowering.dialect, lowering.facts.lexical)


def _enums(catalog: Catalog, tables: Collection[Table] | None) -> Iterator[CreateEnumType]:
    """The enumerated types, those that the tables use or all; what has no labels is a domain."""
    used = None if tables is None else {one for table in tables for one in _types_of(table)}
    for name, labels in catalog.enums.items():
        if labels and (used is None or name in used):
            yield CreateEnumType(ENUM(*labels, name=name.name, schema=name.schema))


def _types_of(table: Table) -> Iterator[Name]:
    for column in table.columns.values():
        type_: Any = getattr(column.type, "item_type", column.type)
        if isinstance(type_, sa.Enum) and type_.name:
            yield Name(type_.schema, str(type_.name))


def _sequences(table: Table, made: sa.Table, catalog: Catalog, dialect: Any) -> list[tuple[str, str]]:
    """What makes the sequences that SERIAL made for columns outside of the key, and gives them to these."""
    found = []
    for column in table.columns.values():
        default = column.server_default
        plain = default is not None and not isinstance(default, (sa.Computed, sa.Identity))
        sequence = counted_by(default_text(default, dialect)) if plain else None
        if sequence is not None and Name(table.name.schema, sequence) not in catalog.relations:
            quote = dialect.identifier_preparer
            name = quote.format_sequence(sa.Sequence(sequence, schema=table.name.schema))
            owner = f"{quote.format_table(made)}.{quote.quote(column.name)}"
            found.append((f"CREATE SEQUENCE {name}", f"ALTER SEQUENCE {name} OWNED BY {owner}"))
    return found


def _later(table: Table, made: sa.Table, dialect: Any) -> Iterator[AddConstraint | str]:
    """What PostgreSQL makes by a statement of its own: a second key on the primary key's columns, which it
    would leave out of CREATE TABLE, and exclusion constraints, which are kept as they were given.
    """
    columns = made.primary_key.columns.keys()
    for one in made.constraints:
        if isinstance(one, sa.UniqueConstraint) and one.columns.keys() == columns:
            yield AddConstraint(one, isolate_from_table=True)
    exclusions: tuple[Exclusion, ...] = table.all_of(Exclusion)
    for exclusion in exclusions:
        name = dialect.identifier_preparer.format_table(made)
        words = dialect.ddl_compiler(dialect, None).process(exclusion.constraint)
        yield f"ALTER TABLE {name} ADD {words}"


def _give_referents(tables: Collection[Table], metadata: sa.MetaData) -> None:
    """Give `metadata` the tables that keys point at and that are not among those that are made."""
    there = {table.name for table in tables}
    wanted: dict[Name, dict[str, None]] = {}
    for table in tables:
        keys: tuple[ForeignKey, ...] = table.all_of(ForeignKey)
        for key in keys:
            if key.referent not in there:
                wanted.setdefault(key.referent, {}).update(dict.fromkeys(key.referent_columns))
    for name, columns in wanted.items():
        members = [sa.Column(column, sa.Integer) for column in columns]
        sa.Table(name.name, metadata, *members, schema=name.schema)
