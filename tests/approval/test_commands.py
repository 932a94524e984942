"""Approving, rejecting, taking back and verifying, as people type it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sqlgen.cli.main import command_line
from tests.approval.released import Place, make_place

pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    made = make_place(tmp_path)
    monkeypatch.chdir(made.folder)
    return made


def sqlgen(*arguments: str) -> Result:
    return CliRunner().invoke(command_line, arguments)


def test_a_release_is_approved_when_all_that_the_policy_asks_for_have_signed(place: Place) -> None:
    """It creates a table, whose rows a way back loses: somebody for the schema, and an owner."""
    assert sqlgen("bundle", "v1.0").exit_code == 0
    before = sqlgen("verify", "v1.0")
    place.become("dana")
    first = sqlgen("approve", "v1.0", "--condition", "after 22:00")
    halfway = sqlgen("verify", "v1.0", "--no-reproduce")
    place.become("sam")
    second = sqlgen("approve", "v1.0", "-m", "read")
    after = sqlgen("verify", "v1.0", "--format", "json")

    assert before.exit_code == 4
    assert "nobody has approved it" in before.stderr
    assert first.exit_code == 0, first.stderr
    assert "missing: 1 more of role owner" in first.stderr
    assert halfway.exit_code == 4
    assert "if        after 22:00" in halfway.stdout
    assert "v1.0 is approved" in second.stderr
    assert after.exit_code == 0
    told = json.loads(after.stdout)
    assert told["approved"] is True
    assert told["from_git"] == "same"
    assert [one["counts"] for one in told["records"]] == [True, True]


def test_a_record_can_be_checked_without_sqlgen(place: Place) -> None:
    sqlgen("bundle", "v1.0")
    place.become("dana")
    sqlgen("approve", "v1.0")
    folder = place.folder / "output" / "v1.0.approvals"
    [record] = folder.glob("*.json")
    digest = subprocess.run(
        ["sha256sum", "../v1.0/manifest.json"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()[0]
    command = "ssh-keygen -Y verify -f allowed_signers -I dana@example.com -n sqlgen-approval -s"

    checked = subprocess.run(
        [*command.split(), f"{record.name}.sig"], cwd=folder, input=record.read_bytes(), check=False
    )

    assert checked.returncode == 0
    assert json.loads(record.read_text())["manifest"] == digest


def test_approvals_go_along_with_the_repository(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two people approve in clones of their own; neither has to have what the other said."""
    policy = place.git("rev-parse", "policy")
    there = Place(place.folder)
    for name in ("dana", "sam"):
        clone = Place(tmp_path / name)
        subprocess.run(["git", "clone", "-q", str(place.folder), str(clone.folder)], check=True)
        for setting, value in (
            ("user.email", f"{name}@example.com"),
            ("gpg.format", "ssh"),
            ("user.signingkey", str(there.key(name))),
        ):
            clone.git("config", setting, value)
        monkeypatch.chdir(clone.folder)
        assert sqlgen("approve", "v1.0", "--policy-commit", policy).exit_code == 0
        clone.git("push", "-q", "origin", "refs/sqlgen/approvals/*")
    monkeypatch.chdir(place.folder)

    assert sqlgen("verify", "v1.0").exit_code == 0


