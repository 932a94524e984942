"""Alembic upgrading a real database: runs under the peer's interpreter, with a driver beside it.

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
from tests.histories.proof.job import Question, Upgrade, read_question, write_answer
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
        upgrade = upgraded(question, connection)
        os.chdir("/")
    write_answer(upgrade, answer_file)


def upgraded(question: Question, connection: sa.Connection) -> Upgrade:
    """The upgrade, as far as it goes."""
    outcome = Upgrade(0)
    running: list[Any] = []
    with _forgiving_loader():
        script = _script_directory(question.job)

        def steps(revision: Any, _context: Any) -> Iterator[Any]:
            for step in islice(script._upgrade_revs("heads", revision), question.steps):
                running[:] = [step]
                with one_revision(SECONDS_PER_REVISION):
                    yield step
                outcome.done += 1

        with EnvironmentContext(
            script.__dict__["config"], script, fn=steps, destination_rev="heads"
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
    return outcome


if __name__ == "__main__":
    main()
