"""Operations on SQL Server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import NVARCHAR, Column, ForeignKeyConstraint
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ClauseElement, quoted_name
from sqlalchemy.sql.expression import Executable, TableClause
from sqlalchemy.sql.schema import Index
from sqlalchemy.types import NULLTYPE

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, ForeignKey
from sqlgen.dialects import ddl
from sqlgen.dialects.altering import is_computed, is_identity
from sqlgen.dialects.lowering import Lowering, Told
from sqlgen.errors import RevisionError


class DropColumnObjects(Executable, ClauseElement):
    """The unnamed objects of one kind that hang on a column, dropped by whatever name they have.

    `kind` is the catalogue view that lists them: `sys.default_constraints`, `sys.check_constraints`,
    `sys.foreign_keys`.
    """

    inherit_cache = False

    def __init__(self, table_name: str, column_name: str, schema: str | None, kind: str) -> None:
        self.table_name = table_name
        self.column_name = column_name
        self.schema = schema
        self.kind = kind


class IdentityInsert(Executable, ClauseElement):
    """Explicit values for an identity column, allowed or forbidden.

    `unsure` are the columns that get values where nobody knows which of them counts: the server is asked.
    """

    inherit_cache = False

    def __init__(self, table: TableClause, *, on: bool, unsure: Sequence[str]) -> None:
        self.table = table
        self.on = on
        self.unsure = unsure


class ChangedTableComment(ddl.AlterTable):
    """A table's comment put in the place of another, which is not how a first one is set."""

    def __init__(self, table_name: str, schema: str | None, comment: str | None) -> None:
        super().__init__(table_name, schema)
        self.comment = comment


