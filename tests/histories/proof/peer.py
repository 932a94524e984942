"""Alembic changing a real database: runs under the peer's interpreter, with a driver beside it.

Every revision has a transaction of its own, so that one that fails leaves what the last good one left.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.runtime.environment import EnvironmentContext  # type: ignore[import-not-found]

from tests.histories.confinement import confine, one_revision
from tests.histories.job import failure_of
from tests.histories.peer import STOPS, _forgiving_loader, _script_directory, steady_sets
from tests.histories.proof.job import Question, Run, read_question, write_answer
from tests.histories.proof.schema import VERSION_TABLE, schema_of
from tests.histories.stand_in import install

SECONDS_PER_REVISION = 60
CONNECTIONS = 3


def main() -> None:
    """Read a question from the first argument, write the answer to the file that the second names."""
    question = read_question(sys.argv[1])
    answer_file = Path(sys.argv[2]).absolute()
    sys.path.append(question.drivers)
    question.job.prepare_path()
    engine = sa.create_engine(question.url, poolclass=sa.QueuePool, pool_size=CONNECTIONS, max_overflow=0)
    with tempfile.TemporaryDirectory() as scratch, engine.connect() as connection:
        os.chdir(scratch)
        install(question.job.own_code)
        # Revisions get those that are open by now, and no others.
        for other in [engine.connect() for _ in range(1, CONNECTIONS)]:
            other.close()
        confine()
        steady_sets()
        run = changed(question, connection)
        os.chdir("/")
    write_answer(run, answer_file)


def changed(question: Question, connection: sa.Connection) -> Run:
    """The upgrade or downgrade, as far as it goes."""
    outcome = Run([])
    running: list[Any] = []
    with _forgiving_loader():
        script = _script_directory(question.job)
        plan = script._downgrade_revs if question.downward else script._upgrade_revs
        target = "base" if question.downward else "heads"

        def steps(revision: Any, _context: Any) -> Iterator[Any]:
            for step in islice(plan(target, revision), question.steps):
                running[:] = [step]
                with one_revision(SECONDS_PER_REVISION):
                    yield step
                outcome.revisions.append(step.revision.revision)
                if question.every and len(outcome.revisions) % question.every == 0:
                    look(connection, outcome)

        with EnvironmentContext(
            script.__dict__["config"], script, fn=steps, destination_rev=target
        ) as environment:
            metadata = sa.MetaData(naming_convention=dict(question.naming_convention) or None)
            environment.configure(
                connection=connection, transaction_per_migration=True, target_metadata=metadata
            )
            try:
                with environment.begin_transaction():
                    environment.run_migrations()
            except STOPS as error:
                file = Path(running[0].revision.path)
                outcome.failure = failure_of(error, file)
                outcome.failed = file.relative_to(question.job.root).as_posix()
    # What failed may have left a transaction open.
    connection.rollback()
    if outcome.revisions and len(outcome.revisions) not in outcome.found:
        look(connection, outcome)
    return outcome


def look(connection: sa.Connection, outcome: Run) -> None:
    """Note what the database holds by now, seen by another connection than the one that changes it."""
    with connection.engine.connect() as other:
        number = len(outcome.revisions)
        outcome.found[number] = schema_of(sa.inspect(other))
        outcome.held[number] = tuple(other.scalars(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")))


if __name__ == "__main__":
    main()
