"""SQLAlchemy dialects that compile for a server of a known version, without a driver.

Without a connection SQLAlchemy takes the oldest server it knows. What it would learn from a connection
is set here from the target version; each line says where SQLAlchemy sets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Dialect
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import NoSuchModuleError

from sqlgen.dialects.literals import OfflineLiterals
from sqlgen.dialects.target import Target
from sqlgen.errors import DialectError


def offline_dialect(target: Target, options: Mapping[str, Any] | None = None) -> Dialect:
    """A dialect object for compiling alone, as a server of the target's version would have it.

    `options` go to SQLAlchemy's dialect as they are, but for the parameter style, which is ours: another
    one doubles percent signs. Raises DialectError where no such dialect is installed.
    """
    try:
        base: Any = URL.create(target.facts.sqlalchemy).get_dialect()
    except NoSuchModuleError as error:
        raise DialectError(
            f"SQLAlchemy has no dialect {target.facts.sqlalchemy!r}",
            hint="install the package that brings it",
        ) from error
    compiler = type("OfflineCompiler", (OfflineLiterals, base.statement_compiler), {})
    members = {"statement_compiler": compiler, "supports_statement_cache": False}
    made = type(f"Offline{base.__name__}", (base,), members)
    dialect: Any = made(**{**(options or {}), "paramstyle": "named"})
    if target.facts.default_schema:
        dialect.default_schema_name = target.facts.default_schema
    if target.version:
        _set_version(dialect, target.newest)
    return dialect  # type: ignore[no-any-return]


def _set_version(dialect: Any, version: tuple[int, ...]) -> None:
    dialect.server_version_info = version
    match dialect.name:
        case "postgresql":
            # PGDialect.initialize
            dialect.supports_smallserial = version >= (9, 2)
            dialect.supports_identity_columns = version >= (10,)
            dialect._supports_drop_index_concurrently = version >= (9, 2)
            dialect._supports_jsonb_subscripting = version >= (14,)
            dialect.supports_virtual_generated_columns = version >= (18,)
            # Strings are standard-conforming unless somebody turned that off.
            # https://www.postgresql.org/docs/current/runtime-config-compatible.html
            dialect._backslash_escapes = version < (9, 1)
        case "mysql" | "mariadb":
            # MySQLDialect.initialize, MariaDBShim._initialize_mariadb
            maria = dialect.is_mariadb
            dialect.supports_sequences = maria and version >= (10, 3)
            dialect.supports_native_uuid = dialect.supports_native_uuid and version >= (10, 7)
            dialect.supports_for_update_of = not maria and version >= (8,)
            dialect.use_mysql_for_share = not maria and version >= (8, 0, 1)
            dialect._requires_alias_for_on_duplicate_key = not maria and version >= (8, 0, 20)
            if not isinstance(getattr(type(dialect), "_support_float_cast", None), property):
                # SQLAlchemy 2.0 works these two out by itself.
                dialect._support_default_function = version >= ((10, 2, 1) if maria else (8, 0, 13))
                dialect._support_float_cast = version >= ((10, 4, 5) if maria else (8, 0, 17))
        case "mssql":
            # MSDialect.initialize
            dialect._setup_version_attributes()
        case "oracle":
            # OracleDialect.initialize, OracleDialect._check_max_identifier_length
            dialect.supports_identity_columns = version >= (12,)
            dialect._supports_offset_fetch = dialect.enable_offset_fetch and version >= (12,)
            if hasattr(dialect, "_supports_oracle_json"):
                # SQLAlchemy 2.0 cannot say BOOLEAN to Oracle.
                dialect.supports_native_boolean = version >= (23,)
            dialect._supports_oracle_json = version >= (21,)
            dialect.max_identifier_length = 128 if version >= (12, 2) else 30
        case _:
            pass
