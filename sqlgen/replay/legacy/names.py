"""Names that moved or went."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

import sqlalchemy
from sqlalchemy import dialects, exc, orm
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.dialects.mysql import base as mysql_base
from sqlalchemy.engine import Connection, CursorResult, Row
from sqlalchemy.orm import decl_api, decl_base
from sqlalchemy.orm import exc as orm_exc
from sqlalchemy.sql import expression

from sqlgen.replay.legacy.patching import MIGRATION_14, MIGRATION_20, Patch, Patching

_RESULTS = {
    "ResultProxy": CursorResult,
    "BufferedRowResultProxy": CursorResult,
    "FullyBufferedResultProxy": CursorResult,
    "LegacyCursorResult": CursorResult,
    "RowProxy": Row,
    "LegacyRow": Row,
    "Connectable": Connection,
}
_NAMES: Mapping[str, Mapping[str, Any]] = {
    "sqlalchemy": {"Binary": sqlalchemy.LargeBinary, "PassiveDefault": sqlalchemy.DefaultClause},
    "sqlalchemy.types": {"Binary": sqlalchemy.LargeBinary},
    "sqlalchemy.schema": {"PassiveDefault": sqlalchemy.DefaultClause},
    "sqlalchemy.engine": _RESULTS,
    "sqlalchemy.engine.base": _RESULTS,
    "sqlalchemy.engine.result": _RESULTS,
    "sqlalchemy.engine.row": _RESULTS,
    "sqlalchemy.sql.expression": {
        "_BindParamClause": expression.BindParameter,
        "_Executable": expression.Executable,
    },
    "sqlalchemy.orm": {"relation": orm.relationship, "eagerload": orm.joinedload},
    "sqlalchemy.dialects.postgresql.base": {"PGArray": postgresql.ARRAY},
}


def _names(patching: Patching) -> None:
    for module, names in _NAMES.items():
        for name, value in names.items():
            patching.add(import_module(module), name, value)


def _databases(patching: Patching) -> None:
    package = ModuleType("sqlalchemy.databases")
    package.__path__ = []
    patching.add_module(package.__name__, package)
    patching.add(sqlalchemy, "databases", package)
    for name in ("mssql", "mysql", "oracle", "postgresql", "sqlite"):
        module = import_module(f"{dialects.__name__}.{name}")
        for known_as in (name, "postgres") if name == "postgresql" else (name,):
            setattr(package, known_as, module)
            patching.add_module(f"{package.__name__}.{known_as}", module)


def _mysql_types(patching: Patching) -> None:
    for name, value in vars(mysql_base).items():
        if name.startswith("MS") and isinstance(value, type):
            patching.add(mysql, name, value)


def _exceptions(patching: Patching) -> None:
    patching.add_module("sqlalchemy.exceptions", exc)
    patching.add(sqlalchemy, "exceptions", exc)


def _declarative_api(patching: Patching) -> None:
    declarative = import_module("sqlalchemy.ext.declarative")
    patching.add_module("sqlalchemy.ext.declarative.api", decl_api)
    patching.add(declarative, "api", decl_api)


def _mapper(patching: Patching) -> None:
    registry = orm.registry()

    def mapper(class_: type, local_table: Any = None, **options: Any) -> Any:
        return registry.map_imperatively(class_, local_table, **options)

    patching.put(orm, "mapper", mapper)


def _annotations(patching: Patching) -> None:
    mapped: Any = vars(decl_base)["_extract_mapped_subtype"]

    def as_far_as_mapped(*positional: Any, **options: Any) -> Any:
        try:
            return mapped(*positional, **options)
        except orm_exc.MappedAnnotationError:
            return None

    patching.put(decl_base, "_extract_mapped_subtype", as_far_as_mapped)


PATCHES = (
    Patch("`Binary`, `PassiveDefault`, `ResultProxy`, `RowProxy`, `relation`", "1.4", MIGRATION_14, _names),
    Patch("`sqlalchemy.databases`", "1.4", MIGRATION_14, _databases),
    Patch("`mysql.MSInteger` and its like", "1.4", MIGRATION_14, _mysql_types),
    Patch("`sqlalchemy.exceptions`", "0.7", MIGRATION_14, _exceptions),
    Patch("`sqlalchemy.ext.declarative.api`", "1.4", MIGRATION_14, _declarative_api),
    Patch("`sqlalchemy.orm.mapper()`", "2.0", MIGRATION_20, _mapper),
    Patch("`Column(…)` with an annotation that is not `Mapped[…]`", "2.0", MIGRATION_20, _annotations),
)
