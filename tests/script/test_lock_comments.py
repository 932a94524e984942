"""What `--annotate` says above a statement: true for this version, this table and this old type."""

from __future__ import annotations

from sqlgen.script.handover import Handover
from sqlgen.script.writing import script_text
from tests.projects import MadeProject

TABLE = """
op.create_table("orders", sa.Column("id", sa.Integer, primary_key=True), sa.Column("code", sa.String(20)))
op.create_index("ix_new", "orders", ["id"])
"""


def annotated(made: MadeProject, change: str, dialect: str) -> list[str]:
    made.revision("first", TABLE)
    made.revision("second", change)
    (script,) = made.scripts("base:second", dialect=dialect)
    text = script_text(script, Handover(folder=made.folder, annotate=True))
    return [line.removeprefix("-- ") for line in text.splitlines() if line.startswith("-- locks")]


def test_a_table_of_the_same_revision_makes_nobody_wait(made: MadeProject) -> None:
    first, *_ = annotated(made, "pass", "postgresql@15")
    assert first == "locks orders, which is new: nobody waits"


def test_the_version_decides(made: MadeProject) -> None:
    change = "op.add_column('orders', sa.Column('state', sa.Integer, server_default='0'))"
    *_, old = annotated(made, change, "postgresql@10")
    assert old == "locks orders: ACCESS EXCLUSIVE, reads and writes wait, writes every row (measured on 10)"


def test_the_old_type_decides(made: MadeProject) -> None:
    *_, wider = annotated(made, "op.alter_column('orders', 'code', type_=sa.String(40))", "postgresql@15")
    assert "writes every row" not in wider


def test_without_it_nothing_is_said(made: MadeProject) -> None:
    made.revision("first", TABLE)
    (script,) = made.scripts()
    assert "-- locks" not in script_text(script, Handover(folder=made.folder))
