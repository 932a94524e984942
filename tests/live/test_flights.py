"""The checks before and after a script, run by the clients on rows that break them and on others."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.live.handed import Database
from tests.projects import Called, MadeProject

FIRST = """
op.create_table("customers", sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
op.create_table(
    "orders",
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("customer_id", sa.Integer),
    sa.Column("code", sa.String(20)),
    sa.Column("note", sa.String(20)),
    sa.Column("state", sa.String(10)),
)
"""
SECOND = """
op.create_index("uq_orders_code", "orders", ["code"], unique=True)
with op.batch_alter_table("orders") as batch:
    batch.alter_column("state", existing_type=sa.String(10), nullable=False)
    batch.create_foreign_key("fk_orders_customer", "customers", ["customer_id"], ["id"])
    batch.create_check_constraint("ck_orders_id", sa.text("id < 100"))
    batch.drop_column("note")
    batch.add_column(sa.Column("made", sa.Integer))
op.create_index("uq_orders_made", "orders", ["made"], unique=True)
"""
BROKEN = (
    "INSERT INTO orders (id, customer_id, code, note, state) VALUES (1, 7, 'a', 'kept', 'new')",
    "INSERT INTO orders (id, customer_id, code, note, state) VALUES (2, NULL, 'a', NULL, NULL)",
    "INSERT INTO orders (id, customer_id, code, note, state) VALUES (200, NULL, NULL, NULL, 'new')",
)
SOUND = (
    "INSERT INTO customers (id) VALUES (7)",
    "INSERT INTO orders (id, customer_id, code, note, state) VALUES (1, 7, 'a', 'kept', 'new')",
    "INSERT INTO orders (id, customer_id, code, note, state) VALUES (2, NULL, NULL, NULL, 'new')",
    "INSERT INTO orders (id, customer_id, code, note, state) VALUES (3, NULL, NULL, NULL, 'new')",
)


@pytest.fixture
def called(made: MadeProject, database: Database) -> Callable[..., Called]:
    made.revision("first", FIRST)
    made.revision("second", SECOND)

    def call(*arguments: str) -> Called:
        return made.call("--quiet", *arguments, "--dialect", database.dialect)

    assert database.run(call("render", "base:first").out).code == 0
    return call


def answers(made: MadeProject, called: Callable[..., Called], database: Database, flight: str) -> Called:
    checks = called(flight, "first:second")
    ran = database.run(checks.out)
    assert ran.code == 0, ran.said
    made.write("result.log", ran.said)
    return called(flight, "first:second", "--result", "result.log")


def verdicts(judged: Called) -> dict[str, str]:
    return {line[11:]: line[:9].strip() for line in judged.out.splitlines() if re.match(r"GO|NO|TOLD", line)}


def test_rows_that_would_stop_the_script_are_found_before(
    made: MadeProject, called: Callable[..., Called], database: Database
) -> None:
    database.sql(*BROKEN)
    before = database.content()

    judged = answers(made, called, database, "preflight")

    found = verdicts(judged)
    assert judged.code == 1
    assert found["values of orders (code) that stand twice"] == "NO-GO"
    assert found["rows of orders that point at no customers"] == "NO-GO"
    assert found["rows of orders without state"] == "NO-GO"
    assert found["rows of orders that break ck_orders_id"] == "NO-GO"
    if database.dialect != "sqlite":
        # SQLite's rebuild may have renamed it to the column that is new.
        assert found["values of orders.note that are lost"] == "TOLD"
    assert not any("made" in name for name in found), "what the range makes cannot be asked about before"
    assert database.content() == before
    assert database.run(called("render", "first:second").out).code != 0


def test_rows_that_keep_to_everything_pass_and_the_script_does_too(
    made: MadeProject, called: Callable[..., Called], database: Database
) -> None:
    database.sql(*SOUND)

    assert answers(made, called, database, "preflight").code == 0
    assert answers(made, called, database, "postflight").code == 1
    assert database.run(called("render", "first:second").out).code == 0
    judged = answers(made, called, database, "postflight")

    assert judged.code == 0, judged.out
    assert any("uq_orders_made" in name and name.endswith("is there") for name in verdicts(judged))


def test_what_a_rebuild_took_away_again_is_not_asked_for(made: MadeProject, database: Database) -> None:
    """A column and an index that a later revision takes with its rebuild of the table."""
    made.revision("one", "op.create_table('t', sa.Column('a', sa.Integer), sa.Column('b', sa.Integer))")
    made.revision("two", "op.add_column('t', sa.Column('c', sa.Integer))\nop.create_index('ix', 't', ['c'])")
    drop = "op.drop_index('ix', 't')\nwith op.batch_alter_table('t') as batch:\n    batch.drop_column('c')"
    made.revision(
        "three", f"{drop}\n    batch.alter_column('a', type_=sa.BigInteger, existing_type=sa.Integer)"
    )
    made.revision("four", "op.add_column('t', sa.Column('d', sa.Integer))")
    dialect = ("--dialect", database.dialect)

    assert database.run(made.call("--quiet", "render", *dialect).out).code == 0
    made.write("result.log", database.run(made.call("--quiet", "postflight", *dialect).out).said)
    judged = made.call("--quiet", "postflight", *dialect, "--result", "result.log")

    assert judged.code == 0, judged.out
    assert verdicts(judged)["column t.d is there"] == "GO"
    database.sql("ALTER TABLE t DROP COLUMN d")
    made.write("result.log", database.run(made.call("--quiet", "postflight", *dialect).out).said)
    assert made.call("--quiet", "postflight", *dialect, "--result", "result.log").code == 1


def test_what_the_configuration_answers_is_asked(made: MadeProject, database: Database) -> None:
    """The script rests on it, and nobody else would look before it runs."""
    made.revision(
        "one", "op.create_table('t', sa.Column('id', sa.Integer), sa.Column('name', sa.String(20)))"
    )
    made.revision(
        "two",
        "rows = op.get_bind().execute(sa.text('SELECT id, name FROM t')).all()\n"
        "op.execute(f\"UPDATE t SET name = 'seen' WHERE id = {rows[0].id}\")",
    )
    made.write(
        "sqlgen.toml",
        """
        [[answers."two"]]
        question = "SELECT id, name FROM t"
        rows = [{ id = 1, name = "a" }]
        """,
    )
    dialect = ("--dialect", database.dialect)
    assert database.run(made.call("--quiet", "render", "base:one", *dialect).out).code == 0

    for names, code in ((("a",), 0), (("b",), 1), (("a", "c"), 1)):
        rows = [f"INSERT INTO t VALUES ({number}, '{name}')" for number, name in enumerate(names, start=1)]
        database.sql("DELETE FROM t", *rows)
        ran = database.run(made.call("--quiet", "preflight", "one:two", *dialect).out)
        assert ran.code == 0, ran.said
        made.write("result.log", ran.said)
        judged = made.call("--quiet", "preflight", "one:two", *dialect, "--result", "result.log")
        assert judged.code == code, judged.out


def test_numbers_that_no_longer_fit_are_found_before(made: MadeProject, database: Database) -> None:
    if database.dialect == "sqlite":
        pytest.skip("SQLite keeps any number in any column")
    made.revision(
        "one", "op.create_table('t', sa.Column('a', sa.BigInteger), sa.Column('b', sa.Numeric(10, 2)))"
    )
    made.revision(
        "two",
        "op.alter_column('t', 'a', type_=sa.Integer, existing_type=sa.BigInteger)\n"
        "op.alter_column('t', 'b', type_=sa.Numeric(5, 2), existing_type=sa.Numeric(10, 2))",
    )
    dialect = ("--dialect", database.dialect)
    assert database.run(made.call("--quiet", "render", "base:one", *dialect).out).code == 0
    database.sql("INSERT INTO t VALUES (3000000000, 1000)", "INSERT INTO t VALUES (1, 999.99)")

    made.write("result.log", database.run(made.call("--quiet", "preflight", "one:two", *dialect).out).said)
    judged = made.call("--quiet", "preflight", "one:two", *dialect, "--result", "result.log")

    assert verdicts(judged) == {
        "values of t.a out of range": "NO-GO",
        "values of t.b out of range": "NO-GO",
    }


def test_the_result_of_another_range_does_not_count(made: MadeProject, called: Callable[..., Called]) -> None:
    """Somebody pastes last week's log: its GO is about other checks."""
    made.write("result.log", "[00000000] values of orders (code) that stand twice | 0 | 0 | GO")

    judged = called("preflight", "first:second", "--result", "result.log")

    assert judged.code == 1
    assert "no answer" in judged.out
