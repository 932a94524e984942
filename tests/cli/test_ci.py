"""One command for continuous integration: it makes every check, and its exit code says which failed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.bundle.conftest import Kept, keep

__all__ = ["keep"]


@pytest.fixture
def kept(keep: Callable[..., Kept]) -> Kept:
    found = keep()
    found.made.table("a1")
    found.release("v1.0")
    return found


def test_a_sound_project_passes(kept: Kept) -> None:
    called = kept.made.call("ci", "--tag", "v1.0")
    assert called.code == 0, called.out
    assert [line.split()[0] for line in called.out.splitlines()] == ["ok", "ok", "ok"]


def test_two_heads_fail_and_the_other_checks_are_made(kept: Kept) -> None:
    kept.made.revision("b2", above=None)
    called = kept.made.call("ci")
    assert called.code == 2
    assert "there are 2 heads: a1, b2" in called.out
    assert "ok      every revision renders" in called.out
    assert kept.made.call("ci", "--several-heads").code == 0


def test_an_error_of_the_linter_fails_where_it_is_new(kept: Kept) -> None:
    kept.made.revision("b2", "op.drop_table('a1')", downgrade="op.create_table('a1')")
    kept.release("v1.1")
    assert kept.made.call("ci").code == 1
    assert kept.made.call("ci", "--changed-since", "v1.1").code == 0


def test_a_revision_that_needs_a_database_fails_as_a_render_does(kept: Kept) -> None:
    kept.made.revision("b2", "op.get_bind().execute(sa.text('SELECT x FROM elsewhere')).scalar_one()")
    assert kept.made.call("ci").code == 3


def test_a_tag_that_is_none_is_told(kept: Kept) -> None:
    called = kept.made.call("ci", "--tag", "v9")
    assert called.code == 2
    assert "git knows no tag 'v9'" in called.out
