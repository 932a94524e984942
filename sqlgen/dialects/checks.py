"""How a database is asked, in a script, whether it is as expected, and how the script stops if not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from sqlgen.errors import ConfigError


class Thing(StrEnum):
    """What a database can have, or have in a certain way."""

    TABLE = "table"
    COLUMN = "column"
    REQUIRED = "required"
    """A column that does not take NULL."""
    INDEX = "index"
    CONSTRAINT = "constraint"
    ENUM = "enum"
    LABEL = "label"
    RELATION = "relation"
    """A view or a sequence."""


@dataclass(frozen=True, slots=True)
class Checks:
    """The words of a dialect for checks in a script. Without `stop` there are none.

    Each check first has `found` say what is found: `read` from an expression, `read_versions` from the
    version table, which may be missing. `stop` then ends the script with a sentence unless a condition holds.
    `block` holds several checks; `setup` comes once, in front of the first. `stamp` is one check of the
    version table, as short as can be. `exists` has a condition for every `Thing` that the database has.
    `indexes_of_tables` says that two tables may have indexes of one name. `create_version_table` is how the
    version table is made where it may be there, `rest` being what follows CREATE TABLE.
    """

    found: str = "found"
    literal: str = "'"
    setup: tuple[str, ...] = ()
    block: str = "{checks}"
    read: str = ""
    read_versions: str = ""
    stop: str = ""
    stamp: str = ""
    database: str = ""
    database_like: str = ""
    product: str = ""
    product_is: str = ""
    server: str = ""
    server_is: str = ""
    role: str = ""
    role_is: str = ""
    create_version_table: str = "{sql}"
    compiled: str = ""
    indexes_of_tables: bool = False
    exists: Mapping[str, str] = field(default_factory=dict)


def read_checks(source: str, table: Mapping[str, Any]) -> Checks:
    """What `[checks]` of the file `source` states."""
    unknown = set(table) - {entry.name for entry in fields(Checks)}
    things = set(table.get("exists", {})) - set(Thing)
    if unknown or things:
        raise ConfigError(f"{source}: [checks] does not know {', '.join(sorted(unknown | things))}")
    stated: dict[str, Any] = dict(table)
    stated["setup"] = tuple(stated.get("setup", ()))
    return Checks(**stated)
