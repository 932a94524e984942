"""A rehearsal does what one transaction can hold, and is honest about the rest."""

from __future__ import annotations

import re

import pytest

from sqlgen.dialects.facts import dialect_names, read_facts
from sqlgen.script.handover import Handover
from sqlgen.script.idempotent import idempotent_text
from sqlgen.script.segment_files import segment_files
from sqlgen.script.writing import script_text
from sqlgen.statements import Script
from tests.projects import MadeProject

UPDATE = "op.execute('UPDATE t SET x = 1')\n"
INDEX = "op.create_index('ix', 't', ['x'], postgresql_concurrently=True)\n"
UNIQUE = "op.create_index('ix', 't', ['x'], unique=True, postgresql_concurrently=True)\n"
OUTSIDE = "with op.get_context().autocommit_block():\n    op.execute({!r})\n"


def script_of(made: MadeProject, dialect: str, upgrade: str) -> Script:
    made.revision("one", upgrade)
    (script,) = made.scripts(dialect=dialect)
    for failure in script.failures:
        raise failure.error
    return script


def last_line(text: str) -> str:
    """The sentence that a rehearsal of the script ends in."""
    (line,) = re.findall(r"sqlgen: rehearsed [^'\"]*", text)
    return str(line).removeprefix("sqlgen: rehearsed ")


NEEDS = "; segment 3 needs what only a commit or a segment left out would give"
MAY_NEED = "; what comes behind segment 2 may need it"


@pytest.mark.parametrize(
    "upgrade, line",
    [
        (UPDATE, "1 of 1 segments, rolled back"),
        (UPDATE + INDEX, "2 of 3 segments, rolled back; left out: 2"),
        (UPDATE + "op.execute('VACUUM t')\n" + UPDATE, "2 of 3 segments, rolled back; left out: 2"),
        # The index is named later, or needed without being named.
        (
            INDEX + "op.execute('ALTER INDEX IX SET (fillfactor = 70)')",
            f"1 of 3 segments, rolled back; left out: 2{NEEDS}",
        ),
        (
            UNIQUE + "op.execute('INSERT INTO t VALUES (1) ON CONFLICT (x) DO NOTHING')",
            f"1 of 3 segments, rolled back; left out: 2{NEEDS}",
        ),
        (UNIQUE + "op.execute('UPDATE u SET x = 1')", "2 of 3 segments, rolled back; left out: 2"),
        # A label is of use after a commit alone.
        (
            "op.execute(\"ALTER TYPE e ADD VALUE 'b'\")\nop.execute(\"UPDATE t SET x = 'b'\")",
            f"1 of 2 segments, rolled back{NEEDS.replace('3', '2')}",
        ),
        # What an author puts outside of transactions is taken in, unless it may commit.
        (OUTSIDE.format("UPDATE t SET x = 1"), "3 of 3 segments, rolled back"),
        (OUTSIDE.format("CALL p()") + UPDATE, f"1 of 3 segments, rolled back; left out: 2{MAY_NEED}"),
        # Nobody knows what a statement does that is not read.
        (
            "op.execute('CREATE SUBSCRIPTION s CONNECTION $$c$$ PUBLICATION p')\n" + UPDATE,
            f"1 of 3 segments, rolled back; left out: 2{MAY_NEED}",
        ),
    ],
)
def test_psql_leaves_out_what_no_transaction_holds(made: MadeProject, upgrade: str, line: str) -> None:
    text = script_text(script_of(made, "postgresql", upgrade), Handover(client="psql"))

    assert last_line(text) == line


@pytest.mark.parametrize(
    "upgrade, line",
    [
        (UPDATE + INDEX, "1 of 1 segments, rolled back"),
        (OUTSIDE.format("CREATE INDEX ix ON t (x)"), "3 of 3 segments, rolled back"),
        (
            UPDATE + "op.execute('ALTER DATABASE d SET RECOVERY SIMPLE')",
            "1 of 3 segments, rolled back; segment 2 runs outside of a transaction",
        ),
    ],
)
def test_sqlcmd_ends_where_no_transaction_holds_more(made: MadeProject, upgrade: str, line: str) -> None:
    text = script_text(script_of(made, "mssql", upgrade), Handover(client="sqlcmd"))

    assert last_line(text) == line


@pytest.mark.parametrize("client", ["sqlplus", "sqlcl"])
def test_oracle_ends_before_the_first_commit(made: MadeProject, client: str) -> None:
    text = script_text(script_of(made, "oracle", UPDATE), Handover(client=client))

    assert "segment 1 commits by itself" in last_line(text)
    assert text.index("sqlgen: rehearsed") < text.index("CREATE TABLE alembic_version")


@pytest.mark.parametrize("dialect", dialect_names())
def test_every_way_to_commit_lies_behind_the_rehearsal_or_is_left_out(
    made: MadeProject, dialect: str
) -> None:
    """A commit that a rehearsal comes by is a change that nobody wanted."""
    script = script_of(made, dialect, UPDATE + INDEX + UPDATE)
    facts = read_facts(dialect)
    for name, client in facts.clients.items():
        if client.rehearsal is None:
            continue
        text = script_text(script, Handover(client=name))
        before = text.partition("sqlgen: rehearsed")[0]
        commits = re.findall(rf"(?m)^(.*)\n(.*{facts.session.commit};)$", before)
        for above, commit in commits:
            assert above == "\\else" or commit.startswith("IF N'$(rehearse)' = N'0'"), (name, commit)


def test_a_segments_file_is_rehearsed_on_its_own(made: MadeProject) -> None:
    """Whoever runs it with the variable set means a rehearsal, and would change the database."""
    files = segment_files(script_of(made, "postgresql", UPDATE + INDEX), Handover(client="psql"))

    first, second, third = (text for name, text in sorted(files.items()) if name.endswith(".sql"))

    assert last_line(first) == last_line(third) == "1 of 1 segments, rolled back"
    assert last_line(second) == "0 of 1 segments, rolled back; left out: 2"
    assert second.index("\\quit") < second.index("CREATE INDEX CONCURRENTLY")


def test_a_script_for_several_databases_is_not_rehearsed(made: MadeProject) -> None:
    """Where it ends shows only when it is run, and a rehearsal without an end would say that it is done."""
    script = script_of(made, "postgresql", UPDATE)

    text = idempotent_text(script, {"one": ()}, Handover(client="psql"))

    assert last_line(text).startswith("0 of 2 segments, rolled back; rehearse a script for the revision ")
    assert text.index("\\quit") < text.index("CREATE TABLE")
