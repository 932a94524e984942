"""A column's type in SQL text as SQLAlchemy's type."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, oracle, postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.url import URL
from sqlalchemy.types import TypeEngine, UserDefinedType

from sqlgen.catalog import Catalog, Name
from sqlgen.dialects.facts import Facts

SERIALS = {
    "serial": sa.Integer, "serial4": sa.Integer, "bigserial": sa.BigInteger, "serial8": sa.BigInteger,
    "smallserial": sa.SmallInteger, "serial2": sa.SmallInteger,
}
"""PostgreSQL's words for an integer that a sequence of its own counts up.
https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL"""

SYNONYMS = {
    "int": "integer", "int2": "smallint", "int4": "integer", "int8": "bigint", "decimal": "numeric",
    "bool": "boolean", "character varying": "varchar", "char varying": "varchar", "character": "char",
    "national varchar": "nvarchar", "national char": "nchar", "bpchar": "char", "float8": "double precision",
    "float4": "real",
    "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone", "bit varying": "varbit", "dec": "numeric",
    "character large object": "clob",
    "timestamp without time zone": "timestamp", "time without time zone": "time",
}
PLAIN: dict[str, Any] = {
    "integer": sa.INTEGER, "smallint": sa.SMALLINT, "bigint": sa.BIGINT, "numeric": sa.NUMERIC,
    "boolean": sa.BOOLEAN, "varchar": sa.VARCHAR, "char": sa.CHAR, "nvarchar": sa.NVARCHAR,
    "nchar": sa.NCHAR, "text": sa.TEXT, "clob": sa.CLOB, "blob": sa.BLOB, "date": sa.DATE,
    "datetime": sa.DATETIME, "real": sa.REAL, "float": sa.FLOAT, "double precision": sa.DOUBLE_PRECISION,
    "double": sa.DOUBLE,
    "time": sa.TIME, "timestamp": sa.TIMESTAMP, "binary": sa.BINARY, "varbinary": sa.VARBINARY,
    "json": sa.JSON, "uuid": sa.UUID,
}
ORACLE: dict[str, Any] = {
    "varchar2": oracle.VARCHAR2, "nvarchar2": oracle.NVARCHAR2, "number": oracle.NUMBER,
}
UNITS = ("CHAR", "BYTE")
"""What may stand behind a length on Oracle."""
MYSQL_FLAGS = ("unsigned", "zerofill", "binary")


class NamedType(UserDefinedType[Any]):
    """A type of a name alone, which the catalog may know more about."""

    cache_ok = True

    def __init__(self, named: Name) -> None:
        # SQLAlchemy copies a type by the names of its arguments.
        self.named = named

    def get_col_spec(self, **_: Any) -> str:
        return str(self.named)


@cache
def _dialect(name: str) -> Dialect:
    made: Any = URL.create(name).get_dialect()
    return made()  # type: ignore[no-any-return]


def column_type(text: str, facts: Facts) -> TypeEngine[Any]:
    """The type that `text` names, such as `character varying(20)`; a bare name where nobody knows it."""
    text = " ".join(text.split())
    dimensions = 0
    array = re.search(r"(?i)(?:\s*\[\d*\]|\s+array(?:\[\d*\])?)+$", text)
    if array and facts.name == "postgresql":
        dimensions = max(array.group().count("["), 1)
        text = text[: array.start()]
    found = re.match(r"^([^()]*?)\s*(?:\((.*)\))?([^()]*)$", text, re.DOTALL)
    base, arguments, behind = found.groups() if found else (text, None, "")
    words = f"{base} {behind}".strip().lower().strip('"`[]')
    made = _known(" ".join(words.split()), _arguments(arguments), facts)
    if made is None:
        made = _named(f"{base}{behind}" if arguments is None else text, facts)
    return postgresql.ARRAY(made, dimensions=dimensions if dimensions > 1 else None) if dimensions else made


def _arguments(text: str | None) -> list[Any]:
    if text is None:
        return []
    parts = re.findall(r"'(?:[^'\\]|''|\\.)*'|\"[^\"]*\"|[^,\s]+", text)
    return [
        int(part) if part.isdigit() else part[1:-1].replace("''", "'") if part[0] in "'\"" else part
        for part in parts
    ]


def _known(words: str, arguments: list[Any], facts: Facts) -> TypeEngine[Any] | None:
    dialect: Any = _dialect(facts.sqlalchemy)
    if facts.name in ("mysql", "mariadb"):
        return _mysql(words, arguments, dialect.ischema_names)
    if facts.name == "oracle" and words in ORACLE:
        return _made(ORACLE[words], [one for one in arguments if one not in UNITS])
    words = SYNONYMS.get(words, words)
    if facts.name == "postgresql":
        return _postgresql(words, arguments, dialect.ischema_names)
    if words.startswith("timestamp") and "time zone" in words:
        return sa.TIMESTAMP(timezone=True)
    names = {key.lower(): value for key, value in getattr(dialect, "ischema_names", {}).items()}
    kind = PLAIN.get(words) or names.get(words)
    if kind is None:
        return None
    return _made(kind, [None if one in ("max", "MAX") else one for one in arguments if one not in UNITS])


def _postgresql(words: str, arguments: list[Any], names: dict[str, Any]) -> TypeEngine[Any] | None:
    if words in SERIALS:
        return SERIALS[words]()
    number = arguments[0] if arguments and isinstance(arguments[0], int) else None
    match words:
        case "timestamp" | "timestamp with time zone":
            return postgresql.TIMESTAMP(timezone="with" in words, precision=number)
        case "time" | "time with time zone":
            return postgresql.TIME(timezone="with" in words, precision=number)
        case "float":
            return sa.FLOAT(number)
        case "varbit" | "bit":
            return postgresql.BIT(number, varying=words == "varbit")
        case _ if words.split(maxsplit=1)[0] == "interval":
            return postgresql.INTERVAL(fields=words.partition(" ")[2] or None, precision=number)
        case _:
            common = words in ("integer", "boolean", "uuid")
            kind = (None if common else names.get(words)) or PLAIN.get(words)
    kind = postgresql.JSON if words == "json" else kind
    return None if kind is None else _made(kind, arguments)


def _mysql(words: str, arguments: list[Any], names: dict[str, Any]) -> TypeEngine[Any] | None:
    flags = {flag: True for flag in MYSQL_FLAGS if flag in words.split()[1:]}
    parts = [word for word in words.split() if word not in flags]
    plain = " ".join(parts)
    plain = {"dec": "decimal", "double precision": "double", "character varying": "varchar"}.get(plain, plain)
    if plain in ("bool", "boolean"):
        return sa.BOOLEAN()
    if plain == "enum":
        return mysql.ENUM(*arguments)
    if plain == "set":
        return mysql.SET(*arguments)
    if plain in ("datetime", "timestamp", "time"):
        kind: Any = getattr(mysql, plain.upper())
        return kind(fsp=arguments[0]) if arguments else kind()  # type: ignore[no-any-return]
    kind = {"integer": mysql.INTEGER, "int": mysql.INTEGER}.get(plain) or names.get(plain)
    if kind is None and plain == "uuid":
        kind = sa.UUID
    if kind is None:
        return None
    numbers = ["bigint", "mediumint", "smallint", "tinyint", "integer", "int"]
    if plain in numbers and arguments:
        return kind(display_width=arguments[0], **flags)  # type: ignore[no-any-return]
    return _made(kind, arguments, flags)


def _made(kind: Any, arguments: list[Any], flags: dict[str, bool] | None = None) -> TypeEngine[Any]:
    try:
        return kind(*arguments, **(flags or {}))  # type: ignore[no-any-return]
    except TypeError:
        # Arguments that SQLAlchemy's type does not take, such as a length that the server ignores.
        return kind()  # type: ignore[no-any-return]


def _named(text: str, facts: Facts) -> TypeEngine[Any]:
    if not text.strip():
        # SQLite has columns without a type.
        return NamedType(Name(None, "")) if facts.name == "sqlite" else sa.types.NullType()
    parts = [
        part[1:-1] if part[:1] == '"' else part.lower() if facts.name == "postgresql" else part
        for part in text.strip().split(".")
    ]
    schema = ".".join(parts[:-1])
    return NamedType(Name(schema if schema and schema != facts.default_schema else None, parts[-1]))


def resolved(type_: Any, catalog: Catalog) -> TypeEngine[Any]:
    """The type with the labels that the catalog knows of it."""
    if isinstance(type_, postgresql.ARRAY):
        item = resolved(type_.item_type, catalog)
        return type_ if item is type_.item_type else postgresql.ARRAY(item, dimensions=type_.dimensions)
    if isinstance(type_, NamedType):
        labels = catalog.enums.get(type_.named)
        if labels:
            name, schema = type_.named.name, type_.named.schema
            return postgresql.ENUM(*labels, name=name, schema=schema, create_type=False)
    return type_  # type: ignore[no-any-return]


def affinity(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type that SQLite gives to a column of a query. https://www.sqlite.org/lang_createtable.html"""
    kind = type_._type_affinity
    words = ((sa.Integer, "INT"), (sa.String, "TEXT"), (sa.Float, "REAL"), (sa.LargeBinary, ""))
    word = next((word for known, word in words if kind is not None and issubclass(kind, known)), "NUM")
    return NamedType(Name(None, word))


def is_serial(text: str) -> bool:
    return text.strip().lower() in SERIALS
