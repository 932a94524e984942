"""What the linter has to say of a script is told where the script is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects import MadeProject


@pytest.fixture
def project(tmp_path: Path) -> MadeProject:
    made = MadeProject(tmp_path / "project")
    made.table("t")
    made.revision("drop", "op.drop_table('t')", downgrade="op.create_table('t')")
    return made


def test_a_render_sums_up_what_the_linter_finds(project: MadeProject) -> None:
    called = project.call("render", "--dialect", "postgresql")
    assert called.code == 0
    assert "lint: 1 error" in called.err
    assert "ban-drop-table" in called.err
    assert "sqlgen lint base:heads --dialect postgresql" in called.err


@pytest.mark.parametrize("option", ["--no-lint", "--plain", "--json"])
def test_nothing_is_told_where_nobody_wants_it(project: MadeProject, option: str) -> None:
    assert "lint:" not in project.call("render", "--dialect", "postgresql", option).err


def test_what_the_baseline_holds_is_not_told(project: MadeProject) -> None:
    project.call("lint", "--dialect", "postgresql", "--write-baseline", "known.json")
    project.write("sqlgen.toml", '[lint]\nbaseline = "known.json"\n')
    assert "lint:" not in project.call("render", "--dialect", "postgresql").err


def test_the_script_is_the_same_with_and_without(project: MadeProject) -> None:
    said = project.call("render", "--dialect", "postgresql").out
    alone = project.call("render", "--dialect", "postgresql", "--no-lint").out
    assert alone.replace(" --no-lint", "") == said
