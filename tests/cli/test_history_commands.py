"""history, heads, branches and show, as people and programs read them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from sqlgen.cli.main import command_line

PEER = os.environ.get("SQLGEN_PEER_PYTHON", "")


def output(project: Path, *arguments: str) -> str:
    config = str(project / "alembic.ini")
    done = CliRunner().invoke(command_line, ["-c", config, *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.skipif(not PEER, reason="SQLGEN_PEER_PYTHON names no Python that has Alembic")
@pytest.mark.parametrize(
    "arguments",
    [
        ["history"],
        ["history", "-v"],
        ["history", "-r", "a1:d1"],
        ["history", "--rev-range=audit@-1:"],
        ["history", "-r", ":shop@head"],
        ["heads"],
        ["heads", "-v"],
        ["heads", "--resolve-dependencies"],
        ["show", "d1"],
        ["show", "a1"],
        ["show", "x1"],
        ["show", "heads"],
    ],
)
def test_the_text_is_that_of_alembic(project: Path, arguments: list[str]) -> None:
    """Scripts that read these commands go on when the tool is changed."""
    theirs = subprocess.run(
        [PEER, "-m", "alembic", "-c", str(project / "alembic.ini"), *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=project,
    ).stdout
    assert _sorted_children(output(project, *arguments)) == _sorted_children(theirs)


def _sorted_children(text: str) -> str:
    """Alembic lists the children of a branch point in the order of their hashes."""
    lines = []
    for line in text.splitlines():
        name, _, value = line.partition(": ")
        listed = name in {"Branches into", "Branch names"}
        lines.append(f"{name}: {', '.join(sorted(value.split(', ')))}" if listed else line)
    return "\n".join(lines)


def test_history(project: Path) -> None:
    assert output(project, "history").splitlines() == [
        "b1, c1 -> d1 (shop) (head) (mergepoint), Merge",
        "a1 -> b1 (shop), Add orders",
        "and their lines",
        "x1 -> y1 (audit) (head), Revision ID: y1",
        "<base> (c1) -> x1 (audit), Audit",
        "a1 -> c1, Add stock",
        "<base> -> a1 (branchpoint), Start",
    ]


def test_history_as_a_graph(project: Path) -> None:
    lines = output(project, "--no-color", "history", "--graph").splitlines()
    assert lines == [
        "●  d1 (head) Merge",
        "├─╮",
        "● │  b1 (shop) Add orders",
        "│ │ ●  y1 (head) Revision ID: y1",
        "│ │ ○  x1 (audit) needs c1 Audit",
        "│ ●  c1 Add stock",
        "├─╯",
        "○  a1 Start",
    ]


def test_history_of_a_range_as_json(project: Path) -> None:
    listed = json.loads(output(project, "history", "-r", "c1:d1", "--json"))
    assert [revision["id"] for revision in listed] == ["d1", "c1"]
    assert listed[0] == {
        "id": "d1",
        "down": ["b1", "c1"],
        "depends_on": [],
        "branch_labels": [],
        "message": "Merge",
        "doc": "Merge\n\nRevision ID: d1",
        "file": (project / "migrations" / "versions" / "d1_merge.py").as_posix(),
        "labels": ["shop"],
        "requires": ["b1", "c1"],
        "children": [],
        "head": True,
        "effective_head": True,
        "branch_point": False,
        "merge_point": True,
    }


def test_heads(project: Path) -> None:
    assert output(project, "heads").split("\n") == ["d1 (shop) (head)", "y1 (audit) (head)", ""]


def test_branches(project: Path) -> None:
    assert output(project, "branches") == "a1 (branchpoint)\n   -> b1 (shop)\n   -> c1\n\n"
    assert [each["id"] for each in json.loads(output(project, "branches", "--json"))] == ["a1"]


def test_show(project: Path) -> None:
    assert output(project, "show", "audit").startswith("Rev: x1\nParent: <base>\nAlso depends on: c1\n")
    assert [each["id"] for each in json.loads(output(project, "show", "heads", "--json"))] == ["d1", "y1"]


def test_one_form_of_output_at_a_time(project: Path) -> None:
    config = str(project / "alembic.ini")
    done = CliRunner().invoke(command_line, ["-c", config, "history", "--graph", "--json"])
    assert done.exit_code == 2
