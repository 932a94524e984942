"""`sqlgen render` for somebody new to it: the script whole or not at all, and errors that help."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.projects import OFFLINE, MadeProject

MULTIDB = """
from alembic import context

for name in ("users", "../stock"):
    context.configure(dialect_name="sqlite" if name == "users" else "oracle")
    with context.begin_transaction():
        context.run_migrations(engine_name=name)
"""


HALF = """
from alembic import op
revision = "half"
down_revision = "orderlines"

def upgrade():
    op.execute("SELECT 1")
    1 / 0
"""


@pytest.fixture
def shop(made: MadeProject) -> MadeProject:
    made.table("orders")
    made.table("orderlines")
    return made


# Errors.


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["render", "base:nowhere"], "nowhere"),
        (["render", "base:order"], "names 2 revisions"),
        (["render", "a:b:c"], "more than two ends"),
        (["render", "--dialect", "acess"], "known are mariadb, mssql"),
        (["render", "--dialect", "mssql@next"], "no version of SQL Server"),
        (["-c", "elsewhere.ini", "render"], "there is no configuration file elsewhere.ini"),
        (["-n", "nosection", "render"], "nosection"),
        (["render", "--split", "revision"], "name their folder with -o"),
        (["render", "--no-env"], "pass --dialect NAME"),
        (["render", "--json", "--plain"], "leave out --plain and --split"),
        (["render", "--schema-map", "ab"], "write it as FROM=TO"),
        (["render", "-o", "alembic.ini/out.sql"], "cannot write to"),
    ],
)
def test_a_wrong_call_is_told_and_writes_nothing(shop: MadeProject, arguments: list[str], said: str) -> None:
    before = sorted(path.name for path in shop.folder.iterdir())

    called = shop.call(*arguments)

    assert (called.code, called.out) == (2, "")
    assert called.err.startswith("error: ")
    assert said in called.err
    assert "Traceback" not in called.err
    assert sorted(path.name for path in shop.folder.iterdir()) == before


def test_a_wrong_option_is_told(shop: MadeProject) -> None:
    called = shop.call_alone("render", "--nonsense")

    assert (called.code, called.out) == (2, "")
    assert "sqlgen render --help tells more" in called.err


def test_a_folder_without_configuration(tmp_path: Path) -> None:
    made = MadeProject(tmp_path / "elsewhere")

    called = made.call_alone("render", folder=tmp_path)

    assert (called.code, called.out) == (2, "")
    assert "there is no configuration in" in called.err
    assert "-c names a file elsewhere" in called.err


@pytest.mark.parametrize(
    "name, text, said",
    [
        ("versions/cycle.py", "revision = 'cycle'\ndown_revision = 'cycle'\n", "cycle"),
        ("versions/torn.py", "revision = 'torn'\ndown_revision = None\ndef upgrade(:\n", "torn.py:3"),
        (
            "versions/late.py",
            "revision = 'late'\ndown_revision = 'orderlines'\n\ndef upgrade():\n    x = = 1\n",
            "late.py:5",
        ),
        ("versions/lost.py", "revision = 'lost'\ndown_revision = 'gone'\n", "gone"),
        ("env.py", "raise LookupError('SHOP_URL is not set')\n", "env.py:1"),
        (
            "versions/half.py",
            HALF,
            "half.py:7",
        ),
    ],
)
@pytest.mark.parametrize("output", [[], ["-o", "out.sql"], ["-o", "out", "--split", "revision"], ["--json"]])
def test_a_broken_file_is_named_and_nothing_is_written(
    shop: MadeProject, name: str, text: str, said: str, output: list[str]
) -> None:
    """Half a script is worse than none: somebody would run it."""
    shop.write(f"migrations/{name}", text)
    kept = shop.write("out.sql", "-- the last release\n")

    called = shop.call("render", "base:heads", *output)

    assert (called.code, called.out) == (2, "")
    assert said in called.err
    assert "Traceback" not in called.err
    assert kept.read_text() == "-- the last release\n"
    assert not shop.folder.joinpath("out").exists()


def test_every_revision_that_fails_is_told_at_once(shop: MadeProject) -> None:
    """Whoever mends a history wants the list, not one error an hour."""
    shop.revision("three", "raise ValueError('first')")
    shop.revision("four", "import sys\nsys.exit(1)")
    shop.table("five")

    called = shop.call("render")

    assert called.code == 2
    assert "the revision raised ValueError: first" in called.err
    assert "the revision called sys.exit(1)" in called.err
    assert "error: 2 of 5 revisions cannot be rendered, so nothing is written" in called.err


def test_a_traceback_for_those_who_ask(shop: MadeProject) -> None:
    shop.revision("three", "raise ValueError('why')")

    called = shop.call_alone("--raiseerr", "render")

    assert called.code != 0
    assert "Traceback" in called.err
    assert "three.py" in called.err


def test_an_interrupt_is_no_error_of_anybody(shop: MadeProject) -> None:
    shop.revision("three", "raise KeyboardInterrupt")

    called = shop.call_alone("render", "-o", "out.sql")

    assert (called.code, called.out) == (130, "")
    assert "interrupted" in called.err
    assert "Traceback" not in called.err
    assert not shop.folder.joinpath("out.sql").exists()


# Output.


def test_the_script_reads_from_top_to_bottom(shop: MadeProject) -> None:
    called = shop.call("render", "--dialect", "sqlite@3.40")

    assert called.code == 0, called.err
    assert called.err == ""
    lines = called.out.splitlines()
    assert lines[1:5] == [
        "-- dialect:   sqlite@3.40",
        "-- from:      base",
        "-- to:        orderlines",
        "-- revisions: 2, upgrade",
    ]
    assert "-- 1 of 2: base -> orders" in lines
    assert "-- migrations/versions/orders.py" in lines
    assert lines.index("-- 2 of 2: orders -> orderlines") > lines.index("CREATE TABLE orders (")


def test_a_reversed_range_is_the_downgrade(shop: MadeProject) -> None:
    called = shop.call("render", "orderlines:base")

    assert "-- revisions: 2, downgrade" in called.out
    assert called.out.index("DROP TABLE orderlines;") < called.out.index("DROP TABLE orders;")
    assert "DELETE FROM alembic_version" in called.out


def test_an_empty_range_is_an_empty_script(shop: MadeProject) -> None:
    called = shop.call("render", "orderlines:heads", "--plain", "--dialect", "sqlite")

    assert (called.code, called.out) == (0, "")


def test_plain_has_statements_alone(shop: MadeProject) -> None:
    called = shop.call("render", "--plain")

    assert called.out.startswith("BEGIN;\n\n-- Running upgrade -> orders\n\nCREATE TABLE alembic_version (")
    assert "-- dialect" not in called.out


def test_a_file_holds_what_stdout_would(shop: MadeProject) -> None:
    shown = shop.call("render")

    called = shop.call("render", "-o", "new/folder/out.sql")

    assert (called.code, called.out) == (0, "")
    assert "written to new/folder/out.sql" in called.err
    assert shop.folder.joinpath("new/folder/out.sql").read_bytes() == shown.out.encode()
    assert shop.call("-q", "render", "-o", "out.sql").err == ""


def test_a_folder_takes_a_file(shop: MadeProject) -> None:
    shop.folder.joinpath("release").mkdir()

    assert shop.call("render", "-o", "release").code == 0
    assert [path.name for path in shop.folder.joinpath("release").iterdir()] == ["script.sql"]


def test_one_file_a_revision(shop: MadeProject) -> None:
    called = shop.call("render", "--split", "revision", "-o", "out")

    assert called.code == 0, called.err
    names = sorted(path.name for path in shop.folder.joinpath("out").iterdir())
    assert names == ["0001_orders_up_orders.sql", "0002_orderlines_up_orderlines.sql"]


def test_several_databases(shop: MadeProject) -> None:
    shop.revision("three", arguments="engine_name")
    shop.env(MULTIDB)
    for name in ("orders", "orderlines"):
        path = shop.versions / f"{name}.py"
        path.write_text(path.read_text().replace("upgrade()", "upgrade(engine_name)"))

    shown = shop.call("render")
    shop.call("render", "-o", "out")
    shop.call("render", "-o", "all.sql")
    shop.call("render", "-o", "split", "--split", "revision")

    assert shown.code == 0, shown.err
    assert shown.out.index("-- database:  users") < shown.out.index("-- database:  ../stock")
    assert sorted(path.name for path in shop.folder.joinpath("out").iterdir()) == ["stock.sql", "users.sql"]
    assert shop.folder.joinpath("all.sql").read_bytes() == shown.out.encode()
    assert sorted(path.name for path in shop.folder.joinpath("split").iterdir()) == ["stock", "users"]
    assert len(list(shop.folder.joinpath("split", "users").iterdir())) == 3


def test_json_names_each_database(shop: MadeProject) -> None:
    called = shop.call("render", "--json", "--dialect", "mssql@2019")
    shop.call("render", "--json", "--dialect", "mssql@2019", "-o", "out.json")

    document = json.loads(called.out)
    assert [script["version"] for script in document["scripts"]] == ["2019"]
    assert shop.folder.joinpath("out.json").read_text() == called.out


def test_no_env_needs_no_env_py(shop: MadeProject) -> None:
    """A DBA has the revisions, and not the application that env.py imports."""
    shop.env("import an_application_that_is_not_here\n")

    called = shop.call("render", "--no-env", "--dialect", "postgresql@16", "--plain")

    assert called.code == 0, called.err
    assert called.out.startswith("BEGIN;")


def test_stubs_stand_in_for_the_application(shop: MadeProject) -> None:
    shop.env("from an_application import metadata\n" + OFFLINE)

    called = shop.call("render", "--stub-missing")

    assert called.code == 0, called.err
    assert "an_application stands in as a stub" in called.err
    assert "CREATE TABLE orders" in called.out


def test_a_tag_reaches_env_py(shop: MadeProject) -> None:
    shop.env(OFFLINE + "\ncontext.static_output(f'-- {context.get_tag_argument()}')\n")

    assert "\n-- v1.2\n" in shop.call("render", "--tag", "v1.2").out


def test_schemas_are_renamed(shop: MadeProject) -> None:
    shop.revision("three", "op.create_table('t', sa.Column('id', sa.Integer), schema='dev')")

    out = shop.call("render", "--schema-map", "=acme", "--schema-map", "dev=prod").out

    assert "CREATE TABLE acme.orders" in out
    assert "CREATE TABLE prod.t" in out


def test_the_same_bytes_everywhere(shop: MadeProject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A reviewer's digest holds for the machine that applies the script."""
    shop.revision("größe", "op.execute(\"INSERT INTO t VALUES ('ñandú €')\")")
    config = str(shop.folder / "alembic.ini")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    environments = [
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Kathmandu", "LANG": "C", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "3", "PYTHONIOENCODING": "latin-1", "COLUMNS": "40", "PYTHONUTF8": "0"},
    ]

    for form in ([], ["--plain"], ["--json"]):
        here = shop.call_alone("-c", config, "render", *form, folder=None, **environments[0])
        assert here.code == 0, here.err
        assert "ñandú €" in here.out
        for environment in environments[1:]:
            there = shop.call_alone("-c", config, "render", *form, folder=elsewhere, **environment)
            assert there.out == here.out, there.err


# Headers that are not literal.


@pytest.mark.parametrize("arguments", [["history"], ["heads"], ["show", "computed"], ["render", "--plain"]])
def test_a_computed_header_is_run(shop: MadeProject, arguments: list[str]) -> None:
    """The file is run as render runs it: `alembic` is there, what it prints is not on stdout."""
    shop.revision("computed", header="print('loud')\nrevision = ''.join(['comp', 'uted'])")

    called = shop.call(*arguments)

    assert called.code == 0, called.err
    assert "computed" in called.out
    assert "loud" not in called.out


def test_a_computed_header_that_fails_says_where(shop: MadeProject) -> None:
    shop.revision("computed", header="revision = ''.join(undefined)")

    called = shop.call("history")

    assert (called.code, called.out) == (2, "")
    assert "NameError" in called.err
    assert "computed.py:7" in called.err
