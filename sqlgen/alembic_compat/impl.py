"""Alembic's `DefaultImpl` for projects that derive from it."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import Table

from sqlgen.replay.overrides import Overrides, override
from sqlgen.replay.version_table import version_table

_WRITES_SQL = frozenset(
    {
        "_exec",
        "add_column",
        "add_constraint",
        "alter_column",
        "batch_separator",
        "bulk_insert",
        "command_terminator",
        "create_column_comment",
        "create_index",
        "create_table",
        "create_table_comment",
        "drop_column",
        "drop_constraint",
        "drop_index",
        "drop_table",
        "drop_table_comment",
        "emit_begin",
        "emit_commit",
        "execute",
        "rename_table",
        "start_migrations",
        "static_output",
    }
)
"""What of Alembic's own class decides on the text of a script, and is sqlgen's business here."""


class DefaultImpl:
    """A place for what a project overrides: the version table of a dialect, and whether it rolls DDL back.

    A class that derives from it names its dialect in `__dialect__`, as it would with Alembic. Methods that
    would write SQL otherwise than sqlgen does make the dialect an error; those for comparing and reflecting
    are left alone.
    """

    __dialect__: ClassVar[str] = "default"
    transactional_ddl: ClassVar[bool] = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if cls.__module__ == __name__ or "__dialect__" not in cls.__dict__:
            return
        own = [each for each in cls.__mro__ if issubclass(each, DefaultImpl) and each.__module__ != __name__]
        said = {name for each in own for name in vars(each)}
        found = Overrides(
            by=f"{cls.__module__}.{cls.__qualname__}",
            version_table=cls._make_version_table if "version_table_impl" in said else None,
            transactional_ddl=cls.transactional_ddl if "transactional_ddl" in said else None,
            refused=tuple(sorted(said & _WRITES_SQL)),
        )
        override(cls.__dialect__, found)

    @classmethod
    def _make_version_table(cls, **options: Any) -> Table:
        # Without __init__, which a project may have given parameters that only Alembic has.
        return cls.__new__(cls).version_table_impl(**options)

    def version_table_impl(self, **options: Any) -> Table:
        return version_table(**options)


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
