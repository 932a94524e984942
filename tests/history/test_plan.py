"""The steps of a range, and what each does to the version table.

A step is written as its revision and its changes: `+b` inserts a row, `-b` deletes one, `a>b` updates one.
"""

from __future__ import annotations

import pytest

from sqlgen.errors import NeedsDatabase, SqlgenError, UsageError
from sqlgen.history import Direction, Plan, VersionChange
from tests.history.conftest import history

LINE = """
    a:
    b: a
    c: b
"""
DIAMOND = """
    a:
    b1: a
    b2: b1
    c1: a
    d: b2 c1
"""
BASES = """
    a:
    b: a
    x: [lib]
    y: x
    z: y
"""
DEPENDENCY = """
    x: [lib]
    y: x
    a: [app]
    b: a needs y
    c: b
"""


def told(plan: Plan) -> list[str]:
    return [" ".join([step.revision.id, *map(_change, step.changes)]) for step in plan.steps]


def _change(change: VersionChange) -> str:
    if change.before is None:
        return f"+{change.after}"
    return f"-{change.before}" if change.after is None else f"{change.before}>{change.after}"


@pytest.mark.parametrize(
    "graph, text, steps",
    [
        (LINE, "base:head", ["a +a", "b a>b", "c b>c"]),
        (LINE, "head", ["a +a", "b a>b", "c b>c"]),
        (LINE, ":b", ["a +a", "b a>b"]),
        (LINE, "b:", ["c b>c"]),
        (LINE, "a:+1", ["b a>b"]),
        (LINE, "+2", ["a +a", "b a>b"]),
        (LINE, "a+1:head", ["c b>c"]),
        (LINE, "c:a", ["c c>b", "b b>a"]),
        (LINE, "c:base", ["c c>b", "b b>a", "a -a"]),
        (LINE, "head:-1", ["c c>b"]),
        (LINE, "head:head-2", ["c c>b", "b b>a"]),
        (LINE, "b:b", []),
        (DIAMOND, "base:head", ["a +a", "c1 a>c1", "b1 +b1", "b2 b1>b2", "d -b2 c1>d"]),
        (DIAMOND, "b2:head", ["c1 +c1", "d -b2 c1>d"]),
        (DIAMOND, "b1,c1:head", ["b2 b1>b2", "d -b2 c1>d"]),
        (DIAMOND, "d:a", ["d +b2 d>c1", "b2 b2>b1", "b1 -b1", "c1 c1>a"]),
        (BASES, "base:heads", ["x +x", "y x>y", "z y>z", "a +a", "b a>b"]),
        (BASES, "base:lib@head", ["x +x", "y x>y", "z y>z"]),
        (BASES, "b:lib@+1", ["x +x"]),
        (BASES, "heads:lib@-2", ["z z>y", "y y>x"]),
        (BASES, "heads:lib@base", ["z z>y", "y y>x", "x -x"]),
        (BASES, "b,y:x", ["y y>x"]),
        (DEPENDENCY, "base:app@head", ["x +x", "y x>y", "a +a", "b -a y>b", "c b>c"]),
        (DEPENDENCY, "y:c-1", ["a +a", "b -a y>b"]),
        (DEPENDENCY, "c:a", ["c c>b", "b +a b>y"]),
        (DEPENDENCY, "c:lib@base", ["c c>b", "b +a b>y", "y y>x", "x -x"]),
    ],
)
def test_ranges(graph: str, text: str, steps: list[str]) -> None:
    assert told(history(graph).plan(text)) == steps


def test_a_plan_knows_what_the_version_table_holds_all_the_way() -> None:
    plan = history(DIAMOND).plan("b1,c1:head")
    assert plan.direction is Direction.UP
    assert (plan.start, plan.end) == (("b1", "c1"), ("d",))
    assert [(step.before, step.after) for step in plan.steps] == [
        (("b1", "c1"), ("b2", "c1")),
        (("b2", "c1"), ("d",)),
    ]
    assert plan.steps[1].sources == ("b2", "c1")
    assert plan.steps[1].targets == ("d",)


@pytest.mark.parametrize(
    "graph, text, direction, words",
    [
        (LINE, "a:b:c", None, "several starts are a,b:end"),
        (LINE, "c:a", Direction.UP, "leads down"),
        (LINE, "a:c", Direction.DOWN, "not below a"),
        (LINE, "a", Direction.DOWN, "heads:a"),
        (LINE, "a:", Direction.DOWN, "both ends"),
        (LINE, "c:-4", None, "the base is reached after 3"),
        (LINE, "a:+3", None, "a head is reached after 2"),
        (LINE, ":-1", None, "nothing is below it"),
        (LINE, "a,b:c", None, "a is already part of b"),
        (LINE, "nobody:c", None, "'nobody'"),
        (BASES, "base:head", None, "names 2 revisions: b, z"),
        (BASES, "heads:-1", None, "could lead down from any of b, z"),
        (BASES, "b,y:z:", None, "more than two ends"),
        (DIAMOND, "a:+1", None, "parts into b1, c1"),
    ],
)
def test_ranges_that_cannot_be_planned(
    graph: str, text: str, direction: Direction | None, words: str
) -> None:
    with pytest.raises(UsageError) as caught:
        history(graph).plan(text, direction=direction)
    assert words in str(caught.value)


