"""Revisions that nobody wrote: lines of operations, drawn for what the schema is at that point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

from sqlgen.catalog import Catalog, Check, ForeignKey, Table, Unique

TABLES = ("t", "u", "Order")
COLUMNS = ("id", "a", "b", "Up", "c d")
NAMES = ("one", "two", "Three")
"""Names for constraints and indexes, few enough to be taken now and then."""
WIDER = {
    "sa.Integer()": "sa.BigInteger()",
    "sa.String(20)": "sa.String(40)",
    "sa.Numeric(10, 2)": "sa.Numeric(12, 4)",
    "sa.Date()": "sa.DateTime()",
}
"""Types, and what each can become with no word of how."""
DEFAULTS = {"sa.Integer()": "'7'", "sa.String(20)": "'it'", "sa.Numeric(10, 2)": "'1.50'"}
KINDS = {Unique: "unique", ForeignKey: "foreignkey", Check: "check"}
COMMENTLESS = "sqlite"


@st.composite
def revision_lines(draw: st.DrawFn, catalog: Catalog, dialect: str) -> str:
    """One line of a revision. Mostly it fits the schema, and now and then it does not."""
    there = sorted(name.name for name in catalog.tables)
    if not there or draw(st.integers(0, 9)) == 0:
        return draw(_new_table(there))
    name = draw(st.sampled_from(there if draw(st.integers(0, 9)) else TABLES))
    return draw(_about(name, catalog, dialect))


@st.composite
def _new_table(draw: st.DrawFn, there: Sequence[str]) -> str:
    """A table with keys, some of them without a name."""
    shuffled: list[str] = draw(st.permutations(NAMES))
    names = iter(shuffled)
    columns = draw(st.lists(st.sampled_from(COLUMNS[1:]), min_size=1, max_size=4, unique=True))
    members = ["sa.Column('id', sa.Integer, primary_key=True)"]
    members += [draw(_column((name,))) for name in columns]
    with_unique, with_check, with_key = draw(st.tuples(*[st.booleans()] * 3))
    if with_unique:
        members.append(f"sa.UniqueConstraint({columns[0]!r}{draw(_named(next(names)))})")
    if with_check:
        members.append(
            f"sa.CheckConstraint(sa.column({columns[-1]!r}).is_not(None){draw(_named(next(names)))})"
        )
    if there and with_key:
        other = draw(st.sampled_from(there))
        members.append("sa.Column('other', sa.Integer)")
        members.append(f"sa.ForeignKeyConstraint(['other'], ['{other}.id']{draw(_named(next(names)))})")
    return f"op.create_table({draw(st.sampled_from(TABLES))!r}, {', '.join(members)})"


def _named(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", f", name={name!r}"))


@st.composite
def _column(draw: st.DrawFn, names: tuple[str, ...] = COLUMNS[1:]) -> str:
    type_ = draw(st.sampled_from(sorted(WIDER)))
    words = [repr(draw(st.sampled_from(names))), type_]
    if type_ in DEFAULTS and draw(st.booleans()):
        words += [f"server_default={DEFAULTS[type_]}", f"nullable={draw(st.booleans())}"]
    return f"sa.Column({', '.join(words)})"


@st.composite
def _about(draw: st.DrawFn, name: str, catalog: Catalog, dialect: str) -> str:
    """A line about one table."""
    table = catalog.table(name)
    ways = ["drop", "rename", "comment", "batch", *["change"] * 6]
    way = draw(st.sampled_from(ways))
    if way == "drop":
        return f"op.drop_table({name!r})"
    if way == "rename":
        return f"op.rename_table({name!r}, {draw(st.sampled_from([one for one in TABLES if one != name]))!r})"
    if way == "comment" and dialect != COMMENTLESS:
        return f'op.create_table_comment({name!r}, "it\'s all")'
    if way == "batch" or dialect == "sqlite":
        told = [draw(_change(table, catalog, dialect)) for _ in range(draw(st.integers(1, 3)))]
        return f"with op.batch_alter_table({name!r}) as batch:" + "".join(
            f"\n    batch.{one.format(table='', index='')}" for one in told
        )
    change = draw(_change(table, catalog, dialect))
    return f"op.{change.format(table=f'{name!r}, ', index=f', {name!r}')}"


@st.composite
def _change(draw: st.DrawFn, table: Table | None, catalog: Catalog, dialect: str) -> str:
    """A change to a table; braces stand where its name goes outside of a batch."""
    way = draw(
        st.sampled_from(
            (_add_column, _drop_column, _alter_column, _add_index, _drop_index, _add_key, _drop_key)
        )
    )
    return draw(way(table, catalog, dialect))


def _columns(table: Table | None) -> st.SearchStrategy[str]:
    """Columns that are there, and seldom one that is not."""
    there = sorted(table.columns) if table is not None else []
    return st.sampled_from([*there * 4, *COLUMNS] or COLUMNS)


def _parts(there: Sequence[str | None]) -> st.SearchStrategy[str]:
    return st.sampled_from([*sorted(name for name in there if name) * 4, *NAMES])


@st.composite
def _add_column(draw: st.DrawFn, _table: Table | None, _catalog: Catalog, _dialect: str) -> str:
    return f"add_column({{table}}{draw(_column())})"


@st.composite
def _drop_column(draw: st.DrawFn, table: Table | None, _catalog: Catalog, _dialect: str) -> str:
    return f"drop_column({{table}}{draw(_columns(table))!r})"


@st.composite
def _alter_column(draw: st.DrawFn, table: Table | None, _catalog: Catalog, dialect: str) -> str:
    name = draw(_columns(table))
    others = [one for one in COLUMNS[1:] if one != name]
    ways = (
        ["nullable=False"]
        + ["nullable=True"] * (name != "id")
        + [f"new_column_name={draw(st.sampled_from(others))!r}"]
    )
    known = table.columns.get(name) if table is not None else None
    if known is not None and name != "id":
        ways.append("server_default=None")
        ways += [f"type_={WIDER[one]}" for one in WIDER if repr(eval(one, {"sa": sa})) == repr(known.type)]  # noqa: S307
    if dialect != COMMENTLESS:
        ways.append('comment="it\'s"')
    return f"alter_column({{table}}{name!r}, {draw(st.sampled_from(ways))})"


@st.composite
def _add_index(draw: st.DrawFn, table: Table | None, _catalog: Catalog, dialect: str) -> str:
    columns = draw(st.lists(_columns(table), min_size=1, max_size=2, unique=True))
    words = draw(st.sampled_from(("", ", unique=True")))
    if dialect != "mariadb" and draw(st.integers(0, 3)) == 0:
        words += f', {dialect}_where=sa.text("1 < 2")'
    return f"create_index({draw(st.sampled_from(NAMES))!r}, {{table}}{columns!r}{words})"


@st.composite
def _drop_index(draw: st.DrawFn, table: Table | None, _catalog: Catalog, _dialect: str) -> str:
    there = [one.name for one in table.indexes] if table is not None else []
    return f"drop_index({draw(_parts(there))!r}{{index}})"


@st.composite
def _add_key(draw: st.DrawFn, table: Table | None, catalog: Catalog, _dialect: str) -> str:
    name = repr(draw(st.sampled_from(NAMES)))
    kind = draw(st.sampled_from(("unique", "check", "foreign")))
    if kind == "unique":
        return f"create_unique_constraint({name}, {{table}}[{draw(_columns(table))!r}])"
    if kind == "check":
        condition = f"sa.column({draw(_columns(table))!r}).is_not(None)"
        return f"create_check_constraint({name}, {{table}}{condition})"
    numbers = (
        []
        if table is None
        else [one for one in table.columns if isinstance(table.columns[one].type, sa.Integer)]
    )
    column = draw(st.sampled_from(numbers or ["a"]))
    keyed = [str(other.name) for other in catalog.tables.values() if _keyed(other)]
    other = draw(st.sampled_from(sorted(keyed) or ["t"]))
    rule = draw(st.sampled_from(("", ", ondelete='CASCADE'", ", onupdate='NO ACTION'")))
    return f"create_foreign_key({name}, {{table}}{other!r}, [{column!r}], ['id']{rule})"


def _keyed(table: Table) -> bool:
    return table.primary_key is not None and table.primary_key.columns == ("id",)


@st.composite
def _drop_key(draw: st.DrawFn, table: Table | None, _catalog: Catalog, _dialect: str) -> str:
    there: dict[str, Any] = (
        {} if table is None else {str(one.name): one for one in table.constraints if one.name}
    )
    name = draw(_parts(list(there)))
    kind = KINDS[type(there[name])] if name in there else "unique"
    return f"drop_constraint({name!r}, {{table}}type_={kind!r})"
