"""Which name of Alembic's means what in sqlgen.

`MODULES` maps a module of Alembic to its names; `"*"` stands for every name of the module that it maps to.
Read off Alembic 1.20 and off what public revision files and env.py files import.
"""

from __future__ import annotations

from collections.abc import Mapping

VERSION = "1.20.1"
"""The version of Alembic whose surface this is: packages parse it as three integers to choose API by it."""

_COMPAT = "sqlgen.alembic_compat"
_MIGRATION = {
    "MigrationContext": "sqlgen.replay.migration:MigrationContext",
    "MigrationInfo": "sqlgen.replay.migration:StepInfo",
}
_ENVIRONMENT = {"EnvironmentContext": "sqlgen.replay.environment:EnvironmentContext"}
_OPERATIONS = {
    "Operations": "sqlgen.replay.directives:Operations",
    "BatchOperations": "sqlgen.replay.batch:BatchOperations",
    "MigrateOperation": "sqlgen.operations.base:Operation",
}
_DDL = {
    name: f"sqlgen.dialects.ddl:{name}"
    for name in (
        "AddColumn",
        "AlterColumn",
        "AlterTable",
        "ColumnComment",
        "ColumnDefault",
        "ColumnName",
        "ColumnNullable",
        "ColumnType",
        "ComputedColumnDefault",
        "DropColumn",
        "IdentityColumnDefault",
        "RenameTable",
    )
}
_IMPL = {"DefaultImpl": f"{_COMPAT}.impl:DefaultImpl"}
_ERRORS = {
    "CommandError": "sqlgen.errors:UsageError",
}
_UTIL = {
    **_ERRORS,
    "asbool": f"{_COMPAT}.util:asbool",
    "rev_id": f"{_COMPAT}.util:rev_id",
    "to_list": f"{_COMPAT}.util:to_list",
    "to_tuple": f"{_COMPAT}.util:to_tuple",
    "immutabledict": "sqlalchemy.util:immutabledict",
}
_SCRIPT = {
    "Script": "sqlgen.history.revision:Revision",
    "ScriptDirectory": f"{_COMPAT}.script:ScriptDirectory",
}

MODULES: Mapping[str, Mapping[str, str]] = {
    "alembic": {"__version__": f"{_COMPAT}.names:VERSION"},
    "alembic.op": {"*": "sqlgen.op"},
    "alembic.context": {"*": "sqlgen.context"},
    "alembic.config": {"Config": "sqlgen.config:Config"},
    "alembic.environment": _ENVIRONMENT,
    "alembic.migration": _MIGRATION,
    "alembic.runtime": {},
    "alembic.runtime.environment": _ENVIRONMENT,
    "alembic.runtime.migration": _MIGRATION,
    "alembic.operations": _OPERATIONS,
    "alembic.operations.base": _OPERATIONS,
    "alembic.operations.ops": {
        "MigrateOperation": "sqlgen.operations.base:Operation",
        "ExecuteSQLOp": "sqlgen.operations.sql:ExecuteSQL",
    },
    "alembic.script": _SCRIPT,
    "alembic.script.base": _SCRIPT,
    "alembic.script.revision": {
        "ResolutionError": "sqlgen.errors:RevisionNotFound",
        "RevisionError": "sqlgen.errors:UsageError",
    },
    "alembic.ddl": _IMPL,
    "alembic.ddl.base": _DDL,
    "alembic.ddl.impl": _IMPL,
    "alembic.ddl.postgresql": {"PostgresqlImpl": f"{_COMPAT}.impl:PostgresqlImpl"},
    "alembic.ddl.mysql": {"MySQLImpl": f"{_COMPAT}.impl:MySQLImpl", "MariaDBImpl": f"{_COMPAT}.impl:MariaDBImpl"},
    "alembic.ddl.sqlite": {"SQLiteImpl": f"{_COMPAT}.impl:SQLiteImpl"},
    "alembic.ddl.mssql": {"MSSQLImpl": f"{_COMPAT}.impl:MSSQLImpl"},
    "alembic.ddl.oracle": {"OracleImpl": f"{_COMPAT}.impl:OracleImpl"},
    "alembic.util": _UTIL,
    "alembic.util.exc": _ERRORS,
    "alembic.util.langhelpers": _UTIL,
}

PACKAGES = frozenset(name.rpartition(".")[0] for name in MODULES if "." in name)
