"""What a statement may change decides whose approval it needs: where that is in doubt, everybody's."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqlgen.bundle.kinds import kinds_of
from sqlgen.dialects.target import parse_target


@pytest.mark.parametrize(
    "dialect, sql, kinds",
    [
        ("postgresql", "CREATE TABLE t (id int)", "ddl"),
        ("postgresql", "-- rows\nALTER TABLE t ADD n int", "ddl"),
        ("postgresql", "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u ON DELETE CASCADE", "ddl"),
        ("postgresql", "/* ALTER */ update t SET n = 'DROP'", "dml"),
        ("postgresql", 'INSERT INTO "create" VALUES (1)', "dml"),
        ("postgresql", "UPDATE t SET n = 1; DROP TABLE u", "ddl dml"),
        ("postgresql", "DO $$ BEGIN DELETE FROM t; END $$", "ddl dml"),
        ("postgresql", "SELECT do_anything()", "ddl dml"),
        ("postgresql", "WITH gone AS (DELETE FROM t RETURNING *) SELECT 1", "ddl dml"),
        ("postgresql", "TRUNCATE t", "ddl dml"),
        ("postgresql", "SET lock_timeout = '5s'", ""),
        ("mssql", "INSERT INTO t VALUES (1)\nDROP TABLE u", "ddl dml"),
        ("mssql", "IF 1 = 1 EXEC('DROP TABLE t')", "ddl dml"),
        ("oracle", "BEGIN EXECUTE IMMEDIATE 'DROP TABLE t'; END;", "ddl dml"),
    ],
)
def test_what_a_statement_may_change(dialect: str, sql: str, kinds: str) -> None:
    assert kinds_of(sql, parse_target(dialect, Path.cwd()).facts) == tuple(kinds.split())
