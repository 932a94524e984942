"""`sqlgen render --report`: what became of each revision, for people and machines that mend the rest."""

from __future__ import annotations

import json

from tests.projects import MadeProject


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


def test_a_revision_that_loops_for_ever_is_stopped(made: MadeProject) -> None:
    made.revision("one", "while True:\n    try:\n        pass\n    except Exception:\n        pass")
    called = made.call("render", "--time-limit", "0.2")
    assert called.code == 2
    assert "the revision took longer than 0.2 seconds" in called.err
    assert "revision one" in called.err
    assert "--time-limit" in called.err
