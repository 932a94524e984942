"""Operations on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Identity
from sqlalchemy.dialects.postgresql import ARRAY, ENUM
from sqlalchemy.dialects.postgresql.named_types import (
    CreateDomainType,
    CreateEnumType,
    DropDomainType,
    DropEnumType,
    NamedType,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.schema import Index
from sqlalchemy.types import NULLTYPE, TypeDecorator, TypeEngine, to_instance

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Name
from sqlgen.dialects import ddl
from sqlgen.dialects.lowering import Lowering, Told
from sqlgen.errors import RevisionError


class Dialect(Lowering):
    """PostgreSQL: named types that live beside the tables, indexes that include columns."""

    def index(self, index: Index, *, if_not_exists: bool = False) -> Iterator[Told]:
        table = index.table
        for name in index.kwargs.get("postgresql_include") or ():
            if table is not None and isinstance(name, str) and name not in table.c:
                table.append_column(Column(name, NULLTYPE))
        yield from super().index(index, if_not_exists=if_not_exists)

    def changed_column(self, operation: ops.AlterColumn, catalog: Catalog) -> Iterator[Told]:
        if operation.options.get("postgresql_using") is not None and operation.type_ is None:
            raise RevisionError(
                f"postgresql_using for {operation.table_name}.{operation.column_name} comes without type_",
                hint="USING converts values to a new type: give type_ as well",
            )
        self.refuse_autoincrement(operation)
        if operation.type_ is not None:
            yield from self.missing_type(operation.type_, catalog)
        yield from self.changed_type(operation)
        yield from self.changed_nullable(operation)
        yield from self.changed_default(operation)
        yield from self.changed_comment(operation)
        yield from self.changed_name(operation)

    def new_column_types(self, operation: ops.AddColumn, catalog: Catalog) -> Iterator[Told]:
        yield from self.missing_type(operation.column.type, catalog)

    def missing_type(self, column_type: Any, catalog: Catalog) -> Iterator[Told]:
        """CREATE TYPE for an enumerated type or a domain that nobody made yet.

        Alembic changes the column alone and leaves the type to the author; where the history shows that
        nobody made it, the statement would fail. Where the catalog cannot be sure, nothing is made up.
        """
        type_ = named_type(to_instance(column_type), self)
        if not isinstance(type_, NamedType) or not type_.create_type:
            return
        if catalog.readable and not known(type_, catalog):
            yield CreateEnumType(type_) if isinstance(type_, ENUM) else CreateDomainType(type_)

    def redundant(self, told: Told, catalog: Catalog) -> bool:
        return isinstance(told, (CreateEnumType, CreateDomainType)) and known(told.element, catalog)

    def effect(self, told: Told) -> ops.Operation | None:
        if isinstance(told, (CreateEnumType, CreateDomainType)):
            type_ = told.element
            # A domain is kept as a type without labels.
            return ops.CreateEnum(str(type_.name), tuple(getattr(type_, "enums", ())), type_.schema)
        if isinstance(told, (DropEnumType, DropDomainType)):
            return ops.DropEnum(str(told.element.name), told.element.schema)
        return None


def named_type(type_: TypeEngine[Any], lowering: Lowering) -> TypeEngine[Any]:
    """The type that a column has on the database, out of its decorators and arrays."""
    while True:
        if isinstance(type_, TypeDecorator):
            type_ = type_.load_dialect_impl(lowering.dialect)
        elif isinstance(type_, ARRAY) or type(type_).__name__ == "ARRAY":
            type_ = type_.item_type  # type: ignore[attr-defined]
        else:
            return type_.dialect_impl(lowering.dialect)


def known(type_: Any, catalog: Catalog) -> bool:
    """Whether the catalog knows the enumerated type to exist."""
    return Name(type_.schema, type_.name) in catalog.enums


@compiles(ddl.IdentityColumnDefault, "postgresql")
def _identity(element: ddl.IdentityColumnDefault, compiler: Any, **_: Any) -> str:
    alter = ddl.alter_column(compiler, element)
    new, old = element.default, element.existing_server_default
    if new is None:
        return f"{alter} DROP IDENTITY"
    if not isinstance(old, Identity):
        return f"{alter} ADD {compiler.visit_identity_column(new)}"
    changes = []
    if bool(new.always) is not bool(old.always):
        changes.append(f"SET GENERATED {'ALWAYS' if new.always else 'BY DEFAULT'}")
    for option in SEQUENCE_OPTIONS:
        value = getattr(new, option, None)
        if value != getattr(old, option, None) and value is not None:
            changes.append(f"SET {compiler.get_identity_options(Identity(**{option: value}))}")
    if not changes:
        raise RevisionError(
            f"the identity of column {element.table_name}.{element.column_name} does not change",
            hint="existing_server_default and server_default say the same",
        )
    return f"{alter} {' '.join(changes)}"


SEQUENCE_OPTIONS = (
    "cache",
    "cycle",
    "increment",
    "maxvalue",
    "minvalue",
    "nomaxvalue",
    "nominvalue",
    "start",
)
