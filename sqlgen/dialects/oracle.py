"""Operations on Oracle Database."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.compiler import compiles

from sqlgen.dialects import ddl
from sqlgen.dialects.lowering import Lowering


class Dialect(Lowering):
    """Oracle: MODIFY in place of ALTER COLUMN."""


@compiles(ddl.AddColumn, "oracle")
def _add_column(element: ddl.AddColumn, compiler: Any, **options: Any) -> str:
    return f"{ddl.alter_table(compiler, element)} {ddl.added_column(compiler, element, 'ADD', **options)}"


@compiles(ddl.ColumnNullable, "oracle")
def _nullable(element: ddl.ColumnNullable, compiler: Any, **_: Any) -> str:
    return f"{ddl.alter_column(compiler, element, 'MODIFY')} {'NULL' if element.nullable else 'NOT NULL'}"


@compiles(ddl.ColumnType, "oracle")
def _type(element: ddl.ColumnType, compiler: Any, **_: Any) -> str:
    return f"{ddl.alter_column(compiler, element, 'MODIFY')} {ddl.column_type(compiler, element.type_)}"


@compiles(ddl.ColumnName, "oracle")
def _name(element: ddl.ColumnName, compiler: Any, **_: Any) -> str:
    old, new = (ddl.column_name(compiler, name) for name in (element.column_name, element.newname))
    return f"{ddl.alter_table(compiler, element)} RENAME COLUMN {old} TO {new}"


@compiles(ddl.ColumnDefault, "oracle")
def _default(element: ddl.ColumnDefault, compiler: Any, **_: Any) -> str:
    # Oracle cannot take a default away; NULL is what a column without one has.
    # https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/ALTER-TABLE.html
    default = "NULL" if element.default is None else ddl.server_default(compiler, element.default)
    return f"{ddl.alter_column(compiler, element, 'MODIFY')} DEFAULT {default}"


@compiles(ddl.ColumnComment, "oracle")
def _comment(element: ddl.ColumnComment, compiler: Any, **_: Any) -> str:
    table = ddl.table_name(compiler, element.table_name, element.schema)
    column = ddl.column_name(compiler, element.column_name)
    return f"COMMENT ON COLUMN {table}.{column} IS {ddl.string(compiler, element.comment or '')}"


@compiles(ddl.IdentityColumnDefault, "oracle")
def _identity(element: ddl.IdentityColumnDefault, compiler: Any, **_: Any) -> str:
    change = "DROP IDENTITY" if element.default is None else compiler.visit_identity_column(element.default)
    return f"{ddl.alter_column(compiler, element, 'MODIFY')} {change}"
