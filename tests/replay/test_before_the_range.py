"""What lies before a range is replayed silently, so that the range knows what is there."""

from __future__ import annotations

from tests.projects import MadeProject

ENUM = "sa.Enum('new', 'paid', name='status')"


def test_a_type_that_an_earlier_revision_made_is_not_made_again(made: MadeProject) -> None:
    made.revision("one", f"op.create_table('a', sa.Column('x', {ENUM}))")
    made.revision("two", f"op.add_column('a', sa.Column('y', {ENUM}))")
    assert "CREATE TYPE" not in made.plain("one:two")
    assert "ADD COLUMN y status" in made.plain("one:two")


def test_a_revision_may_ask_for_what_an_earlier_one_made(made: MadeProject) -> None:
    made.revision("one", "op.create_table('a', sa.Column('x', sa.Integer))")
    made.revision(
        "two",
        """
        if "x" in [column["name"] for column in sa.inspect(op.get_bind()).get_columns("a")]:
            op.drop_column("a", "x")
        """,
    )
    assert "DROP COLUMN x" in made.plain("one:two")


def test_nothing_from_before_the_range_is_in_the_script(made: MadeProject) -> None:
    made.table("one")
    made.table("two")
    script = made.plain("one:two")
    assert "CREATE TABLE two" in script
    assert "CREATE TABLE one" not in script
    assert "INSERT INTO alembic_version" not in script


def test_the_way_down_knows_what_the_way_up_made(made: MadeProject) -> None:
    made.revision(
        "one",
        "op.create_table('a', sa.Column('x', sa.Integer))",
        downgrade="if sa.inspect(op.get_bind()).has_table('a'):\n    op.drop_table('a')",
    )
    assert "DROP TABLE a" in made.plain("one:base")


def test_what_cannot_be_replayed_before_the_range_leaves_open_what_is_there(made: MadeProject) -> None:
    """It was run on the database all the same, and made what its source names."""
    made.revision("one", "raise ValueError('no settings')\nop.create_table('a', sa.Column('x', sa.Integer))")
    made.revision("two", "sa.inspect(op.get_bind()).get_columns('a')")
    called = made.call("render", "one:two")
    assert called.code == 3
    assert "revision one lies before the range and cannot be replayed" in called.err
    assert "'a' looks like, which a revision not run here" in called.err
    assert called.out == ""


def test_what_cannot_be_replayed_before_the_range_leaves_the_rest_as_it_was(made: MadeProject) -> None:
    """One revision that read rows, years ago, does not make the whole schema unknown."""
    made.table("a")
    asks = "op.get_bind().scalar(sa.text('SELECT x FROM b WHERE y = now()'))"
    made.revision("two", f"{asks}\nop.drop_column('b', 'x')")
    made.revision("three", "assert sa.inspect(op.get_bind()).get_columns('a')")

    called = made.call("render", "two:three")

    assert called.code == 0, called.err
    assert "revision two lies before the range and cannot be replayed" in called.err
