"""What has no name gets the one that the server makes up.

A later revision drops it by that name, or inspects it. tests/live/ compares the same with real servers.
"""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from sqlgen.catalog import Table, known_table
from sqlgen.dialects.naming import POSTGRESQL_LENGTH, ServerNames, object_name
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target

LONG = "a_name_that_is_so_long_that_two_of_its_kind_are_too_long"


def names(target: str) -> ServerNames:
    return ServerNames(offline_dialect(parse_target(target)))


def known(target: str, *members: Any, table: str = "t", convention: Any = None) -> Table:
    metadata = sa.MetaData(naming_convention=convention)
    sa.Table("u", metadata, sa.Column("id", sa.Integer, primary_key=True))
    return known_table(sa.Table(table, metadata, *members), names(target))


def unnamed(target: str) -> list[str | None]:
    """The names of everything, in the order in which the table has it."""
    table = known(
        target,
        sa.Column("a", sa.Integer, primary_key=True),
        sa.Column("b", sa.Integer, sa.ForeignKey("u.id")),
        sa.Column("c", sa.Integer, sa.ForeignKey("u.id")),
        sa.UniqueConstraint("b"),
        sa.UniqueConstraint("b", "c"),
        sa.CheckConstraint("b > 1"),
        sa.CheckConstraint("b > c"),
    )
    key = table.primary_key.name if table.primary_key else None
    return [key, *sorted(str(one.name) for one in table.constraints)]


UNNAMED: dict[str, list[str | None]] = {
    "postgresql": ["t_pkey", "t_b_c_key", "t_b_check", "t_b_fkey", "t_b_key", "t_c_fkey", "t_check"],
    "mysql": [None, "b", "b_2", "t_chk_1", "t_chk_2", "t_ibfk_1", "t_ibfk_2"],
    "mariadb": [None, "CONSTRAINT_1", "CONSTRAINT_2", "b", "b_2", "t_ibfk_1", "t_ibfk_2"],
}


@pytest.mark.parametrize("target", UNNAMED)
def test_the_server_names_what_has_no_name(target: str) -> None:
    assert unnamed(target) == UNNAMED[target]


@pytest.mark.parametrize("target", ["mssql", "oracle", "sqlite"])
def test_names_that_nobody_can_foresee_are_unknown(target: str) -> None:
    assert set(unnamed(target)) == {None, "None"}


def test_a_convention_of_the_project_comes_before_the_server() -> None:
    convention = {"uq": "uq_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}
    table = known(
        "postgresql",
        sa.Column("a", sa.Integer, primary_key=True),
        sa.Column("b", sa.Integer),
        sa.UniqueConstraint("b"),
        convention=convention,
    )
    assert [one.name for one in table.constraints] == ["uq_t_b"]
    assert table.primary_key is not None
    assert table.primary_key.name == "pk_t"


@pytest.mark.parametrize(
    "first, second, label, expected",
    [
        ("t", "a_b", "key", "t_a_b_key"),
        ("t", "", "pkey", "t_pkey"),
        ("x" * 70, "", "pkey", "x" * 58 + "_pkey"),
        ("x" * 40, "y" * 40, "fkey", "x" * 29 + "_" + "y" * 28 + "_fkey"),
        ("x" * 10, "y" * 60, "key", "x" * 10 + "_" + "y" * 48 + "_key"),
    ],
)
def test_postgresql_shortens_the_longer_part(first: str, second: str, label: str, expected: str) -> None:
    assert object_name(first, second, label) == expected
    assert len(expected) <= POSTGRESQL_LENGTH


def test_postgresql_numbers_what_is_taken_after_shortening() -> None:
    table = known(
        "postgresql",
        sa.Column("a", sa.Integer),
        sa.Column("b", sa.Integer),
        sa.UniqueConstraint("a", "b"),
        sa.UniqueConstraint("b", "a"),
        table=LONG,
    )
    found = [one.name for one in table.constraints]
    assert found == [f"{LONG[:55]}_a_b_key", f"{LONG[:55]}_b_a_key"]


def test_an_exclusion_constraint_of_postgresql() -> None:
    table = known("postgresql", sa.Column("a", sa.Integer), ExcludeConstraint(("a", "=")))
    assert [one.name for one in table.constraints] == ["t_a_excl"]


def test_a_name_that_is_too_long_is_known_as_the_server_keeps_it() -> None:
    name = "i" * 80
    table = known("postgresql", sa.Column("a", sa.Integer), sa.UniqueConstraint("a", name=name))
    assert [one.name for one in table.constraints] == ["i" * 63]


@pytest.mark.parametrize("target, checks", [("postgresql", 0), ("sqlite", 1), ("mysql", 1), ("oracle@19", 1)])
def test_a_boolean_brings_a_check_where_there_is_no_such_type(target: str, checks: int) -> None:
    table = known(target, sa.Column("a", sa.Boolean(create_constraint=True, name="truth")))
    assert len(table.constraints) == checks
