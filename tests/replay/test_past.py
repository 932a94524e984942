"""What lies before a range is kept from one call to the next, and only the time that it takes tells."""

from __future__ import annotations

import os
import random
import stat
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sqlgen.replay.past.folder import CacheFolder, Entry, default_folder
from sqlgen.replay.past.past import Past
from tests.projects import Called, MadeProject

COLUMNS = "sa.Column('id', sa.Integer, primary_key=True), sa.Column('x', sa.String(20), server_default='a')"
MAKE = f"op.create_table('a', {COLUMNS})"
ASK = "op.execute('-- ' + ', '.join(one['name'] for one in sa.inspect(op.get_bind()).get_columns('a')))"
DIALECTS = ("postgresql", "mysql", "sqlite", "mssql")


class Kept:
    """A project whose first revision says when it runs, rendered behind it with a cache."""

    def __init__(self, made: MadeProject, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.made = made
        self.folder = folder
        self.capsys = capsys

    def render(self, text: str = "one:head", **options: object) -> tuple[str, bool]:
        """The statements, and whether the first revision ran for them."""
        self.capsys.readouterr()
        told = self.made.plain(text, cache=self.folder, **options)
        return told, "one runs" in self.capsys.readouterr().err

    def settled(self, text: str = "one:head", **options: object) -> str:
        """The statements once there is an entry; there is one when two replays made the same."""
        for _ in range(2):
            _, ran = self.render(text, **options)
            assert ran
        told, ran = self.render(text, **options)
        assert not ran
        return told


@pytest.fixture
def kept(
    made: MadeProject,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Kept]:
    monkeypatch.chdir(made.folder)
    loaded = set(sys.modules)
    yield Kept(made, tmp_path / "cache", capsys)
    for name in set(sys.modules) - loaded:
        if name.startswith("shop_"):
            del sys.modules[name]


def first(made: MadeProject, body: str = MAKE, **others: str) -> Path:
    return made.revision("one", f"print('one runs')\n{body}", above=None, **others)


def test_a_replay_that_is_kept_is_not_run_again(kept: Kept) -> None:
    first(kept.made)
    kept.made.revision("two", ASK)
    assert kept.settled() == kept.made.plain("one:head")
    assert "-- id, x" in kept.settled("one:two")


def called(made: MadeProject, cache: Path, *options: str, off: str = "") -> Called:
    """The program in a process of its own, with its cache in a folder."""
    where = {"SQLGEN_CACHE_DIR": str(cache / "c"), "SQLGEN_NO_CACHE": off}
    return made.call_alone("render", "one:two", *options, folder=None, **where)


def test_a_type_of_the_revisions_own_is_kept_with_the_rest(kept: Kept) -> None:
    header = "from sqlalchemy.types import UserDefinedType\nclass Own(UserDefinedType):\n"
    header += "    cache_ok = True\n    def get_col_spec(self, **_): return 'own'\n"
    first(kept.made, "op.create_table('a', sa.Column('x', Own()))", header=header)
    kept.made.revision(
        "two", "op.execute('-- ' + str(sa.inspect(op.get_bind()).get_columns('a')[0]['type']))"
    )
    assert kept.settled() == kept.made.plain("one:head")


def test_a_question_about_rows_does_not_stand_in_the_way(made: MadeProject, tmp_path: Path) -> None:
    """Only for them sqlgen loads what reads SQL."""
    first(made, f"{MAKE}\nassert op.get_bind().execute(sa.text('SELECT count(*) FROM a')).scalar() == 0")
    made.revision("two", ASK)
    assert ["one runs" in called(made, tmp_path).err for _ in range(3)] == [True, True, False]


# The law

STEPS: tuple[Callable[[int], str], ...] = (
    lambda n: f"op.create_table('t{n}', {COLUMNS}, sa.Column('e', sa.Enum('p', 'q', name='e{n}')))",
    lambda n: (
        f"op.create_table('r{n}', {COLUMNS}, sa.Column('a_id', sa.ForeignKey('a.id', ondelete='CASCADE')), "
        f"sa.CheckConstraint('id > 0', name='c{n}'), sa.UniqueConstraint('x'), comment='r')"
    ),
    lambda n: f"op.add_column('a', sa.Column('c{n}', sa.Boolean(), server_default=sa.false()))",
    lambda n: f"op.create_index('i{n}', 'a', [sa.text('lower(x)')], unique=False)",
    lambda n: f"op.create_index('j{n}', 'a', ['x'], postgresql_where=sa.text('id > 3'))",
    lambda n: f"op.execute('CREATE VIEW v{n} AS SELECT id FROM a')",
    lambda n: f"op.execute(\"INSERT INTO a (id, x) VALUES ({n}, 'known')\")",
    lambda _: "op.execute(\"UPDATE a SET x = 'b'\")",
    lambda n: (
        f"with op.batch_alter_table('a') as batch:\n"
        f"    batch.add_column(sa.Column('b{n}', sa.Numeric(10, 2)))\n"
        f"    batch.alter_column('x', type_=sa.String({20 + n}), existing_type=sa.String(20))"
    ),
    lambda n: f"op.create_table('o{n}', {COLUMNS})\nop.rename_table('o{n}', 'n{n}')",
    lambda n: f"op.execute('CREATE TRIGGER g{n} AFTER INSERT ON a BEGIN DELETE FROM a WHERE id = {n}; END')",
    lambda _: "op.execute('something that nobody can read')",
    lambda n: f"op.create_table('y{n}', sa.Column('z', sa.DateTime, server_default=sa.func.now()))",
)
QUESTIONS = (
    ASK,
    "for name in sorted(sa.inspect(op.get_bind()).get_table_names()): op.execute('-- ' + name)",
    "op.execute('-- ' + repr(sa.inspect(op.get_bind()).get_indexes('a')))",
    "op.execute(\"INSERT INTO a (id, x) VALUES (77, 'new')\")",
    """
    with op.batch_alter_table('a') as batch:
        batch.alter_column('x', nullable=False, existing_type=sa.String(20))
    """,
    """
    op.create_table('fresh', sa.Column('id', sa.Integer, primary_key=True))
    op.execute('-- ' + str(op.get_bind().execute(sa.text('SELECT count(*) FROM fresh')).scalar()))
    """,
    "op.add_column('a', sa.Column('e', sa.Enum('p', 'q', name='e1')))",
    "op.drop_column('a', 'x')",
)


def outcome(made: MadeProject, text: str, **options: object) -> list[object]:
    """Whatever a range comes to: the statements of each revision, its failures, and what a person is told."""
    scripts = made.scripts(text, **options)  # type: ignore[arg-type]
    return [
        (
            [one.to_json() for one in script.statements],
            [(failure.step.revision.id, failure.error.message) for failure in script.failures],
        )
        for script in scripts
    ]


@pytest.mark.parametrize("seed", range(16))
def test_the_output_with_a_cache_is_the_output_without(made: MadeProject, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a history, no secret
    dialect = DIALECTS[seed % len(DIALECTS)]
    first(made)
    names = ["one"]
    for number in range(dice.randint(2, 7)):
        names.append(f"s{number}")
        made.revision(names[-1], dice.choice(STEPS)(number), downgrade=dice.choice(QUESTIONS))
    start = names[-1]
    for number in range(3):
        names.append(f"q{number}")
        made.revision(names[-1], dice.choice(QUESTIONS))
    for text in (f"{start}:head", f"{start}:{names[-3]}", f"{names[-3]}:one"):
        wanted = outcome(made, text, dialect=dialect)
        for _ in range(3):
            assert outcome(made, text, dialect=dialect, cache=tmp_path / "cache") == wanted


def test_what_a_person_is_told_is_told_again(made: MadeProject, tmp_path: Path) -> None:
    """A notice about the start of the history matters each time."""
    made.revision("one", "op.add_column('ours', sa.Column('x', sa.Integer))")
    made.revision("two", "pass")
    calls = [called(made, tmp_path) for _ in range(3)]
    assert "touches table" in calls[0].err
    assert calls[0] == calls[1] == calls[2]


# What it rests on


def test_an_edited_revision_is_replayed(kept: Kept) -> None:
    first(kept.made)
    kept.made.revision("two", ASK)
    kept.settled()
    first(kept.made, MAKE.replace("'x'", "'y'"))
    assert kept.render() == (kept.made.plain("one:head"), True)


def test_a_file_that_a_revision_reads_is_looked_at_again(kept: Kept) -> None:
    script = kept.made.write("make.sql", "CREATE TABLE a (x INTEGER)")
    first(kept.made, f"from pathlib import Path\nop.execute(Path({str(script)!r}).read_text())")
    kept.made.revision("two", ASK)
    assert "-- x" in kept.settled()
    script.write_text("CREATE TABLE a (y INTEGER)")
    assert "-- y" in kept.render()[0]


def test_a_module_that_a_revision_imports_is_looked_at_again(kept: Kept) -> None:
    module = kept.made.write("shop_names.py", "NAME = 'x'")
    first(kept.made, MAKE, header="import shop_names\n")
    kept.made.revision("two", ASK)
    kept.settled()
    module.write_text("NAME = 'y'  # and nothing else")
    assert kept.render()[1]


def test_a_file_whose_absence_was_seen_counts(kept: Kept) -> None:
    flag = kept.made.folder / "flag"
    first(kept.made, f"import os\nif not os.path.exists({str(flag)!r}):\n    {MAKE}")
    kept.made.revision("two", "op.execute('-- ' + str(sa.inspect(op.get_bind()).has_table('a')))")
    assert "-- True" in kept.settled()
    flag.touch()
    assert "-- False" in kept.render()[0]


def test_a_folder_that_was_listed_counts(kept: Kept) -> None:
    folder = kept.made.folder / "tables"
    folder.mkdir()
    body = f"import os\nfor name in os.listdir({str(folder)!r}):\n    op.create_table(name, {COLUMNS})"
    first(kept.made, body)
    kept.made.revision("two", "op.execute('-- ' + str(sa.inspect(op.get_bind()).has_table('a')))")
    assert "-- False" in kept.settled()
    (folder / "a").touch()
    assert "-- True" in kept.render()[0]


def test_an_environment_variable_that_is_read_counts(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_COLUMN", "x")
    first(kept.made, "import os\nop.create_table('a', sa.Column(os.environ['SHOP_COLUMN'], sa.Integer))")
    kept.made.revision("two", ASK)
    assert "-- x" in kept.settled()
    monkeypatch.setenv("SHOP_OTHER", "unread")
    assert not kept.render()[1]
    monkeypatch.setenv("SHOP_COLUMN", "y")
    assert "-- y" in kept.render()[0]


@pytest.mark.parametrize("options", [{"x": ("a=b",)}, {"dialect": "mysql"}, {"tag": "v2"}])
def test_whatever_was_said_of_the_replay_counts(kept: Kept, options: dict[str, object]) -> None:
    first(kept.made)
    kept.made.revision("two", ASK)
    kept.settled()
    assert kept.render(**options)[1]  # type: ignore[arg-type]


# What is not kept


@pytest.mark.parametrize(
    "body",
    [
        "import subprocess, sys\nsubprocess.run([sys.executable, '-c', ''])",
        "open('left.txt', 'w').close()",
        "import shop_state\nshop_state.TABLES.append('a')",
        "import os\nos.environ['SHOP_LEFT'] = '1'",
        "import uuid\nop.create_table('b', sa.Column('c' + uuid.uuid4().hex, sa.Integer))",
        "raise ValueError('it fails')",
    ],
    ids=["a program", "a file", "a module", "the environment", "chance", "a failure"],
)
def test_a_replay_that_did_more_than_the_catalog_tells_is_not_kept(kept: Kept, body: str) -> None:
    """What it left would be missing the next time, or be another thing."""
    kept.made.write("shop_state.py", "TABLES = []")
    first(kept.made, f"{MAKE}\n{body}", header="import shop_state\n")
    kept.made.revision("two", "pass")
    for _ in range(4):
        assert kept.render()[1]


def test_nothing_is_kept_where_stubs_stand_in(kept: Kept) -> None:
    first(kept.made)
    kept.made.revision("two", ASK)
    for _ in range(4):
        assert kept.render(stub_missing=True)[1]


# The folder


def entry_of(folder: Path) -> Path:
    (entry,) = (folder / "pasts").glob("*.past")
    return entry


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data.replace(b"sqlgen past 1", b"sqlgen past 0", 1),
    ],
    ids=["empty", "cut off", "another byte", "another format"],
)
def test_a_damaged_entry_is_made_anew(kept: Kept, damage: Callable[[bytes], bytes]) -> None:
    first(kept.made)
    kept.made.revision("two", ASK)
    wanted = kept.settled()
    entry = entry_of(kept.folder)
    entry.write_bytes(damage(entry.read_bytes()))
    assert kept.render() == (wanted, True)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has no owners by number")
@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_an_entry_that_others_can_write_is_not_read(kept: Kept, mode: int) -> None:
    """Reading it could be running what somebody else has put there."""
    first(kept.made)
    kept.made.revision("two", ASK)
    kept.settled()
    entry_of(kept.folder).chmod(mode)
    assert kept.render()[1]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has no owners by number")
def test_an_entry_of_somebody_elses_is_not_read(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    first(kept.made)
    kept.made.revision("two", ASK)
    kept.settled()
    uid = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: uid + 1)
    assert kept.render()[1]


def test_an_entry_cannot_call_functions() -> None:
    """Not even one with the right checksum, in the right place."""

    class Evil:
        def __reduce__(self) -> tuple[Callable[[], str], tuple[()]]:
            return os.getcwd, ()

    import pickle

    with pytest.raises(pickle.UnpicklingError, match="no part of a catalog"):
        Past.read(pickle.dumps(Evil()), None, {})


def test_the_folder_is_the_users_alone(kept: Kept) -> None:
    first(kept.made)
    kept.made.revision("two", ASK)
    kept.settled()
    assert stat.S_IMODE((kept.folder / "pasts").stat().st_mode) == 0o700
    assert stat.S_IMODE(entry_of(kept.folder).stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_no_error(kept: Kept) -> None:
    first(kept.made)
    kept.made.revision("two", ASK)
    kept.folder.write_text("a file")
    assert kept.render() == (kept.made.plain("one:head"), True)


def test_the_oldest_entries_go_first(tmp_path: Path) -> None:
    folder = CacheFolder(tmp_path, limit=2_500)
    for number in range(4):
        folder.keep(f"k{number}", Entry({}, bytes(1_000)))
        os.utime(tmp_path / "pasts" / f"k{number}.past", (number, number))
        if number == 2:
            folder.used("k1")
    left = {number for number in range(4) if folder.find(f"k{number}")}
    assert left == {1, 3}


def test_who_writes_at_the_same_time_leaves_a_whole_entry(tmp_path: Path) -> None:
    folder = CacheFolder(tmp_path)
    folder.keep("key", Entry({"by": 0}, bytes(50_000)))

    def write(number: int) -> bool:
        folder.keep("key", Entry({"by": number}, bytes([number]) * 50_000))
        found = folder.find("key")
        return found is not None and found.body == bytes([found.header["by"]]) * 50_000

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(write, range(1, 80)))
    assert [file.name for file in (tmp_path / "pasts").iterdir()] == ["key.past"]


def test_the_folder_is_where_the_users_caches_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert default_folder({"XDG_CACHE_HOME": "/caches"}) == Path("/caches/sqlgen")
    assert default_folder({"XDG_CACHE_HOME": "relative"}) == Path.home() / ".cache" / "sqlgen"
    assert default_folder({"SQLGEN_CACHE_DIR": "/mine", "XDG_CACHE_HOME": "/caches"}) == Path("/mine")


def test_the_command_keeps_and_can_be_told_not_to(made: MadeProject, tmp_path: Path) -> None:
    first(made)
    made.revision("two", ASK)
    assert ["one runs" in called(made, tmp_path).err for _ in range(3)] == [True, True, False]
    assert "one runs" in called(made, tmp_path, "--no-cache").err
    assert "one runs" in called(made, tmp_path, off="1").err
