"""Copies of what a revision is about to lose, and what brings it back from them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from sqlgen.catalog import Catalog, Name, Table, Unique
from sqlgen.dialects.offline import offline_dialect
from sqlgen.script.losses import Loss, catalog_before, losses
from sqlgen.statements import Purpose, Script, Section, Statement

DIGEST = 8


@dataclass(frozen=True, slots=True)
class Copy:
    """A table `name` that keeps what a statement takes away: `made` makes it, in front of `lossy`.

    `restored` brings its rows back once the revision is undone, `dropped` takes it away behind that. Without
    `restored` nobody knows what tells one row from another, and the copy is left for a person.
    """

    name: Name
    loss: Loss
    made: Statement
    lossy: str
    restored: tuple[str, ...]
    dropped: str


Copies = Mapping[str, tuple[Copy, ...]]
"""The copies of each revision."""


def with_copies(script: Script) -> tuple[Script, Copies]:
    """The script with a copy in front of each statement that takes something away, and the copies."""
    words = _Words(script)
    sections: list[Section] = []
    copies: dict[str, tuple[Copy, ...]] = {}
    for place, section in enumerate(script.sections):
        if section.step is None:
            sections.append(section)
            continue
        before = catalog_before(script, place)
        revision = section.step.revision.id
        found = tuple(
            words.copy(loss, revision, section.statements[loss.place], before)
            for loss in losses(section, before, script.target.facts)
        )
        copies[revision] = found
        sections.append(_with(section, found))
    return replace(script, sections=tuple(sections)), copies


def _with(section: Section, copies: tuple[Copy, ...]) -> Section:
    statements: list[Statement] = []
    for place, statement in enumerate(section.statements):
        statements += [copy.made for copy in copies if copy.loss.place == place]
        statements.append(statement)
    return replace(section, statements=tuple(statements))


class _Words:
    """Copies in the words of one dialect."""

    def __init__(self, script: Script) -> None:
        self._dialect: Any = offline_dialect(script.target)
        self._name = script.target.name
        self._quote: Any = self._dialect.identifier_preparer.quote

    def copy(self, loss: Loss, revision: str, lossy: Statement, before: Catalog) -> Copy:
        table = before.table(loss.table.name, loss.table.schema)
        table = table if table is not None and table.complete else None
        name = self._named(loss, revision)
        key = _key(table, loss)
        columns = self._columns(table, loss, key)
        listed = ", ".join(self._kept(table, column) for column in columns) if columns else "*"
        source, target = self._path(loss.table), self._path(name)
        if self._name == "mssql":
            sql = f"SELECT {listed} INTO {target} FROM {source}"
        else:
            sql = f"CREATE TABLE {target} AS SELECT {listed} FROM {source}"
        restored = tuple(self._restored(loss, target, table, key)) if table is not None else ()
        made = Statement(sql, Purpose.CHANGE, lossy.origin)
        return Copy(name, loss, made, lossy.sql, restored, f"DROP TABLE {target}")

    def _named(self, loss: Loss, revision: str) -> Name:
        """A name that the revision and the object tell, within what the database takes for one."""
        object_ = "_".join((loss.table.name, *loss.columns, *(["rows"] if loss.verb == "delete" else [])))
        said = re.sub(r"[^a-z0-9]+", "_", f"sqlgen_{revision}_{object_}".lower())
        longest = int(self._dialect.max_identifier_length)
        if len(said) > longest:
            digest = hashlib.sha256(f"{said}{loss}".encode()).hexdigest()[:DIGEST]
            said = f"{said[: longest - DIGEST - 1]}_{digest}"
        return Name(loss.table.schema, said)

    def _columns(self, table: Table | None, loss: Loss, key: tuple[str, ...]) -> tuple[str, ...]:
        """What is copied: all of a table, or columns with what tells its rows apart; none means all."""
        if table is None or not loss.columns or not key:
            return () if table is None else tuple(table.columns)
        return (*key, *loss.columns)

    # Back again.

    def _restored(self, loss: Loss, copy: str, table: Table, key: tuple[str, ...]) -> Iterator[str]:
        source = self._path(loss.table)
        same = " AND ".join(f"kept.{self._quote(one)} = {source}.{self._quote(one)}" for one in key)
        if loss.verb == "drop_table":
            yield from self._inserted(table, source, copy, "")
        elif loss.verb == "delete" and key:
            there = f" WHERE NOT EXISTS (SELECT 1 FROM {source} WHERE {same})"
            yield from self._inserted(table, source, copy, there)
        elif loss.columns and key:
            values = ",\n    ".join(
                f"{self._quote(column)} = (SELECT {self._given(table, column)} FROM {copy} kept WHERE {same})"
                for column in loss.columns
            )
            yield f"UPDATE {source} SET {values}\nWHERE EXISTS (SELECT 1 FROM {copy} kept WHERE {same})"

    def _inserted(self, table: Table, source: str, copy: str, where: str) -> Iterator[str]:
        stored = [one for one in table.columns.values() if not isinstance(one.server_default, sa.Computed)]
        listed = ", ".join(self._quote(one.name) for one in stored)
        given = ", ".join(self._given(table, one.name) for one in stored)
        counted = [one.name for one in stored if one.generated]
        always = any(getattr(one.server_default, "always", False) for one in stored)
        over = " OVERRIDING SYSTEM VALUE" if always and self._name == "postgresql" else ""
        sql = f"INSERT INTO {source} ({listed}){over} SELECT {given} FROM {copy} kept{where}"
        if counted and self._name == "mssql":
            # A batch stays whole, and the setting holds for one table at a time.
            sql = f"SET IDENTITY_INSERT {source} ON;\n{sql};\nSET IDENTITY_INSERT {source} OFF"
        yield sql
        for column in counted:
            yield from self._counted(source, column)

    def _counted(self, source: str, column: str) -> Iterator[str]:
        """What makes a counter go on behind the rows that came back; the others go on by themselves."""
        quoted = self._quote(column)
        if self._name == "postgresql":
            literals = (value.replace("'", "''") for value in (source, column))
            sequence = "pg_get_serial_sequence('{}', '{}')".format(*literals)
            yield f"SELECT setval({sequence}, (SELECT max({quoted}) FROM {source}))"
        elif self._name == "oracle":
            counter = "GENERATED BY DEFAULT AS IDENTITY (START WITH LIMIT VALUE)"
            yield f"ALTER TABLE {source} MODIFY ({quoted} {counter})"

    def _kept(self, table: Table | None, column: str) -> str:
        """A column in the copy. A label is kept as text, for its type may be dropped."""
        quoted = str(self._quote(column))
        return f"CAST({quoted} AS TEXT) AS {quoted}" if self._is_label(table, column) else quoted

    def _given(self, table: Table, column: str) -> str:
        """A column of the copy as the table takes it."""
        quoted = f"kept.{self._quote(column)}"
        if self._is_label(table, column):
            return f"CAST({quoted} AS {table.columns[column].type.compile(dialect=self._dialect)})"
        return quoted

    def _is_label(self, table: Table | None, column: str) -> bool:
        known = table.columns.get(column) if table is not None else None
        return self._name == "postgresql" and known is not None and isinstance(known.type, sa.Enum)

    def _path(self, name: Name) -> str:
        return ".".join(str(self._quote(part)) for part in (name.schema, name.name) if part)


def _key(table: Table | None, loss: Loss) -> tuple[str, ...]:
    """Columns that tell one row from another, and stay what they are."""
    if table is None:
        return ()
    keys = [table.primary_key.columns] if table.primary_key is not None else []
    for unique in table.all_of(Unique):
        # Rows with NULL are not told apart.
        keys += [] if any(table.columns[one].nullable for one in unique.columns) else [unique.columns]
    return next((key for key in keys if not set(key) & set(loss.columns)), ())