class Dialect(Lowering):
    """SQL Server: a column's type and nullability go together, and its default is a constraint."""

    index_names_are_of_tables = True

    def create_table_comment(self, operation: ops.CreateTableComment, catalog: Catalog) -> Iterator[Told]:
        if operation.existing_comment is None:
            yield from super().create_table_comment(operation, catalog)
        else:
            table = operation.table
            yield ChangedTableComment(table.name, table.schema, table.comment)

    def changed_column(self, operation: ops.AlterColumn, catalog: Catalog) -> Iterator[Told]:
        self.refuse_autoincrement(operation)
        operation = self._with_type_and_null(operation, catalog)
        defaulted = operation.server_default is not ops.KEEP
        special = is_identity(operation) or is_computed(operation)
        if defaulted and not special and self._may_have_default(operation, catalog):
            yield DropColumnObjects(
                operation.table_name, operation.column_name, operation.schema, "sys.default_constraints"
            )
        yield from self.changed_nullable(operation)
        if special:
            yield from self.changed_default(operation)
        if operation.nullable is None:
            yield from self.changed_type(operation)
        yield from self.changed_comment(operation)
        if defaulted and not special and operation.server_default is not None:
            yield from self.changed_default(operation)
        yield from self.changed_name(operation)

    def _with_type_and_null(self, operation: ops.AlterColumn, catalog: Catalog) -> ops.AlterColumn:
        """The operation with both the type and the nullability that ALTER COLUMN has to name."""
        if operation.nullable is None and operation.type_ is None:
            return operation
        known = catalog.column(operation.table_name, operation.column_name, operation.schema)
        type_ = operation.type_ if operation.type_ is not None else operation.existing_type
        if type_ is None and known is not None:
            type_ = known.type
        if type_ is None:
            raise RevisionError(
                f"SQL Server names the type when it changes NULL, and the type of "
                f"{operation.table_name}.{operation.column_name} is not known",
                hint="pass existing_type",
            )
        nullable = operation.nullable if operation.nullable is not None else operation.existing_nullable
        if nullable is None and known is not None:
            nullable = known.nullable
        return replace(operation, existing_type=type_, nullable=nullable)

    @staticmethod
    def _may_have_default(operation: ops.AlterColumn, catalog: Catalog) -> bool:
        """Whether a default may have to go before: said by the caller, or not known to be absent."""
        if operation.server_default is None or operation.existing_server_default is not ops.KEEP:
            return True
        known = catalog.column(operation.table_name, operation.column_name, operation.schema)
        return known is None or known.server_default is not None

    def index(self, index: Index, *, if_not_exists: bool = False) -> Iterator[Told]:
        table = index.table
        for name in index.kwargs.get("mssql_include") or ():
            if table is not None and isinstance(name, str) and name not in table.c:
                table.append_column(Column(name, NULLTYPE))
        yield from super().index(index, if_not_exists=if_not_exists)

    def drop_column(self, operation: ops.DropColumn, catalog: Catalog) -> Iterator[Told]:
        for option, kind in (
            ("mssql_drop_default", "sys.default_constraints"),
            ("mssql_drop_check", "sys.check_constraints"),
            ("mssql_drop_foreign_key", "sys.foreign_keys"),
        ):
            if operation.options.get(option):
                yield DropColumnObjects(operation.table_name, operation.column.name, operation.schema, kind)
        yield from super().drop_column(operation, catalog)

    def drop_constraint(self, operation: ops.DropConstraint, catalog: Catalog) -> Iterator[Told]:
        """By the name; a foreign key that SQL Server named itself by the column that no other one has."""
        asked: Any = operation.constraint
        table = catalog.table(asked.table.name, asked.table.schema)
        nameless = asked.name is None and isinstance(asked, ForeignKeyConstraint)
        key = table.nameless_key if table is not None and nameless else None
        others = [one for one in table.all_of(ForeignKey) if one is not key] if table is not None else []
        taken = {column for one in others for column in one.columns}
        own = [column for column in key.columns if column not in taken] if key is not None else []
        if own:
            yield DropColumnObjects(asked.table.name, own[0], asked.table.schema, "sys.foreign_keys")
        elif nameless:
            raise RevisionError(
                f"which foreign key of table {asked.table.name!r} is to be dropped, nothing says for certain",
                hint="pass the name, or put SQL that looks it up in sys.foreign_keys into op.execute()",
            )
        else:
            yield from super().drop_constraint(operation, catalog)

    def bulk_insert(self, operation: ops.BulkInsert, catalog: Catalog) -> Iterator[Told]:
        """The rows, between IDENTITY_INSERT ON and OFF where they bring values of an identity column."""
        columns = operation.table.c
        named = {columns[key].name if key in columns else key for row in operation.rows for key in row}
        table = catalog.table(operation.table.name, operation.table.schema)
        unsure: Sequence[str] = ()
        if table is not None and (table.complete or named <= set(table.columns)):
            wanted = any(column.generated and column.name in named for column in table.columns.values())
        else:
            own = getattr(operation.table, "_autoincrement_column", None)
            unsure = sorted(named) if own is None else ()
            wanted = bool(named) if own is None else own.name in named
        if wanted:
            yield IdentityInsert(operation.table, on=True, unsure=unsure)
        yield from super().bulk_insert(operation, catalog)
        if wanted:
            yield IdentityInsert(operation.table, on=False, unsure=unsure)


def unicode_literal(text: str) -> str:
    """`text` as an N'' literal."""
    return "N'" + text.replace("'", "''") + "'"


def bracketed(compiler: Any, schema: str | None, *names: str) -> str:
    """A name behind its schema in brackets, joined by dots, as OBJECT_ID reads it."""
    parts = [*ddl.schema_parts(compiler, schema), *names]
    return ".".join("[" + part.replace("]", "]]") + "]" for part in parts)


@compiles(DropColumnObjects, "mssql")
def _drop_column_objects(element: DropColumnObjects, compiler: Any, **_: Any) -> str:
    # Names are built with QUOTENAME on the server and passed as Unicode, so that quotes and letters of
    # any alphabet survive. No variable outlives the batch.
    table = ddl.table_name(compiler, element.table_name, element.schema)
    source, name, alias = element.kind, "name", ""
    if element.kind == "sys.foreign_keys":
        name, alias = "c.name", "k."
        source += " AS c JOIN sys.foreign_key_columns AS k ON k.constraint_object_id = c.object_id"
    owner = unicode_literal(bracketed(compiler, element.schema, element.table_name))
    where = (
        f"{alias}parent_object_id = OBJECT_ID({owner}) AND "
        f"COL_NAME({alias}parent_object_id, {alias}parent_column_id) = {unicode_literal(element.column_name)}"
    )
    statement = unicode_literal(f"ALTER TABLE {table} DROP CONSTRAINT ")
    return (
        "DECLARE @drop nvarchar(max) = N'';\n"
        f"SELECT @drop = @drop + {statement} + QUOTENAME({name}) + N';'\n"
        f"FROM {source}\n"
        f"WHERE {where};\n"
        "EXEC sys.sp_executesql @drop"
    )


