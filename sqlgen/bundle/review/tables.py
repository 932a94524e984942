"""Tables before and after a script, part by part."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlgen.catalog import Catalog, Name, Table
from sqlgen.catalog.difference import Change
from sqlgen.catalog.snapshot import Document, Enums, table_document
from sqlgen.dialects.offline import offline_dialect
from sqlgen.lint.judged import Judged
from sqlgen.reading.words import DialectWords
from sqlgen.statements import Script

SAME = "same"
COLUMNS = "Columns"
DIALECTS = frozenset({"postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"})
"""What the options of SQLAlchemy's own dialects begin with."""
ACTIONS = {"ondelete": "ON DELETE", "onupdate": "ON UPDATE"}
UNKNOWN = "not known"
"""What a part was before, of a table that is known only as far as revisions have touched it."""
Renames = Mapping[Name, tuple[Name, Mapping[str, str]]]
"""What tables were called before, and what their columns were."""


@dataclass(frozen=True, slots=True)
class Part:
    """A column, key or index: what it is before and after; either is empty where it is not there."""

    group: str
    name: str
    before: str
    after: str
    was: str = ""

    @property
    def change(self) -> str:
        if not self.before:
            return Change.ADDED
        if not self.after:
            return Change.REMOVED
        return Change.CHANGED if self.before != self.after or self.was else SAME


@dataclass(frozen=True, slots=True)
class Key:
    """A foreign key between two tables."""

    table: str
    referent: str
    change: str


@dataclass(frozen=True, slots=True)
class ChangedTable:
    """A table that the script makes, changes or drops; `was` is its name before, where that is another.

    `complete` says that all of it is known on both sides.
    """

    name: str
    change: str
    parts: tuple[Part, ...]
    keys: tuple[Key, ...]
    was: str = ""
    complete: bool = True

    @property
    def changed(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.change != SAME)


@dataclass(frozen=True, slots=True)
class Changes:
    """What becomes of the schema: tables, then types and views in words; `doubtful` are names of tables that
    nobody can tell about."""

    tables: tuple[ChangedTable, ...]
    others: tuple[tuple[str, str, str], ...]
    doubtful: tuple[str, ...]


def changes(script: Script, judged: Iterable[Judged]) -> Changes:
    """The changes of a script, in the order of the tables' names."""
    before, after = script.before, script.sections[-1].catalog if script.sections else script.before
    words = DialectWords(script.target.facts, offline_dialect(script.target))
    sides = {name: (old, new) for name, old, new in after.tables.changes_since(before.tables)}
    sides.pop(script.version_table, None)
    judged = tuple(judged)
    gone, added = (_columns_of(verb, judged) for verb in ("drop_column", "add_column"))
    renames = _renames(judged)
    found = []
    became = {
        first: later for later, (first, _) in renames.items() if _is_renamed(first, later, before, after)
    }
    for name, (old, new) in sides.items():
        if name in became:
            continue
        was, columns = renames.get(name, (name, {}))
        first = before.tables[was] if became.get(was) == name else old
        table = _table(
            name, _document(first, words, before.enums), _document(new, words, after.enums), columns
        )
        known = first or new
        if known is not None and not known.complete:
            table = _in_part(table, added.get(name, set()), gone.get(name, set()))
        if table.changed or table.change != Change.CHANGED or table.was:
            found.append(table)
    return Changes(
        tuple(sorted(found, key=lambda table: table.name)),
        (*_enums(before.enums, after.enums), *_relations(before.relations, after.relations)),
        tuple(sorted(map(str, after.doubtful - before.doubtful))),
    )


def _is_renamed(first: Name, later: Name, before: Catalog, after: Catalog) -> bool:
    """Whether a table took a new name, rather than another table's place."""
    return first in before.tables and first not in after.tables and later not in before.tables


def _columns_of(verb: str, judged: Iterable[Judged]) -> dict[Name | None, set[str]]:
    found: dict[Name | None, set[str]] = {}
    for statement in judged:
        for action in statement.actions:
            if action.verb == verb and action.name:
                found.setdefault(action.table, set()).add(action.name)
    return found


def _in_part(table: ChangedTable, added: Collection[str], gone: Collection[str]) -> ChangedTable:
    """The same, of a table that was there before: what is new to us need not be new to the database."""
    parts = [
        replace(part, before=UNKNOWN)
        if part.group == COLUMNS and part.change == Change.ADDED and part.name not in added
        else part
        for part in table.parts
    ]
    told = {part.name for part in parts} | {part.was for part in parts}
    parts += [Part(COLUMNS, name, UNKNOWN, "") for name in sorted(set(gone) - told)]
    change = Change.CHANGED if table.change == Change.ADDED else table.change
    return replace(table, change=change, parts=tuple(parts), complete=False)


def _document(table: Table | None, words: DialectWords, enums: Enums) -> Document | None:
    """What is known of a table, without what is said to other databases."""
    if table is None:
        return None
    document = table_document(table, words, enums)
    for part in (document, *document["constraints"], *document["indexes"]):
        if "options" in part:
            part["options"] = _own(part["options"], words.dialect.name)
    return document


def _own(options: Document, dialect: str) -> Document:
    own = {}
    for key, value in options.items():
        prefix, _, rest = key.partition("_")
        if prefix == dialect:
            own[rest] = value
        elif prefix not in DIALECTS:
            own[ACTIONS.get(key, key)] = value
    return own


