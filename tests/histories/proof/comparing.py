"""One point of a history: what the database holds beside what Alembic left and what the catalog says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from tests.histories.proof.job import Said, Schema
from tests.histories.proof.schema import differences, names_alone, schema_of, without_makings
from tests.histories.proof.servers import scratch_database

LONGEST_END = 20
KEPT = re.compile(r"nullable False, not True|(default|comment) .*, not None|autoincrement True, not False")
"""What MySQL loses of a column that is said again in part, and sqlgen says again."""


@dataclass(slots=True)
class Comparison:
    """What differs at one point, with the number of tables that were looked at.

    `wanted` are the differences from Alembic that somebody can explain, `uncertain` counts the tables that
    the catalog is not certain of.
    """

    tables: int
    uncertain: int = 0
    from_alembic: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    from_catalog: list[str] = field(default_factory=list)


def compared(here: sa.URL, said: Said, mine: Schema, theirs: Schema, sources: Sequence[str]) -> Comparison:
    """The comparison of `mine`, which our script left `here`. `sources` are the revisions that led there."""
    dialect = here.get_backend_name()
    made = Comparison(sum(1 for name in {*mine, *theirs} if " " not in name))
    for line in differences(mine, theirs):
        reason = _reason(line, dialect, sources)
        (made.wanted if reason else made.from_alembic).append(f"{line}{reason}")
    if not said.whole:
        made.uncertain = sum(1 for name in mine if " " not in name and name not in said.known)
        mine = {name: facts for name, facts in mine.items() if name in said.known}
    made.from_catalog = list(_catalog_differences(here, said, mine))
    return made


def reflected(url: sa.URL) -> Schema:
    """What the database holds."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return schema_of(sa.inspect(connection))


def _reason(line: str, dialect: str, sources: Sequence[str]) -> str:
    """Why a difference from Alembic is as it should be; empty for one that is not."""
    table, _, said = line.partition(": ")
    if dialect == "mariadb" and all(KEPT.fullmatch(part) for part in said.split("; ")):
        return " (mysql-restated)"
    # A name may be put together in the source; its end is mostly of one piece.
    name = re.compile(rf"{re.escape(table.partition(',')[0][-LONGEST_END:])}\b")
    asking = any("is_offline_mode" in source and name.search(source) for source in sources)
    return " (the revision goes another way offline)" if asking else ""


def _catalog_differences(here: sa.URL, said: Said, mine: Schema) -> Iterator[str]:
    """Where the catalog answers something else than the server, or makes another schema by itself."""
    if said.trouble:
        yield f"the catalog has no answer: {said.trouble}"
        return
    yield from (f"answer: {each}" for each in differences(names_alone(said.known), names_alone(mine)))
    with scratch_database(here.get_backend_name()) as url:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            for statement in (*_extensions(here), *said.statements):
                try:
                    with connection.begin():
                        connection.connection.cursor().execute(statement)
                except Exception as error:  # noqa: BLE001  each driver has its own
                    yield f"made: {' '.join(statement.split())[:120]}: {str(error).splitlines()[0]}"
            connection.rollback()
        made = reflected(url)
        if not said.whole:
            made = {name: facts for name, facts in made.items() if name in said.known}
        yield from (f"made: {each}" for each in differences(without_makings(made), without_makings(mine)))


def _extensions(url: sa.URL) -> list[str]:
    """What makes the extensions of a PostgreSQL database, which its types and indexes may need."""
    if url.get_backend_name() != "postgresql":
        return []
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        names = connection.scalars(sa.text("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"))
        return [f'CREATE EXTENSION "{name}"' for name in names]
