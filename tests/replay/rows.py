"""Statements about the rows of two tables, a real database that runs them, and what is known without one."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateTable

from sqlgen import operations as ops
from sqlgen.catalog import Catalog, Name
from sqlgen.dialects.facts import read_facts
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.replay.rows.cells import Json, Unknown, Unsure
from sqlgen.replay.rows.fetched import result_of
from sqlgen.replay.shadow import Shadow

TARGETS = {"postgresql": "postgresql@15", "mariadb": "mariadb@10.11", "sqlite": "sqlite@3.40"}


def tables() -> list[sa.Table]:
    """The two tables that the statements are about."""
    metadata = sa.MetaData()
    return [
        sa.Table(
            "t",
            metadata,
            sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("n", sa.Integer),
            sa.Column("s", sa.String(6)),
            sa.Column("f", sa.Boolean),
            sa.Column("d", sa.Date),
            sa.Column("m", sa.DateTime),
            sa.Column("x", sa.Numeric(6, 2)),
            sa.Column("c", sa.CHAR(2)),
            sa.Column("j", sa.JSON),
            sa.Column("u", sa.Uuid),
            sa.Column("k", sa.Integer, server_default="7"),
            sa.Column("w", sa.DateTime, server_default=sa.func.now(), nullable=False),
        ),
        sa.Table(
            "r",
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("t_id", sa.Integer, sa.ForeignKey("t.id", ondelete="CASCADE")),
            sa.Column("s", sa.String(6), unique=True),
            sa.Column("b", sa.BigInteger, server_default=sa.text("0"), nullable=False),
        ),
    ]


# The words of the statements

numbers = st.integers(-2, 3).map(str) | st.just("NULL")
ids = st.integers(0, 4).map(str)
texts = st.text(st.sampled_from("abA é1-"), max_size=3).map("'{}'".format)
strings = texts | st.just("NULL")
truths = st.sampled_from(["TRUE", "FALSE", "NULL"])
days = st.sampled_from(["'2024-01-02'", "'2023-12-31'", "NULL"])
moments = st.sampled_from(["'2024-01-02 03:04:05'", "'2024-01-02'", "'1999-12-31 23:59:59.250000'", "NULL"])
decimals = st.sampled_from(["1.5", "-2", "0.25", "1.005", "NULL", "100"])
padded = st.sampled_from(["'ab'", "'a'", "'AB'", "'a '", "NULL"])
jsons = st.sampled_from([
    "'{\"a\": 1, \"b\": [true, null]}'", "'5'", "'null'", "NULL", "'{\"bb\":1,\"a\":\"x\"}'",
])  # fmt: skip
uuids = st.sampled_from([
    "'00000000000000000000000000000001'", "'0000000a-0000-0000-0000-00000000000b'", "NULL",
])  # fmt: skip
VALUES = {
    "n": numbers, "s": strings, "f": truths, "d": days, "m": moments, "x": decimals, "c": padded, "j": jsons,
    "u": uuids, "k": numbers | st.just("DEFAULT"), "w": st.sampled_from(["CURRENT_TIMESTAMP", "DEFAULT"]),
}  # fmt: skip
OWN = tuple(VALUES)
cells = st.sampled_from(["n", "s", "f", "d", "m", "x", "c", "k", "id"])


def _compared(draw: st.DrawFn, column: str, other: str) -> str:
    sign = draw(st.sampled_from(["=", "<>", "<", ">="]))
    return f"{column} {sign} {other}"


@st.composite
def atoms(draw: st.DrawFn, table: str = "t") -> str:
    """A condition on one table, without AND and OR."""
    column = draw(cells)
    kind = draw(st.integers(0, 9))
    if table == "r":
        return draw(st.sampled_from([
            "r.t_id = 1", "r.s = 'a'", "r.t_id IS NULL", "r.b = 0", "r.s IN ('a', 'A')", "r.id > 1",
            "r.s <> 'b'",
        ]))  # fmt: skip
    values = numbers if column == "k" else VALUES.get(column, ids)
    match kind:
        case 0:
            return f"t.{draw(st.sampled_from(OWN))} IS {draw(st.sampled_from(['NULL', 'NOT NULL']))}"
        case 1:
            return f"t.{column} IN ({draw(values)}, {draw(values)})"
        case 2:
            return f"t.{column} NOT IN ({draw(values)}, {draw(values)})"
        case 3:
            conditions_ = ["t.f", "NOT t.f", "t.f IS TRUE", "t.f IS NOT FALSE", "t.s LIKE 'a%'"]
            return draw(st.sampled_from(conditions_))
        case 4:
            return f"t.{column} BETWEEN {draw(values)} AND {draw(values)}"
        case 5:
            return draw(st.sampled_from([
                "t.id IN (SELECT t_id FROM r)", "EXISTS (SELECT 1 FROM r WHERE r.t_id = t.id)",
                "t.id = (SELECT max(t_id) FROM r)", "lower(t.s) = 'a'", "length(t.s) = 1", "t.n + 1 = t.k",
                "coalesce(t.n, 0) = 0", "t.s = t.c", "CASE WHEN t.n = 1 THEN t.f ELSE FALSE END",
                "t.n = t.id", "nullif(t.n, 1) IS NULL", "t.n / 2 = 1", "t.s < 'b'", "t.s NOT LIKE '_b'",
            ]))  # fmt: skip
        case _:
            return _compared(draw, f"t.{column}", draw(values))


def conditions(table: str = "t") -> st.SearchStrategy[str]:
    return st.recursive(
        atoms(table),
        lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["AND", "OR"]), inner)
        | st.builds("NOT ({})".format, inner),
        max_leaves=3,
    )


@st.composite
def inserts(draw: st.DrawFn) -> str:
    """A row or more of `t`."""
    columns = draw(st.lists(st.sampled_from(OWN), unique=True, max_size=5))
    rows = [
        f"({', '.join([draw(ids), *(draw(VALUES[column]) for column in columns)])})"
        for _ in range(draw(st.integers(1, 2)))
    ]
    return f"INSERT INTO t ({', '.join(['id', *columns])}) VALUES {', '.join(rows)}"


@st.composite
def updates(draw: st.DrawFn) -> str:
    columns = draw(st.lists(st.sampled_from(OWN), unique=True, min_size=1, max_size=2))
    own = {"n": "n + 1", "s": "lower(s)", "k": "coalesce(n, k)", "x": "x * 2", "f": "NOT f", "m": "m"}
    computed = [column in own and draw(st.integers(0, 3)) == 0 for column in columns]
    sets = [
        f"{column} = {own[column] if is_computed else draw(VALUES[column])}"
        for column, is_computed in zip(columns, computed, strict=True)
    ]
    where = f" WHERE {draw(conditions())}" if draw(st.booleans()) else ""
    return f"UPDATE t SET {', '.join(sets)}{where}"


OTHERS = st.one_of(
    st.builds("INSERT INTO r (t_id, s) VALUES ({}, {})".format, ids, strings),
    st.builds("INSERT INTO r (id, t_id, s, b) VALUES ({}, {}, {}, 5)".format, ids, numbers, strings),
    st.builds("DELETE FROM r WHERE {}".format, conditions("r")),
    st.builds("UPDATE r SET s = {} WHERE {}".format, strings, conditions("r")),
    st.builds("UPDATE r SET b = b + 1, t_id = {} WHERE {}".format, ids, conditions("r")),
    st.just("INSERT INTO r (t_id, s) SELECT id, s FROM t"),
    st.builds("INSERT INTO r (id, t_id) SELECT id, id FROM t WHERE {}".format, conditions()),
    st.builds("INSERT INTO t (id, n, s) SELECT id + 2, b, s FROM r WHERE {}".format, conditions("r")),
    st.builds("UPDATE t SET n = (SELECT count(*) FROM r WHERE r.t_id = t.id) WHERE {}".format, conditions()),
    st.builds("DELETE FROM t WHERE {}".format, conditions()),
)
SPECIAL = {
    "postgresql": st.one_of(
        st.builds("INSERT INTO r (t_id, s) VALUES ({}, {}) ON CONFLICT DO NOTHING".format, ids, strings),
        st.builds("INSERT INTO r (id, s) VALUES ({}, {}) ON CONFLICT (s) DO NOTHING".format, ids, strings),
        st.builds("UPDATE t SET s = r.s FROM r WHERE r.t_id = t.id AND {}".format, conditions()),
        st.builds("DELETE FROM t USING r WHERE r.t_id = t.id AND {}".format, conditions("r")),
        st.builds(
            "WITH c AS (SELECT t_id FROM r WHERE {}) UPDATE t SET n = 9 FROM c WHERE c.t_id = t.id".format,
            conditions("r"),
        ),
    ),
    "mariadb": st.one_of(
        st.builds("INSERT IGNORE INTO r (t_id, s) VALUES ({}, {})".format, ids, strings),
        st.builds("UPDATE t JOIN r ON r.t_id = t.id SET t.n = r.b WHERE {}".format, conditions()),
        st.builds("DELETE t FROM t JOIN r ON r.t_id = t.id WHERE {}".format, conditions("r")),
        st.just("UPDATE t SET n = n + 1, k = n"),
    ),
    "sqlite": st.one_of(
        st.builds("INSERT OR IGNORE INTO r (t_id, s) VALUES ({}, {})".format, ids, strings),
        st.builds("UPDATE t SET s = r.s FROM r WHERE r.t_id = t.id AND {}".format, conditions()),
    ),
}


def changes(dialect: str) -> st.SearchStrategy[str]:
    """Statements that write rows."""
    return inserts() | updates() | OTHERS | SPECIAL[dialect]


@st.composite
def questions(draw: st.DrawFn) -> str:
    """Questions about the rows; some that have no certain answer."""
    where = draw(conditions())
    return draw(st.sampled_from([
        "SELECT * FROM t WHERE {0}",
        "SELECT id, s, f FROM t WHERE {0} ORDER BY id",
        "SELECT n, count(*) FROM t WHERE {0} GROUP BY n",
        "SELECT s, max(n) AS top FROM t WHERE {0} GROUP BY s HAVING count(*) > 1",
        "SELECT count(*), count(n), max(n), min(d), sum(n), max(m), sum(k) FROM t WHERE {0}",
        "SELECT count(w), count(DISTINCT n), max(x), sum(x) FROM t WHERE {0}",
        "SELECT DISTINCT f FROM t WHERE {0}",
        "SELECT t.id, r.s FROM t JOIN r ON r.t_id = t.id WHERE {0}",
        "SELECT t.id, r.b FROM t LEFT JOIN r ON r.t_id = t.id WHERE {0} ORDER BY t.id, r.id",
        "SELECT id FROM t WHERE {0} ORDER BY n DESC, id LIMIT 1",
        "SELECT id FROM t WHERE {0} LIMIT 2",
        "SELECT id FROM t WHERE {0} ORDER BY id LIMIT 2 OFFSET 1",
        "SELECT d, m, x, c, u, k FROM t WHERE {0}",
        "SELECT j FROM t WHERE {0}",
        "SELECT coalesce(n, k, 0), n + k, upper(s), n IS NULL FROM t WHERE {0}",
        "SELECT CASE WHEN n > 0 THEN 'more' WHEN n IS NULL THEN 'none' ELSE 'less' END AS w FROM t WHERE {0}",
        "WITH c AS (SELECT id, n FROM t WHERE {0}) SELECT c.n, r.s FROM c JOIN r ON r.t_id = c.id",
        "SELECT x.id FROM (SELECT id, s FROM t WHERE {0}) AS x WHERE x.s IS NOT NULL",
        "SELECT id FROM t WHERE {0} UNION SELECT t_id FROM r",
        "SELECT s FROM t WHERE {0} UNION ALL SELECT s FROM r ORDER BY 1",
        "SELECT 1 WHERE EXISTS (SELECT 1 FROM t WHERE {0})",
        "SELECT (SELECT count(*) FROM r WHERE r.t_id = t.id) AS many FROM t WHERE {0}",
        "SELECT id, w FROM t WHERE {0}",
        "SELECT r.id, r.s, r.b FROM r WHERE r.t_id IN (SELECT id FROM t WHERE {0})",
        "SELECT s || 'x' FROM t WHERE {0}",
        "SELECT nowhere FROM t WHERE {0}",
        "SELECT max(s), min(u), min(f) FROM t WHERE {0}",
    ])).format(where)  # fmt: skip


class Known:
    """The tables in the catalog of one dialect, and the shadow of their rows."""

    def __init__(self, dialect: str) -> None:
        self.server = offline_dialect(parse_target(TARGETS.get(dialect, dialect)))
        self.catalog = Catalog(server=ServerNames(self.server))
        for table in tables():
            self.catalog = ops.CreateTable(table).apply(self.catalog)
        self.shadow = Shadow(read_facts(dialect), self.server)

    def write(self, sql: str) -> int | None:
        return self.shadow.wrote(sql, self.catalog)

    def answer(self, question: str) -> tuple[list[tuple[Any, ...]], bool] | None:
        """The rows and whether their order is certain, or None where no certain answer is known."""
        try:
            relation = self.shadow.answer(question, self.catalog)
            found = result_of(relation, question, None, {}, self.server)
        except Unsure:
            return None
        return [tuple(row) for row in found], relation.ordered


class Both:
    """A real database that has the tables, beside what is known without it.

    `counted` are the questions by what came of them.
    """

    def __init__(self, dialect: str, connection: sa.Connection, counted: Counter[str]) -> None:
        self.known = Known(dialect)
        self.connection = connection
        self.counted = counted

    def write(self, sql: str) -> None:
        """Run a statement, and follow it if the database took it."""
        try:
            with self.connection.begin_nested():
                changed = self.connection.execute(as_text(sql)).rowcount
        except DBAPIError:
            return
        count = self.known.write(sql)
        assert count in (None, changed), f"{sql}: {count} rows, not {changed}"
        self.compare(sql)

    def compare(self, behind: str) -> None:
        """Whether every row that is known is there, cell by cell."""
        for table in tables():
            rows = self.known.shadow.rows.get(Name(None, table.name), [])
            real = [tuple(row) for row in self.connection.execute(as_text(f"SELECT * FROM {table.name}"))]
            if rows is not None:
                mine = [tuple(row[column.name] for column in table.columns) for row in rows]
                assert matches(mine, real), f"{behind}: {mine}, not {real}"

    def ask(self, question: str) -> None:
        """Ask both: an answer without the database has to be the database's."""
        answer = self.known.answer(question)
        try:
            with self.connection.begin_nested():
                real = [tuple(row) for row in self.connection.execute(as_text(question))]
        except DBAPIError:
            # PostgreSQL compares no text with numbers, rows or not.
            self.counted["refused by the server"] += 1
            return
        self.counted["unanswered" if answer is None else "answered"] += 1
        if answer is None:
            return
        rows, ordered = answer
        same = rows == real if ordered else matches(rows, real)
        assert same, f"{question}: {rows}, not {real}"


def make_tables(connection: sa.Connection) -> None:
    for table in tables():
        connection.execute(CreateTable(table))


def as_text(sql: str) -> sa.TextClause:
    return sa.text(sql.replace(":", "\\:"))


def matches(known: Sequence[tuple[Any, ...]], real: Sequence[tuple[Any, ...]]) -> bool:
    """Whether rows are the same in some order; an Unknown is like anything that it may stand for."""
    left = list(real)
    if len(known) != len(left):
        return False
    # Rows with more that is known are looked for first.
    for row in sorted(known, key=lambda cells: sum(isinstance(cell, Unknown) for cell in cells)):
        found = next((other for other in left if all(map(_matches, row, other))), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _matches(cell: Any, real: Any) -> bool:
    if isinstance(cell, Unknown):
        return cell.nullable or real is not None
    if isinstance(cell, Json):
        return bool((json.loads(real) if isinstance(real, str) else real) == json.loads(cell.text))
    if isinstance(cell, uuid.UUID):
        return str(cell) == str(real)
    return bool(cell == real) and (type(cell) is type(real) or isinstance(cell, str))
