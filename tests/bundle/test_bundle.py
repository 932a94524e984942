"""What is in the bundle of a release tag, whatever the repository looks like."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from git import Repo

from tests.bundle.conftest import Kept
from tests.projects import MadeProject

Keep = Callable[..., Kept]


def two_releases(keep: Keep, **where: str) -> Kept:
    kept = keep(**where)
    kept.made.table("a1")
    kept.release("v1.0")
    kept.made.table("b2")
    kept.release("v1.1")
    return kept


def test_a_release_holds_what_it_adds_to_the_one_before(keep: Keep) -> None:
    kept = two_releases(keep)
    assert kept.revisions("v1.0") == ["a1"]
    assert kept.revisions("v1.1") == ["b2"]
    manifest = kept.manifest("v1.1")
    assert (manifest["previous"], manifest["start"], manifest["end"]) == ("v1.0", ["a1"], ["b2"])


def test_every_file_is_listed_with_its_sum(keep: Keep) -> None:
    kept = two_releases(keep)
    kept.bundle("v1.1")
    folder = kept.made.folder / "output" / "v1.1"
    lines = [line.split("  ") for line in kept.text("v1.1", "SHA256SUMS").splitlines()]
    listed = {name: digest for digest, name in lines}
    there = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    assert set(listed) == set(there) - {"SHA256SUMS"}
    sums = {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in there.items()}
    assert listed == {name: sums[name] for name in listed}
    assert kept.manifest("v1.1")["files"] == {
        name: listed[name] for name in listed if name != "manifest.json"
    }


def test_what_a_dba_needs_is_there(keep: Keep) -> None:
    kept = two_releases(keep)
    kept.bundle("v1.1")
    names = {name.rpartition("/")[2] for name in kept.manifest("v1.1")["files"]}
    assert {
        "README.md",
        "RESUME.md",
        "preflight.sql",
        "postflight.sql",
        "findings.txt",
        "findings.sarif",
    } <= names


def test_the_archive_holds_the_same_files(keep: Keep) -> None:
    kept = two_releases(keep)
    kept.bundle("v1.1")
    output = kept.made.folder / "output"
    with zipfile.ZipFile(output / "v1.1.zip") as archive:
        for name in archive.namelist():
            assert archive.read(name) == (output / name).read_bytes()
        assert len(archive.namelist()) == sum(file.is_file() for file in (output / "v1.1").rglob("*"))


def test_the_same_tag_gives_the_same_bytes_in_another_clone(keep: Keep, tmp_path: Path) -> None:
    kept = two_releases(keep)
    kept.made.revision("c3", "op.drop_table('a1')", downgrade="op.create_table('a1')")
    kept.release("v1.2")
    kept.bundle("v1.2")
    Repo.clone_from(str(kept.made.folder), str(tmp_path / "elsewhere"))
    other = MadeProject.__new__(MadeProject)
    other.folder = tmp_path / "elsewhere"
    called = other.call_alone("bundle", "v1.2", TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="7")
    assert called.code == 0, called.err
    assert "ban-drop-table  migrations/versions/c3.py" in kept.text("v1.2", "sqlite-3.40/findings.txt")
    archives = [folder / "output" / "v1.2.zip" for folder in (kept.made.folder, other.folder)]
    assert archives[0].read_bytes() == archives[1].read_bytes()


def test_nothing_of_the_work_tree_leaks_in(keep: Keep) -> None:
    kept = keep()
    kept.made.write("names.py", "TABLE = 'released'\n")
    kept.made.revision("a1", "from names import TABLE\nop.create_table(TABLE, sa.Column('id', sa.Integer))")
    kept.release("v1.0")
    kept.made.write("names.py", "TABLE = 'today'\n")
    kept.made.table("b2")
    assert kept.revisions("v1.0") == ["a1"]
    scripts = "".join(file.read_text() for file in (kept.made.folder / "output/v1.0").rglob("0*.sql"))
    assert "released" in scripts
    assert "today" not in scripts


def test_the_work_tree_may_lack_the_project_altogether(keep: Keep) -> None:
    kept = two_releases(keep)
    for name in ("alembic.ini", "migrations/env.py", "sqlgen.toml"):
        (kept.made.folder / name).unlink()
    assert kept.revisions("v1.1") == ["b2"]


def test_a_hotfix_is_released_between_others(keep: Keep) -> None:
    kept = keep()
    kept.made.table("a1")
    kept.release("v1.0")
    kept.made.table("b2")
    kept.release("v2.0")
    kept.repo.git.checkout("v1.0", b="hotfix")
    kept.made.revision("h1", "op.drop_table('a1')", downgrade="op.create_table('a1')", above="a1")
    kept.release("v1.0.1")
    assert kept.revisions("v1.0.1") == ["h1"]
    assert kept.manifest("v1.0.1")["previous"] == "v1.0"


def test_a_merge_brings_both_lines(keep: Keep) -> None:
    kept = keep()
    kept.made.table("a1")
    kept.release("v1.0")
    kept.repo.git.checkout("main", b="work")
    kept.made.revision("b2", "op.create_table('b2', sa.Column('id', sa.Integer))", above="a1")
    kept.commit("on a branch")
    kept.repo.git.checkout("main")
    kept.made.revision("c3", "op.create_table('c3', sa.Column('id', sa.Integer))", above="a1")
    kept.commit("on main")
    kept.repo.git.config("user.name", "Dev")
    kept.repo.git.config("user.email", "dev@example.org")
    kept.repo.git.merge("work", no_edit=True)
    kept.made.revision("d4", above=("b2", "c3"))
    kept.release("v1.1")
    assert sorted(kept.revisions("v1.1")) == ["b2", "c3", "d4"]


def test_several_heads_are_where_the_release_starts_and_ends(keep: Keep) -> None:
    kept = keep()
    kept.made.table("a1")
    kept.made.revision("b2", "op.create_table('b2', sa.Column('id', sa.Integer))", above=None)
    kept.release("v1.0")
    kept.made.revision("c3", "op.create_table('c3', sa.Column('id', sa.Integer))", above="b2")
    kept.release("v1.1")
    assert kept.revisions("v1.1") == ["c3"]
    assert sorted(kept.manifest("v1.1")["start"]) == ["a1", "b2"]


def test_versions_are_numbers(keep: Keep) -> None:
    kept = keep()
    for number, tag in enumerate(("v1.9", "v1.10rc1", "v1.10"), start=1):
        kept.made.table(f"t{number}")
        kept.release(tag)
    kept.bundle("v1.10")
    assert kept.manifest("v1.10")["previous"] == "v1.10rc1"


def test_tags_that_are_no_releases_do_not_count(keep: Keep) -> None:
    kept = keep()
    kept.made.write("sqlgen.toml", 'targets = ["sqlite@3.40"]\n[release]\ntags = "v*"\n')
    kept.made.table("a1")
    kept.release("v1.0")
    kept.made.table("b2")
    kept.release("nightly-3")
    kept.made.table("c3")
    kept.release("v1.1")
    assert kept.revisions("v1.1") == ["b2", "c3"]


def test_the_release_before_can_be_named(keep: Keep) -> None:
    kept = two_releases(keep)
    kept.made.table("c3")
    kept.release("v1.2")
    assert kept.bundle("v1.2", "--since", "v1.0").code == 0
    assert [one["id"] for one in kept.manifest("v1.2")["revisions"]] == ["b2", "c3"]
    assert kept.bundle("v1.2", "--from", "b2").code == 0
    assert [one["id"] for one in kept.manifest("v1.2")["revisions"]] == ["c3"]


@pytest.mark.parametrize(
    "change, told",
    [
        ("change", "revision a1 was released in v1.0 and says otherwise in v1.1"),
        ("lose", "revision a1 was released in v1.0 and is gone in v1.1"),
        ("insert", "revision n1 is new in v1.1 and stands in front of b2"),
    ],
)
def test_a_release_that_rewrites_history_is_refused(keep: Keep, change: str, told: str) -> None:
    kept = keep()
    kept.made.table("a1")
    kept.made.table("b2")
    kept.release("v1.0")
    if change == "change":
        kept.made.revision("a1", "op.create_table('other', sa.Column('id', sa.Integer))", above=None)
    elif change == "lose":
        (kept.made.versions / "a1.py").unlink()
        kept.made.revision("b2", "op.create_table('b2', sa.Column('id', sa.Integer))", above=None)
    else:
        kept.made.revision("n1", above="a1")
        kept.made.revision("b2", above="n1")
    kept.release("v1.1")
    called = kept.bundle("v1.1")
    assert called.code == 2
    assert told in called.err
    assert not (kept.made.folder / "output").exists()


def test_a_tag_that_was_moved_gives_another_bundle(keep: Keep) -> None:
    kept = two_releases(keep)
    kept.bundle("v1.1")
    before = kept.manifest("v1.1")["commit"]
    kept.made.table("c3")
    commit = kept.commit()
    kept.repo.create_tag("v1.1", force=True)
    assert kept.revisions("v1.1") == ["b2", "c3"]
    assert kept.manifest("v1.1")["commit"] == commit != before


def test_a_shallow_clone_cannot_tell_who_wrote_what(keep: Keep, tmp_path: Path) -> None:
    kept = two_releases(keep)
    clone = tmp_path / "shallow"
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", "--branch=v1.1", f"file://{kept.made.folder}", str(clone)],
        check=True,
        capture_output=True,
    )
    other = MadeProject.__new__(MadeProject)
    other.folder = clone
    called = other.call("bundle", "v1.1")
    assert called.code == 2
    assert "this clone is shallow" in called.err


def test_a_bare_repository_will_do(keep: Keep, tmp_path: Path) -> None:
    kept = two_releases(keep)
    Repo.clone_from(str(kept.made.folder), str(tmp_path / "bare.git"), bare=True)
    other = MadeProject.__new__(MadeProject)
    other.folder = tmp_path / "bare.git"
    called = other.call("bundle", "v1.1", "-o", str(tmp_path / "out"))
    assert called.code == 0, called.err
    kept.bundle("v1.1")
    assert (tmp_path / "out/v1.1.zip").read_bytes() == (kept.made.folder / "output/v1.1.zip").read_bytes()


def test_another_work_tree_of_the_repository_will_do(keep: Keep, tmp_path: Path) -> None:
    kept = two_releases(keep)
    kept.repo.git.worktree("add", str(tmp_path / "second"), "v1.0")
    other = MadeProject.__new__(MadeProject)
    other.folder = tmp_path / "second"
    assert other.call("bundle", "v1.1").code == 0


def test_a_project_may_lie_in_a_folder_of_the_repository(keep: Keep) -> None:
    kept = two_releases(keep, folder="services/shop")
    assert kept.revisions("v1.1") == ["b2"]
    assert kept.manifest("v1.1")["revisions"][0]["file"] == "services/shop/migrations/versions/b2.py"


def test_a_submodule_is_left_out(keep: Keep) -> None:
    other = keep(name="library")
    other.made.table("x")
    other.commit()
    kept = keep()
    kept.made.table("a1")
    allowed = ["git", "-c", "protocol.file.allow=always"]
    kept.repo.git.execute([*allowed, "submodule", "add", "-q", str(other.made.folder), "library"])
    kept.release("v1.0")
    assert kept.revisions("v1.0") == ["a1"]


def test_line_ends_of_the_work_tree_do_not_matter(keep: Keep, tmp_path: Path) -> None:
    kept = two_releases(keep)
    kept.bundle("v1.1")
    Repo.clone_from(
        str(kept.made.folder),
        str(tmp_path / "crlf"),
        multi_options=["-c core.autocrlf=true"],
        allow_unsafe_options=True,
    )
    assert b"\r\n" in (tmp_path / "crlf/migrations/versions/b2.py").read_bytes()
    other = MadeProject.__new__(MadeProject)
    other.folder = tmp_path / "crlf"
    assert other.call("bundle", "v1.1").code == 0
    ours = kept.made.folder / "output/v1.1.zip"
    assert (tmp_path / "crlf/output/v1.1.zip").read_bytes() == ours.read_bytes()


def test_names_may_hold_any_letter(keep: Keep) -> None:
    kept = keep(name="Größe")
    kept.made.revision("a1", "op.create_table('Änderung', sa.Column('größe', sa.Integer))")
    kept.release("Ausgabe-1.0-ä")
    assert kept.bundle("Ausgabe-1.0-ä").code == 0
    assert (kept.made.folder / "output/Ausgabe-1.0-ä/manifest.json").is_file()


@pytest.mark.parametrize("tag", ["v9", "--all", "v1.0~1", ""])
def test_what_is_no_tag_is_told(keep: Keep, tag: str) -> None:
    kept = two_releases(keep)
    called = kept.made.call("bundle", "--", tag)
    assert called.code == 2
    assert "git knows no tag" in called.err


def test_a_revision_that_cannot_be_rendered_stops_the_bundle(keep: Keep) -> None:
    kept = keep()
    kept.made.revision("a1", "op.get_bind().execute(sa.text('SELECT x FROM elsewhere')).scalar_one()")
    kept.release("v1.0")
    called = kept.bundle("v1.0")
    assert called.code == 3
    assert "1 revisions cannot be rendered" in called.err
    assert not (kept.made.folder / "output").exists()


def test_a_release_without_revisions_is_told(keep: Keep) -> None:
    kept = keep()
    kept.made.table("a1")
    kept.release("v1.0")
    kept.made.write("README.md", "Nothing for the database.\n")
    kept.release("v1.1")
    called = kept.bundle("v1.1")
    assert called.code == 2
    assert "v1.1 brings no revision that was not there before" in called.err


def test_no_secret_reaches_a_bundle(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses and passwords of configuration, environment and command line stay where they are."""
    kept = keep()
    kept.made.ini("sqlalchemy.url = postgresql://shop:hunter2@db.internal/shop")
    kept.made.env(
        "import os\nfrom alembic import context\n"
        "context.configure(url=os.environ['SHOP_URL'], literal_binds=True)\n"
        "with context.begin_transaction():\n    context.run_migrations()\n"
    )
    kept.made.table("a1")
    kept.release("v1.0")
    monkeypatch.setenv("SHOP_URL", "sqlite://user:swordfish@/x")
    called = kept.made.call("-x", "password=opensesame", "bundle", "v1.0")
    assert called.code == 0, called.err
    files = [file for file in (kept.made.folder / "output").rglob("*") if file.is_file()]
    written = b"".join(file.read_bytes() for file in files)
    for secret in (b"hunter2", b"swordfish", b"opensesame"):
        assert secret not in written
        assert secret.decode() not in called.out + called.err


@pytest.mark.slow
def test_a_thousand_revisions_and_a_hundred_tags(keep: Keep) -> None:
    kept = keep()
    for release in range(100):
        for number in range(10):
            kept.made.revision(f"r{release:02}{number}", f"op.execute('SELECT {release}{number}')")
        kept.release(f"v1.{release}")
    assert kept.revisions("v1.99") == [f"r99{number}" for number in range(10)]
    assert kept.manifest("v1.99")["previous"] == "v1.98"
