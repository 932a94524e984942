"""Steps that are done by hand: what the script says, where it stops, and what is still known behind them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sqlgen.dialects.facts import generic_facts
from sqlgen.dialects.target import Target
from sqlgen.script.manual import stop_statements
from sqlgen.statements import Purpose, Script
from tests.projects import ROOT, MadeProject
from tests.script.json_schema import complaints

READS = "op.get_bind().execute(sa.text('SELECT id FROM {}')).all()"
EXISTING = '[history]\nbase = "existing"\n'
DIALECTS = ("postgresql", "mariadb", "mysql", "sqlite", "mssql", "oracle")
CASES = ROOT / "tests" / "cases" / "manual" / "plain.md"


def project(made: MadeProject, *names: str) -> MadeProject:
    """A history in which revisions read rows whose names begin with `hand`."""
    made.write("sqlgen.toml", EXISTING)
    for name in names:
        if name.startswith("hand"):
            made.revision(name, READS.format("elsewhere"), downgrade=READS.format("elsewhere"))
        else:
            made.table(name)
    return made


def rendered(made: MadeProject, text: str = "base:heads", **options: object) -> Script:
    (script,) = made.scripts(text, manual_steps=True, **options)  # type: ignore[arg-type]
    return script


def outline(script: Script) -> list[str]:
    """The sections in short: revisions, those by hand in brackets, and where transactions begin and end."""
    told: list[str] = []
    for section in script.sections:
        if section.manual is not None and section.step is not None:
            told.append(f"[{section.step.revision.id}]")
            assert section.statements == ()
        elif section.step is not None:
            told.append(section.step.revision.id)
        told += [one.sql for one in section.statements if one.purpose is Purpose.TRANSACTION]
    return told


OUTLINES = {
    ("one", "hand", "three"): ["BEGIN", "one", "COMMIT", "[hand]", "BEGIN", "three", "COMMIT"],
    ("one", "hand1", "hand2", "three"): [
        "BEGIN", "one", "COMMIT", "[hand1]", "[hand2]", "BEGIN", "three", "COMMIT",
    ],
    ("one", "hand"): ["BEGIN", "one", "COMMIT", "[hand]"],
    ("hand1", "two", "hand3"): ["[hand1]", "BEGIN", "two", "COMMIT", "[hand3]"],
    ("hand1", "hand2"): ["[hand1]", "[hand2]"],
}  # fmt: skip


@pytest.mark.parametrize("names", OUTLINES)
def test_no_transaction_stays_open_over_a_step_done_by_hand(
    names: tuple[str, ...], made: MadeProject
) -> None:
    """Whoever does it by hand does it in a session of their own, and would wait for our locks."""
    assert outline(rendered(project(made, *names))) == OUTLINES[names]


def test_a_transaction_a_revision(made: MadeProject) -> None:
    script = rendered(project(made, "one", "hand", "three"), per_revision=True)

    assert outline(script) == ["one", "BEGIN", "COMMIT", "[hand]", "three", "BEGIN", "COMMIT"]


def plain(folder: Path, dialect: str) -> str:
    made = project(MadeProject(folder, f"{dialect}://"), "one", "two", "hand3", "four")
    text = made.call("render", "two:head", "--plain", "--manual-steps", "-d", dialect).out
    return text.split("-- Running upgrade two -> hand3\n")[1].split("-- Running upgrade hand3 -> four")[0]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_plain_script_stops_by_itself(dialect: str, tmp_path: Path) -> None:
    cases = dict(re.findall(r"^## (\w+)\n\n```sql\n(.*?)^```$", CASES.read_text(), re.DOTALL | re.MULTILINE))

    assert plain(tmp_path, dialect).strip("\n") + "\n" == cases[dialect]


def test_a_database_that_nobody_described_stops_by_a_cast_that_fails(made: MadeProject) -> None:
    script = rendered(project(made, "one", "hand"))
    target = Target(generic_facts("sqlite"), (), "")
    (failure,) = [section.manual for section in script.sections if section.manual]

    (sql,) = stop_statements(Script(target, script.plan, script.sections), failure.step)

    assert sql == (
        "SELECT CAST(CASE WHEN (SELECT count(*) FROM alembic_version WHERE version_num = 'one') = 0 AND "
        "(SELECT count(*) FROM alembic_version WHERE version_num = 'hand') = 1 THEN '1' ELSE "
        "'STOP: revision hand is to be done by hand first' END AS INTEGER) AS manual_step"
    )


def test_the_version_table_is_the_projects_own(made: MadeProject) -> None:
    made.env(
        """
        from alembic import context
        context.configure(dialect_name="postgresql", version_table="Heads", version_table_schema="ops")
        context.run_migrations()
        """
    )
    project(made, "one", "hand", "three")

    for form in ("--plain", "-q"):
        text = made.call("-q", "render", "--manual-steps", *([form] if form == "--plain" else [])).out
        assert """UPDATE ops."Heads" SET version_num = 'hand' WHERE version_num = 'one';""" in text
        assert 'FROM ops."Heads"' in text


@pytest.mark.parametrize(
    "text, command, stamp",
    [
        ("base:head", "alembic upgrade hand", "SET version_num = 'hand' WHERE version_num = 'one'"),
        ("head:base", "alembic downgrade one", "SET version_num = 'one' WHERE version_num = 'hand'"),
    ],
)
def test_what_is_to_be_done(text: str, command: str, stamp: str, made: MadeProject) -> None:
    called = project(made, "one", "hand", "three").call("render", text, "--manual-steps")

    assert called.code == 0, called.err
    assert f"\n--     {command}\n" in called.out
    assert f"\n--     UPDATE alembic_version {stamp};\n" in called.out
    assert "\n--   It reads rows (migrations/versions/hand.py:1" in called.out
    assert ":\n--     SELECT id FROM elsewhere\n" in called.out
    assert "\n-- by hand:   hand; the script stops there until it is done\n" in called.out
    assert "manual step: revision hand is left to be done by hand" in called.err


def test_a_script_for_a_client_says_how_to_go_on(made: MadeProject) -> None:
    out = project(made, "one", "hand", "three").call("render", "--manual-steps").out

    assert "\n--     sqlgen render hand:three\n" in out
    assert out.index("CREATE TABLE one") < out.index("MANUAL STEP") < out.index("CREATE TABLE three")
    assert out.count("'Stopped at a manual step: expected the version table to hold hand, found '") == 1
    assert made.call("render", "hand:three").code == 0


@pytest.mark.parametrize("dialect", ["postgresql", "mysql", "sqlite", "mssql", "oracle"])
def test_each_stop_of_a_client_comes_once(dialect: str, made: MadeProject) -> None:
    """Also where a database cuts a revision into many segments."""
    project(made, "one", "hand2")
    made.revision("three", "op.create_table('a', sa.Column('x', sa.Integer))\nop.drop_table('a')")
    out = made.call("render", "--manual-steps", "-d", dialect).out

    assert out.count("MANUAL STEP") == 1
    assert out.count("Stopped at a manual step") == 1


def test_files(made: MadeProject) -> None:
    project(made, "one", "hand2", "hand3", "four", "hand5")
    made.call("render", "--manual-steps", "--split", "revision", "-o", "revisions")
    made.call("render", "--manual-steps", "--split", "segment", "-o", "segments")

    assert sorted(path.name for path in (made.folder / "revisions").iterdir()) == [
        "0001_one_up_one.sql",
        "0002_hand2_up_hand2_by_hand.md",
        "0003_hand3_up_hand3_by_hand.md",
        "0004_four_up_four.sql",
        "0005_hand5_up_hand5_by_hand.md",
    ]
    assert sorted(path.name for path in (made.folder / "segments").iterdir()) == [
        "0001_one.sql",
        "0002_0_by_hand_hand2_to_hand3.md",
        "0002_four.sql",
        "0003_0_by_hand_hand5.md",
        "RESUME.md",
    ]
    page = (made.folder / "revisions" / "0002_hand2_up_hand2_by_hand.md").read_text()
    assert page.startswith("# MANUAL STEP: revision hand2 needs a database; it is not in this script.\n\n")
    assert "\n\n    alembic upgrade hand2\n\n" in page
    rows = [line for line in (made.folder / "segments" / "RESUME.md").read_text().splitlines() if "|" in line]
    assert [row.split("|")[1].strip(" `") for row in rows[2:]] == [
        "0001_one.sql",
        "0002_0_by_hand_hand2_to_hand3.md",
        "0002_four.sql",
        "0003_0_by_hand_hand5.md",
    ]
    assert "the version table holds one" in rows[3]
    first = (made.folder / "segments" / "0001_one.sql").read_text()
    assert "go on with 0002_0_by_hand_hand2_to_hand3.md" in first


def test_json_and_the_report(made: MadeProject) -> None:
    arguments = ("--manual-steps", "--json", "--report", "report.json")
    called = project(made, "one", "hand").call("render", *arguments)
    document = json.loads(called.out)
    schema = json.loads((ROOT / "docs/reference/script.schema.json").read_text(encoding="utf-8"))

    assert list(complaints(document, schema, schema)) == []
    manual = [section["manual"] for section in document["scripts"][0]["sections"] if section["step"]]
    assert manual[0] is None
    assert manual[1].startswith("the revision reads rows that only a database has")
    one, hand = json.loads((made.folder / "report.json").read_text())["revisions"]
    assert (one["status"], one["manual"]) == ("rendered", False)
    assert (hand["status"], hand["manual"]) == ("data-read", True)


# What is known behind them.

READS_AND_ADDS = READS.format("elsewhere") + "\nop.add_column('one', sa.Column('x', sa.Integer))"


def by_hand(made: MadeProject, dialect: str = "postgresql") -> list[str]:
    script = rendered(made, dialect=dialect)
    return [section.step.revision.id for section in script.sections if section.manual and section.step]


def test_a_question_about_what_the_step_may_have_changed_is_for_a_database(made: MadeProject) -> None:
    project(made, "one", "two")
    made.revision("hand", READS_AND_ADDS)
    made.revision("asks", "sa.inspect(op.get_bind()).get_columns('one')")
    made.revision("knows", "assert sa.inspect(op.get_bind()).get_columns('two')")

    assert by_hand(made) == ["hand", "asks"]


def test_rows_that_the_step_may_have_written_are_unknown(made: MadeProject) -> None:
    project(made, "one", "two")
    made.revision("hand", READS.format("elsewhere") + "\nop.execute('INSERT INTO one VALUES (1)')")
    made.revision("asks", "op.get_bind().scalar(sa.text('SELECT count(*) FROM one'))")
    made.revision("knows", "assert op.get_bind().scalar(sa.text('SELECT count(*) FROM two')) == 0")

    assert by_hand(made) == ["hand", "asks"]


def test_a_type_that_the_step_may_have_changed_is_not_said_again(made: MadeProject) -> None:
    """SQL Server wants it in the statement, and the one from before may be the wrong one."""
    alters = "op.alter_column('one', 'id', nullable=True)"
    project(made, "one", "two")
    made.revision("before", alters)
    made.revision("hand", READS.format("elsewhere") + "\nop.alter_column('one', 'id', type_=sa.BigInteger)")
    made.revision("asks", alters)
    made.revision("knows", "op.alter_column('two', 'id', nullable=True)")

    assert by_hand(made, dialect="mssql") == ["hand", "asks"]


def test_an_error_of_the_revisions_own_is_one_all_the_same(made: MadeProject) -> None:
    project(made, "one", "hand")
    made.revision("broken", "raise ValueError('no')")

    called = made.call("render", "--manual-steps")

    assert (called.code, called.out) == (2, "")
    assert "the revision raised ValueError: no" in called.err


def test_the_plan_is_run_for_each_schema(made: MadeProject) -> None:
    made.env(
        """
        from alembic import context
        context.configure(dialect_name="postgresql")
        for tenant in ("acme", "bond"):
            context.execute(f"SET search_path TO {tenant}")
            context.run_migrations()
        """
    )
    project(made, "one", "hand", "three")

    out = made.call("render", "--manual-steps").out

    assert out.count("MANUAL STEP") == out.count("Stopped at a manual step") == 2
    assert out.index("TO acme") < out.index("MANUAL STEP") < out.index("TO bond") < out.rindex("MANUAL STEP")
