"""A second look shows what is new since the first, and nothing else."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from sqlgen.cli.main import command_line
from tests.approval.released import Place, make_place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """v2.0-rc1, approved by dana; rc2 to rc4 are the same release, made anew."""
    made = make_place(tmp_path_factory.mktemp("rereview"))
    candidates = {
        "v2.0-rc1": ("UPDATE t SET n = 1", "DELETE FROM t WHERE id = 2"),
        "v2.0-rc2": ("UPDATE   t SET n /* all */ = 1", "DELETE FROM t WHERE id = 2"),
        "v2.0-rc3": ("DELETE FROM t WHERE id = 2", "UPDATE t SET n = 1"),
        "v2.0-rc4": ("UPDATE t SET n = 1", "DELETE FROM t WHERE id = 3"),
    }
    base = made.git("rev-parse", "v1.0")
    for tag, statements in candidates.items():
        made.git("checkout", "-q", "-B", tag.replace(".", ""), base)
        made.revision(2, "\n    ".join(f'op.execute("""{one}""")' for one in statements))
        made.commit(tag, tag)
    return made


@pytest.fixture(autouse=True)
def approved(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place.folder)
    place.become("dana")
    if not place.git("for-each-ref", "refs/sqlgen"):
        run = CliRunner().invoke(command_line, ["approve", "v2.0-rc1"])
        assert run.exit_code == 0, run.stderr


def review(tag: str) -> tuple[str, dict[str, list[str]]]:
    told = [
        CliRunner().invoke(command_line, ["review", tag, "--since-approval", "--format", form])
        for form in ("text", "json")
    ]
    assert [one.exit_code for one in told] == [0, 0], told[0].stderr
    [seen] = json.loads(told[1].stdout)["targets"]
    kinds = ("added", "removed", "moved", "laid_out")
    return told[0].stdout, {kind: [one["text"] for one in seen[kind]] for kind in kinds}


def test_another_order_is_no_other_statement_and_no_layout(place: Place) -> None:
    text, seen = review("v2.0-rc3")

    assert (seen["added"], seen["removed"], seen["laid_out"]) == ([], [], [])
    assert len(seen["moved"]) == 1
    assert "only stands elsewhere: 1" in text
    assert "what is run is as it was" not in text


def test_a_statement_that_says_otherwise_is_shown_as_it_was_and_as_it_is(place: Place) -> None:
    text, seen = review("v2.0-rc4")

    assert (seen["removed"], seen["added"]) == (
        ["DELETE FROM t WHERE id = 2"],
        ["DELETE FROM t WHERE id = 3"],
    )
    assert seen["moved"] == []
    assert "    - DELETE FROM t WHERE id = 2" in text
    assert "v2.0-rc4, since dana@example.com approved v2.0-rc1" in text


def test_white_space_and_comments_are_told_from_meaning(place: Place) -> None:
    _, seen = review("v2.0-rc2")

    assert (seen["added"], seen["removed"], seen["moved"]) == ([], [], [])
    assert [one.split()[0] for one in seen["laid_out"]] == ["UPDATE"]


def test_what_is_approved_by_nobody_has_no_approval_to_look_back_at(place: Place) -> None:
    run = CliRunner().invoke(
        command_line, ["review", "v2.0-rc2", "--since-approval", "--by", "lee@example.com"]
    )

    assert run.exit_code == 2
    assert "lee@example.com has approved neither v2.0-rc2 nor a release" in run.stderr
