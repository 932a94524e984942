"""The tables of a catalog are a value: what is made of them later leaves them as they were."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from sqlgen.catalog import Index, Name, Table, Tables

NAMES = st.builds(Name, st.sampled_from([None, "s"]), st.sampled_from("abcdefgh"))
INDEXES = st.lists(st.sampled_from(["ix_a", "IX_A", "ix_b"]), max_size=2, unique=True)
MADE = st.builds(
    lambda name, indexes, complete: table(name, indexes, complete=complete), NAMES, INDEXES, st.booleans()
)
CHANGES = st.lists(st.one_of(MADE, NAMES), max_size=80)
"""A table comes, in the place of the one of its name; or the table of a name goes."""


def table(name: Name, indexes: Iterable[str] = (), *, complete: bool = True) -> Table:
    made = tuple(Index(index, ("id",), ("id",)) for index in indexes)
    return Table(name, {}, indexes=made, complete=complete)


def changed(tables: Tables, change: Table | Name) -> Tables:
    return tables.having(change) if isinstance(change, Table) else tables.without(change)


@given(CHANGES)
def test_tables_are_what_a_dict_would_be(changes: list[Table | Name]) -> None:
    tables, expected = Tables(), dict[Name, Table]()
    for change in changes:
        tables = changed(tables, change)
        if isinstance(change, Table):
            expected[change.name] = change
        else:
            expected.pop(change, None)

        assert tables == expected
        assert len(tables) == len(expected)
        assert set(tables) == set(expected)
        assert tables.incomplete == sum(not one.complete for one in expected.values())


@given(CHANGES, CHANGES, CHANGES)
def test_what_becomes_of_tables_later_is_not_seen_in_them(
    before: list[Table | Name], one_way: list[Table | Name], another: list[Table | Name]
) -> None:
    """A revision that fails is given up, and the next one goes on from the catalog before it."""
    start = Tables()
    for change in before:
        start = changed(start, change)
    held = dict(start)
    ends = []
    for way in (one_way, another):
        end = start
        for change in way:
            end = changed(end, change)
        ends.append((end, dict(end)))

    assert start == held
    for end, expected in ends:
        assert end == expected
        changes = {name: (was, now) for name, was, now in end.changes_since(start)}
        assert changes == {
            name: (held.get(name), expected.get(name))
            for name in held.keys() | expected.keys()
            if held.get(name) is not expected.get(name)
        }


@given(CHANGES, st.sampled_from(["ix_a", "Ix_B", "none"]))
def test_a_part_is_found_by_its_name_in_any_case(changes: list[Table | Name], name: str) -> None:
    tables = Tables()
    for change in changes:
        tables = changed(tables, change)

    found = {one.name for one in tables.with_part(name)}
    assert found == {
        key
        for key, one in tables.items()
        if any(index.name is not None and index.name.lower() == name.lower() for index in one.indexes)
    }


def test_tables_stand_in_the_order_of_their_making() -> None:
    names = [Name(None, f"t{number}") for number in range(100)]
    tables = Tables(table(name) for name in names)

    assert list(tables) == names
    assert list(tables.without(names[3]).having(table(names[5], ["ix"]))) == [*names[:3], *names[4:]]
