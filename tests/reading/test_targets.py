"""Which tables a statement writes to is read from its words, where they leave no doubt.

A revision that writes to a table that nobody made shows that there was something before the history. So a
table that is named wrongly here would be reported to somebody who never heard of it.
"""

from __future__ import annotations

import pytest

from sqlgen.catalog import Catalog
from sqlgen.dialects.facts import read_facts
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.reading.targets import written
from sqlgen.replay.shadow import Shadow

SURE = [
    ("postgresql", "INSERT INTO people (id) VALUES (1)", ["people"]),
    ("postgresql", "insert into Public.People select * from others, more", ["people"]),
    ("postgresql", 'UPDATE ONLY "People" SET a = 1, b = (SELECT max(x) FROM others)', ["People"]),
    ("postgresql", "UPDATE people AS p SET a = 1 WHERE p.id IN (SELECT id FROM others)", ["people"]),
    ("postgresql", "DELETE FROM s.people WHERE id = 1; UPDATE other SET a = ';'", ["s.people", "other"]),
    ("mysql", "INSERT IGNORE INTO `people` VALUES (1)", ["people"]),
    ("sqlite", "INSERT OR REPLACE INTO people VALUES (1)", ["people"]),
    ("oracle", "DELETE FROM PEOPLE", ["people"]),
    ("mssql", "UPDATE dbo.people SET a = 1", ["people"]),
    ("postgresql", "CREATE TABLE people (id int)", []),
    ("postgresql", "-- UPDATE people SET a = 1\nSELECT 1", []),
]
DOUBTFUL = [
    ("mssql", "UPDATE p SET a = 1 FROM people AS p"),
    ("mysql", "UPDATE people, others SET people.a = others.a"),
    ("mysql", "UPDATE people JOIN others USING (id) SET a = 1"),
    ("mysql", "DELETE p FROM people AS p JOIN others USING (id)"),
    ("postgresql", "DELETE FROM people USING others WHERE people.id = others.id"),
    ("postgresql", "UPDATE"),
]


@pytest.mark.parametrize("dialect, sql, names", SURE)
def test_the_table_that_a_statement_names(dialect: str, sql: str, names: list[str]) -> None:
    found = written(sql, read_facts(dialect))

    assert found is not None
    assert [str(name) for name in found] == names


@pytest.mark.parametrize("dialect, sql", DOUBTFUL)
def test_a_statement_that_names_several_is_left_to_who_can_read_it(dialect: str, sql: str) -> None:
    assert written(sql, read_facts(dialect)) is None


@pytest.mark.parametrize("dialect, sql, names", [case for case in SURE if case[0] == "postgresql"])
def test_who_can_read_it_says_the_same(dialect: str, sql: str, names: list[str]) -> None:
    shadow = Shadow(read_facts(dialect), offline_dialect(parse_target(dialect)))
    last = sql.partition(";")[0]
    shadow.wrote(last, Catalog())

    assert [str(name) for name in shadow.targets] == names[:1]
