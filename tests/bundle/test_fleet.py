"""Many databases at different revisions get the fewest bundles that bring all of them to the release.

Each bundle takes an approval, so databases in the same state must not get two.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.bundle.conftest import Kept

Keep = Callable[..., Kept]


@pytest.fixture
def three(keep: Keep) -> Kept:
    """Releases v1.0, v1.1 and v1.2 of one revision each."""
    kept = keep()
    for tag, table in (("v1.0", "a1"), ("v1.1", "b2"), ("v1.2", "c3")):
        kept.made.table(table)
        kept.release(tag)
    return kept


def fleet(kept: Kept, databases: str) -> dict[str, Any]:
    kept.made.write("fleet.toml", f"[databases]\n{databases}")
    called = kept.bundle("v1.2", "--targets", "fleet.toml")
    assert called.code == 0, called.err
    told = json.loads((kept.made.folder / "output" / "v1.2.databases.json").read_text(encoding="utf-8"))
    return {one["bundle"]: one for one in told["bundles"]} | {"nothing": told["nothing to do"]}


def test_databases_in_the_same_state_share_a_bundle_however_it_is_said(three: Kept) -> None:
    told = fleet(three, 'one = "b2"\ntwo = ["b2"]\nthree = {release = "v1.1"}\nfour = "a1"')
    assert told["v1.2"]["databases"] == ["one", "three", "two"]
    assert told["v1.2-from-a1"]["databases"] == ["four"]
    assert len(told) == 3


def test_the_bundle_of_the_release_before_is_the_one_that_was_approved_without_a_fleet(three: Kept) -> None:
    three.bundle("v1.2", "-o", "alone")
    fleet(three, 'one = "b2"')
    names = [three.made.folder / folder / "v1.2.zip" for folder in ("alone", "output")]
    assert names[0].read_bytes() == names[1].read_bytes()


def test_each_bundle_holds_what_its_databases_lack(three: Kept) -> None:
    fleet(three, 'new = []\nold = {release = "v1.0"}')
    assert [one["id"] for one in three.manifest("v1.2-from-a1")["revisions"]] == ["b2", "c3"]
    assert [one["id"] for one in three.manifest("v1.2-from-base")["revisions"]] == ["a1", "b2", "c3"]


def test_databases_that_are_there_already_get_nothing(three: Kept) -> None:
    told = fleet(three, 'done = "c3"\nsaid = {release = "v1.2"}')
    assert told == {"nothing": ["done", "said"]}


@pytest.mark.parametrize(
    "databases, sentence",
    [
        ("one = 1", "'one' does not say where it stands"),
        ('one = {release = "v1.0", ledger = "x"}', "'one' does not say where it stands"),
        ('one = {ledger = "prod"}', "the ledger of prod does not tell"),
        ("[other]", "no table [databases], or more than that"),
        ("one = ", "cannot read the databases"),
    ],
)
def test_a_file_that_does_not_say_is_refused(three: Kept, databases: str, sentence: str) -> None:
    three.made.write("fleet.toml", f"[databases]\n{databases}")
    called = three.bundle("v1.2", "--targets", "fleet.toml")
    assert called.code == 2
    assert sentence in called.err
