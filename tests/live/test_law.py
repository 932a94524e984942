"""Revisions that nobody wrote leave on a real server what the catalog says, and are refused where it says so.

Where this breaks, a revision asks for the schema offline and is told something else than the server would
tell, or a script stops half-way at what could have been seen. `make law` tries forty times as many.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from sqlalchemy.exc import SQLAlchemyError

from sqlgen.errors import RevisionError, SqlgenError
from tests.histories.proof.ours import TARGETS, known
from tests.histories.proof.schema import differences, names_alone, schema_of
from tests.live.law import revision_lines
from tests.live.recording import Context

EXAMPLES = {"postgresql": 40, "mariadb": 8, "sqlite": 60}
TIMES = int(os.environ.get("SQLGEN_LAW_TIMES", "1"))
"""How many times as many examples are tried."""
PLACE = "SAVEPOINT place"
UNFORESEEN = {
    # A name that another table's key or index has, an index that is a constraint's, what else hangs on a
    # thing, a key to what is not unique.
    "postgresql": "already exists|requires it|does not exist|depend on it|no unique constraint",
    # The same, which MariaDB tells by numbers.
    "mariadb": r"\((1005|1025|1054|1061|1072|1090|1091|1215|1451|1553|1826|1829|1832|1833|1834|4161), ",
    # Checks and partial indexes on columns that are gone are read when the table is made anew.
    "sqlite": "no such column|no such index|error in|already exists|cannot drop|duplicate column",
}
"""What the servers refuse and the catalog does not promise to foresee."""
LOST = re.compile(r"column .* exists already")
"""A column that a batch on SQLite puts in another's place would lose its values: sqlgen stops there."""


class Server:
    """One server's database, empty for each example."""

    def __init__(self, url: sa.URL) -> None:
        self.dialect = url.get_backend_name()
        self.transactional = self.dialect != "mariadb"
        # A file would be waited for; and Python's own module would begin no transaction for DDL.
        address = "sqlite://" if self.dialect == "sqlite" else url
        self.engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.StaticPool)

    @contextmanager
    def empty(self) -> Iterator[sa.Connection]:
        with self.engine.connect() as connection:
            if self.transactional:
                self._run(connection, ["BEGIN"])
                yield connection
                self._run(connection, ["ROLLBACK"])
                return
            tables = [f"DROP TABLE `{name}`" for name in sa.inspect(connection).get_table_names()]
            self._run(connection, ["SET foreign_key_checks = 0", *tables, "SET foreign_key_checks = 1"])
            yield connection

    def refusal(self, connection: sa.Connection, statements: Sequence[str], *, undone: bool = False) -> str:
        """Why the server does not take the statements of one line; empty where it does.

        `undone` has nothing left of them, if the server can.
        """
        try:
            self._run(connection, [*([PLACE] if self.transactional else []), *statements])
        except Exception as error:  # noqa: BLE001  each driver has its own
            if self.transactional:
                self._run(connection, [f"ROLLBACK TO {PLACE}"])
            return str(error)
        if undone and self.transactional:
            self._run(connection, [f"ROLLBACK TO {PLACE}"])
        return ""

    @staticmethod
    def _run(connection: sa.Connection, statements: Sequence[str]) -> None:
        cursor: Any = connection.connection.cursor()
        for sql in statements:
            cursor.execute(sql)


@pytest.fixture(params=EXAMPLES)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    found = Server(request.getfixturevalue(f"{request.param}_url"))
    yield found
    found.engine.dispose()


def taken(server: Server, context: Context, connection: sa.Connection, line: str) -> str:
    """Do a line on both sides, and say what came of it."""
    before = context.recorder.point()
    refusal = None
    try:
        statements = context.run(line)
    except RevisionError as error:
        refusal = error.message
        context.recorder.certain = False
        try:
            statements = context.run(line)
        except (SqlgenError, SQLAlchemyError):
            # There is no SQL for it that a server could be asked about.
            statements = []
        context.recorder.go_back(before)
    told = server.refusal(connection, statements, undone=refusal is not None)
    if refusal is not None:
        foreseen = told or not statements or (server.dialect == "sqlite" and LOST.search(refusal))
        assert foreseen, f"refused by sqlgen alone: {line}: {refusal}"
        # Where nothing is rolled back, half of the line may be done.
        return "refused" if server.transactional or len(statements) < 2 else "half"
    if told:
        assert re.search(UNFORESEEN[server.dialect], told), f"refused by the server alone: {line}: {told}"
        return "unforeseen"
    return "taken"


@pytest.mark.slow
def test_the_catalog_says_what_the_server_says(server: Server) -> None:
    counted: Counter[str] = Counter()

    @settings(
        max_examples=EXAMPLES[server.dialect] * TIMES,
        suppress_health_check=list(HealthCheck),
        # To shrink an example would take minutes on a server, and the lines of one are few.
        phases=(Phase.generate,),
        derandomize=TIMES == 1,
        database=None,
    )
    @given(data=st.data())
    def law(data: st.DataObject) -> None:
        context = Context(TARGETS[server.dialect], lambda _: None)
        with server.empty() as connection:
            for _ in range(data.draw(st.integers(3, 12))):
                line = data.draw(revision_lines(context.catalog, server.dialect))
                kept = context.catalog
                outcome = taken(server, context, connection, line)
                note(f"{outcome}: {line}")
                counted[outcome] += 1
                if outcome in ("unforeseen", "half"):
                    # With transactions the line has left nothing; without them it may have left anything.
                    if not server.transactional:
                        return
                    context.recorder.catalog = kept
            there = names_alone(schema_of(sa.inspect(connection)))
            said = names_alone(known(context.catalog, context.target))
            assert list(differences(said, there)) == []

    law()
    assert counted["taken"] > counted["refused"] > counted["unforeseen"], counted
