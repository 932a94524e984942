"""Scripts that no server here can run are right in structure: batches, slashes, and what parsers say.

Each is the example's whole history, which has tables, views, columns, constraints, rows and comments, or one
of statements that batches and slashes are hard for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import sqlglot
from sqlfluff.core import FluffConfig, Linter
from sqlglot.errors import SqlglotError

from sqlgen.config import find_config
from sqlgen.dialects.facts import dialect_names, read_facts
from sqlgen.dialects.lexing import lex
from sqlgen.pipeline import Options, open_project, render
from sqlgen.script.handover import Handover
from sqlgen.script.segments import segmented
from sqlgen.script.states import is_version_table
from sqlgen.script.writing import script_text
from sqlgen.statements import Purpose, Script
from tests.projects import MadeProject
from tests.shop import SHOP

CLIENTS = [
    (name, client)
    for name in dialect_names()
    for client, told in read_facts(name).clients.items()
    if not told.whole
]
FIRST_OF_A_BATCH = ("CREATE VIEW", "CREATE PROCEDURE", "CREATE FUNCTION", "CREATE TRIGGER", "CREATE SCHEMA")
PROGRAM = re.compile(r"(?:DECLARE|BEGIN|CREATE (?:OR REPLACE )?(?:PROCEDURE|TRIGGER|TYPE))\b")
HARD = {
    "mssql": """
op.execute("CREATE SCHEMA s")
op.execute("CREATE VIEW v AS SELECT 1 AS a")
op.execute("CREATE PROCEDURE p @a int AS BEGIN DECLARE @b int = @a; UPDATE t SET x = @b; END")
op.execute("CREATE TRIGGER t1 ON t AFTER INSERT AS BEGIN SET NOCOUNT ON; UPDATE t SET x = 1; END")
op.execute("DECLARE @c int; SELECT @c = MAX(x) FROM t; UPDATE t SET x = @c")
op.alter_column("t", "x", existing_type=sa.Integer, server_default=None, new_column_name="y")
op.drop_column("t", "z", mssql_drop_default=True, mssql_drop_check=True)
""",
    "oracle": """
op.execute("CREATE OR REPLACE PROCEDURE p AS BEGIN UPDATE t SET x = 1; END;")
op.execute("CREATE OR REPLACE TRIGGER t1 BEFORE INSERT ON t FOR EACH ROW BEGIN \\\\:new.x := 1; END;")
op.execute("DECLARE n NUMBER; BEGIN SELECT 1 INTO n FROM dual; UPDATE t SET x = n; END;")
op.execute("CREATE TYPE numbers AS TABLE OF NUMBER")
op.execute("UPDATE t SET x = 'a;b'; UPDATE t SET y = 'it''s; fine'")
""",
}


@cache
def shop(dialect: str) -> Script:
    project = open_project(find_config([SHOP / "alembic.ini"]))
    (script,) = render(project, "base:heads", Options(dialect=dialect))
    return script


def hard(dialect: str, made: MadeProject) -> Script:
    made.revision("hard", HARD[dialect])
    (script,) = made.scripts(dialect=dialect)
    for failure in script.failures:
        raise failure.error
    return script


def written(script: Script, client: str) -> str:
    return script_text(script, Handover(client=client, folder=SHOP)).removeprefix("\ufeff")


# Every client.


@pytest.mark.parametrize("dialect, client", CLIENTS)
def test_every_statement_is_in_the_script_as_it_was(dialect: str, client: str) -> None:
    """Whatever is written around a statement, its literals, names and words are those that were reviewed."""
    script = shop(dialect)
    rules = script.target.facts.lexical
    text = "\n".join(line for line in written(script, client).splitlines() if not _of_client(line))
    told = _tokens(text, rules)

    place = 0
    for statement in (one for segment in segmented(script).segments for one in segment.statements):
        if is_version_table(statement) or statement.purpose is Purpose.NOTE:
            continue
        found = told.find(_tokens(statement.sql, rules), place)
        assert found >= 0, statement.sql
        place = found + 1


def _tokens(sql: str, rules: object) -> str:
    lexemes = lex(sql, rules)  # type: ignore[arg-type]
    return " ".join(
        one.text.upper() if one.kind.value == "word" else one.text for one in lexemes if one.meaningful
    )


def _of_client(line: str) -> bool:
    """Whether a line is the client's own command, whose quotes are none of SQL's."""
    words = r"PROMPT |SET [A-Z]+ (ON|OFF|UTF-8)$|SPOOL |WHENEVER |EXIT |VARIABLE |COLUMN "
    return bool(re.match(rf"[\\.:]|{words}", line))


@pytest.mark.parametrize("dialect, client", CLIENTS)
def test_a_script_is_the_same_in_the_next_folder(dialect: str, client: str, tmp_path: Path) -> None:
    text = written(shop(dialect), client)

    assert str(SHOP) not in text
    assert str(Path.home()) not in text
    assert text == written(shop(dialect), client)


# SQL Server.


def batches(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if not line.startswith(":")]
    found = re.split(r"(?m)^GO$\n?", "\n".join(lines))
    assert found[-1].strip() == ""
    return [re.sub(r"(?m)^--.*\n", "", batch).strip() for batch in found[:-1]]


@pytest.fixture(params=["shop", "hard"])
def tsql(request: pytest.FixtureRequest, made: MadeProject) -> Script:
    return shop("mssql") if request.param == "shop" else hard("mssql", made)


@pytest.mark.parametrize("client", ["sqlcmd", "ssms", "generic"])
def test_a_variable_is_declared_in_the_batch_that_uses_it(client: str, tsql: Script) -> None:
    for batch in batches(written(tsql, client)):
        code = re.sub(r"N?'(?:[^']|'')*'", "", batch)
        used = set(re.findall(r"(?<!@)@\w+", code))
        declared = set(re.findall(r"(?<!@)@\w+(?=\s+(?:AS\s+)?(?:int|bit|n?varchar|sysname|table)\b)", code))
        assert used <= declared, batch


@pytest.mark.parametrize("client", ["sqlcmd", "ssms", "generic"])
def test_what_has_to_be_first_in_a_batch_is(client: str, tsql: Script) -> None:
    seen = 0
    for batch in batches(written(tsql, client)):
        code = re.sub(r"N?'(?:[^']|'')*'", "", batch)
        for words in FIRST_OF_A_BATCH:
            if words in code.upper():
                seen += 1
                assert batch.upper().startswith(words), batch
    assert seen


def test_every_batch_is_followed_by_the_switch(tsql: Script) -> None:
    """SSMS would run the next one, in no transaction."""
    found = batches(written(tsql, "ssms"))
    first = next(place for place, batch in enumerate(found) if batch.startswith("SET XACT_ABORT ON"))
    last = next(place for place, batch in enumerate(found) if "#sqlgen_done;" in batch and place > first)
    checked = [batch for batch in found[first:last] if not batch.startswith("PRINT")]

    statements, switches = checked[::2], checked[1::2]
    assert not any("@@ERROR" in batch for batch in statements)
    inside = False
    for statement, switch in zip(statements, switches, strict=True):
        inside = inside or statement == "BEGIN TRANSACTION;"
        inside = inside and statement != "COMMIT TRANSACTION;"
        lost = " OR @@TRANCOUNT = 0" if inside else ""
        assert switch == f"IF @@ERROR <> 0{lost} SET NOEXEC ON;", statement


def test_plain_ssms_is_given_no_command_of_sqlcmd(tsql: Script) -> None:
    assert not re.search(r"(?m)^:|\$\(", written(tsql, "ssms"))


@pytest.mark.parametrize("client", ["sqlcmd", "ssms", "generic"])
def test_every_batch_is_t_sql(client: str, tsql: Script) -> None:
    refused = [found for batch in batches(written(tsql, client)) for found in unparsable(batch, "tsql")]

    assert refused == []


# Oracle.


@pytest.fixture(params=["shop", "hard"])
def plsql(request: pytest.FixtureRequest, made: MadeProject) -> Script:
    return shop("oracle") if request.param == "shop" else hard("oracle", made)


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Each statement of a script for SQL*Plus, and what sends it: a semicolon or a slash."""
    gathered: list[str] = []
    for line in text.splitlines():
        if not gathered and (not line.strip() or line.startswith("--") or _of_client(line)):
            continue
        if line == "/":
            yield "\n".join(gathered), "/"
            gathered = []
            continue
        gathered.append(line)
        if line.endswith(";") and not PROGRAM.match(gathered[0]):
            yield "\n".join(gathered), ";"
            gathered = []
    assert gathered == []


