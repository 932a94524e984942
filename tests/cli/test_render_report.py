"""`sqlgen render --report`: what became of each revision, for people and machines that mend the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.projects import ROOT, MadeProject
from tests.script.json_schema import complaints

SCHEMA = json.loads((ROOT / "docs/reference/report.schema.json").read_text(encoding="utf-8"))


def test_every_revision_is_tried_and_each_has_its_line_in_the_report(made: MadeProject) -> None:
    made.table("one")
    made.revision("two", "op.get_bind().execute(sa.text('SELECT * FROM elsewhere')).fetchall()")
    made.revision("three", "raise ValueError('not today')")
    made.table("four")
    called = made.call("render", "base:head", "--report", "report.json", "-o", "out.sql")
    assert called.code == 3
    assert not (made.folder / "out.sql").exists()
    report = json.loads((made.folder / "report.json").read_text())
    assert [(entry["id"], entry["status"], entry["line"]) for entry in report["revisions"]] == [
        ("one", "rendered", None),
        ("two", "data-read", 10),
        ("three", "error", 10),
        ("four", "rendered", None),
    ]
    assert report["revisions"][1]["question"] == "SELECT * FROM elsewhere"
    assert report["revisions"][1]["file"] == "migrations/versions/two.py"
    assert report["revisions"][2]["reason"] == "the revision raised ValueError: not today"
    assert [way["kind"] for way in report["revisions"][1]["ways_out"]] == ["rewrite", "answer", "manual"]
    assert list(complaints(report, SCHEMA, SCHEMA)) == []


@pytest.mark.parametrize(
    "path, value",
    [
        (["status"], "lost"),
        (["ways_out", 0, "kind"], "prayer"),
        (["manual"], None),
        (["line"], 0),
        (["more"], 1),
    ],
)
def test_the_schema_sees_what_is_wrong(made: MadeProject, path: list[Any], value: Any) -> None:
    made.revision("one", "op.get_bind().scalar(sa.text('SELECT x FROM elsewhere'))")
    made.write("sqlgen.toml", '[history]\nbase = "existing"\n')
    made.call("render", "--report", "report.json")
    report = json.loads((made.folder / "report.json").read_text())
    place = report["revisions"][0]
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value

    assert list(complaints(report, SCHEMA, SCHEMA))


def test_a_revision_that_loops_for_ever_is_stopped(made: MadeProject) -> None:
    made.revision("one", "while True:\n    try:\n        pass\n    except Exception:\n        pass")
    called = made.call("render", "--time-limit", "0.2")
    assert called.code == 2
    assert "the revision took longer than 0.2 seconds" in called.err
    assert "one  migrations/versions/one.py:" in called.err
    assert "--time-limit" in called.err
