"""A change ticket says what the bundle says, in the words that its tool asks for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sqlgen.bundle.manifest import Manifest, Released
from sqlgen.bundle.ticket import LONGEST_COMMENT, as_markdown, ticket_of
from tests.bundle.conftest import Kept

Keep = Callable[..., Kept]


@pytest.fixture
def kept(keep: Keep) -> Kept:
    found = keep()
    found.made.table("a1")
    found.release("v1.0")
    found.made.revision("b2", "op.drop_table('a1')", downgrade="op.create_table('a1')")
    found.release("v1.1")
    assert found.bundle("v1.1").code == 0
    return found


def test_the_text_names_plan_backout_and_risk(kept: Kept) -> None:
    text = kept.made.call("ticket", "v1.1", "--title", "Shop").out
    assert text.startswith("TITLE\nShop v1.1: change the database\n")
    assert "in the folder sqlite-3.40/" in text
    assert "RISK\nhigh\n" in text
    assert "b2: B2. (written by dev@example.org)" in text


def test_the_ticket_binds_itself_to_the_manifest(kept: Kept) -> None:
    digest = hashlib.sha256((kept.made.folder / "output/v1.1/manifest.json").read_bytes()).hexdigest()
    made = json.loads(kept.made.call("ticket", "v1.1", "--format", "servicenow").out)
    assert made["correlation_id"] == digest
    assert set(made) >= {"short_description", "implementation_plan", "backout_plan", "test_plan", "risk"}


def test_an_archive_will_do(kept: Kept) -> None:
    made = kept.made.call("ticket", "output/v1.1.zip", "--format", "jira")
    assert json.loads(made.out)["fields"]["summary"] == "v1.1: change the database"


def manifest_of(revisions: list[Released]) -> Manifest:
    return Manifest("v1", "c", "", "", (), (), tuple(revisions), (), {}, {})


def test_a_comment_is_never_longer_than_github_takes() -> None:
    revision = Released("a1", "x" * 200, "a1.py", "", ("dev@example.org",))
    manifest = manifest_of([revision] * 1000)
    text = as_markdown(ticket_of(manifest, "d", ""))
    assert len(text) <= LONGEST_COMMENT
    assert text.endswith("… The rest is in the bundle.\n")


def test_a_message_brings_no_markup_along() -> None:
    revision = Released("a1", "<img src=x onerror=alert(1)>", "a1.py", "", ())
    manifest = manifest_of([revision])
    assert "<img" not in as_markdown(ticket_of(manifest, "d", ""))


def test_where_there_is_no_bundle_it_is_told(tmp_path: Path, kept: Kept) -> None:
    called = kept.made.call("ticket", "v9")
    assert called.code == 2
    assert "there is no bundle at" in called.err


def test_a_damaged_archive_is_told(kept: Kept) -> None:
    archive = kept.made.folder / "output/v1.1.zip"
    archive.write_bytes(archive.read_bytes()[:-200])
    called = kept.made.call("ticket", "output/v1.1.zip")
    assert called.code == 5
