"""DDL that SQLAlchemy has no construct for: what ALTER TABLE does to a table or a column.

Each element is compiled by the functions below unless a dialect's module, or a package outside of
sqlgen, registers another with `sqlalchemy.ext.compiler.compiles`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Integer, String
from sqlalchemy.exc import CompileError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.ddl import ExecutableDDLElement
from sqlalchemy.sql.elements import quoted_name
from sqlalchemy.types import TypeEngine, to_instance


class AlterTable(ExecutableDDLElement):
    """A change to the table `table_name` in `schema`."""

    def __init__(self, table_name: str, schema: str | None = None) -> None:
        self.table_name = table_name
        self.schema = schema


class RenameTable(AlterTable):
    """The table gets a new name and stays in its schema."""

    def __init__(self, old_table_name: str, new_table_name: str, schema: str | None = None) -> None:
        super().__init__(old_table_name, schema)
        self.new_table_name = new_table_name


class AddColumn(AlterTable):
    """The table gets a column."""

    def __init__(
        self,
        name: str,
        column: Column[Any],
        schema: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        super().__init__(name, schema)
        self.column = column
        self.if_not_exists = if_not_exists
        self.inline_references = inline_references
        self.inline_primary_key = inline_primary_key


class DropColumn(AlterTable):
    """The table loses a column."""

    def __init__(
        self, name: str, column: Column[Any], schema: str | None = None, if_exists: bool | None = None
    ) -> None:
        super().__init__(name, schema)
        self.column = column
        self.if_exists = if_exists


class AlterColumn(AlterTable):
    """A change to one column; each `existing_*` says how the column was before."""

    def __init__(
        self,
        name: str,
        column_name: str,
        schema: str | None = None,
        existing_type: TypeEngine[Any] | None = None,
        existing_nullable: bool | None = None,
        existing_server_default: Any = None,
        existing_comment: str | None = None,
    ) -> None:
        super().__init__(name, schema)
        self.column_name = column_name
        self.existing_type = to_instance(existing_type) if existing_type is not None else None
        self.existing_nullable = existing_nullable
        self.existing_server_default = existing_server_default
        self.existing_comment = existing_comment


class ColumnNullable(AlterColumn):
    """The column takes NULL, or no longer."""

    def __init__(self, name: str, column_name: str, nullable: bool, **existing: Any) -> None:
        super().__init__(name, column_name, **existing)
        self.nullable = nullable


class ColumnType(AlterColumn):
    """The column gets another type; `using` converts the values on PostgreSQL."""

    def __init__(
        self,
        name: str,
        column_name: str,
        type_: TypeEngine[Any],
        using: str | None = None,
        **existing: Any,
    ) -> None:
        super().__init__(name, column_name, **existing)
        self.type_ = to_instance(type_)
        self.using = using


class ColumnName(AlterColumn):
    """The column gets a new name."""

    def __init__(self, name: str, column_name: str, newname: str, **existing: Any) -> None:
        super().__init__(name, column_name, **existing)
        self.newname = newname


class ColumnDefault(AlterColumn):
    """The column gets a server default, or loses it (None)."""

    def __init__(self, name: str, column_name: str, default: Any, **existing: Any) -> None:
        super().__init__(name, column_name, **existing)
        self.default = default


class ComputedColumnDefault(ColumnDefault):
    """The column becomes computed, or stops to be."""


class IdentityColumnDefault(ColumnDefault):
    """The column becomes an identity column, changes as one, or stops to be."""


class ColumnComment(AlterColumn):
    """The column gets a comment, or loses it (None)."""

    def __init__(self, name: str, column_name: str, comment: str | None, **existing: Any) -> None:
        super().__init__(name, column_name, **existing)
        self.comment = comment


def schema_parts(compiler: Any, schema: str | None) -> list[str]:
    """The names in front of a table's, as SQLAlchemy's schema map has them: a database, a schema."""
    translated = (compiler.schema_translate_map or {}).get(schema, schema)
    if not translated:
        return []
    if isinstance(translated, quoted_name) and translated.quote:
        return [translated]
    return list(translated.split("."))


def table_name(compiler: Any, name: str, schema: str | None) -> str:
    """The table's name, quoted where it has to be, behind its schema."""
    return ".".join(str(compiler.preparer.quote(part)) for part in [*schema_parts(compiler, schema), name])


def column_name(compiler: Any, name: str) -> str:
    return str(compiler.preparer.quote(name))


def column_type(compiler: Any, type_: TypeEngine[Any] | None) -> str:
    return str(compiler.dialect.type_compiler_instance.process(type_))


def server_default(compiler: Any, default: Any) -> str:
    """What stands behind DEFAULT."""
    return str(compiler.get_column_default_string(Column("x", Integer, server_default=default)))