@compiles(IdentityInsert, "mssql")
def _identity_insert(element: IdentityInsert, compiler: Any, **_: Any) -> str:
    table = compiler.preparer.format_table(element.table)
    statement = f"SET IDENTITY_INSERT {table} {'ON' if element.on else 'OFF'}"
    if not element.unsure:
        return statement
    # SQLAlchemy maps the schemas of Table, and leaves those of table() as they are.
    schema = element.table.schema
    if not element.table._use_schema_map and schema:
        schema = quoted_name(schema, quote=True)
    name = unicode_literal(bracketed(compiler, schema, element.table.name))
    columns = ", ".join(unicode_literal(column) for column in element.unsure)
    return (
        f"IF EXISTS (SELECT 1 FROM sys.identity_columns WHERE object_id = OBJECT_ID({name}) "  # noqa: S608  both are literals
        f"AND name IN ({columns})) {statement}"
    )


@compiles(ddl.AddColumn, "mssql")
def _add_column(element: ddl.AddColumn, compiler: Any, **options: Any) -> str:
    return f"{ddl.alter_table(compiler, element)} {ddl.added_column(compiler, element, 'ADD', **options)}"


@compiles(ddl.ColumnNullable, "mssql")
def _nullable(element: ddl.ColumnNullable, compiler: Any, **_: Any) -> str:
    type_ = ddl.column_type(compiler, element.existing_type)
    return f"{ddl.alter_column(compiler, element)} {type_} {'NULL' if element.nullable else 'NOT NULL'}"


@compiles(ddl.ColumnType, "mssql")
def _type(element: ddl.ColumnType, compiler: Any, **_: Any) -> str:
    return f"{ddl.alter_column(compiler, element)} {ddl.column_type(compiler, element.type_)}"


@compiles(ddl.ColumnDefault, "mssql")
def _default(element: ddl.ColumnDefault, compiler: Any, **_: Any) -> str:
    default = ddl.server_default(compiler, element.default)
    column = ddl.column_name(compiler, element.column_name)
    return f"{ddl.alter_table(compiler, element)} ADD DEFAULT {default} FOR {column}"


@compiles(ddl.ColumnName, "mssql")
def _name(element: ddl.ColumnName, compiler: Any, **_: Any) -> str:
    old = bracketed(compiler, element.schema, element.table_name, element.column_name)
    return f"EXEC sp_rename {unicode_literal(old)}, {unicode_literal(element.newname)}, N'COLUMN'"


@compiles(ddl.RenameTable, "mssql")
def _rename_table(element: ddl.RenameTable, compiler: Any, **_: Any) -> str:
    old = bracketed(compiler, element.schema, element.table_name)
    return f"EXEC sp_rename {unicode_literal(old)}, {unicode_literal(element.new_table_name)}"


def _property_of(compiler: Any, element: ddl.AlterTable, column_name: str | None = None) -> str:
    """Where an extended property stands, as the procedures take it."""
    schema = (ddl.schema_parts(compiler, element.schema) or [compiler.dialect.default_schema_name])[-1]
    levels = [("schema", schema), ("table", element.table_name), ("column", column_name)]
    return ", ".join(f"'{level}', {unicode_literal(name)}" for level, name in levels if name)


@compiles(ChangedTableComment, "mssql")
def _table_comment(element: ChangedTableComment, compiler: Any, **_: Any) -> str:
    text = ddl.string(compiler, element.comment or "", NVARCHAR())
    return f"EXEC sp_updateextendedproperty 'MS_Description', {text}, {_property_of(compiler, element)}"


@compiles(ddl.ColumnComment, "mssql")
def _comment(element: ddl.ColumnComment, compiler: Any, **_: Any) -> str:
    where = _property_of(compiler, element, element.column_name)
    if element.comment is None:
        return f"EXEC sp_dropextendedproperty 'MS_Description', {where}"
    verb = "sp_addextendedproperty" if element.existing_comment is None else "sp_updateextendedproperty"
    text = ddl.string(compiler, element.comment, NVARCHAR())
    return f"EXEC {verb} 'MS_Description', {text}, {where}"
