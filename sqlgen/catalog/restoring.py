"""A catalog out of its document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from sqlgen.catalog.catalog import Catalog
from sqlgen.catalog.objects import (
    Check,
    Column,
    Exclusion,
    ForeignKey,
    Index,
    Name,
    PrimaryKey,
    Table,
    Unique,
)
from sqlgen.catalog.reading import named_in
from sqlgen.catalog.server import Server
from sqlgen.catalog.snapshot import FORMAT, IDENTITY, SQL, Enums, Snapshot, Words
from sqlgen.catalog.tables import Tables
from sqlgen.errors import SnapshotError

TEXT, LIST, FLAG, OBJECT = str, list, bool, dict
KINDS = {str: "a text", list: "a list", bool: "true or false", dict: "an object"}


class Part:
    """A part of a document, and where in it that is."""

    def __init__(self, value: Any, place: str = "") -> None:
        if not isinstance(value, dict):
            raise SnapshotError(f"{place or 'it'} is {_short(value)}, where an object belongs")
        self.value: Mapping[str, Any] = value
        self.place = place

    def get(self, key: str, kind: type[Any], default: Any = ...) -> Any:
        """What stands under a key. Raises SnapshotError for a value of another kind."""
        found = self.value.get(key, default)
        if found is ...:
            raise SnapshotError(f"{self._at(key)} is missing")
        if found is not default and not isinstance(found, kind):
            raise SnapshotError(f"{self._at(key)} is {_short(found)}, where {KINDS[kind]} belongs")
        return found

    def name_or_none(self, key: str = "name") -> str | None:
        found = self.get(key, str, None)
        return None if found is None else str(found)

    def texts(self, key: str, default: Any = ...) -> tuple[str, ...]:
        found = self.get(key, list, default)
        for one in found:
            if not isinstance(one, str):
                raise SnapshotError(f"{self._at(key)} holds {_short(one)}, where a text belongs")
        return tuple(found)

    def parts(self, key: str) -> Iterator[Part]:
        for number, value in enumerate(self.get(key, list)):
            yield Part(value, f"{self._at(key)}[{number}]")

    def part(self, key: str) -> Part | None:
        found = self.get(key, dict, None)
        return None if found is None else Part(found, self._at(key))

    def known_keys(self, *keys: str) -> None:
        """Raise SnapshotError for any other key: it would be passed over without a word."""
        for key in self.value:
            if key not in keys:
                raise SnapshotError(f"{self._at(key)} is nothing that format {FORMAT} knows")

    def name(self) -> Name:
        return Name(self.name_or_none("schema"), self.get("name", str))

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 40 else f"{text[:37]}…"


def header(document: Any) -> tuple[str, str, tuple[str, ...] | None]:
    """The dialect, the version and the revisions of a document.

    Raises SnapshotError for what is no snapshot, or one of another format.
    """
    top = Part(document)
    if top.value.get("format") != FORMAT or isinstance(top.value.get("format"), bool):
        raise SnapshotError(
            f"its format is {_short(top.value.get('format'))}, and this program reads format {FORMAT}",
            hint="sqlgen schema dump writes it anew",
        )
    revisions = top.texts("revisions") if top.value.get("revisions", ...) is not None else None
    return top.get("dialect", str), top.get("version", str), revisions


def restored(document: Any, words: Words, server: Server | None = None) -> Snapshot:
    """The snapshot of a document. Raises SnapshotError for one that is damaged."""
    dialect, version, revisions = header(document)
    top = Part(document)
    top.known_keys(
        "format", "dialect", "version", "revisions", "complete", "assumed", "types_complete", "enums",
        "relations", "absent", "uncertain", "tables",
    )  # fmt: skip
    enums = {part.name(): part.texts("labels") for part in top.parts("enums")}
    tables = Tables()
    for part in top.parts("tables"):
        table = _table(part, words, enums)
        if table.name in tables:
            raise SnapshotError(f"{part.place} is table {str(table.name)!r} for the second time")
        tables = tables.having(table)
    catalog = Catalog(
        tables=tables,
        enums=enums,
        relations={part.name(): part.get("kind", str) for part in top.parts("relations")},
        gone=frozenset(part.name() for part in top.parts("absent")),
        doubtful=frozenset(part.name() for part in top.parts("uncertain")),
        closed=top.get("complete", bool),
        told=not top.get("assumed", bool),
        readable=top.get("types_complete", bool),
        server=server,
    )
    return Snapshot(dialect, version, revisions, catalog)


def _table(part: Part, words: Words, enums: Enums) -> Table:
    part.known_keys(
        "name", "schema", "complete", "comment", "options", "columns", "primary_key", "constraints", "indexes"
    )
    key = part.part("primary_key")
    constraints = [_constraint(one, words) for one in part.parts("constraints")]
    checks = {
        column: one for one in constraints if isinstance(one, Check) for column in one.columns
    }
    columns: dict[str, Column] = {}
    for one in part.parts("columns"):
        column = _column(one, words, enums, checks)
        if column.name in columns:
            raise SnapshotError(f"{one.place} is column {column.name!r} for the second time")
        columns[column.name] = column
    named = Table(part.name(), columns)
    return Table(
        part.name(),
        columns,
        PrimaryKey(key.name_or_none(), key.texts("columns")) if key else None,
        tuple(
            replace(one, mentioned=frozenset(one.columns) | named_in(one.condition, named))
            if isinstance(one, Check)
            else one
            for one in constraints
        ),
        tuple(_index(one) for one in part.parts("indexes")),
        part.name_or_none("comment"),
        _options(part),
        part.get("complete", bool, True),
    )


def _column(part: Part, words: Words, enums: Enums, checks: Mapping[str, Check]) -> Column:
    part.known_keys(
        "name", "type", "nullable", "labels", "default", "computed", "identity", "generated",
        "sequence", "comment",
    )
    name = part.get("name", str)
    default: Any = part.get("default", str, None)
    if default is not None:
        default = sa.DefaultClause(_text(default))
    computed, identity = part.part("computed"), part.part("identity")
    if computed is not None:
        default = sa.Computed(_text(computed.get("sql", str)), computed.get("persisted", bool, None))
    elif identity is not None:
        identity.known_keys(*IDENTITY)
        default = sa.Identity(**identity.value)
    return Column(
        name,
        words.read_type(part.get("type", str), enums, part.texts("labels", ()), checks.get(name)),
        part.get("nullable", bool),
        default,
        part.name_or_none("comment"),
        part.get("generated", bool, False),
        part.name_or_none("sequence"),
    )


def _constraint(part: Part, words: Words) -> Unique | ForeignKey | Check | Exclusion:
    kind, name = part.get("kind", str), part.name_or_none()
    match kind:
        case "unique":
            return Unique(name, part.texts("columns"), _options(part))
        case "foreign key":
            referent = part.part("referent")
            if referent is None:
                raise SnapshotError(f"{part.place}.referent is missing")
            columns, remote = part.texts("columns"), part.texts("referent_columns")
            return ForeignKey(name, columns, referent.name(), remote, _options(part))
        case "check":
            return Check(name, _text(part.get("sql", str)), part.texts("of_type", ()))
        case "exclusion":
            return words.read_exclusion(part.get("sql", str), name)
        case _:
            raise SnapshotError(f"{part.place}.kind is {_short(kind)}, which is no kind of constraint")


def _index(part: Part) -> Index:
    part.known_keys("name", "members", "unique", "generated", "options")
    columns: list[str | None] = []
    expressions: list[Any] = []
    for number, member in enumerate(part.get("members", list)):
        if isinstance(member, str):
            columns.append(member)
            expressions.append(sa.Column(member))
        else:
            inner = Part(member, f"{part.place}.members[{number}]")
            columns.append(inner.name_or_none("column"))
            expressions.append(_text(inner.get("sql", str)))
    return Index(
        part.name_or_none(),
        tuple(columns),
        tuple(expressions),
        part.get("unique", bool, False),
        _options(part),
        part.get("generated", bool, False),
    )


def _options(part: Part) -> dict[str, Any]:
    return {key: _option(value) for key, value in part.get("options", dict, {}).items()}


def _option(value: Any) -> Any:
    if isinstance(value, dict):
        return _text(str(value[SQL])) if SQL in value else {key: _option(one) for key, one in value.items()}
    return [_option(one) for one in value] if isinstance(value, list) else value


def _text(sql: str) -> sa.TextClause:
    return sa.text(sql.replace(":", "\\:"))
