"""What differs between two documents of schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from sqlgen.catalog.snapshot import SQL, Document

Named = Mapping[str, Document]
Sides = tuple[Any, Any]
REFERENTIAL: Document = {
    "ondelete": "NO ACTION", "onupdate": "NO ACTION", "deferrable": False, "initially": "IMMEDIATE",
}  # fmt: skip
"""What a foreign key is where nothing is said."""


class Change(StrEnum):
    """What became of a thing from the first schema to the second."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: a table, or its column, constraint or index of that `name`, or a type, a view …

    `part` is what of it is changed, `before` and `after` are how; for what is added or removed, all of it.
    """

    change: Change
    kind: str
    name: str
    table: str = ""
    part: str = ""
    before: Any = None
    after: Any = None

    def to_json(self) -> dict[str, Any]:
        told = {"change": self.change.value, "kind": self.kind, "name": self.name}
        told |= {"table": self.table} if self.table else {}
        told |= {"part": self.part} if self.part else {}
        return told | {"before": self.before, "after": self.after}


class Comparing(Protocol):
    """How one dialect's words are brought into a form that may be compared."""

    def type(self, text: str) -> str: ...

    def default(self, text: str | None, type_: str) -> str | None: ...

    def sql(self, text: str) -> str: ...

    @property
    def unites_keys(self) -> bool:
        """Whether a unique constraint and a unique index are one and the same."""

    @property
    def has_identities(self) -> bool:
        """Whether identity columns are told from others that are counted up."""

    @property
    def tells_counted(self) -> bool:
        """Whether a key that is counted up is told from one that is not."""

    @property
    def options(self) -> str:
        """What the options of the dialect begin with."""


def differences(before: Document, after: Document, plain: Comparing) -> list[Difference]:
    """What differs, in the order of the tables' names. What either side does not know is no difference."""
    found: list[Difference] = []
    for kind, key in (("enum", "enums"), ("relation", "relations")):
        sides = _by_name(before[key]), _by_name(after[key])
        known = before["types_complete"] and after["types_complete"] if kind == "enum" else True
        found += _listed(kind, *sides) if known else []
    ours, theirs = _by_name(before["tables"]), _by_name(after["tables"])
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in theirs:
            gone = Difference(Change.REMOVED, "table", name, before=ours[name])
            found += [gone] if after["complete"] else []
        elif name not in ours:
            new = Difference(Change.ADDED, "table", name, after=theirs[name])
            found += [new] if before["complete"] else []
        else:
            found += _Tables(name, ours[name], theirs[name], plain).differences()
    return found


def not_compared(before: Document, after: Document) -> list[str]:
    """The tables that one of the two knows in part or not at all, by name."""
    found = set()
    for document, other in ((before, after), (after, before)):
        tables, others = _by_name(document["tables"]), _by_name(other["tables"])
        found |= {name for name, table in tables.items() if not table.get("complete", True)}
        found |= set() if document["complete"] else others.keys() - tables.keys()
        found |= _by_name(document["uncertain"]).keys()
    return sorted(found)


def _by_name(parts: Sequence[Document]) -> dict[str, Document]:
    return {".".join(filter(None, (one.get("schema"), one["name"]))): one for one in parts}


def _listed(kind: str, before: Named, after: Named) -> Iterator[Difference]:
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            change = Change.ADDED if one is None else Change.REMOVED
            yield Difference(change, kind, name, before=one, after=other)
        for part in ("labels", "kind"):
            if one and other and one.get(part) != other.get(part):
                yield Difference(Change.CHANGED, kind, name, "", part, one.get(part), other.get(part))


