"""What SQLite calculates in questions about a catalogue."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from functools import partial
from typing import Any

from sqlglot import exp

from sqlgen.replay.catalogue_postgresql import FROM_ZERO, PG_CATALOG
from sqlgen.replay.catalogue_rows import Source

ALIKE = (
    exp.Connector, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Exists, exp.Count, exp.Max, exp.Min,
    exp.Lower, exp.Upper, exp.Substring, exp.Replace, exp.Format,
)
"""What it calculates as the servers do, or is taught to; the rest may be something else to it."""
OURS = frozenset({
    "regclass_of", "to_regclass", "pg_table_is_visible", "pg_type_is_visible", "array_item", "array_size",
    "array_has", "cardinality",
})
"""The functions of PostgreSQL's that it is taught."""
PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
QUOTED = """
    between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping
    inout int integer interval json json_array json_arrayagg json_exists json_object json_objectagg
    json_query json_scalar json_serialize json_table json_value least merge_action national nchar none
    normalize nullif numeric out overlay position precision real row setof smallint substring time timestamp
    treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse
    xmlpi xmlroot xmlserialize xmltable
    """
"""Keywords that quote_ident() quotes besides those that are reserved.

https://www.postgresql.org/docs/current/sql-keywords-appendix.html
"""


def functions(source: Source) -> list[tuple[str, int, Any]]:
    """PostgreSQL's functions over the catalogue, for SQLite: name, number of arguments, function."""

    def number(name: Any) -> Any:
        if not isinstance(name, str):
            return name
        schema, _, plain = name.rpartition(".")
        found = [row for row in PG_CATALOG["pg_class"](source) if row["relname"] == plain.strip('"')]
        wanted = schema or source.default_schema
        mine = [row["oid"] for row in found if source.schema_of(row["oid"]) == wanted]
        if not mine:
            raise ValueError(name)
        return mine[0]

    def to_regclass(name: Any) -> Any:
        try:
            number(name)
        except ValueError:
            return None
        return str(name).removeprefix(f"{source.default_schema}.")

    def visible(oid: Any) -> int:
        return int(source.schema_of(oid) == source.default_schema)

    def members(array: str | None) -> tuple[list[Any], int]:
        if not array:
            return [], 1
        from_zero = array.startswith(FROM_ZERO)
        return json.loads(array.removeprefix(FROM_ZERO)), 0 if from_zero else 1

    def item(array: str | None, place: int) -> Any:
        values, first = members(array)
        return values[place - first] if 0 <= place - first < len(values) else None

    def length(array: str | None) -> Any:
        return len(members(array)[0]) or None

    return [
        ("format", -1, partial(_formatted, source.dialect.identifier_preparer.reserved_words)),
        ("regclass_of", 1, number), ("to_regclass", 1, to_regclass), ("pg_table_is_visible", 1, visible),
        ("pg_type_is_visible", 1, visible), ("array_item", 2, item), ("array_size", 1, length),
        ("array_has", 2, lambda array, value: int(value in members(array)[0])),
        ("cardinality", 1, lambda array: length(array) or 0),
    ]


def _formatted(reserved: Collection[str], pattern: str, *values: Any) -> str:
    """`format()` with %s and %I, where every identifier is one that needs no quotes."""
    parts = re.split(r"%([sI])", pattern)
    if any("%" in part for part in parts[::2]) or len(values) != len(parts) // 2:
        raise ValueError(pattern)
    for place, value in zip(range(1, len(parts), 2), values, strict=True):
        plain = PLAIN.fullmatch(str(value)) and value not in QUOTED.split() and value not in reserved
        if value is None or (parts[place] == "I" and not plain):
            raise ValueError(value)
        parts[place] = str(value)
    return "".join(parts)
