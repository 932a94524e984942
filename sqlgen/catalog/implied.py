"""The indexes that a server makes for foreign keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from sqlgen.catalog.objects import ForeignKey, Index, Table, Unique


def implied_indexes(table: Table) -> list[Index]:
    """The indexes that the server made for foreign keys by itself and still has, as InnoDB keeps them.

    One is named after its key, or after the first column where the key was given no name. It stays when the
    key is dropped, and goes when another index begins with its columns, that of a later key too.
    https://mariadb.com/kb/en/foreign-keys/ and
    https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html
    """
    uniques: tuple[Unique, ...] = table.all_of(Unique)
    said: list[tuple[str | None, ...]] = [one.columns for one in uniques]
    said += [table.primary_key.columns] if table.primary_key else []
    said += [index.columns for index in table.indexes if index.implied_by is None]
    made = [index for index in table.indexes if index.implied_by is not None]
    keys: tuple[ForeignKey, ...] = table.all_of(ForeignKey)
    for key in keys:
        if any(len(one.columns) > len(key.columns) and _begins(one.columns, key.columns) for one in made):
            continue
        made = [one for one in made if not _begins(key.columns, one.columns)]
        taken = {one.name for one in (*table.indexes, *table.constraints, *made)} - {key.name}
        members: tuple[Any, ...] = tuple(sa.Column(column) for column in key.columns)
        made.append(Index(_name(key, table, taken), key.columns, members, implied_by=key.name))
    return [one for one in made if not any(_begins(columns, one.columns) for columns in said)]


def _begins(columns: Sequence[str | None], with_: Sequence[str | None]) -> bool:
    return tuple(columns[: len(with_)]) == tuple(with_)


def _name(key: ForeignKey, table: Table, taken: set[str | None]) -> str:
    if key.name and not _made_up(table.name.name).fullmatch(key.name):
        return key.name
    return _free(key.columns[0], taken)


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


def _free(column: str, taken: set[str | None]) -> str:
    name, number = column, 2
    while name in taken:
        name, number = f"{column}_{number}", number + 1
    return name