def test_a_policy_holds_for_those_without_git(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlgen("bundle", "v1.0")
    for name in ("dana", "sam"):
        place.become(name)
        sqlgen("approve", "v1.0")
    (place.folder / "output").rename(tmp_path / "handed")
    monkeypatch.chdir(tmp_path / "handed")
    (place.folder / "sqlgen.toml").rename(tmp_path / "trusted.toml")

    assert sqlgen("verify", "v1.0.zip", "--policy", "../trusted.toml").exit_code == 0
    assert sqlgen("verify", "v1.0", "--policy", "../trusted.toml").exit_code == 0
    alone = sqlgen("verify", "v1.0")
    assert alone.exit_code == 4
    assert "nothing says who may approve v1.0" in alone.stderr


def test_who_has_no_part_in_the_policy_approves_nothing(place: Place) -> None:
    """The key of somebody else, a role that one does not have, and a release that one wrote."""
    place.become("dana", key="lee")
    assert "not signed by a key that dana@example.com" in sqlgen("approve", "v1.0").stderr
    place.become("dana")
    assert "does not have the role owner" in sqlgen("approve", "v1.0", "--role", "owner").stderr
    place.become("dev")
    assert "wrote a part of the release" in sqlgen("approve", "v1.0").stderr
    place.become("mallory", key="dana")
    assert "is no member" in sqlgen("approve", "v1.0").stderr
    assert place.git("for-each-ref", "refs/sqlgen") == ""


def test_what_was_said_last_holds(place: Place) -> None:
    place.become("dana")
    sqlgen("approve", "v1.0")
    place.become("sam")
    assert "v1.0 is approved" in sqlgen("approve", "v1.0").stderr
    place.become("lee")
    sqlgen("reject", "v1.0", "--role", "ddl", "-m", "too long a lock")
    rejected = sqlgen("verify", "v1.0")
    sqlgen("revoke", "v1.0", "-m", "misread")

    assert rejected.exit_code == 4
    assert "lee@example.com as ddl rejects it: too long a lock" in rejected.stderr
    assert sqlgen("verify", "v1.0").exit_code == 0


def test_a_release_that_changes_the_policy_is_approved_under_the_old_one(place: Place) -> None:
    """mallory lets themselves in, and cannot approve it: what they changed holds from the next release on."""
    for name in ("dana", "sam"):
        place.become(name)
        sqlgen("approve", "v1.0")
    place.become("dev")
    text = (
        (place.folder / "sqlgen.toml").read_text().replace('"lee@example.com" =', '"mallory@example.com" =')
    )
    text = text.replace("lee@example.com", "mallory@example.com")
    place.write({"sqlgen.toml": text})
    place.revision(3, 'op.execute("DELETE FROM t")')
    place.commit("third", "v1.2")
    sqlgen("bundle", "v1.2")
    place.become("mallory", key="lee")

    refused = sqlgen("approve", "v1.2", "--role", "dml")
    verified = sqlgen("verify", "v1.2")

    assert refused.exit_code == 4
    assert "mallory@example.com is a new member" in refused.stderr
    assert (
        "mallory@example.com is no member in the policy of v1.0, the last approved release" in refused.stderr
    )
    assert "changes   lee@example.com is no member any more" in verified.stdout
    assert "2 more of role ddl: 2 asked for as it changes who may approve" in verified.stdout
    readme = (place.folder / "output" / "v1.2" / "README.md").read_text()
    assert "## This release changes who approves" in readme
    page = (place.folder / "output" / "v1.2" / "review.html").read_text()
    assert "<li>mallory@example.com gets the role dml</li>" in page


def test_nothing_in_the_work_tree_says_who_approves(place: Place) -> None:
    place.git("config", "--unset", "sqlgen.policyCommit")
    place.write(
        {
            "sqlgen.toml": (place.folder / "sqlgen.toml")
            .read_text()
            .replace("[approval]", '[approval]\npolicy_commit = "HEAD"')
        }
    )
    unsaid = sqlgen("verify", "v1.0")
    itself = sqlgen("verify", "v1.0", "--policy-commit", "v1.0")

    assert unsaid.exit_code == itself.exit_code == 4
    assert "neither the work tree nor the release itself may say who approves it" in unsaid.stderr
    assert "the pinned policy is that of v1.0 itself" in itself.stderr


def test_a_tag_that_was_moved_is_told_with_both_commits(place: Place) -> None:
    sqlgen("bundle", "v1.1")
    place.revision(3, 'op.execute("DELETE FROM t")')
    commit = place.commit("third")
    place.git("tag", "-f", "v1.1")

    verified = sqlgen("verify", "v1.1")

    assert verified.exit_code == 5
    assert f"the tag v1.1 leads to commit {commit[:12]}" in verified.stderr


def test_files_that_were_changed_are_named(place: Place) -> None:
    sqlgen("bundle", "v1.0")
    script = next((place.folder / "output" / "v1.0").rglob("0001*.sql"))
    script.write_bytes(script.read_bytes().replace(b"Integer", b"integer") + b"\n")

    verified = sqlgen("verify", "v1.0", "--files-only")

    assert verified.exit_code == 5
    assert f"{script.name} is not what SHA256SUMS says" in verified.stderr


def test_a_bundle_is_verified_from_within_its_folder(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its README.md says `sqlgen verify .`."""
    sqlgen("bundle", "v1.0")
    place.become("dana")
    sqlgen("approve", "v1.0")
    monkeypatch.chdir(place.folder / "output" / "v1.0")

    verified = sqlgen("verify", ".")

    assert "from git    the same bytes" in verified.stdout
    assert "approve     dana@example.com as ddl" in verified.stdout
