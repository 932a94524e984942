"""Column definitions and table constraints in SQL text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.types import TypeEngine

from sqlgen.catalog import Name
from sqlgen.dialects.facts import Facts
from sqlgen.reading.changes import KEY_OF_REFERENT
from sqlgen.reading.columntypes import column_type, is_serial
from sqlgen.reading.tokens import Cursor, Unread

OPTIONS = frozenset({
    "AFTER", "AS", "AUTOINCREMENT", "AUTO_INCREMENT", "CHECK", "COLLATE", "COLUMN_FORMAT", "COMMENT",
    "COMPRESSION", "CONSTRAINT", "DEFAULT", "DEFERRABLE", "DISABLE", "ENABLE", "FIRST", "GENERATED",
    "IDENTITY", "INITIALLY", "INVISIBLE", "KEY", "NOT", "NULL", "ON", "PERSISTED", "PRIMARY", "REFERENCES",
    "ROWGUIDCOL", "SPARSE", "STORAGE", "STORED", "UNIQUE", "USING", "VIRTUAL", "VISIBLE", "ASC", "DESC",
})
"""Words that end a type or a default, and begin the next option of a column."""
TYPE_STOPS = OPTIONS | {"CHARACTER_SET", "CHARSET"}
ACTIONS = (("CASCADE",), ("RESTRICT",), ("SET", "NULL"), ("SET", "DEFAULT"), ("NO", "ACTION"))
PASSED = (
    ("NOT", "DEFERRABLE"), ("DEFERRABLE",), ("NOT", "ENFORCED"), ("WITH", "VALUES"), ("NO", "INHERIT"),
    ("NOT", "VALID"),
)
SEQUENCE_WORDS = frozenset({"START", "INCREMENT", "MINVALUE", "MAXVALUE", "CACHE", "NO"})
COUNTED = "sqlgen_counted"
"""Among the `info` of a column: its definition says that the server counts it up."""
IGNORED = frozenset({
    "VISIBLE", "INVISIBLE", "ENABLE", "DISABLE", "SPARSE", "ROWGUIDCOL", "PERSISTED", "STORED", "VIRTUAL",
    "VALIDATE", "NOVALIDATE", "RELY", "ASC", "DESC", "CLUSTERED", "NONCLUSTERED", "KEY",
})


@dataclass
class ColumnDefinition:
    """One column with the constraints that were written behind it."""

    column: sa.Column[Any]
    constraints: list[Any] = field(default_factory=list)
    placed: list[str | None] = field(default_factory=list)
    said_null: bool | None = None


@dataclass
class _Gathered:
    """What the options of a column say."""

    nullable: bool | None = None
    default: Any = None
    primary: bool = False
    counted: bool | None = None
    comment: str | None = None
    sqlite_autoincrement: bool = False
    charset: str | None = None
    collation: str | None = None
    constraints: list[Any] = field(default_factory=list)
    placed: list[str | None] = field(default_factory=list)


def column_definition(cursor: Cursor, table: Name) -> ColumnDefinition:
    """The column that is defined from here to the end of the cursor."""
    name = cursor.name()
    start = cursor.place
    while not cursor.done and not _ends_type(cursor):
        cursor.skip_one()
    text = cursor.text_since(start)
    told = _Gathered()
    while not cursor.done:
        _option(cursor, told, name)
    facts = cursor.facts
    default = told.default
    # A sequence counts SERIAL up, and AUTO_INCREMENT the server; on SQLite the type itself says so.
    counted = told.counted or (facts.name == "postgresql" and is_serial(text)) or None
    if counted and not told.primary and facts.name == "postgresql" and default is None:
        default = sa.text(f"nextval('{table.name}_{name}_seq'::regclass)")
    nullable = told.nullable
    if nullable is None:
        rowid = facts.name == "sqlite"
        nullable = rowid or not (counted or told.primary or isinstance(default, sa.Identity))
    arguments = [default] if isinstance(default, (sa.Computed, sa.Identity)) else []
    column: sa.Column[Any] = sa.Column(
        name,
        _written_in(column_type(text, facts), told, facts),
        *arguments,
        nullable=nullable,
        server_default=None if arguments else default,
        comment=told.comment,
        primary_key=told.primary,
        autoincrement=True if isinstance(default, sa.Identity) and told.primary
        else _counting(facts.name, told.primary, counted),
        info={COUNTED: counted},
    )
    return ColumnDefinition(column, told.constraints, told.placed, told.nullable)


def _written_in(type_: TypeEngine[Any], told: _Gathered, facts: Facts) -> TypeEngine[Any]:
    """The type in the character set and collation that the options name, which MySQL keeps a column by."""
    if facts.name in ("mysql", "mariadb"):
        for attribute, said in (("charset", told.charset), ("collation", told.collation)):
            if said is not None and hasattr(type_, attribute):
                setattr(type_, attribute, said)
    return type_


def _counting(dialect: str, primary: bool, counted: bool | None) -> Any:
    if dialect == "sqlite":
        return "auto"
    return True if counted and primary else False if primary else "auto"


def _ends_type(cursor: Cursor) -> bool:
    if cursor.at("CHARACTER", "SET"):
        return True
    if cursor.at("WITH") and not (cursor.at("WITH", "TIME") or cursor.at("WITH", "LOCAL")):
        return True
    return cursor.stops(TYPE_STOPS)


def _option(cursor: Cursor, told: _Gathered, column: str) -> None:
    name = cursor.name() if cursor.accept("CONSTRAINT") else None
    constraint = _column_constraint(cursor, column, name)
    if constraint is not None:
        told.primary = told.primary or isinstance(constraint, sa.PrimaryKeyConstraint)
        if name or not isinstance(constraint, sa.PrimaryKeyConstraint):
            told.constraints.append(constraint)
        return
    word = cursor.peek()
    if cursor.accept("NOT", "NULL"):
        told.nullable = False
    elif cursor.accept("NULL"):
        told.nullable = True
    elif cursor.accept("DEFAULT"):
        told.default = default_expression(cursor)
    elif word in ("GENERATED", "AS"):
        told.default = _generated(cursor)
    elif cursor.accept("IDENTITY"):
        start, increment = [*_numbers(cursor), 1, 1][:2]
        told.default = sa.Identity(start=start, increment=increment)
    elif word in ("AUTO_INCREMENT", "AUTOINCREMENT"):
        cursor.next()
        told.counted = True
    elif cursor.accept("COMMENT"):
        told.comment = cursor.string()
    elif word in ("FIRST", "AFTER"):
        cursor.next()
        told.placed.append(cursor.name() if word == "AFTER" else None)
    else:
        _other_option(cursor, told)


def _column_constraint(cursor: Cursor, column: str, name: str | None) -> Any:
    """The constraint that an option of a column is, or None."""
    if cursor.accept("PRIMARY", "KEY"):
        return sa.PrimaryKeyConstraint(column, name=name)
    if cursor.accept("UNIQUE"):
        return sa.UniqueConstraint(column, name=name)
    if cursor.at("REFERENCES"):
        return references(cursor, [column], name)
    if cursor.accept("CHECK"):
        return sa.CheckConstraint(sa.text(_condition(cursor)), name=name)
    return None


def _other_option(cursor: Cursor, told: _Gathered) -> None:
    """Pass an option that the catalog keeps nothing of."""
    if cursor.accept("COLLATE"):
        told.collation = cursor.qualified().name
    elif cursor.accept("CHARSET") or cursor.accept("CHARACTER", "SET"):
        told.charset = cursor.qualified().name
    elif cursor.accept("ON", "UPDATE") or cursor.accept("ON", "CONFLICT"):
        cursor.until(OPTIONS)
    elif any(cursor.accept(*words) for words in PASSED):
        pass
    elif cursor.accept("INITIALLY") or cursor.accept("COMPRESSION") or cursor.accept("STORAGE"):
        cursor.next()
    elif cursor.accept("COLUMN_FORMAT") or cursor.accept("USING"):
        cursor.until(OPTIONS)
    elif cursor.at_any(IGNORED):
        cursor.next()
    else:
        raise Unread(f"a column's option {cursor.peek()!r}")


def default_expression(cursor: Cursor) -> Any:
    """What DEFAULT gives; None for NULL, which is as good as no default."""
    text = cursor.until(OPTIONS | {"CHARSET", "WITH"})
    while cursor.at("WITH", "TIME") or cursor.at("WITH", "LOCAL"):
        # The zone belongs to the type that the default is cast to.
        cursor.next()
        text += " with " + cursor.until(OPTIONS)
    return None if text.upper() == "NULL" else sa.text(text.replace(":", "\\:"))


def _condition(cursor: Cursor) -> str:
    return cursor.group().rest().replace(":", "\\:")


def _generated(cursor: Cursor) -> Any:
    always = cursor.accept("GENERATED", "ALWAYS")
    if not always and cursor.accept("GENERATED"):
        cursor.expect("BY", "DEFAULT")
        cursor.accept("ON", "NULL")
    cursor.expect("AS")
    if cursor.accept("IDENTITY"):
        return sa.Identity(always=always, **_sequence_options(cursor))
    text = _condition(cursor)
    persisted = cursor.accept("STORED") or cursor.accept("PERSISTED")
    virtual = not persisted and cursor.accept("VIRTUAL")
    return sa.Computed(text, persisted=True if persisted else False if virtual else None)


def _numbers(cursor: Cursor) -> list[int]:
    if cursor.peek() != "(":
        return []
    return [int(part.rest().replace(" ", "")) for part in cursor.group().items()]


def _sequence_options(cursor: Cursor) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if cursor.peek() != "(":
        return options
    inner = cursor.group()
    while not inner.done:
        if inner.accept("START"):
            inner.accept("WITH")
            options["start"] = int(inner.until(SEQUENCE_WORDS))
        elif inner.accept("INCREMENT"):
            inner.accept("BY")
            options["increment"] = int(inner.until(SEQUENCE_WORDS))
        else:
            inner.next()
    return options


def references(cursor: Cursor, columns: list[str], name: str | None) -> sa.ForeignKeyConstraint:
    """The foreign key whose REFERENCES stands here."""
    cursor.expect("REFERENCES")
    target = cursor.qualified()
    if cursor.peek() == "(":
        remote = [one.name() for one in cursor.group().items()]
    else:
        remote = [f"{KEY_OF_REFERENT} {number}" for number in range(len(columns))]
    options: dict[str, Any] = {}
    while not cursor.done:
        if cursor.accept("ON", "DELETE"):
            options["ondelete"] = _action(cursor)
        elif cursor.accept("ON", "UPDATE"):
            options["onupdate"] = _action(cursor)
        elif cursor.accept("MATCH"):
            options["match"] = cursor.next().word
        elif cursor.accept("NOT", "DEFERRABLE"):
            options["deferrable"] = False
        elif cursor.accept("DEFERRABLE"):
            options["deferrable"] = True
        elif cursor.accept("INITIALLY"):
            options["initially"] = cursor.next().word
        else:
            break
    return sa.ForeignKeyConstraint(columns, [f"{target}.{one}" for one in remote], name=name, **options)


def _action(cursor: Cursor) -> str:
    for words in ACTIONS:
        if cursor.accept(*words):
            return " ".join(words)
    raise Unread(f"a referential action {cursor.peek()!r}")


def member_names(cursor: Cursor) -> list[str]:
    """The columns in the parentheses that begin here, without what stands behind each."""
    return [one.name() for one in cursor.group().items()]


def table_constraint(cursor: Cursor) -> Any:
    """The constraint that is written here; None where no constraint begins here."""
    start = cursor.place
    name = None
    if cursor.accept("CONSTRAINT"):
        name = None if cursor.at_any(frozenset({"CHECK", "PRIMARY", "UNIQUE", "FOREIGN"})) else cursor.name()
    if cursor.accept("PRIMARY", "KEY"):
        _index_words(cursor)
        return sa.PrimaryKeyConstraint(*member_names(cursor), name=name)
    if cursor.at("UNIQUE"):
        return _unique(cursor, name)
    if cursor.accept("FOREIGN", "KEY"):
        if cursor.peek() != "(":
            name = name or cursor.name()
        return references(cursor, member_names(cursor), name)
    if cursor.accept("CHECK"):
        return sa.CheckConstraint(sa.text(_condition(cursor)), name=name)
    if cursor.accept("EXCLUDE"):
        return _exclusion(cursor, name)
    if name is not None:
        raise Unread(f"a constraint {cursor.peek()!r}")
    cursor.place = start
    return None


def _index_words(cursor: Cursor) -> None:
    while cursor.accept("CLUSTERED") or cursor.accept("NONCLUSTERED") or cursor.accept("USING", "BTREE"):
        continue


def _unique(cursor: Cursor, name: str | None) -> sa.UniqueConstraint:
    cursor.expect("UNIQUE")
    cursor.accept("KEY")
    cursor.accept("INDEX")
    options: dict[str, Any] = {}
    if cursor.accept("NULLS", "NOT", "DISTINCT"):
        options["postgresql_nulls_not_distinct"] = True
    cursor.accept("NULLS", "DISTINCT")
    _index_words(cursor)
    if cursor.peek() != "(":
        # The name of the index is that of the constraint on MySQL, where both are said.
        name = cursor.name()
        _index_words(cursor)
    columns = member_names(cursor)
    if cursor.accept("INCLUDE"):
        options["postgresql_include"] = member_names(cursor)
    return sa.UniqueConstraint(*columns, name=name, **options)


def _exclusion(cursor: Cursor, name: str | None) -> ExcludeConstraint:
    using = cursor.name() if cursor.accept("USING") else "gist"
    elements = []
    for one in cursor.group().items():
        text = one.until(frozenset({"WITH"}))
        one.expect("WITH")
        elements.append((sa.text(text), one.rest()))
    where = sa.text(_condition(cursor)) if cursor.accept("WHERE") else None
    return ExcludeConstraint(*elements, name=name, using=using, where=where)
