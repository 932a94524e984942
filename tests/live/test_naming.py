"""The catalog gives what has no name the name that a real server gives it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from sqlgen.catalog import known_table
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target

LONG = "a_name_that_is_so_long_that_what_hangs_on_it_is_longer"


def tables() -> sa.MetaData:
    """Tables with everything unnamed, some of them with names that are too long for what hangs on them."""
    metadata = sa.MetaData()
    for name in ("t", LONG):
        sa.Table(
            name,
            metadata,
            sa.Column("a", sa.Integer, primary_key=True),
            sa.Column("b", sa.Integer, sa.ForeignKey("t.a")),
            sa.Column("c_with_a_longer_name", sa.Integer, sa.ForeignKey("t.a")),
            sa.Column("d", sa.Integer, sa.CheckConstraint("d > 0")),
            sa.UniqueConstraint("b"),
            sa.UniqueConstraint("b", "c_with_a_longer_name"),
            sa.CheckConstraint(sa.column("b") > sa.column("d")),
        )
    return metadata


def found(inspector: sa.Inspector, table: str) -> dict[str, set[Any]]:
    return {
        "keys": {inspector.get_pk_constraint(table)["name"]},
        "foreign": {key["name"] for key in inspector.get_foreign_keys(table)},
        "unique": {one["name"] for one in inspector.get_unique_constraints(table)},
        "checks": {one["name"] for one in inspector.get_check_constraints(table)},
    }


@pytest.mark.parametrize("server", ["postgresql", "mariadb"])
def test_unnamed_constraints(server: str, request: pytest.FixtureRequest) -> None:
    engine = sa.create_engine(request.getfixturevalue(f"{server}_url"), poolclass=sa.NullPool)
    metadata = tables()
    metadata.create_all(engine)
    names = ServerNames(offline_dialect(parse_target(server)))

    for table in metadata.tables.values():
        known = known_table(table, names)
        there = found(sa.inspect(engine), table.name)
        assert {known.primary_key.name if known.primary_key else None} == there["keys"]
        # MariaDB takes a CHECK that stands with its column for a part of it.
        constraints = {one.name for one in known.constraints if one.name is not None}
        assert constraints == there["foreign"] | there["unique"] | there["checks"]
