"""The table that a history itself is kept in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table

from sqlgen.catalog import Name
from sqlgen.errors import RevisionError
from sqlgen.history import Step, VersionChange
from sqlgen.origin import Origin

DEFAULT_VERSION_TABLE = "alembic_version"
BEFORE, AFTER = "sqlgen_before", "sqlgen_after"
"""What stands in the places of the identifiers while a statement is compiled."""
PLAIN = re.compile(r"[\w.-]+", re.ASCII)
"""Identifiers that every database writes between its quotes as they are."""


def version_table(
    *, version_table: str, version_table_schema: str | None, version_table_pk: bool, **_: Any
) -> Table:
    """The version table as Alembic makes it, so that a database can go on with either tool."""
    members: Sequence[Any] = [Column("version_num", String(32), nullable=False)]
    if version_table_pk:
        members = [*members, PrimaryKeyConstraint("version_num", name=f"{version_table}_pkc")]
    return Table(version_table, MetaData(), *members, schema=version_table_schema)


class VersionStatements:
    """The statements that keep the version table in step with the revisions, as text.

    Every revision has one, and they differ in the identifiers alone; so each of their three shapes is
    compiled once, where the identifiers are plain text. `compiled` makes text of a statement.
    """

    def __init__(self, table: Table, compiled: Callable[[Any], str]) -> None:
        self.name = Name(table.schema, table.name)
        self._table = table
        self._compiled = compiled
        self._shapes: dict[tuple[bool, bool], str | None] = {}
        # Another type may write a value in ways of its own.
        self._plain = type(table.c.version_num.type) is String

    def text(self, change: VersionChange, step: Step) -> str:
        """The statement of a change. Raises RevisionError where the table cannot hold the identifier."""
        self._refuse_long(change, step)
        values = [(BEFORE, change.before), (AFTER, change.after)]
        stated = [(mark, value) for mark, value in values if value is not None]
        shape = self._shape(change) if all(PLAIN.fullmatch(value) for _, value in stated) else None
        if shape is None:
            return self._compiled(self._statement(change))
        for mark, value in stated:
            shape = shape.replace(mark, value)
        return shape

    def _shape(self, change: VersionChange) -> str | None:
        """The text with marks for the identifiers; None where it is not to be had so."""
        kind = (change.before is None, change.after is None)
        if kind not in self._shapes:
            marks = [None if absent else mark for absent, mark in zip(kind, (BEFORE, AFTER), strict=True)]
            text = self._compiled(self._statement(VersionChange(*marks)))
            once = all(text.count(f"'{mark}'") == text.count(mark) == 1 for mark in marks if mark)
            self._shapes[kind] = text if self._plain and once else None
        return self._shapes[kind]

    def _statement(self, change: VersionChange) -> Any:
        table, column = self._table, self._table.c.version_num
        if change.before is None:
            return table.insert().values(version_num=change.after)
        if change.after is None:
            return table.delete().where(column == change.before)
        return table.update().values(version_num=change.after).where(column == change.before)

    def _refuse_long(self, change: VersionChange, step: Step) -> None:
        length = getattr(self._table.c.version_num.type, "length", None)
        if change.after is not None and length is not None and len(change.after) > length:
            raise RevisionError(
                f"the identifier {change.after!r} has {len(change.after)} characters, and column "
                f"{self._table.name}.version_num holds {length}",
                origin=Origin(step.revision.id, step.revision.file),
                hint="shorten the identifier, or widen the column with a version_table_impl of your own",
            )
