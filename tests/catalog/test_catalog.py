"""A catalog tells apart what is there, what is not, and what nobody knows; and no change reaches back."""

from __future__ import annotations

import sqlalchemy as sa

from sqlgen.catalog import (
    Catalog,
    Check,
    Column,
    ForeignKey,
    Index,
    Name,
    PrimaryKey,
    Standing,
    Table,
    Unique,
)

NOTE = Name(None, "note")


def column(name: str) -> Column:
    return Column(name, sa.Integer(), nullable=True)


def note() -> Table:
    return Table(
        NOTE,
        {"id": column("id"), "title": column("title")},
        PrimaryKey("note_pkey", ("id",)),
        (
            Unique("note_title", ("title",)),
            ForeignKey("note_self", ("title",), NOTE, ("id",)),
            Check("note_check", "id > 0"),
        ),
        (
            Index("note_by_title", ("title",), (None,)),
            Index("note_both", ("id", "title"), (None, None)),
        ),
    )


def test_a_table_that_was_made_is_present_and_one_that_was_not_is_absent() -> None:
    catalog = Catalog().with_table(note())
    assert catalog.standing("note") is Standing.PRESENT
    assert catalog.standing("other") is Standing.ABSENT
    assert catalog.standing("note", "schema") is Standing.ABSENT


def test_a_table_that_was_dropped_is_absent() -> None:
    catalog = Catalog().with_table(note()).without_table(NOTE)
    assert catalog.standing("note") is Standing.ABSENT
    assert catalog.closed


def test_a_table_that_nobody_made_shows_that_there_may_be_others() -> None:
    catalog = Catalog()
    catalog = catalog.with_table(catalog.touched("older"))
    assert catalog.standing("older") is Standing.PRESENT
    assert not catalog.tables[Name(None, "older")].complete
    assert catalog.standing("other") is Standing.UNKNOWN


def test_a_table_dropped_that_nobody_made_shows_it_too() -> None:
    catalog = Catalog().without_table(NOTE)
    assert catalog.standing("note") is Standing.ABSENT
    assert catalog.standing("other") is Standing.UNKNOWN


def test_after_something_unreadable_nothing_is_absent_but_what_was_dropped() -> None:
    catalog = Catalog().with_table(note()).without_table(NOTE).unreadable()
    assert catalog.standing("note") is Standing.ABSENT
    assert catalog.standing("other") is Standing.UNKNOWN
    assert not catalog.readable


def test_a_doubtful_table_is_unknown_until_it_is_made_anew() -> None:
    catalog = Catalog().with_table(note()).doubted([NOTE])
    assert catalog.standing("note") is Standing.UNKNOWN
    assert catalog.standing("other") is Standing.ABSENT
    assert catalog.with_table(note()).standing("note") is Standing.PRESENT


def test_a_change_leaves_the_catalog_before_it_as_it_was() -> None:
    before = Catalog().with_table(note())
    table = before.tables[NOTE]
    after = before.with_table(table.with_column(column("size")))
    assert list(before.tables[NOTE].columns) == ["id", "title"]
    assert list(after.tables[NOTE].columns) == ["id", "title", "size"]
    assert list(table.columns) == ["id", "title"]


def test_a_change_shares_what_it_leaves_alone() -> None:
    other = Table(Name(None, "other"), {})
    before = Catalog().with_table(note()).with_table(other)
    after = before.with_table(note().with_column(column("size")))
    assert after.tables[other.name] is before.tables[other.name]


def test_enumerated_types_come_and_go() -> None:
    mood = Name(None, "mood")
    catalog = Catalog().with_enum(mood, ["sad", "glad"])
    assert catalog.enums[mood] == ("sad", "glad")
    assert mood not in catalog.without_enum(mood).enums


def test_a_column_takes_along_what_cannot_be_without_it() -> None:
    left = note().without_column("title")
    assert list(left.columns) == ["id"]
    assert [one.name for one in left.constraints] == ["note_check"]
    assert left.indexes == ()
    assert left.primary_key is not None
    assert note().without_column("id").primary_key is None


def test_a_renamed_column_keeps_its_place_and_is_followed() -> None:
    renamed = note().with_changed("title", column("name"))
    assert list(renamed.columns) == ["id", "name"]
    assert renamed.all_of(Unique)[0].columns == ("name",)
    assert renamed.all_of(ForeignKey)[0].columns == ("name",)
    assert renamed.indexes[1].columns == ("id", "name")


def test_a_constraint_goes_by_its_name() -> None:
    left = note().without_constraint("note_title")
    assert [one.name for one in left.constraints] == ["note_self", "note_check"]
    assert note().without_constraint("note_pkey").primary_key is None


def test_constraints_and_indexes_are_added_in_order() -> None:
    table = note().with_constraint(Unique("more", ("id",))).with_index(Index("last", ("id",), ()))
    assert table.constraints[-1].name == "more"
    assert table.indexes[-1].name == "last"
    other = PrimaryKey("other", ("title",))
    assert note().with_constraint(other).primary_key == other
    assert [index.name for index in table.without_index("note_both").indexes] == ["note_by_title", "last"]
