"""What status says after a release was run on a real server: just what was done to it, and no more.

Without this an auditor would be told that what was approved ran where somebody had left a step out, run it
twice, changed it or seen it fail.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from git import Actor, Repo

from tests.live.handed import Database, program
from tests.projects import MadeProject

pytestmark = pytest.mark.slow

SERVERS = ["postgresql", "mariadb", "sqlite"]
VERBOSE = {"mariadb": ("-vvv",)}
CHANGED = "UPDATE a SET n = n + 10"
SOMEBODY = Actor("Dev", "dev@example.org")

Edit = Callable[[list[str]], list[str]]


@dataclass
class Circle:
    """A bundled release and a database that it is to be run on."""

    made: MadeProject
    database: Database
    folder: str

    @property
    def files(self) -> list[Path]:
        return sorted((self.made.folder / "output" / "v1.1" / self.folder).glob("0*.sql"))

    def run(self, *edits: tuple[str, Edit], only: slice = slice(None)) -> Path:
        """Run the files as a DBA does, some edited by hand where they hold a text; the log."""
        said = ""
        for file in self.files[only]:
            text = file.read_text(encoding="utf-8")
            for holds, edit in edits:
                if holds in text:
                    text = "\n".join(edit(text.split("\n")))
            ran = self.database.run(text, *VERBOSE.get(self.database.dialect, ()))
            said += ran.said
            if ran.code:
                break
        log = self.made.folder / "run.log"
        log.write_text(said, encoding="utf-8")
        return log

    def record(self, log: Path, code: int = 0) -> None:
        called = self.made.call("record", "v1.1", str(log), "--env", "prod", "--bundle", "output/v1.1.zip")
        assert called.code == code, called.err

    def status(self) -> dict[str, Any]:
        """What is said of the release."""
        called = self.made.call("status", "--json")
        assert called.code == 0, called.err
        (database,) = json.loads(called.out)["databases"]
        release: dict[str, Any] = database["releases"][-1] | {
            "rows": database["rows"],
            "revisions": {one["revision"]: one["state"] for one in database["revisions"]},
        }
        return release

    def wrong(self) -> str:
        return "\n".join(self.status()["wrong"])


def released_as(repo: Repo, tag: str) -> None:
    repo.git.add(all=True)
    repo.index.commit(tag, author=SOMEBODY, committer=SOMEBODY)
    repo.create_tag(tag)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> MadeProject:
    """A project with two releases, the second of them bundled."""
    made = MadeProject(tmp_path_factory.mktemp("circle") / "project")
    made.write("sqlgen.toml", 'targets = ["postgresql", "mariadb", "sqlite"]\n')
    made.write(".gitignore", "output/\nledger/\n__pycache__/\n*.log\n")
    repo = Repo.init(made.folder, initial_branch="main")
    rows = "[{'id': 1, 'n': 1}, {'id': 2, 'n': 2}]"
    columns = "sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer)"
    made.revision("a1", f"table = op.create_table('a', {columns})\nop.bulk_insert(table, {rows})")
    released_as(repo, "v1.0")
    made.table("b2")
    made.revision("c3", f"op.execute('{CHANGED}')\nop.create_index('ix_n', 'a', ['n'])")
    released_as(repo, "v1.1")
    called = made.call("bundle", "v1.1")
    assert called.code == 0, called.err
    return made


@pytest.fixture(params=SERVERS)
def circle(request: pytest.FixtureRequest, released: MadeProject, tmp_path: Path) -> Iterator[Circle]:
    """The bundle, and a database at the release before."""
    url: sa.URL = request.getfixturevalue(f"{request.param}_url")
    database = Database(url, request.param)
    database.sql(
        "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER)",
        "INSERT INTO a (id, n) VALUES (1, 1), (2, 2)",
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)",
        "INSERT INTO alembic_version VALUES ('a1')",
    )
    manifest = json.loads((released.folder / "output" / "v1.1" / "manifest.json").read_text())
    (folder,) = (
        one["folder"] for one in manifest["targets"] if one["target"].partition("@")[0] == request.param
    )
    yield Circle(released, database, folder)
    for file in (released.folder / "ledger").glob("*"):
        file.unlink()


def with_mark(lines: list[str], holds: str) -> tuple[int, int]:
    """The lines of a statement and the mark behind it."""
    begin = next(place for place, line in enumerate(lines) if line.startswith(holds))
    end = next(place for place in range(begin, len(lines)) if "sqlgen: step " in lines[place])
    return begin, end + 1


def left_out(lines: list[str]) -> list[str]:
    begin, end = with_mark(lines, CHANGED)
    return lines[:begin] + lines[end:]


def twice(lines: list[str]) -> list[str]:
    begin, end = with_mark(lines, CHANGED)
    return lines[:end] + lines[begin:end] + lines[end:]


def edited(lines: list[str]) -> list[str]:
    return [line.replace("n + 10", "n + 11") if line.startswith(CHANGED) else line for line in lines]


def more(lines: list[str]) -> list[str]:
    begin, _ = with_mark(lines, CHANGED)
    return [*lines[:begin], "DELETE FROM a WHERE n = 99;", *lines[begin:]]


def laid_out_anew(lines: list[str]) -> list[str]:
    return [line.replace("UPDATE a SET", "UPDATE a\n  SET  -- mine\n ") for line in lines]


def test_what_ran_as_approved_is_proven(circle: Circle) -> None:
    circle.record(circle.run())
    status = circle.status()
    assert (status["state"], status["wrong"], status["rows"]) == ("proven", [], ["c3"])
    assert status["revisions"] == {"a1": "never confirmed", "b2": "proven", "c3": "proven"}
    assert status["ended"].startswith("20")


def test_rows_and_times_are_kept(circle: Circle) -> None:
    circle.record(circle.run())
    (line,) = (circle.made.folder / "ledger" / "prod.jsonl").read_text().splitlines()
    steps = [step for file in json.loads(line)["files"] for step in file["steps"]]
    assert 2 in [step["rows"] for step in steps]
    assert all(step["seconds"] is not None for step in steps)


def test_a_step_left_out_is_named(circle: Circle) -> None:
    circle.record(circle.run((CHANGED, left_out)), code=1)
    assert circle.status()["state"] == "doubtful"
    assert "UPDATE A, was skipped" in circle.wrong()


def test_a_step_that_ran_twice_is_named(circle: Circle) -> None:
    circle.record(circle.run((CHANGED, twice)), code=1)
    assert circle.status()["state"] == "doubtful"
    assert "ran 2 times" in circle.wrong()


def test_a_statement_changed_by_hand_is_named(circle: Circle) -> None:
    circle.record(circle.run((CHANGED, edited)), code=1)
    assert circle.status()["state"] == "doubtful"
    assert "UPDATE A: the log shows another statement" in circle.wrong()


def test_a_statement_put_in_by_hand_is_named(circle: Circle) -> None:
    circle.record(circle.run((CHANGED, more)), code=1)
    assert circle.status()["state"] == "doubtful"
    assert "a statement that is not in" in circle.wrong()
    assert "DELETE FROM a WHERE n = 99" in circle.wrong()


def test_white_space_and_comments_may_be_changed(circle: Circle) -> None:
    circle.record(circle.run((CHANGED, laid_out_anew)))
    assert circle.status()["state"] == "proven"


def test_a_failed_step_is_told_with_its_error_and_what_came_of_it(circle: Circle) -> None:
    circle.database.sql("CREATE INDEX ix_n ON a (n)")
    circle.record(circle.run(), code=1)
    status = circle.status()
    if circle.database.dialect == "mariadb":
        assert (status["state"], status["revisions"]["b2"]) == ("partial", "proven")
    else:
        # One transaction: all of it came to nothing.
        assert (status["state"], status["rows"]) == ("failed", ["a1"])
        assert "all of which were rolled back" in circle.wrong()
    assert "ix_n" in circle.wrong()
    assert status["revisions"]["c3"] != "proven"


def test_a_second_run_that_goes_through_heals_a_failed_one(circle: Circle) -> None:
    circle.database.sql("CREATE INDEX ix_n ON a (n)")
    circle.record(circle.run(), code=1)
    done = circle.status()["files"]["done"]
    circle.database.sql("DROP INDEX ix_n ON a" if circle.database.dialect == "mariadb" else "DROP INDEX ix_n")
    circle.record(circle.run(only=slice(done, None)))
    assert circle.status()["state"] == "proven"


def test_a_release_run_again_is_refused_by_its_guard_and_changes_nothing_in_what_is_proven(
    circle: Circle,
) -> None:
    circle.record(circle.run())
    again = circle.run()
    assert "done already" in again.read_text(encoding="utf-8")
    circle.record(again)
    assert (circle.status()["state"], circle.status()["rows"]) == ("proven", ["c3"])


def test_a_log_is_recorded_once(circle: Circle) -> None:
    log = circle.run()
    circle.record(log)
    called = circle.made.call("record", "v1.1", str(log), "--env", "prod", "--bundle", "output/v1.1")
    assert (called.code, "recorded already" in called.err) == (2, True)


def test_the_next_bundle_starts_at_what_the_ledger_says(circle: Circle) -> None:
    circle.database.sql("CREATE INDEX ix_n ON a (n)")
    circle.record(circle.run(), code=1)
    called = circle.made.call("bundle", "v1.1", "--for", "prod", "-o", "again")
    if circle.database.dialect == "mariadb":
        assert called.code == 2
        assert "in the middle of a revision: c3#1" in called.err
        return
    # All of it was rolled back: it is the bundle that was approved.
    assert called.code == 0, called.err
    names = [circle.made.folder / folder / "v1.1.zip" for folder in ("output", "again")]
    assert names[0].read_bytes() == names[1].read_bytes()


@pytest.mark.parametrize("circle", ["sqlite"], indirect=True)
def test_where_all_is_applied_there_is_nothing_to_bundle(circle: Circle) -> None:
    circle.record(circle.run())
    called = circle.made.call("bundle", "v1.1", "--for", "prod")
    assert (called.code, "brings no revision" in called.err) == (2, True)


@pytest.mark.parametrize("circle", ["sqlite"], indirect=True)
def test_a_signed_entry_can_be_checked_without_sqlgen_and_its_signature_cannot_be_swapped(
    circle: Circle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "key"
    subprocess.run([program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    settings = {"gpg.format": "ssh", "user.signingkey": str(key)}
    monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(settings)))
    for number, (name, value) in enumerate(settings.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", name)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    log = str(circle.run())
    made = circle.made
    called = made.call("record", "v1.1", log, "--env", "prod", "--bundle", "output/v1.1", "--sign")
    assert called.code == 0, called.err
    file = made.folder / "ledger" / "prod.jsonl"
    entry = json.loads(file.read_text())
    (tmp_path / "signature").write_text(entry["signature"])
    (tmp_path / "signers").write_text(f"dba {key.with_suffix('.pub').read_text()}")
    command = ["ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "dba", "-n", "sqlgen-approval"]
    command += ["-s", "signature"]
    checked = subprocess.run(command, cwd=tmp_path, input=f"{entry['digest']}\n".encode(), check=False)
    assert checked.returncode == 0
    assert circle.status()["state"] == "proven"
    file.write_text(json.dumps(entry | {"signature": entry["signature"].replace("A", "B")}) + "\n")
    assert made.call("status").code == 5


def test_the_ticket_says_how_long_it_took_where_it_ran(circle: Circle) -> None:
    assert "on prod" not in circle.made.call("ticket", "v1.1").out
    circle.record(circle.run())
    text = circle.made.call("ticket", "v1.1").out
    manifest = json.loads((circle.made.folder / "output" / "v1.1" / "manifest.json").read_text())
    (target,) = (one for one in manifest["targets"] if one["folder"] == circle.folder)
    count = sum(len(script["sent"]) for script in target["scripts"])
    assert f"{target['target']} took " in text
    assert f"s on prod for {count} of {count} statements, the longest" in text
