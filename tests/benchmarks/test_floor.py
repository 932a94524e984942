"""The floor compiles what sqlgen renders: else comparing the two would say nothing."""

from __future__ import annotations

from pathlib import Path

from sqlgen.config import find_config
from sqlgen.pipeline import open_project, render
from sqlgen.statements import Purpose
from tests.benchmarks.floor import statements
from tests.benchmarks.made import make_history


def test_the_floor_has_the_statements_of_the_history(tmp_path: Path) -> None:
    project = make_history(tmp_path, 100)
    (script,) = render(open_project(find_config([project / "alembic.ini"])), "base:heads")
    rendered = [each.sql for each in script.statements if each.purpose is Purpose.CHANGE]

    assert not script.failures
    assert len(rendered) > 100
    told = [_in_one_line(sql) for sql in statements(100) if "alembic_version" not in sql]
    assert told == [_in_one_line(sql) for sql in rendered]


def _in_one_line(sql: str) -> str:
    return " ".join(sql.split())
