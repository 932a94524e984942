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

    `note` is told above the first check. `literal` begins a literal, `schema` is the schema that an
    unqualified name means, `concat` joins texts with `between` between two. `of_statements` says that a check
    is several statements and not one.

    Each check first has `found` say what is found: `read` from an expression, `read_versions` from the
    version table, which may be missing, by the query `versions` where that has to be a text. `stop` then ends
    the script with a sentence unless a condition holds. `block` holds several checks; `setup` comes once, in
    front of the first, `before_guard` and `behind_guard` around those that nothing may change before. `stamp`
    is one check of the version table, as short as can be, `compiled` one of a stored program.

    `exists` has a condition for every `Thing` that the database has; `indexes_of_tables` says that two tables
    may have indexes of one name. `create_version_table` is how the version table is made where it may be
    there, `{rest}` being what follows CREATE TABLE. `drop_invalid` takes away what a failed build of an index
    left, and `building` stops in front of it where somebody else is building the index.
    """

    note: str = ""
    found: str = "found"
    literal: str = "'"
    schema: str = "NULL"
    concat: str = "{items}"
    between: str = "\n    || "
    of_statements: bool = False
    setup: tuple[str, ...] = ()
    before_guard: tuple[str, ...] = ()
    behind_guard: tuple[str, ...] = ()
    block: str = "{checks}"
    read: str = ""
    read_versions: str = ""
    versions: str = ""
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
    building: str = ""
    drop_invalid: str = ""
    indexes_of_tables: bool = False
    exists: Mapping[str, str] = field(default_factory=dict)


def read_checks(source: str, table: Mapping[str, Any]) -> Checks:
    """What `[checks]` of the file `source` states."""
    unknown = set(table) - {entry.name for entry in fields(Checks)}
    things = set(table.get("exists", {})) - set(Thing)
    if unknown or things:
        raise ConfigError(f"{source}: [checks] does not know {', '.join(sorted(unknown | things))}")
    stated: dict[str, Any] = dict(table)
    for key in ("setup", "before_guard", "behind_guard"):
        stated[key] = tuple(stated.get(key, ()))
    return Checks(**stated)
