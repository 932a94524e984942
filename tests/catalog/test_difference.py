"""Two schemas compared: what was added, taken away and changed, and nothing that nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from sqlgen.catalog import Catalog
from sqlgen.catalog.difference import differences, not_compared
from sqlgen.catalog.snapshot import Snapshot, written
from sqlgen.cli._schema_text import difference_text
from sqlgen.reading.plain import Plain
from sqlgen.reading.words import DialectWords
from tests.reading.test_law import reader

T = "CREATE TABLE t (id INT NOT NULL, name VARCHAR(5) DEFAULT 'x', CONSTRAINT u UNIQUE (name));"


def document(sql: str, dialect: str, **standing: Any) -> Any:
    of = reader(dialect)
    catalog = of.read(sql, Catalog(server=of.empty.server, **standing))
    return written(Snapshot(of.target.name, "", None, catalog), DialectWords(of.target.facts, of.dialect))


def compared(before: str, after: str, dialect: str = "postgresql") -> str:
    of = reader(dialect)
    plain = Plain(DialectWords(of.target.facts, of.dialect))
    return difference_text(differences(document(before, dialect), document(after, dialect), plain))


@pytest.mark.parametrize(
    "change, lines",
    [
        ("", ""),
        ("CREATE TABLE a (x INT, y INT)", "+ table a: x, y\n"),
        ("DROP TABLE t", "- table t: id, name\n"),
        ("ALTER TABLE t ADD born DATE NOT NULL", "table t\n  + column born: DATE NOT NULL\n"),
        (
            "ALTER TABLE t DROP COLUMN name",
            "table t\n  - column name: VARCHAR(5) DEFAULT 'x'\n  - constraint u: (name)\n",
        ),
        (
            "ALTER TABLE t ALTER name TYPE TEXT, ALTER name DROP DEFAULT, ALTER id DROP NOT NULL",
            (
                "table t\n  ~ column id, nullable: False -> True\n  ~ column name, type: VARCHAR(5) -> TEXT\n"
                "  ~ column name, default: 'x' -> nothing\n"
            ),
        ),
        ("ALTER TABLE t ADD PRIMARY KEY (id)", "table t\n  ~ primary key: nothing -> id\n"),
        ("ALTER TABLE t ADD CHECK (id > 0)", "table t\n  + constraint t_id_check: id > 0\n"),
        (
            "ALTER TABLE t DROP CONSTRAINT u, ADD CONSTRAINT u UNIQUE (name, id)",
            "table t\n  ~ constraint u: (name) -> (name, id)\n",
        ),
        ("CREATE UNIQUE INDEX i ON t (id) WHERE id > 0", "table t\n  + index i: unique (id)\n"),
        ("CREATE INDEX i ON t (lower(name) DESC)", "table t\n  + index i: (lower(name) DESC)\n"),
        ("COMMENT ON TABLE t IS 'all'", "table t\n  ~ comment: nothing -> all\n"),
        ("CREATE TYPE e AS ENUM ('a', 'b')", "+ enum e: a, b\n"),
        ("CREATE VIEW v AS SELECT 1", "+ view v\n"),
    ],
)
def test_a_change_and_its_way_back(change: str, lines: str) -> None:
    assert compared(T, T + change) == lines
    back = compared(T + change, T)
    assert len(back.splitlines()) == len(lines.splitlines())
    assert compared(T + change, T + change) == ""


def test_an_index_with_another_condition() -> None:
    made = "CREATE INDEX i ON t (id) WHERE id > {}"
    told = compared(T + made.format(0), T + made.format(1))
    assert told == "table t\n  ~ index i, where: id > 0 -> id > 1\n"


def test_a_foreign_key_that_cascades() -> None:
    key = "CREATE TABLE k (t_id INT CONSTRAINT fk REFERENCES t (id){})"
    told = compared(T + key.format(""), T + key.format(" ON DELETE CASCADE"))
    assert told == "table k\n  ~ constraint fk, ondelete: NO ACTION -> CASCADE\n"
    assert compared(T + key.format(""), T + key.format(" ON DELETE NO ACTION")) == ""


def test_columns_in_another_order() -> None:
    told = compared("CREATE TABLE t (a INT, b INT)", "CREATE TABLE t (b INT, a INT)")
    assert told == "table t\n  ~ order of columns: a, b -> b, a\n"


def test_names_that_nobody_can_foresee_are_not_compared() -> None:
    """SQL Server makes them up."""
    named = "CREATE TABLE t (a INT CONSTRAINT u UNIQUE)"
    assert compared("CREATE TABLE t (a INT UNIQUE)", named, "mssql") == ""
    assert "+ constraint u" in compared("CREATE TABLE t (a INT)", named, "mssql")


def test_a_unique_constraint_of_mysql_is_an_index() -> None:
    one = "CREATE TABLE t (a INT, CONSTRAINT u UNIQUE (a))"
    assert compared(one, "CREATE TABLE t (a INT); CREATE UNIQUE INDEX u ON t (a)", "mysql") == ""


def test_what_is_known_in_part_is_compared_in_part() -> None:
    """A column that one side says nothing of is no difference; one that both know is."""
    part = document("ALTER TABLE t ADD name TEXT", "postgresql")
    whole = document(T, "postgresql")
    of = reader("postgresql")
    plain = Plain(DialectWords(of.target.facts, of.dialect))
    assert difference_text(differences(part, whole, plain)).splitlines() == [
        "table t",
        "  ~ column name, type: TEXT -> VARCHAR(5)",
        "  ~ column name, default: nothing -> 'x'",
    ]
    assert not_compared(part, whole) == ["t"]


def test_tables_of_an_existing_schema_are_not_missing() -> None:
    of = reader("postgresql")
    plain = Plain(DialectWords(of.target.facts, of.dialect))
    existing = document("CREATE TABLE a (x INT)", "postgresql", closed=False, readable=False)
    live = document(f"CREATE TABLE a (x INT); CREATE TYPE e AS ENUM ('a'); {T}", "postgresql")
    assert differences(existing, live, plain) == []
    assert not_compared(existing, live) == ["t"]
