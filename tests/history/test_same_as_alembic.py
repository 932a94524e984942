"""Plans equal Alembic's: the same steps, and the same changes of the version table, on made-up histories.

A database goes on with either tool, so a row that differs would leave the other one unable to move. Set
SQLGEN_PEER_PYTHON to a Python that has Alembic to run these.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sqlgen.errors import SqlgenError
from sqlgen.history import History, Revision

PEER = os.environ.get("SQLGEN_PEER_PYTHON", "")

pytestmark = pytest.mark.skipif(not PEER, reason="SQLGEN_PEER_PYTHON names no Python that has Alembic")


@pytest.fixture(scope="module")
def peer() -> Iterator[subprocess.Popen[str]]:
    program = Path(__file__).parents[1] / "cases" / "peers" / "alembic_plans.py"
    process = subprocess.Popen([PEER, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def ask(peer: subprocess.Popen[str], history: History, questions: list[dict[str, Any]]) -> dict[str, Any]:
    revisions = [
        {"id": r.id, "down": r.down, "depends_on": r.depends_on, "labels": r.branch_labels}
        for r in history.values()
    ]
    assert peer.stdin is not None
    assert peer.stdout is not None
    peer.stdin.write(json.dumps({"revisions": revisions, "questions": questions}) + "\n")
    peer.stdin.flush()
    reply: dict[str, Any] = json.loads(peer.stdout.readline())
    return reply


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Branches, merges, several bases, labels and dependencies, in files whose order is not the graph's."""
    count = draw(st.integers(1, 12))
    names = draw(st.permutations([f"rev{letter}" for letter in "abcdefghijkl"[:count]]))
    revisions: list[Revision] = []
    for position, name in enumerate(names):
        earlier = names[max(0, position - 5) : position]
        subsets = st.lists(st.sampled_from(earlier), unique=True, max_size=3) if earlier else st.just([])
        down = draw(subsets)
        known_labels = [label for r in revisions for label in r.branch_labels]
        depends_on = [
            each for each in draw(st.one_of(st.just([]), subsets)) if each not in down
        ]
        if known_labels and draw(st.integers(0, 9)) == 0:
            depends_on.append(draw(st.sampled_from(known_labels)))
        labels = (f"branch_{name}",) if draw(st.integers(0, 4)) == 0 else ()
        revisions.append(
            Revision(name, tuple(down), tuple(depends_on), labels, "", "", Path(f"{name}.py"))
        )
    return History(sorted(revisions, key=lambda revision: revision.id))


@st.composite
def questions(draw: st.DrawFn, history: History) -> dict[str, Any]:
    names = st.sampled_from(list(history))
    applied = history.ancestors(draw(st.lists(names, unique=True, max_size=3)))
    held = [i for i in history if i in applied and not any(d in applied for d in history.dependents[i])]
    kind = draw(st.sampled_from(["up", "down", "stamp", "walk"]))
    labels = st.sampled_from([*history.label_owners, *history])
    number = st.integers(1, 4)
    symbol = st.one_of(names, st.sampled_from(["head", "heads", "base"]))
    target = st.one_of(
        names,
        names,
        st.sampled_from(["head", "heads", "base"]),
        st.builds("{}@{}".format, labels, symbol),
        *(
            [
                st.builds("{}{:+}".format, names, st.one_of(number, number.map(lambda n: -n))),
                number.map(lambda n: f"{-n:+}" if kind == "down" else f"{n:+}"),
                st.builds("{}@{:+}".format, labels, number.map(lambda n: -n if kind == "down" else n)),
            ]
            if kind in {"up", "down"}
            else []
        ),
    )
    if kind == "walk":
        ends = st.one_of(names, st.sampled_from(["", "heads"]))
        return {"kind": kind, "held": [], "target": f"{draw(st.one_of(names, st.just('')))}:{draw(ends)}"}
    return {"kind": kind, "held": held, "target": draw(target)}


def ours(history: History, question: dict[str, Any]) -> dict[str, Any]:
    held, target = question["held"], question["target"]
    try:
        if question["kind"] == "walk":
            return {"answer": [revision.id for revision in history.walk(target)]}
        if question["kind"] == "up":
            plan = history.plan_upgrade(held, target)
        elif question["kind"] == "down":
            plan = history.plan_downgrade(held, target)
        else:
            plan = history.plan_stamp(held, [target])
    except SqlgenError as error:
        return {"refused": str(error)}
    return {
        "answer": [
            [
                None if question["kind"] == "stamp" else step.revision.id,
                [[change.before, change.after] for change in step.changes],
                sorted(step.after),
            ]
            for step in plan.steps
        ]
    }


def overlapping(history: History, question: dict[str, Any], steps: list[Any]) -> bool:
    """Whether Alembic's rows hold a revision together with one below it on the way.

    Undoing a revision that depends on its own ancestor does that, when another branch is applied too. Alembic
    itself refuses to go up from such rows, so ours never have them.
    """
    return question["kind"] == "down" and any(
        upper != lower and history.stands_on(upper, lower)
        for _, _, rows in steps
        for upper in rows
        for lower in rows
    )


def assert_same_end(mine: list[Any], theirs: list[Any]) -> None:
    assert [step[0] for step in mine] == [step[0] for step in theirs]
    assert set(mine[-1][2]) <= set(theirs[-1][2])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_histories(peer: subprocess.Popen[str], data: st.DataObject) -> None:
    history = data.draw(histories())
    asked = [data.draw(questions(history)) for _ in range(6)]
    reply = ask(peer, history, asked)
    assert reply["facts"] == {
        "heads": list(history.heads),
        "effective": list(history.effective_heads),
        "bases": list(history.bases),
        "labels": {identifier: sorted(labels) for identifier, labels in history.labels.items()},
    }
    for question, theirs in zip(asked, reply["replies"], strict=True):
        mine = ours(history, question)
        if question["kind"] == "down" and question["target"].startswith("-") and len(question["held"]) > 1:
            # Alembic takes any of the rows and warns that it will stop doing so.
            assert "refused" in mine
        elif "answer" in theirs and overlapping(history, question, theirs["answer"]):
            assert_same_end(mine["answer"], theirs["answer"])
        elif "answer" in theirs:
            assert mine == theirs, question
        elif "refused" in theirs:
            assert "refused" in mine, (question, theirs, mine)
