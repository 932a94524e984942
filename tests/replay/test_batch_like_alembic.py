"""A table that SQLite rebuilds from the catalog is the one that Alembic leaves, which reflects the real one.

The same revisions are upgraded by Alembic on one SQLite file, and rendered here and run on another.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.projects import GENERIC, MadeProject
from tests.schemas import schema_of

PEER = os.environ.get("SQLGEN_PEER_PYTHON", "")

pytestmark = pytest.mark.skipif(not PEER, reason="SQLGEN_PEER_PYTHON names no Python that has Alembic")

CREATED = """
op.create_table("owner", sa.Column("id", sa.Integer, primary_key=True))
op.create_table(
    "note",
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("title", sa.String(50), nullable=False, server_default="it's new"),
    sa.Column("made", sa.DateTime, server_default=sa.func.now()),
    sa.Column("size", sa.Integer, server_default=sa.text("7")),
    sa.Column("price", sa.Numeric(10, 2)),
    sa.Column("parent_id", sa.Integer, sa.ForeignKey("note.id", name="note_parent")),
    sa.Column("owner_id", sa.Integer, sa.ForeignKey("owner.id", ondelete="CASCADE")),
    sa.Column("done", sa.Boolean(name="done_is_boolean", create_constraint=True)),
    sa.Column("state", sa.Enum("new", "old", name="note_state", create_constraint=True)),
    sa.UniqueConstraint("title", "size", name="note_title"),
    sa.UniqueConstraint("price"),
    sa.CheckConstraint("size > 0", name="note_size"),
)
op.create_index("note_sizes", "note", ["size"], unique=True)
op.execute("INSERT INTO owner (id) VALUES (1)")
op.execute("INSERT INTO note (id, title, owner_id, made) VALUES (1, 'one', 1, '2026-01-31 12:00:00')")
"""
BATCHES = {
    "a column dropped": "b.drop_column('price')",
    "a column added": "b.add_column(sa.Column('more', sa.Integer, server_default='3', nullable=False))",
    "a column renamed": "b.alter_column('price', new_column_name='cost')",
    "a type changed": "b.alter_column('title', type_=sa.Text())",
    "NULL allowed": "b.alter_column('title', nullable=True)",
    "a default changed": "b.alter_column('size', server_default='9')",
    "a default taken away": "b.alter_column('title', server_default=None)",
    "a constraint added": "b.create_unique_constraint('sizes', ['size', 'price'])",
    "a named constraint dropped": "b.drop_constraint('note_title', type_='unique')",
    "a key dropped that points at the table itself": "b.drop_constraint('note_parent', type_='foreignkey')",
    "a key added": "b.create_foreign_key('note_size_owner', 'owner', ['size'], ['id'])",
    "an index dropped": "b.drop_index('note_sizes')",
    "an index dropped behind its column": (
        "b.create_index('note_made', ['made'])\n"
        "with op.batch_alter_table('note') as b:\n    b.drop_column('made')\n    b.drop_index('note_made')"
    ),
    "a constraint added once more": "b.create_unique_constraint('note_title', ['title'])",
    "a key added under the name of another": (
        "b.create_foreign_key('note_parent', 'owner', ['parent_id'], ['id'], ondelete='CASCADE')"
    ),
    "a primary key added under the name of a constraint": "b.create_primary_key('note_title', ['id'])",
    "two batches": (
        "b.drop_column('price')\nwith op.batch_alter_table('note') as b:\n    b.drop_column('made')"
    ),
}


def schema(path: Path) -> Any:
    """The tables and all of their rows."""
    engine = sa.create_engine(f"sqlite:///{path}")
    tables = schema_of(engine)
    with engine.connect() as connection:
        rows = {name: connection.exec_driver_sql(f"SELECT * FROM {name}").fetchall() for name in tables}
    engine.dispose()
    return tables, rows


FK = "'fk': 'fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s'"
NAMED = {
    "a key without a name dropped": (FK, "b.drop_constraint('fk_note_owner_id_owner', type_='foreignkey')"),
    "a unique constraint without a name dropped": (
        "'uq': 'uq_%(table_name)s_%(column_0_name)s'",
        "b.drop_constraint('uq_note_price', type_='unique')",
    ),
    "a primary key without a name dropped": (
        "'pk': 'pk_%(table_name)s'",
        "b.drop_constraint('pk_note', type_='primary')\n    b.create_primary_key('pk_note', ['id', 'size'])",
    ),
    "something else changed": (FK, "b.drop_column('made')"),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_has_no_name_goes_by_the_convention_of_the_batch(
    name: str, made: MadeProject, tmp_path: Path
) -> None:
    """The only way to drop a constraint that SQLite has no name for, so old histories have much of it."""
    convention, changes = NAMED[name]
    compare(
        f"with op.batch_alter_table('note', naming_convention={{{convention}}}) as b:\n    {changes}",
        made,
        tmp_path,
    )


@pytest.mark.parametrize(
    "lacking",
    ["b.drop_constraint('nobody_made_it', type_='foreignkey')", "b.drop_index('nobody_made_it')"],
)
def test_a_revision_may_try_to_drop_what_is_not_there(
    lacking: str, made: MadeProject, tmp_path: Path
) -> None:
    """With Alembic it catches a ValueError, and goes on."""
    compare(
        f"""
        try:
            with op.batch_alter_table('note') as b:
                b.drop_column('made')
                {lacking}
        except ValueError:
            op.drop_index('note_sizes')
        """,
        made,
        tmp_path,
    )


@pytest.mark.parametrize("name", BATCHES)
def test_a_batch_leaves_what_alembic_leaves(name: str, made: MadeProject, tmp_path: Path) -> None:
    compare(f"with op.batch_alter_table('note') as b:\n    {BATCHES[name]}", made, tmp_path)


def compare(changes: str, made: MadeProject, tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs.db", tmp_path / "ours.db"
    made.ini(f"sqlalchemy.url = sqlite:///{theirs}")
    made.env(GENERIC.replace("fileConfig(config.config_file_name)", "pass"))
    made.revision("one", CREATED)
    made.revision("two", changes)
    command = [PEER, "-m", "alembic", "upgrade", "head"]
    upgraded = subprocess.run(command, cwd=made.folder, capture_output=True, text=True, check=False)
    assert upgraded.returncode == 0, upgraded.stderr

    script = made.plain(dialect="sqlite")
    connection = sqlite3.connect(ours)
    connection.executescript(script)
    connection.close()

    assert schema(ours) == schema(theirs)


def test_the_checks_of_types_are_made_once_more(made: MadeProject, tmp_path: Path) -> None:
    made.revision("one", CREATED)
    made.revision("two", "with op.batch_alter_table('note') as b:\n    b.drop_column('price')")
    connection = sqlite3.connect(tmp_path / "ours.db")
    connection.executescript(made.plain(dialect="sqlite"))
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'ours.db'}")
    names = {check["name"] for check in sa.inspect(engine).get_check_constraints("note")}
    assert names == {"note_size", "done_is_boolean", "note_state"}
    engine.dispose()
    connection.close()
