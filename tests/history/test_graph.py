"""How revisions hang together, and what is wrong where they don't."""

from __future__ import annotations

import pytest

from sqlgen.errors import HistoryError
from tests.history.conftest import history


def test_heads_bases_branches_and_merges() -> None:
    graph = history("""
        a:
        b: a
        c: a
        d: b c
        x:
    """)
    assert graph.bases == ("a", "x")
    assert graph.heads == ("d", "x")
    assert [i for i in graph if graph.is_branch_point(i)] == ["a"]
    assert [i for i in graph if graph.is_merge_point(i)] == ["d"]
    assert graph.children["a"] == ("b", "c")
    assert graph["d"].down == ("b", "c")


def test_a_head_that_another_branch_depends_on_has_no_row_of_its_own() -> None:
    graph = history("""
        a:
        b: a
        x: needs b
    """)
    assert graph.heads == ("b", "x")
    assert graph.effective_heads == ("x",)


def test_dependencies_by_label_and_partial_identifier() -> None:
    graph = history("""
        abcdef: [core]
        x: needs core
        y: needs abcd
    """)
    assert graph.dependencies["x"] == ("abcdef",)
    assert graph.dependencies["y"] == ("abcdef",)


def test_a_dependency_that_an_ancestor_has_is_required_once() -> None:
    graph = history("""
        lib:
        a: needs lib
        b: a needs lib
    """)
    assert graph.requires["a"] == ("lib",)
    assert graph.requires["b"] == ("a",)


def test_labels_go_up_the_branch_and_down_to_the_branch_point() -> None:
    graph = history("""
        a:
        b: a
        c: b [left]
        d: c
        x: a [right]
    """)
    assert {i: sorted(graph.labels[i]) for i in graph} == {
        "a": [],
        "b": ["left"],
        "c": ["left"],
        "d": ["left"],
        "x": ["right"],
    }


@pytest.mark.parametrize(
    "text, words",
    [
        ("a: b\nb: a", ["cycle: a -> b -> a", "a.py", "b.py"]),
        ("o:\na: o c\nb: a\nc: b\nh: c", ["cycle", "a.py", "b.py", "c.py"]),
        ("a: needs b\nb: needs a", ["dependency cycle", "a.py", "b.py"]),
        ("a: a", ["a.py", "names itself in `down_revision`"]),
        ("a: needs a", ["a.py", "names itself in `depends_on`"]),
        ("a:\nb: gone", ["b.py", "gone", "no file holds"]),
        ("1975ea83b712:\nb: 1975ea83b71", ["Close to it: 1975ea83b712"]),
        ("a: needs gone", ["a.py", "'gone'"]),
        ("abc1:\nabc2:\nx: needs abc", ["could be any of abc1, abc2"]),
        ("a:\na:", ["revision a stands in two files"]),
        ("a: [one]\nb: [one]", ["'one'", "already a branch label of revision a", "b.py"]),
        ("a:\nb: [a]", ["already the identifier of revision a"]),
    ],
)
def test_broken_histories_are_told_by_file(text: str, words: list[str]) -> None:
    with pytest.raises(HistoryError) as caught:
        history(text)
    for word in words:
        assert word in str(caught.value)


def test_five_thousand_revisions_are_planned_in_a_moment() -> None:
    """A cost that grows with the square of the history would make old projects wait for minutes."""
    lines = [
        f"r{number}: r{number - 1}" + (f" r{number - 2}" if number % 7 == 0 else "")
        for number in range(1, 5000)
    ]
    lines.insert(0, "r0:")
    graph = history("\n".join(lines))
    assert len(graph.plan("base:head").steps) == 5000
