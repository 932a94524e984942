"""Idempotent scripts for clients that no server here can be asked with, and what they refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sqlgen.errors import RevisionError, UsageError
from sqlgen.script.due import Reach
from sqlgen.script.handover import Handover
from sqlgen.script.idempotent import idempotent_text
from sqlgen.script.segments import segmented
from sqlgen.script.states import is_version_table
from sqlgen.statements import Purpose, Script
from tests.projects import MadeProject
from tests.script.test_structure import batches, hard, parts, shop, unparsable
from tests.shop import SHOP


def requires(script: Script) -> dict[str, tuple[str, ...]]:
    return {step.revision.id: step.revision.down for step in script.plan.steps}


def written(script: Script, client: str) -> str:
    return idempotent_text(script, requires(script), Handover(client=client, folder=SHOP))


def unquoted(text: str, prefix: str = "") -> list[str]:
    """The literals of a text, as what they stand for; a joined literal is one."""
    literal = rf"{prefix}'((?:[^']|'')*)'"
    joined = re.sub(rf"' (?:\|\||\+) {prefix}?CHA?R\(10\) (?:\|\||\+)\n{prefix}'", "\n", text)
    return [found.replace("''", "'") for found in re.findall(literal, joined)]


def bare(sql: str) -> str:
    """A statement without what its layout may change."""
    return re.sub(r"\s+", "", sql).upper().rstrip(";")


def sent_of(script: Script) -> list[str]:
    return [
        bare(one.sql)
        for segment in segmented(script).segments
        for one in segment.statements
        if one.purpose is Purpose.CHANGE and not is_version_table(one)
    ]


# SQL Server and Oracle.


@pytest.mark.parametrize("client", ["sqlcmd", "ssms"])
@pytest.mark.parametrize("kind", ["shop", "hard"])
def test_each_batch_is_a_text_that_is_run_where_it_is_due(kind: str, client: str, made: MadeProject) -> None:
    """A batch that names a column which a later revision drops would not even be compiled."""
    script = shop("mssql") if kind == "shop" else hard("mssql", made)
    found = batches(written(script, client).removeprefix("\ufeff"))
    texts = [bare(text) for batch in found for text in unquoted(batch, "N")]

    assert [sql for sql in sent_of(script) if sql not in texts] == []
    for batch in found:
        code = re.sub(r"N'(?:[^']|'')*'", "''", batch)
        assert not re.search(r"\bCREATE (?!TABLE (#sqlgen|alembic))|\bALTER TABLE|\bUPDATE ", code), batch
    assert [wrong for batch in found for wrong in unparsable(batch, "tsql")] == []


@pytest.mark.parametrize("client", ["sqlplus", "sqlcl"])
@pytest.mark.parametrize("kind", ["shop", "hard"])
def test_each_statement_is_run_by_a_block_where_it_is_due(kind: str, client: str, made: MadeProject) -> None:
    script = shop("oracle") if kind == "shop" else hard("oracle", made)
    found = [(text, sent) for text, sent in parts(written(script, client)) if "VARIABLE sqlgen" not in text]
    texts = [bare(text) for block, _ in found for text in unquoted(block)]

    assert [sql for sql in sent_of(script) if sql not in texts] == []
    # A variable that the client holds is no SQL to the parser.
    blocks = [text.replace(":sqlgen_due", "sqlgen_due") for text, sent in found if sent == "/"]
    assert len(blocks) > 4
    assert [wrong for block in blocks for wrong in unparsable(f"{block}\n/", "oracle")] == []


def test_a_long_statement_is_several_literals(made: MadeProject) -> None:
    """A literal of PL/SQL ends at 32767 bytes."""
    made.revision("long", "op.execute('UPDATE t SET a = b\\n' + ' OR a = 1\\n' * 2000)")
    (script,) = made.scripts(dialect="oracle")

    text = written(script, "sqlplus")

    assert text.count("TO_CLOB(") == 3
    assert max(map(len, re.findall(r"TO_CLOB\((.*?)\)\s", text, re.DOTALL))) < 16_000


# What is refused.


@pytest.mark.parametrize(
    "dialect, client, hint",
    [
        ("postgresql", "pgadmin", "choose --client psql, or write one file a revision"),
        ("postgresql", "generic", "choose --client psql, or write one file a revision"),
        ("sqlite", "sqlite3", "write one file a revision with --split revision"),
        ("oracle", "generic", "choose --client sqlplus or --client sqlcl"),
    ],
)
def test_a_client_without_conditions_is_refused(dialect: str, client: str, hint: str) -> None:
    with pytest.raises(UsageError, match="no way to leave out statements") as caught:
        written(shop(dialect), client)
    assert str(caught.value.hint).startswith(hint)


@pytest.mark.parametrize(
    "dialect, sql, why",
    [
        ("mysql", "CREATE TRIGGER t1 BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", "prepares no such"),
        ("mariadb@10.5", "CREATE PROCEDURE p() SELECT 1", "MariaDB 10.5 prepares no such statement"),
        ("mssql", "CREATE TABLE #kept (a int)", "is gone behind it"),
    ],
)
def test_a_statement_that_no_text_can_hold_is_refused_with_its_line(
    dialect: str, sql: str, why: str, made: MadeProject
) -> None:
    made.revision("one", f"op.execute({sql!r})")
    (script,) = made.scripts(dialect=dialect)

    with pytest.raises(RevisionError, match=why) as caught:
        written(script, "")

    assert caught.value.origin is not None
    assert caught.value.origin.line


def test_a_way_back_is_refused(made: MadeProject) -> None:
    made.revision("one", "pass")
    (script,) = made.scripts("one:base", dialect="postgresql")

    with pytest.raises(UsageError, match="leads down"):
        written(script, "psql")


# Where a database may stand.


def reach(folder: Path, text: str) -> Reach:
    """A base, two branches and their merge, and one behind it."""
    made = MadeProject(folder / "branches")
    for name, down in (("a", None), ("b", "a"), ("c", "a"), ("m", ("b", "c")), ("z", "m")):
        made.revision(name, "pass", above=down)
    (script,) = made.scripts(text, dialect="postgresql")
    return Reach(script, {"a": (), "b": ("a",), "c": ("a",), "m": ("b", "c"), "z": ("m",)})


def test_a_row_tells_that_the_only_revision_behind_it_is_due(tmp_path: Path) -> None:
    found = reach(tmp_path, "base:heads")

    assert {one: found.told_by(one) for one in "abcmz"} == {
        "a": None,
        "b": None,
        "c": None,
        "m": "b",
        "z": "m",
    }
    assert set(found.from_here("b")) == {"b", "m", "z"}


def test_a_stamp_on_a_branch_fits_whichever_branch_came_first(tmp_path: Path) -> None:
    found = reach(tmp_path, "a:heads")

    assert {one: found.is_certain(one) for one in "bcmz"} == {"b": False, "c": False, "m": True, "z": True}
    assert set(found.rows) == set("abcmz")


def test_a_revision_below_the_start_is_no_row_to_wait_for(tmp_path: Path) -> None:
    """The start stands on one branch: the other one begins below it, at a revision that no row names."""
    found = reach(tmp_path, "b:heads")

    assert found.told_by("c") is None
    assert not found.is_certain("c")
    assert found.told_by("m") == "b"