class _Tables:
    """One table in two schemas."""

    def __init__(self, name: str, before: Document, after: Document, plain: Comparing) -> None:
        self.name = name
        self.sides = before, after
        self.plain = plain
        self.whole = before.get("complete", True), after.get("complete", True)

    def differences(self) -> Iterator[Difference]:
        before, after = self.sides
        if all(self.whole):
            yield from self._changed("table", self.name, "comment", _both(before, after, "comment"))
            options = before.get("options", {}), after.get("options", {})
            for key in sorted(options[0].keys() & options[1].keys()):
                yield from self._changed("table", self.name, key, _both(*options, key))
            names = list(_columns(before)), list(_columns(after))
            if sorted(names[0]) == sorted(names[1]):
                yield from self._changed("table", self.name, "order of columns", names)
        yield from self._parts("column", (_columns(before), _columns(after)), self._column)
        if all(self.whole):
            yield from self._primary_key(before.get("primary_key"), after.get("primary_key"))
            yield from self._parts("constraint", self._matched("constraints"), self._constraint)
            yield from self._parts("index", self._matched("indexes"), self._index)

    def _parts(
        self, kind: str, sides: tuple[Named, Named], compare: Callable[..., Iterator[Difference]]
    ) -> Iterator[Difference]:
        before, after = sides
        for name in [*before, *(name for name in after if name not in before)]:
            if name not in after:
                if self.whole[1]:
                    yield Difference(Change.REMOVED, kind, name, self.name, before=before[name])
            elif name not in before:
                if self.whole[0]:
                    yield Difference(Change.ADDED, kind, name, self.name, after=after[name])
            else:
                yield from compare(name, before[name], after[name])

    def _changed(
        self, kind: str, name: str, part: str, sides: Sides, plain: Callable[[Any], Any] = lambda value: value
    ) -> Iterator[Difference]:
        if plain(sides[0]) != plain(sides[1]):
            yield Difference(Change.CHANGED, kind, name, self.name, part, *sides)

    def _column(self, name: str, before: Document, after: Document) -> Iterator[Difference]:
        yield from self._changed("column", name, "type", _both(before, after, "type"), self.plain.type)
        for part in ("nullable", "generated") if self.plain.tells_counted else ("nullable",):
            yield from self._changed("column", name, part, _both(before, after, part), bool)
        yield from self._changed("column", name, "comment", _both(before, after, "comment"))
        plain = [self.plain.default(side.get("default"), side["type"]) for side in (before, after)]
        if plain[0] != plain[1]:
            sides = _both(before, after, "default")
            yield Difference(Change.CHANGED, "column", name, self.name, "default", *sides)
        yield from self._changed("column", name, "computed", _both(before, after, "computed"), self._computed)
        if self.plain.has_identities:
            yield from self._changed("column", name, "identity", _both(before, after, "identity"), _identity)

    def _computed(self, value: Document | None) -> Any:
        return value and self.plain.sql(value["sql"])

    def _primary_key(self, before: Document | None, after: Document | None) -> Iterator[Difference]:
        columns = before and before["columns"], after and after["columns"]
        yield from self._changed("table", self.name, "primary key", columns)
        if before and after and before["name"] and after["name"]:
            names = _both(before, after, "name")
            yield from self._changed("table", self.name, "name of the primary key", names)

    def _matched(self, key: str) -> tuple[Named, Named]:
        """The constraints or indexes of both sides, each under a name that is the same for what is the same.

        What has no name, or one that nobody can foresee, goes by what it says.
        """
        sides = [self._united(side, key) for side in self.sides]
        names = [{one["name"] for one in side} - {None} for side in sides]
        found: list[dict[str, Document]] = [{}, {}]
        for place, side in enumerate(sides):
            free = [self._content(one) for one in sides[1 - place] if one["name"] not in names[place]]
            for one in side:
                content = self._content(one)
                by_name = one["name"] in names[1 - place] or (one["name"] and content not in free)
                found[place][one["name"] if by_name else content] = one
        return found[0], found[1]

    def _united(self, side: Document, key: str) -> list[Document]:
        """The constraints, or the indexes, unique constraints among them where those are indexes."""
        if not self.plain.unites_keys:
            return list(side[key])
        constraints = [one for one in side["constraints"] if one["kind"] != "unique"]
        uniques = [one for one in side["constraints"] if one["kind"] == "unique"]
        made = [{"name": one["name"], "members": one["columns"], "unique": True} for one in uniques]
        return constraints if key == "constraints" else [*side["indexes"], *made]

    def _content(self, one: Document) -> str:
        """What a constraint or an index says, as a text."""
        if "members" in one:
            kind = "unique index" if one.get("unique") else "index"
            return f"{kind} ({', '.join(self._members(one))})"
        match one["kind"]:
            case "unique":
                return f"unique ({', '.join(one['columns'])})"
            case "foreign key":
                return f"foreign key ({', '.join(one['columns'])}) to {_referent(one)}"
            case kind:
                return f"{kind} {self.plain.sql(one['sql'])}"

    def _members(self, index: Document) -> list[str]:
        operators = index.get("options", {}).get(f"{self.plain.options}_ops", {})
        told = []
        for one in index["members"]:
            column, sql = (one, one) if isinstance(one, str) else (one.get("column"), one["sql"])
            told.append(f"{self.plain.sql(sql)} {operators.get(column, '').lower()}".rstrip())
        return told

    def _constraint(self, name: str, before: Document, after: Document) -> Iterator[Difference]:
        yield from self._named("constraint", name, before, after)
        if self._content(before) != self._content(after):
            yield Difference(Change.CHANGED, "constraint", name, self.name, "", before, after)
        elif before["kind"] == "foreign key":
            one, other = (REFERENTIAL | side.get("options", {}) for side in (before, after))
            for key in REFERENTIAL:
                yield from self._changed("constraint", name, key, _both(one, other, key), _action)

    def _index(self, name: str, before: Document, after: Document) -> Iterator[Difference]:
        yield from self._named("index", name, before, after)
        if self._content(before) != self._content(after):
            yield Difference(Change.CHANGED, "index", name, self.name, "", before, after)
        one, other = self._options(before), self._options(after)
        for key in sorted(one.keys() | other.keys()):
            yield from self._changed("index", name, key, _both(one, other, key))

    def _named(self, kind: str, name: str, before: Document, after: Document) -> Iterator[Difference]:
        """A name that both know and that differs, of what is otherwise the same."""
        if before["name"] and after["name"]:
            yield from self._changed(kind, name, "name", _both(before, after, "name"))

    def _options(self, index: Document) -> dict[str, Any]:
        found = {}
        for key, value in index.get("options", {}).items():
            prefix, _, option = key.partition("_")
            usual = option == "ops" or (option, value) == ("using", "btree")
            if prefix == self.plain.options and value and not usual:
                sql = value.get(SQL) if isinstance(value, dict) else value if option == "where" else None
                found[option] = self.plain.sql(sql) if isinstance(sql, str) else value
        return found


def _columns(table: Document) -> Named:
    return {column["name"]: column for column in table["columns"]}


def _both(before: Document, after: Document, key: str) -> Sides:
    return before.get(key), after.get(key)


def _referent(key: Document) -> str:
    (name,) = _by_name([key["referent"]])
    return f"{name} ({', '.join(key['referent_columns'])})"


def _action(value: Any) -> Any:
    # https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html: RESTRICT is NO ACTION there, and
    # elsewhere they differ by the moment alone.
    return "NO ACTION" if value == "RESTRICT" else value


def _identity(value: Document | None) -> Any:
    return value and (bool(value.get("always")), value.get("start", 1), value.get("increment", 1))
