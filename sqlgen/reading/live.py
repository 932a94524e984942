"""The schema of a live database as a catalog."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SAWarning, SQLAlchemyError

from sqlgen.catalog import Catalog, Column, ForeignKey, Index, Name, Table, Unique, known_index, known_table
from sqlgen.dialects.lowering import Lowering, lowering_for
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import Target, parse_target
from sqlgen.dialects.texts import counted_by, without_parentheses
from sqlgen.errors import UsageError
from sqlgen.operations import CreateIndex
from sqlgen.reading.reader import read
from sqlgen.reading.server_words import exclusions, expression_indexes, owned_sequences, type_texts
from sqlgen.reading.words import DialectWords

READ_ONLY = {
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
    "oracle": "SET TRANSACTION READ ONLY",
}
OWN_SCHEMAS = re.compile(r"(?i)^(?:information_schema|pg_.*|sys|guest|db_.*)$")
"""Schemas that the server has for itself."""
IDENTITY = {"start": 1, "increment": 1, "cycle": False}
"""What an identity column is where nothing is said; its bounds are those of its type."""
ONE_SCHEMA = ("mysql", "mariadb", "oracle", "sqlite")
"""Databases on which another schema is another application's."""


@dataclass(frozen=True, slots=True)
class Live:
    """What a live database holds: its schema, and the revisions in its version table, None without one."""

    lowering: Lowering
    catalog: Catalog
    revisions: tuple[str, ...]
    left_out: tuple[str, ...] = ()


def read_live(url: str, version_table: str = "alembic_version", project: Path | None = None) -> Live:
    """The schema of the database at an address, which is read and not changed.

    Raises UsageError for an address that is none, and where the database cannot be read.
    """
    address = _address(url)
    try:
        engine = sa.create_engine(address, poolclass=sa.NullPool)
        with engine.connect() as connection, _quiet():
            target = _target(connection, project)
            if target.name in READ_ONLY:
                connection.exec_driver_sql(READ_ONLY[target.name])
            return _Reading(connection, target).live(version_table)
    except (ImportError, NoSuchModuleError, SQLAlchemyError) as error:
        shown = address.render_as_string(hide_password=True)
        raise UsageError(
            f"the schema of {shown} cannot be read: {' '.join(str(error).split())[:300]}",
            hint="is the address right, the driver installed, and the database up?",
        ) from error


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise UsageError(
            f"{url!r} is no address of a database", hint="write it like postgresql://user@host/name"
        ) from error
    file = address.database if address.get_backend_name() == "sqlite" else None
    if file and file != ":memory:" and not file.startswith("file:") and not Path(file).is_file():
        # SQLite would make an empty one.
        raise UsageError(f"there is no database file {file}")
    return address


def _target(connection: Connection, project: Path | None) -> Target:
    dialect: Any = connection.dialect
    name = "mariadb" if getattr(dialect, "is_mariadb", False) else dialect.name
    version = dialect.server_version_info or ()
    if getattr(dialect, "_mariadb_normalized_version_info", None):
        version = dialect._mariadb_normalized_version_info
    numbers = [str(part) for part in version if isinstance(part, int)]
    parts = numbers[: 1 if name in ("postgresql", "oracle") else 2]
    return parse_target("@".join([name, ".".join(parts)]) if parts else name, project)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without SQLAlchemy's warnings of what it cannot reflect: that is looked after here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield


class _AsItIs(ServerNames):
    """The names of a server that adds nothing more to what it shows."""

    @property
    def merges_keys(self) -> bool:
        return False

    @property
    def indexes_foreign_keys(self) -> bool:
        return False