def _renames(judged: Iterable[Judged]) -> Renames:
    tables: dict[Name, tuple[Name, dict[str, str]]] = {}
    for statement in judged:
        for action in statement.actions:
            if action.table is None or action.new_name is None:
                continue
            if action.verb == "rename_table":
                first, columns = tables.pop(action.table, (action.table, {}))
                tables[Name(action.table.schema, action.new_name)] = first, columns
            elif action.name is not None:
                columns = tables.setdefault(action.table, (action.table, {}))[1]
                columns[action.new_name] = columns.pop(action.name, action.name)
    return tables


def _table(
    name: Name, before: Document | None, after: Document | None, renamed: Mapping[str, str]
) -> ChangedTable:
    change = Change.ADDED if before is None else Change.REMOVED if after is None else Change.CHANGED
    was = str(Name(before.get("schema"), before["name"])) if before is not None else ""
    complete = all(side is None or side.get("complete", True) for side in (before, after))
    return ChangedTable(
        str(name),
        change,
        tuple(_parts(before, after, renamed)),
        tuple(_keys(str(name), before, after)),
        was if was != str(name) else "",
        complete,
    )


def _parts(before: Document | None, after: Document | None, renamed: Mapping[str, str]) -> Iterator[Part]:
    old, new = _columns(before), _columns(after)
    before_of = {name: renamed[name] for name in new if name not in old and renamed.get(name) in old}
    gone = set(before_of.values()) - new.keys()
    for name in [*new, *(one for one in old if one not in new)]:
        if name in gone:
            continue
        was = before_of.get(name, "") if before_of.get(name) in gone else ""
        yield Part(COLUMNS, name, old.get(was or name, ""), new.get(name, ""), was)
    for group, told in (("Keys and constraints", _constraints), ("Indexes", _indexes), ("Table", _options)):
        one, other = dict(told(before)), dict(told(after))
        for name in [*other, *(each for each in one if each not in other)]:
            yield Part(group, name.partition("\0")[0], one.get(name, ""), other.get(name, ""))


def _columns(table: Document | None) -> dict[str, str]:
    return {} if table is None else {column["name"]: _column(column) for column in table["columns"]}


def _column(column: Document) -> str:
    parts = [column["type"]]
    if column.get("labels"):
        parts.append(f"({', '.join(column['labels'])})")
    if "default" in column:
        parts.append(f"DEFAULT {column['default']}")
    if "computed" in column:
        parts.append(f"computed as {column['computed']['sql']}")
    if "identity" in column or column.get("generated"):
        parts.append("counted up")
    parts.append("NULL" if column["nullable"] else "NOT NULL")
    if column.get("comment"):
        parts.append(f"comment: {column['comment']}")
    return " ".join(parts)


def _constraints(table: Document | None) -> Iterator[tuple[str, str]]:
    if table is None:
        return
    key = table.get("primary_key")
    if key:
        yield key["name"] or "primary key", f"PRIMARY KEY ({', '.join(key['columns'])})"
    for number, one in enumerate(table["constraints"]):
        text = _constraint(one)
        # Those without a name are told apart by what they say.
        yield one["name"] or f"without a name\0{text}{number if not text else ''}", text


def _constraint(one: Document) -> str:
    options = _said(one.get("options", {}))
    match one["kind"]:
        case "foreign key":
            referent = Name(one["referent"].get("schema"), one["referent"]["name"])
            columns = f"({', '.join(one['columns'])})"
            return f"FOREIGN KEY {columns} to {referent} ({', '.join(one['referent_columns'])}){options}"
        case "unique":
            return f"UNIQUE ({', '.join(one['columns'])}){options}"
        case "check":
            return f"CHECK ({one['sql']})"
        case _:
            return str(one["sql"])


def _indexes(table: Document | None) -> Iterator[tuple[str, str]]:
    for one in table["indexes"] if table is not None else ():
        members = ", ".join(each if isinstance(each, str) else each["sql"] for each in one["members"])
        text = f"{'UNIQUE ' if one.get('unique') else ''}INDEX ({members}){_said(one.get('options', {}))}"
        yield one["name"] or f"without a name\0{text}", text


def _options(table: Document | None) -> Iterator[tuple[str, str]]:
    if table is None:
        return
    if table.get("comment"):
        yield "comment", table["comment"]
    for key, value in table.get("options", {}).items():
        yield key, _value(value)


def _said(options: Document) -> str:
    return "".join(
        f" {key.upper()} {_value(value)}" for key, value in options.items() if value not in (None, {})
    )


def _value(value: object) -> str:
    if isinstance(value, dict) and set(value) == {"$sql"}:
        return str(value["$sql"])
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _keys(name: str, before: Document | None, after: Document | None) -> Iterator[Key]:
    old, new = set(_referents(before)), set(_referents(after))
    for referent in sorted(old | new):
        change = SAME if referent in old & new else Change.ADDED if referent in new else Change.REMOVED
        yield Key(name, referent, change)


def _referents(table: Document | None) -> Iterator[str]:
    for one in table["constraints"] if table is not None else ():
        if one["kind"] == "foreign key":
            yield str(Name(one["referent"].get("schema"), one["referent"]["name"]))


def _enums(before: Enums, after: Enums) -> Iterator[tuple[str, str, str]]:
    for name in sorted({*before, *after}, key=str):
        old, new = (", ".join(side[name]) if name in side else "" for side in (before, after))
        if old != new:
            yield f"type {name}", old, new


def _relations(before: Mapping[Name, str], after: Mapping[Name, str]) -> Iterator[tuple[str, str, str]]:
    for name in sorted({*before, *after}, key=str):
        old, new = before.get(name, ""), after.get(name, "")
        if old != new:
            yield f"{(new or old).lower()} {name}", old.lower(), new.lower()