def test_current_needs_a_database() -> None:
    with pytest.raises(NeedsDatabase):
        history(LINE).plan("current:head")


def test_a_database_that_is_somewhere_else_is_not_guessed_at() -> None:
    """Rows that cannot be, such as one together with its ancestor, stop the plan before any SQL."""
    graph = history(LINE)
    with pytest.raises(UsageError, match="already part of"):
        graph.plan_upgrade(["a", "b"], "head")
    with pytest.raises(UsageError, match="already part of"):
        graph.plan_downgrade(["a", "c"], "base")


def test_a_running_database_is_planned_from_its_rows() -> None:
    graph = history(BASES)
    assert told(graph.plan_upgrade(["b", "x"], "heads")) == ["y x>y", "z y>z"]
    assert told(graph.plan_downgrade(["b", "z"], "lib@-1")) == ["z z>y"]


def test_rows_never_hold_a_revision_and_its_ancestor() -> None:
    """Alembic inserts both b and a when it undoes d here, and then refuses to go up again."""
    graph = history("""
        e:
        a:
        b: a
        d: b needs a
    """)
    plan = graph.plan("d,e:b")
    assert told(plan) == ["d d>b"]
    assert plan.end == ("b", "e")


@pytest.mark.parametrize(
    "graph, texts, steps",
    [
        (LINE, ["b"], ["b +b"]),
        (LINE, ["a:c"], ["c a>c"]),
        (LINE, ["c:a"], ["a c>a"]),
        (LINE, ["c:base"], ["c -c"]),
        (LINE, ["c:c"], []),
        (LINE, ["head"], ["c +c"]),
        (BASES, ["heads"], ["b +b", "z +z"]),
        (BASES, ["b", "lib@head"], ["b +b", "z +z"]),
        (BASES, ["b:lib@head"], ["z +z"]),
        (BASES, ["b,y:lib@base"], ["y -y"]),
        (DIAMOND, ["b2,c1:d"], ["d -b2 c1>d"]),
        (DIAMOND, ["b2,c1:a"], ["a -b2 c1>a"]),
    ],
)
def test_stamps(graph: str, texts: list[str], steps: list[str]) -> None:
    plan = history(graph).plan_stamp_ranges(texts)
    assert plan.direction is Direction.STAMP
    assert told(plan) == steps


def test_a_stamp_has_one_start() -> None:
    with pytest.raises(UsageError, match="one start"):
        history(BASES).plan_stamp_ranges(["a:b", "x:y"])


def test_a_stamp_knows_where_it_leads_from_and_to() -> None:
    (step,) = history(DIAMOND).plan_stamp_ranges(["b2,c1:d"]).steps
    assert step.sources == ("b2", "c1")
    assert step.targets == ("d",)


@pytest.mark.parametrize(
    "graph, text, listed",
    [
        (LINE, "base:heads", "c b a"),
        (LINE, "b:", "c b"),
        (LINE, ":b", "b a"),
        (LINE, "-1:", "c b"),
        (LINE, "a:+1", "b a"),
        (LINE, "b:+9", "c b"),
        (LINE, "-9:", "c b a"),
        (LINE, "a:c-1", "b a"),
        (BASES, "lib@base:lib@head", "z y x"),
        (BASES, "x:z", "z y x"),
        (DIAMOND, "b1:", "d b2 b1"),
        (DEPENDENCY, ":app@head", "c b a y x"),
    ],
)
def test_listing(graph: str, text: str, listed: str) -> None:
    assert [revision.id for revision in history(graph).walk(text)] == listed.split()


@pytest.mark.parametrize(
    "text, words", [("b", "no range"), ("c:a", "not below"), ("current:", "version table")]
)
def test_listings_that_cannot_be(text: str, words: str) -> None:
    with pytest.raises(SqlgenError) as caught:
        history(LINE).walk(text)
    assert words in str(caught.value)


def test_a_plan_prints_as_json() -> None:
    assert history(LINE).plan("b:c").to_json() == {
        "direction": "up",
        "start": ["b"],
        "end": ["c"],
        "steps": [
            {
                "revision": "c",
                "direction": "up",
                "changes": [{"before": "b", "after": "c"}],
                "before": ["b"],
                "after": ["c"],
            }
        ],
    }