def alter_table(compiler: Any, element: AlterTable) -> str:
    return f"ALTER TABLE {table_name(compiler, element.table_name, element.schema)}"


def alter_column(compiler: Any, element: AlterColumn, verb: str = "ALTER COLUMN") -> str:
    return f"{alter_table(compiler, element)} {verb} {column_name(compiler, element.column_name)}"


def inline_reference(compiler: Any, column: Column[Any]) -> str:
    """REFERENCES behind a column with one foreign key of its own, else nothing."""
    keys = [key.constraint for key in column.foreign_keys if key.constraint is not None]
    if len(keys) != 1 or len(keys[0].elements) != 1:
        return ""
    target = keys[0].elements[0].column
    referent = table_name(compiler, target.table.name, target.table.schema)
    return (
        f" REFERENCES {referent} ({column_name(compiler, target.name)})"
        f"{compiler.define_constraint_match(keys[0])}"
        f"{compiler.define_constraint_cascades(keys[0])}"
        f"{compiler.define_constraint_deferrability(keys[0])}"
    )


def added_column(compiler: Any, element: AddColumn, verb: str = "ADD COLUMN", **options: Any) -> str:
    """The whole of ADD COLUMN behind the table's name."""
    column = element.column
    parts = [verb]
    if element.if_not_exists:
        parts.append("IF NOT EXISTS")
    parts.append(compiler.get_column_specification(column, **options))
    if element.inline_primary_key and column.primary_key:
        parts.append("PRIMARY KEY")
    if element.inline_references:
        parts.append(inline_reference(compiler, column).strip())
    parts += [compiler.process(constraint) for constraint in column.constraints]
    return " ".join(part for part in parts if part)


@compiles(RenameTable)
def _rename_table(element: RenameTable, compiler: Any, **_: Any) -> str:
    return f"{alter_table(compiler, element)} RENAME TO {column_name(compiler, element.new_table_name)}"


@compiles(AddColumn)
def _add_column(element: AddColumn, compiler: Any, **options: Any) -> str:
    return f"{alter_table(compiler, element)} {added_column(compiler, element, **options)}"


@compiles(DropColumn)
def _drop_column(element: DropColumn, compiler: Any, **_: Any) -> str:
    exists = "IF EXISTS " if element.if_exists else ""
    column = column_name(compiler, element.column.name)
    return f"{alter_table(compiler, element)} DROP COLUMN {exists}{column}"


@compiles(ColumnNullable)
def _column_nullable(element: ColumnNullable, compiler: Any, **_: Any) -> str:
    return f"{alter_column(compiler, element)} {'DROP' if element.nullable else 'SET'} NOT NULL"


@compiles(ColumnType)
def _column_type(element: ColumnType, compiler: Any, **_: Any) -> str:
    using = f" USING {element.using}" if element.using else ""
    return f"{alter_column(compiler, element)} TYPE {column_type(compiler, element.type_)}{using}"


@compiles(ColumnName)
def _column_name(element: ColumnName, compiler: Any, **_: Any) -> str:
    return (
        f"{alter_table(compiler, element)} RENAME {column_name(compiler, element.column_name)} "
        f"TO {column_name(compiler, element.newname)}"
    )


@compiles(ColumnDefault)
def _column_default(element: ColumnDefault, compiler: Any, **_: Any) -> str:
    if element.default is None:
        return f"{alter_column(compiler, element)} DROP DEFAULT"
    return f"{alter_column(compiler, element)} SET DEFAULT {server_default(compiler, element.default)}"


@compiles(ComputedColumnDefault)
def _computed_default(element: ComputedColumnDefault, _compiler: Any, **_: Any) -> str:
    raise CompileError(
        f"column {element.column_name!r} cannot become computed, or stop to be, where it stands; "
        "drop it and add it again"
    )


@compiles(IdentityColumnDefault)
def _identity_default(element: IdentityColumnDefault, _compiler: Any, **_: Any) -> str:
    raise CompileError(
        f"column {element.column_name!r} cannot become an identity column, change as one, or stop to be, "
        "where it stands; drop it and add it again"
    )


@compiles(ColumnComment)
def _column_comment(element: ColumnComment, compiler: Any, **_: Any) -> str:
    comment = "NULL" if element.comment is None else string(compiler, element.comment)
    table = table_name(compiler, element.table_name, element.schema)
    return f"COMMENT ON COLUMN {table}.{column_name(compiler, element.column_name)} IS {comment}"


def string(compiler: Any, value: str, type_: TypeEngine[Any] | None = None) -> str:
    """`value` as a string literal."""
    return str(compiler.sql_compiler.render_literal_value(value, type_ or String()))
