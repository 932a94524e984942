"""Alembic's `DefaultImpl` for projects that derive from it."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import Table

from sqlgen.replay import migration


class DefaultImpl:
    """A place for what a project overrides: the version table of a dialect.

    A class that derives from it names its dialect in `__dialect__`, as it would with Alembic.
    """

    __dialect__: ClassVar[str] = "default"
    transactional_ddl: ClassVar[bool] = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "version_table_impl" in cls.__dict__:
            migration.version_tables[cls.__dialect__] = cls().version_table_impl

    def version_table_impl(self, **options: Any) -> Table:
        return migration.version_table(**options)


class PostgresqlImpl(DefaultImpl):
    __dialect__ = "postgresql"
    transactional_ddl = True


class MySQLImpl(DefaultImpl):
    __dialect__ = "mysql"


class MariaDBImpl(MySQLImpl):
    __dialect__ = "mariadb"


class SQLiteImpl(DefaultImpl):
    __dialect__ = "sqlite"


class MSSQLImpl(DefaultImpl):
    __dialect__ = "mssql"
    transactional_ddl = True


class OracleImpl(DefaultImpl):
    __dialect__ = "oracle"