@pytest.mark.parametrize("client", ["sqlplus", "sqlcl", "generic"])
def test_a_slash_sends_programs_and_nothing_else(client: str, plsql: Script) -> None:
    """Behind a semicolon it would run the statement again; without it a program is never sent."""
    found = list(parts(written(plsql, client)))

    assert {sent for _, sent in found} == {";", "/"}
    for statement, sent in found:
        assert (sent == "/") == bool(PROGRAM.match(statement)), statement


def test_no_line_is_one_that_sqlplus_takes_for_itself(plsql: Script) -> None:
    for statement, _ in parts(written(plsql, "sqlplus")):
        for line in statement.splitlines():
            assert not re.match(r"\s*[@#!]|\s*[./]\s*$", line), line
            assert not line.endswith("-")
            assert len(line) < 2500


@pytest.mark.parametrize("client", ["sqlplus", "sqlcl", "generic"])
def test_every_statement_is_one_of_oracle(client: str, plsql: Script) -> None:
    refused = [
        found
        for statement, sent in parts(written(plsql, client))
        for found in unparsable(f"{statement}\n/" if sent == "/" else statement, "oracle")
    ]

    assert refused == []


# Two parsers.


@cache
def fluff(dialect: str) -> Linter:
    return Linter(config=FluffConfig(overrides={"dialect": dialect}))


@cache
def unparsable(sql: str, dialect: str) -> tuple[str, ...]:
    """What sqlfluff cannot parse."""
    parsed = fluff(dialect).parse_string(sql + "\n")
    return tuple(f"{violation.desc()} in {sql}" for violation in parsed.violations)


@pytest.mark.parametrize("dialect, read", [("mssql", "tsql"), ("oracle", "oracle")])
def test_a_second_parser_agrees_on_the_statements(dialect: str, read: str) -> None:
    """sqlglot knows neither THROW nor SET NOEXEC nor PL/SQL, so it is asked about the statements alone."""
    refused = []
    for segment in segmented(shop(dialect)).segments:
        for statement in segment.statements:
            try:
                sqlglot.parse(statement.sql, read=read)
            except SqlglotError as error:
                refused.append(f"{error}: {statement.sql}")
    assert refused == []
