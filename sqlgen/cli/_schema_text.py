"""Schemas and their differences, as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlgen.catalog import Table
from sqlgen.catalog.difference import Change, Difference
from sqlgen.dialects.definition import definition
from sqlgen.errors import UsageError
from sqlgen.replay.snapshots import KnownSchema

MARKS = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~"}


def definition_text(known: KnownSchema, table: str | None = None) -> str:
    """The statements that make what is known, and as comments what is known in part."""
    catalog, facts = known.catalog, known.lowering.facts
    names = None if table is None else {table_named(known, table).name}
    parts = [
        sql + facts.terminator + (f"\n{facts.batch_separator}" if facts.batch_separator else "")
        for sql in definition(catalog, known.lowering, names)
    ]
    for name, kind in sorted(catalog.relations.items(), key=str) if names is None else ():
        parts.append(f"-- {kind} {name}: what it is made of is not kept")
    for name, one in catalog.tables.items():
        if not one.complete and (names is None or name in names):
            parts.append("\n".join(_in_part(one, known)))
    if names is None and not catalog.closed:
        parts.append("-- There may be other tables, which no revision made.")
    return "\n\n".join(parts) + "\n" if parts else ""


def table_named(known: KnownSchema, text: str) -> Table:
    """The table that `text` names, behind its schema where it has one. Raises UsageError if there is none."""
    schema, _, name = text.rpartition(".")
    found = known.catalog.table(name, schema or None)
    if found is None:
        tables = ", ".join(sorted(map(str, known.catalog.tables))) or "none"
        raise UsageError(f"no table {text!r} is known there", hint=f"known are {tables}")
    return found


def _in_part(table: Table, known: KnownSchema) -> Iterator[str]:
    yield f"-- Table {table.name} is known in part."
    for column in table.columns.values():
        null = "" if column.nullable else " NOT NULL"
        yield f"--   {column.name} {known.words.type_text(column.type)}{null}"


def difference_text(found: Sequence[Difference]) -> str:
    """A line a difference, those of a table under its name."""
    lines: list[str] = []
    for table, group in groupby(found, key=lambda one: one.table):
        lines += [f"table {table}"] if table else []
        lines += [("  " if table else "") + _line(one) for one in group]
    return "".join(f"{line}\n" for line in lines)


def _line(one: Difference) -> str:
    mark, whole = MARKS[one.change], one.after if one.before is None else one.before
    kind = str(whole["kind"]).lower() if one.kind == "relation" else one.kind
    if one.change is not Change.CHANGED:
        return f"{mark} {kind} {one.name}" + ("" if one.kind == "relation" else f": {_short(whole)}")
    own = [] if one.name == one.table else [f"{kind} {one.name}"]
    what = ", ".join([*own, *([one.part] if one.part else [])])
    return f"{mark} {what}: {_short(one.before)} -> {_short(one.after)}"


def _short(value: Any) -> str:
    """A value in a few words."""
    match value:
        case None:
            return "nothing"
        case {"columns": [dict(), *_] as columns}:
            return ", ".join(str(column["name"]) for column in columns)
        case {"type": type_, "nullable": nullable}:
            default = f" DEFAULT {value['default']}" if "default" in value else ""
            return f"{type_}{default}{'' if nullable else ' NOT NULL'}"
        case {"referent": _, "columns": columns}:
            target = ", ".join(value["referent_columns"])
            return f"({', '.join(columns)}) to {value['referent']['name']} ({target})"
        case {"members": members}:
            listed = ", ".join(one if isinstance(one, str) else one["sql"] for one in members)
            return f"{'unique ' if value.get('unique') else ''}({listed})"
        case {"columns": columns}:
            return f"({', '.join(columns)})"
        case {"labels": labels} | list(labels):
            return ", ".join(map(str, labels))
        case {"sql": sql}:
            return str(sql)
        case {"kind": kind}:
            return str(kind)
        case _:
            return str(value)
