"""Statements about the rows of one table, and what is known of them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st

from sqlgen import operations as ops
from sqlgen.catalog import Catalog
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.operations import building
from sqlgen.replay.shadow import Shadow

COLUMNS = "a INTEGER, b VARCHAR(20), c BOOLEAN"

numbers = st.integers(-3, 3).map(str) | st.just("NULL")
texts = st.text(st.sampled_from("ab'A é"), max_size=3).map(lambda text: "'" + text.replace("'", "''") + "'")
strings = texts | st.just("NULL")
truths = st.sampled_from(["TRUE", "FALSE", "NULL"])
conditions = st.recursive(
    st.one_of(
        st.builds("a {} {}".format, st.sampled_from(["=", "<>", "<", ">=", "IN"]), numbers).map(
            lambda text: text if " IN " not in text else "a IN (1, 2)"
        ),
        st.builds("b = {}".format, texts),
        st.builds("b IN ({}, {})".format, texts, texts),
        st.sampled_from(["a IS NULL", "b IS NOT NULL", "c", "NOT c", "c IS TRUE"]),
        st.sampled_from(["b LIKE 'a_'", "a / 2 = 1", "b < 'b'"]),
    ),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["AND", "OR"]), inner)
    | st.builds("NOT ({})".format, inner),
    max_leaves=4,
)
changes = st.one_of(
    st.builds("INSERT INTO t (a, b, c) VALUES ({}, {}, {})".format, numbers, strings, truths),
    st.builds("INSERT INTO t (b) VALUES ({}), ({})".format, strings, strings),
    st.builds("UPDATE t SET a = {} WHERE {}".format, numbers, conditions),
    st.builds("UPDATE t SET b = {}, c = {} WHERE {}".format, strings, truths, conditions),
    st.builds("DELETE FROM t WHERE {}".format, conditions),
)
"""Statements that write rows."""
questions = st.builds(
    "SELECT {} FROM t WHERE {}".format,
    st.sampled_from(
        ["*", "a", "b, c", "count(*)", "count(a)", "max(a)", "sum(a) AS s", "min(b)", "a + 1"]
    ),
    conditions,
)
"""Questions about them; some that have no certain answer."""


class Known:
    """The table in the catalog of one dialect, and its shadow."""

    def __init__(self, dialect: str) -> None:
        server = offline_dialect(parse_target(dialect))
        table = building.build_table(
            "t", sa.Column("a", sa.Integer), sa.Column("b", sa.String(20)), sa.Column("c", sa.Boolean)
        )
        self.catalog = ops.CreateTable(table).apply(Catalog(server=ServerNames(server)))
        self.shadow = Shadow(dialect, server.default_schema_name)

    def write(self, sql: str) -> int | None:
        return self.shadow.wrote(sql, self.catalog)

    def answer(self, question: str) -> list[tuple[Any, ...]] | None:
        """The rows, or None where no certain answer is known."""
        found = self.shadow.answer(question, None, question, self.catalog)
        return None if found is None else [tuple(row) for row in found]
