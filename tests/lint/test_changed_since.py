"""`lint --changed-since`: only what nobody has reviewed yet is judged, as git tells it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from git import Repo

from tests.projects import MadeProject


@pytest.fixture
def project(tmp_path: Path) -> MadeProject:
    """A project whose first revision is on the branch main, and drops a column for good."""
    made = MadeProject(tmp_path / "project")
    made.revision(
        "a1", "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), sa.Column('c', sa.Text))"
    )
    made.revision("b2", "op.drop_column('t', 'c')", downgrade="op.add_column('t', sa.Column('c', sa.Text))")
    repo = Repo.init(made.folder, initial_branch="main")
    with repo.config_writer() as config:
        config.set_value("user", "name", "A").set_value("user", "email", "a@example.org")
    keep(made)
    return made


def keep(made: MadeProject) -> None:
    repo = Repo(made.folder)
    repo.git.add(all=True)
    repo.index.commit("kept")


def found(made: MadeProject, *arguments: str) -> list[tuple[str, str]]:
    called = made.call("lint", "--dialect", "postgresql", "--format", "json", *arguments)
    assert called.code in (0, 1), called.err
    return [(one["rule"], one["revision"]) for one in json.loads(called.out)["findings"]]


def test_what_was_there_before_is_not_told_again(project: MadeProject) -> None:
    project.revision("c3", "op.drop_table('t')")
    assert ("ban-drop-column", "b2") in found(project)
    since = found(project, "--changed-since", "main")
    assert {revision for _, revision in since} == {"c3"}
    assert ("ban-drop-table", "c3") in since


def test_a_branch_is_judged_from_where_it_left(project: MadeProject) -> None:
    repo = Repo(project.folder)
    repo.git.checkout("-b", "work")
    project.revision("c3", "op.execute('DELETE FROM t')", above="b2")
    keep(project)
    repo.git.checkout("main")
    project.revision("d4", "op.drop_table('t')", above="b2")
    keep(project)
    repo.git.checkout("work")
    assert {revision for _, revision in found(project, "--changed-since", "main")} == {"c3"}


def test_a_released_revision_that_says_something_else_is_told(project: MadeProject) -> None:
    project.revision("b2", "op.drop_column('t', 'c')\nop.execute('SELECT 1')", above="a1")
    assert ("changed-released-revision", "b2") in found(project, "--changed-since", "main")


def test_line_ends_are_no_change(project: MadeProject) -> None:
    file = project.versions / "b2.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert found(project, "--changed-since", "main") == []


def test_a_revision_in_front_of_a_released_one_is_told(project: MadeProject) -> None:
    project.revision("c3", "op.execute('SELECT 1')", above="a1")
    project.revision("b2", "op.drop_column('t', 'c')", above="c3")
    assert ("non-linear-revision", "c3") in found(project, "--changed-since", "main")


def test_of_files_only_those_are_judged_that_changed(project: MadeProject) -> None:
    old = project.write("old.sql", "DROP TABLE old;\n")
    keep(project)
    new = project.write("new.sql", "DROP TABLE new;\n")
    called = project.call("lint", "--dialect", "postgresql", "--changed-since", "main", old.name, new.name)
    assert called.code == 1
    assert "new.sql" in called.out
    assert "old.sql" not in called.out


@pytest.mark.parametrize("reference", ["nowhere", "main~7", "--all"])
def test_a_reference_that_git_does_not_know_is_told(project: MadeProject, reference: str) -> None:
    called = project.call("lint", "--dialect", "postgresql", f"--changed-since={reference}")
    assert called.code == 2
    assert f"git knows no commit '{reference}'" in called.err


def test_outside_of_git_it_is_told(tmp_path: Path) -> None:
    made = MadeProject(tmp_path / "project")
    made.table("t")
    called = made.call("lint", "--dialect", "postgresql", "--changed-since", "main")
    assert called.code == 2
    assert "is in no git repository" in called.err
