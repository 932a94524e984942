"""What a database holds, as facts that can be compared."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SAWarning

from tests.histories.proof.job import Facts, Schema

VERSION_TABLE = "alembic_version"
NAMES_ALONE = ("type", "default", "sqltext", "expressions", "identity", "computed", "autoincrement")
"""What a server says of a schema in its own words."""


def schema_of(inspector: sa.Inspector) -> Schema:
    """The tables of every schema that is the application's, and what else the database counts as schema."""
    with warnings.catch_warnings():
        # Of SQLite's indexes of expressions SQLAlchemy tells nothing but that it tells nothing.
        warnings.simplefilter("ignore", SAWarning)
        return _found(inspector)


def _found(inspector: sa.Inspector) -> Schema:
    found: Schema = {}
    for schema in _schemas(inspector):
        prefix = f"{schema}." if schema else ""
        for table in inspector.get_table_names(schema=schema):
            if table != VERSION_TABLE:
                found[f"{prefix}{table}"] = _plain(dict(_table(inspector, table, schema)))
        for kind, names in _others(inspector, schema):
            found |= {f"{kind} {prefix}{name}": facts for name, facts in names.items()}
    return found


def _schemas(inspector: sa.Inspector) -> list[str | None]:
    if inspector.dialect.name != "postgresql":
        return [None]
    default = inspector.default_schema_name or "public"
    others = set(inspector.get_schema_names()) - {default, "information_schema"}
    return [None, *sorted(others)]


def _others(inspector: Any, schema: str | None) -> Iterator[tuple[str, dict[str, Facts]]]:
    if hasattr(inspector, "get_enums") and not hasattr(inspector.dialect, "catalog"):
        enums = inspector.get_enums(schema=schema)
        yield "enum", {each["name"]: {"labels": each["labels"]} for each in enums}
        yield "sequence", {name: {} for name in inspector.get_sequence_names(schema=schema)}
    yield "view", {name: {} for name in inspector.get_view_names(schema=schema)}


def _table(inspector: sa.Inspector, table: str, schema: str | None) -> Iterator[tuple[str, Any]]:
    columns = inspector.get_columns(table, schema=schema)
    yield "columns", [column["name"] for column in columns]
    for column in columns:
        described = {key: value for key, value in column.items() if key not in ("name", "primary_key")}
        # SQLite takes a column without a type.
        untyped = isinstance(column["type"], sa.types.NullType)
        described["type"] = "" if untyped else column["type"].compile(inspector.dialect)
        yield f"column {column['name']}", described
    yield "primary key", dict(inspector.get_pk_constraint(table, schema=schema))
    ask: list[tuple[str, Callable[..., Iterable[Any]]]] = [
        ("foreign key", inspector.get_foreign_keys),
        ("unique", inspector.get_unique_constraints),
        ("check", inspector.get_check_constraints),
        ("index", inspector.get_indexes),
    ]
    for kind, question in ask:
        yield from _keyed(kind, question(table, schema=schema))
    try:
        yield "comment", inspector.get_table_comment(table, schema=schema)["text"]
    except NotImplementedError:
        return


def _keyed(kind: str, entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Entries by their names; those without one by what they are of."""
    taken: set[str] = set()
    for entry in sorted(entries, key=repr):
        of = entry.get("constrained_columns") or entry.get("column_names") or entry.get("sqltext")
        key = f"{kind} {entry['name'] or of}"
        while key in taken:
            key += "'"
        taken.add(key)
        yield key, dict(entry)


def _plain(value: Any) -> Any:
    """JSON of it: SQL text compares by identity, and as a string by what it says."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool | int | str) or value is None:
        return value
    return str(value)


def names_alone(schema: Schema) -> Schema:
    """What of a schema nobody words in another way: names, order, nullability, comments, references."""
    return {
        table: {part: _without_words(part, fact) for part, fact in facts.items()}
        for table, facts in schema.items()
        if not table.startswith(("enum ", "sequence "))
    }


def _without_words(part: str, fact: Any) -> Any:
    if not isinstance(fact, Mapping):
        return fact
    dropped = (*NAMES_ALONE, "dialect_options", "include_columns")
    named = {key: value for key, value in fact.items() if key not in dropped}
    if "column_sorting" in named:
        columns = fact["column_names"]
        sorting = named["column_sorting"].items()
        named["column_sorting"] = [(one if one in columns else None, order) for one, order in sorting]
    return named


def without_makings(schema: Schema) -> Schema:
    """The schema with no word of what has its name from how it came to be, and not from what it is.

    A sequence keeps the name that its table had first, and an index of InnoDB's that of the key it was for.
    """
    return {
        name: {part: _counted(fact) for part, fact in facts.items() if not _of_a_key(fact, facts)}
        for name, facts in schema.items()
        if not name.startswith("sequence ")
    }


def _of_a_key(fact: Any, facts: Facts) -> bool:
    if not isinstance(fact, Mapping) or fact.get("unique") is not False:
        return False
    keys = [key["constrained_columns"] for part, key in facts.items() if part.startswith("foreign key ")]
    return fact["column_names"] in keys


def _counted(fact: Any) -> Any:
    if isinstance(fact, Mapping) and str(fact.get("default")).startswith("nextval("):
        return {**fact, "default": "nextval"}
    return fact


def differences(ours: Schema, theirs: Schema) -> Iterator[str]:
    """A line for each part of each table that is not alike, sorted."""
    for table in sorted({*ours, *theirs}):
        one, other = ours.get(table), theirs.get(table)
        if one is None or other is None:
            yield f"{table}: {'missing' if one is None else 'too many'}"
            continue
        for part in sorted({*one, *other}):
            if one.get(part) != other.get(part):
                yield f"{table}, {part}: {_parted(one.get(part), other.get(part))}"


def _parted(one: Any, other: Any) -> str:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        keys = [key for key in sorted({*one, *other}) if one.get(key) != other.get(key)]
        return "; ".join(f"{key} {one.get(key)!r}, not {other.get(key)!r}" for key in keys)
    return f"{one!r}, not {other!r}"
