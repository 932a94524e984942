"""Every form in which a revision can be named."""

from __future__ import annotations

import pytest

from sqlgen.errors import AmbiguousRevision, NeedsDatabase, RevisionNotFound, UsageError
from sqlgen.history import History
from tests.history.conftest import history


@pytest.fixture(scope="module")
def graph() -> History:
    """Two branches above one base, and a base of its own that the left one depends on."""
    return history("""
        start:
        left1: start [left]
        left2: left1 needs lib1
        right1: start [right]
        right2: right1
        lib1: [lib]
    """)


@pytest.mark.parametrize(
    "text, named",
    [
        ("left1", "left1"),
        ("star", "start"),
        ("left", "left1"),
        ("base", ""),
        ("heads", "left2 right2"),
        ("left@head", "left2"),
        ("left@heads", "left2"),
        ("left1@head", "left2"),
        ("lib@base", ""),
        ("right@left", None),
        ("right2-1", "right1"),
        ("right2-3", ""),
        ("start+0", "start"),
        ("right1+1", "right2"),
        ("left@start+2", "left2"),
        ("right@head-1", "right1"),
        ("right@base+1", "start"),
        ("right@-1", "right1"),
    ],
)
def test_forms(graph: History, text: str, named: str | None) -> None:
    if named is None:
        with pytest.raises(RevisionNotFound, match="not on the branch"):
            graph.resolve(text)
    else:
        assert [revision.id for revision in graph.resolve(text)] == named.split()


def test_a_partial_identifier_is_unique_on_its_branch(graph: History) -> None:
    with pytest.raises(AmbiguousRevision, match="left1, left2"):
        graph.resolve("lef")
    with pytest.raises(AmbiguousRevision, match="right1, right2"):
        graph.resolve("righ")


@pytest.mark.parametrize(
    "text, error, words",
    [
        ("nobody", RevisionNotFound, "nobody"),
        ("left3", RevisionNotFound, "Close to it: left"),
        ("nobody@head", RevisionNotFound, "Labelled are left, right, lib"),
        ("head", AmbiguousRevision, "left2, right2"),
        ("start+1", AmbiguousRevision, "left1, right1"),
        ("left2+1", RevisionNotFound, "a head is reached after 0"),
        ("right2-4", RevisionNotFound, "the base is reached after 3"),
        ("+1", UsageError, "base+1"),
        ("current", NeedsDatabase, "version table"),
        ("", UsageError, "empty"),
        ("left@", UsageError, "no identifier"),
        ("@head", UsageError, "no identifier"),
        ("a:b", UsageError, "range"),
        ("head@left", UsageError, "cannot stand before '@'"),
    ],
)
def test_what_names_nothing(graph: History, text: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        graph.resolve(text)
    assert words in str(caught.value)


def test_current_is_what_the_version_table_holds(graph: History) -> None:
    assert [r.id for r in graph.resolve("current", current=["right1", "lib1"])] == ["right1", "lib1"]
    assert [r.id for r in graph.resolve("right@current", current=["right1", "lib1"])] == ["right1"]


def test_labels_that_look_like_steps() -> None:
    """`rel-2` may be a label, and then it is not two below `rel`."""
    graph = history("""
        base1: [rel-2]
        next1: base1
    """)
    assert [r.id for r in graph.resolve("rel-2")] == ["base1"]
    assert [r.id for r in graph.resolve("rel-2@head")] == ["next1"]
