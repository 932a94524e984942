"""What directives become is what a real server takes, and makes of it what was asked."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from sqlgen.replay.directives import Operations
from tests.live.recording import Context


def upgrade(op: Operations) -> None:
    """A revision with something of everything."""
    op.create_table(
        "person",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False, unique=True, comment="It's 100%"),
        comment="Who's who",
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(40), server_default="it's"),
        sa.Column("size", sa.Integer, index=True),
        sa.Column("state", sa.Enum("new", "it's", name="state")),
        sa.Column("twice", sa.Integer, sa.Computed("size * 2", persisted=True)),
        sa.CheckConstraint("size > 0", name="note_size"),
    )
    op.add_column("note", sa.Column("author_id", sa.Integer, sa.ForeignKey("person.id", name="note_author")))
    op.add_column("note", sa.Column("old_state", sa.Enum("new", "it's", name="state"), comment="What's it"))
    op.add_column("note", sa.Column("kind", sa.Enum("a", "b", name="kind")), if_not_exists=False)
    op.alter_column(
        "note", "title", nullable=False, type_=sa.Text(), existing_type=sa.String(40), server_default=None
    )
    op.alter_column("note", "size", new_column_name="weight", existing_type=sa.Integer(), comment="In grams")
    op.create_index("note_kind", "note", ["kind", sa.text("author_id DESC")], unique=True)
    op.create_unique_constraint("note_weight", "note", ["weight"])
    op.create_foreign_key("note_parent", "note", "note", ["weight"], ["id"], ondelete="CASCADE")
    op.drop_constraint("note_parent", "note", type_="foreignkey")
    op.drop_constraint("note_size", "note", type_="check")
    op.drop_column("note", "old_state")
    op.create_table_comment("note", "Remarks")
    op.bulk_insert(
        sa.table("person", sa.column("id"), sa.column("name")),
        [{"id": 1, "name": "O'Neil\\"}, {"id": 2, "name": "%s"}],
    )
    op.rename_table("person", "people")


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_a_revision_with_something_of_everything(server: str, request: pytest.FixtureRequest) -> None:
    context = Context(server)
    context.recorder.open_section(None)
    upgrade(Operations(context))
    context.recorder.close_section()
    engine = sa.create_engine(request.getfixturevalue(f"{server}_url"), poolclass=sa.NullPool)

    with engine.begin() as connection:
        for section in context.recorder.sections:
            for statement in section.statements:
                connection.connection.cursor().execute(statement.sql)
        found = sa.inspect(connection)
        columns = {column["name"]: column for column in found.get_columns("note")}
        names = connection.execute(sa.text("SELECT name FROM people ORDER BY id")).scalars().all()

        assert names == ["O'Neil\\", "%s"]
        assert list(columns) == ["id", "title", "weight", "state", "twice", "author_id", "kind"]
        assert columns["weight"]["comment"] == "In grams"
        assert (columns["title"]["nullable"], columns["title"]["default"]) == (False, None)
        assert [key["referred_table"] for key in found.get_foreign_keys("note")] == ["people"]
        assert {index["name"] for index in found.get_indexes("note")} >= {"ix_note_size", "note_kind"}
        assert found.get_table_comment("note") == {"text": "Remarks"}
        assert found.get_columns("people")[1]["comment"] == "It's 100%"