class _Reading:
    """The schema of one connection, being read."""

    def __init__(self, connection: Connection, target: Target) -> None:
        self.connection = connection
        self.target = target
        self.inspector: Any = sa.inspect(connection)
        self.lowering = lowering_for(target, offline_dialect(target))
        self.words = DialectWords(target.facts, self.lowering.dialect)
        self.server = ServerNames(self.lowering.dialect)
        self.left_out: list[str] = []

    def live(self, version_table: str) -> Live:
        if self.target.name == "sqlite":
            catalog = self._sqlite()
        else:
            catalog = Catalog(server=self.server, told=True, enums=dict(self._enums()))
            for schema in self._schemas():
                for table in self._tables(schema, catalog):
                    catalog = catalog.with_table(table)
                for name, kind in self._relations(schema):
                    catalog = catalog.with_relation(name, kind)
        return Live(self.lowering, catalog, self._revisions(version_table, catalog), tuple(self.left_out))

    def _schemas(self) -> list[str | None]:
        if self.target.name in ONE_SCHEMA:
            return [None]
        default = self.inspector.default_schema_name
        names = [name for name in self.inspector.get_schema_names() if not OWN_SCHEMAS.match(name)]
        return [None, *sorted(set(names) - {default})]

    def _enums(self) -> Iterator[tuple[Name, tuple[str, ...]]]:
        if self.target.name == "postgresql":
            for schema in self._schemas():
                for one in self.inspector.get_enums(schema=schema):
                    yield Name(self._said(one["schema"]), one["name"]), tuple(one["labels"])
                for one in self.inspector.get_domains(schema=schema):
                    # A domain is kept as a type without labels.
                    yield Name(self._said(one["schema"]), one["name"]), ()

    def _said(self, schema: str | None) -> str | None:
        return None if schema == self.inspector.default_schema_name else schema

    def _tables(self, schema: str | None, catalog: Catalog) -> Iterator[Table]:
        metadata = sa.MetaData()
        metadata.reflect(self.connection, schema=schema, resolve_fks=False)
        constraints = exclusions(self.connection, schema, self.words)
        indexes = expression_indexes(self.connection, schema)
        for table in sorted(metadata.tables.values(), key=lambda one: one.name):
            self._name_types(table, catalog)
            known = self._plain(known_table(table, _AsItIs(self.lowering.dialect)))
            for constraint in constraints.get(table.name, ()):
                known = known.with_constraint(constraint)
            known = replace(known, name=Name(self._said(table.schema), table.name))
            for text in indexes.get(table.name, ()):
                known = self._with_index(known, text)
            yield known

    def _with_index(self, table: Table, text: str) -> Table:
        """The table with an index as the statement says that makes it, in the place of the reflected one."""
        for operation in read(text, self.target.facts):
            if isinstance(operation, CreateIndex):
                told = known_index(operation.index, table, self.server)
                indexes = tuple(told if one.name == told.name else one for one in table.indexes)
                table = replace(table, indexes=indexes)
        return table

    def _name_types(self, table: sa.Table, catalog: Catalog) -> None:
        """Give the columns whose types SQLAlchemy does not know the types that the server names."""
        unknown = [column for column in table.columns if isinstance(column.type, sa.types.NullType)]
        texts = type_texts(self.connection, table) if unknown else {}
        for column in unknown:
            if column.name in texts:
                column.type = self.words.read_type(texts[column.name], catalog.enums)
            else:
                self.left_out.append(f"{table.name}.{column.name} is of a type that SQLAlchemy does not know")

    def _plain(self, table: Table) -> Table:
        """The table as operations would have made it: without what the server adds by itself."""
        columns = {name: self._counted(_brief(column)) for name, column in table.columns.items()}
        unknown = any(isinstance(column.type, sa.types.NullType) for column in columns.values())
        made = replace(
            table,
            columns=columns,
            complete=not unknown,
            constraints=tuple(_said_options(one) for one in table.constraints),
            indexes=tuple(_said_options(one) for one in table.indexes),
        )
        return _with_generated(made) if self.server.indexes_foreign_keys else made

    def _counted(self, column: Column) -> Column:
        """The column without the default that counts it up: SERIAL's sequence, or IDENTITY(1, 1)."""
        default = column.server_default
        if not column.generated or default is None:
            return column
        if isinstance(default, sa.Identity):
            plain = (default.start or 1, default.increment or 1) == (1, 1)
            return replace(column, server_default=None) if self.target.name == "mssql" and plain else column
        sequence = counted_by(str(getattr(default, "arg", "")))
        return replace(column, server_default=None, sequence=sequence) if sequence else column

    def _relations(self, schema: str | None) -> Iterator[tuple[Name, str]]:
        said = self._said(schema)
        for name in self.inspector.get_view_names(schema=schema):
            yield Name(said, name), "VIEW"
        if self.target.name == "postgresql":
            for name in self.inspector.get_materialized_view_names(schema=schema):
                yield Name(said, name), "MATERIALIZED VIEW"
        if not self.lowering.dialect.supports_sequences:
            return
        owned = owned_sequences(self.connection, schema)
        for name in self.inspector.get_sequence_names(schema=schema):
            if name not in owned:
                yield Name(said, name), "SEQUENCE"

    def _sqlite(self) -> Catalog:
        """SQLite keeps the text that made each thing, which says more than reflection can."""
        catalog = Catalog(server=self.server, told=True)
        rows = self.connection.exec_driver_sql(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            " ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, rowid"
        )
        for (sql,) in rows.fetchall():
            for operation in read(sql, self.target.facts):
                catalog = operation.apply(catalog)
        self.left_out += [f"table {name} cannot be read" for name in sorted(map(str, catalog.doubtful))]
        return catalog

    def _revisions(self, version_table: str, catalog: Catalog) -> tuple[str, ...]:
        schema, _, name = version_table.rpartition(".")
        known = catalog.table(name, self._said(schema) if schema else None)
        if known is None or "version_num" not in known.columns:
            return ()
        column: Any = sa.column("version_num")
        rows = self.connection.execute(sa.select(column).select_from(sa.table(name, schema=schema or None)))
        return tuple(sorted(str(row[0]) for row in rows))


def _brief(column: Column) -> Column:
    """The column with no more said of it than it takes to make it."""
    default = column.server_default
    if isinstance(default, sa.Computed):
        text = without_parentheses(str(default.sqltext))
        return replace(column, server_default=sa.Computed(text, default.persisted))
    if isinstance(default, sa.Identity):
        found = {key: getattr(default, key) for key in IDENTITY}
        said = {key: value for key, value in found.items() if value != IDENTITY[key]}
        return replace(column, server_default=sa.Identity(always=default.always, **said))
    return column


def _said_options(part: Any) -> Any:
    """The constraint or index without the options that reflection gives to each; a condition is SQL."""
    if not hasattr(part, "options"):
        return part
    said = {key: value for key, value in part.options.items() if value not in (None, False, [], {}, ())}
    conditions = {key: value for key, value in said.items() if key.endswith("_where")}
    made = {key: sa.text(str(value).replace(":", "\\:")) for key, value in conditions.items()}
    return replace(part, options=said | made)


def _with_generated(table: Table) -> Table:
    """The table with the indexes that InnoDB made for foreign keys known as such.

    One that somebody made by hand, under the very name, cannot be told from it.
    """
    keys: tuple[ForeignKey, ...] = table.all_of(ForeignKey)
    uniques = {one.name for one in table.all_of(Unique)}

    def made_for(index: Index) -> bool:
        return not index.unique and any(
            index.columns == key.columns and index.name in (key.name, key.columns[0]) for key in keys
        )

    kept = [index for index in table.indexes if index.name not in uniques]
    return replace(table, indexes=tuple(replace(one, generated=made_for(one)) for one in kept))


__all__: Sequence[str] = ("Live", "read_live")
