"""The kinds of change that lock facts are kept by, found for an action on each database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from sqlgen.lint.changes.mssql import mssql_changes
from sqlgen.lint.changes.mysql import mysql_changes
from sqlgen.lint.changes.oracle import oracle_changes
from sqlgen.lint.changes.postgresql import postgresql_changes
from sqlgen.lint.changes.sqlite import sqlite_changes
from sqlgen.lint.changes.standing import Standing
from sqlgen.reading.action import Action

Classify = Callable[[Action, Standing], Iterable[str]]

CLASSIFIERS: Mapping[str, Classify] = {
    "postgresql": postgresql_changes,
    "mysql": mysql_changes,
    "mariadb": mysql_changes,
    "mssql": mssql_changes,
    "oracle": oracle_changes,
    "sqlite": sqlite_changes,
}


def changes_of(action: Action, around: Standing) -> tuple[str, ...]:
    """The names under which `dialect_configs/locks/` keeps what an action does, one or several.

    Empty for actions that lock no table, and on databases without facts.
    """
    classify = CLASSIFIERS.get(around.target.name)
    return tuple(dict.fromkeys(classify(action, around))) if classify else ()
