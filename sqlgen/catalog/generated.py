"""The indexes that a server makes for foreign keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from sqlgen.catalog.objects import Constraint, ForeignKey, Index, PrimaryKey, Table, Unique

Part = Constraint | Index


@dataclass(frozen=True, slots=True)
class _Key:
    """An entry of the list of keys that InnoDB goes through, each of them an index in the end."""

    part: Part
    columns: tuple[str | None, ...]
    name: str | None
    generated: bool = False


def with_keys(table: Table, made: Sequence[tuple[Part, bool]]) -> Table:
    """The table after one statement that adds these constraints and indexes, as InnoDB keeps them.

    Each comes with whether it was given its name. A foreign key brings an index, which is named after the
    key, or after its first column. It is not made, or goes, where another key begins with its columns, that
    of a later foreign key too; it stays when its own foreign key is dropped. Unique keys without a name are
    named here as well.
    https://mariadb.com/kb/en/foreign-keys/ and
    https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html; in which order, says
    mysql_prepare_create_table() of https://github.com/MariaDB/server/blob/10.11/sql/sql_table.cc
    """
    there = [_key(part) for part in table.parts if isinstance(part, (PrimaryKey, Unique, Index))]
    new = [
        _key(part, given=given)
        for part, given in made
        if isinstance(part, (PrimaryKey, Unique, Index, ForeignKey))
    ]
    needless = _needless([*there, *new])
    for place, key in enumerate(there):
        if place in needless:
            table = table.without_index(str(key.name))
    made_of = {id(key.part): key for place, key in enumerate(new, len(there)) if place not in needless}
    taken = {table.spelling.key(str(part.name)) for part in table.parts if isinstance(part, (Unique, Index))}
    for part, _ in made:
        made_key = made_of.get(id(part))
        name = _free(made_key, table, taken) if made_key and not isinstance(part, PrimaryKey) else None
        if isinstance(part, Index):
            table = table.with_index(replace(part, name=name))
        else:
            table = table.with_constraint(replace(part, name=name) if isinstance(part, Unique) else part)
        if made_key is not None and made_key.generated:
            table = table.with_index(_index(made_key, name))
    return table


def _key(part: Any, *, given: bool = True) -> _Key:
    match part:
        case ForeignKey():
            return _Key(part, part.columns, part.name if given else None, generated=True)
        case Index():
            return _Key(part, _whole(part), part.name, part.generated)
        case _:
            return _Key(part, part.columns, part.name)


def _whole(index: Index) -> tuple[str | None, ...]:
    """The columns of an index, None for those of which it has a part alone."""
    said = [value for key, value in index.options.items() if key.endswith("_length")]
    if said and not isinstance(said[0], dict):
        return tuple(None for _ in index.columns)
    lengths = said[0] if said else {}
    return tuple(None if column in lengths else column for column in index.columns)


def _needless(keys: Sequence[_Key]) -> set[int]:
    """The places of the generated keys that another one makes needless; of two that are alike, the first."""
    needless: set[int] = set()
    for place, key in enumerate(keys):
        for earlier in range(place):
            other = keys[earlier]
            if earlier in needless or not _serves(key, other):
                continue
            shorter = key.generated and len(key.columns) < len(other.columns)
            needless.add(place if not other.generated or shorter else earlier)
            break
    return needless


def _serves(one: _Key, other: _Key) -> bool:
    """Whether one of two keys does the service of the other, which is a generated one."""
    generated = sorted((key for key in (one, other) if key.generated), key=lambda key: len(key.columns))
    if not generated:
        return False
    short = generated[0]
    long = other if short is one else one
    return long.columns[: len(short.columns)] == short.columns and None not in short.columns


def _free(key: _Key, table: Table, taken: set[str]) -> str:
    """The name of a key; one without a name is called after its first column."""
    first = name = key.name or table.spelled(key.columns[0] or "functional_index")
    number = 2
    while key.name is None and table.spelling.key(name) in taken:
        name, number = f"{first}_{number}", number + 1
    taken.add(table.spelling.key(name))
    return name


def _index(key: _Key, name: str | None) -> Index:
    members: tuple[Any, ...] = tuple(sa.Column(column) for column in key.columns)
    return Index(name, key.columns, members, generated=True)


def _made_up(table: str) -> re.Pattern[str]:
    """The names that InnoDB gives to foreign keys without one."""
    return re.compile(rf"{re.escape(table)}(_ibfk_\d+)")


def with_renamed_keys(table: Table, old: str) -> Table:
    """The table with the names that InnoDB made of its old name made of the new one."""
    names = _made_up(old)

    def renamed(one: Any) -> Any:
        found = names.fullmatch(one.name or "") if isinstance(one, ForeignKey) else None
        return replace(one, name=f"{table.name.name}{found[1]}") if found else one

    return replace(table, constraints=tuple(map(renamed, table.constraints)))
