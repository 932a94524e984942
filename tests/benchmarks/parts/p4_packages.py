"""The largest histories that ship in packages."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from sqlgen.history import History, read_history
from tests.benchmarks.bench import ALEMBIC, REPOSITORY, SQLGEN, Bench, Part, Row
from tests.benchmarks.measuring import Command
from tests.histories.environment import peer_python
from tests.histories.job import Job
from tests.histories.running import job_for
from tests.histories.sources import read_histories

NAMES = ("apache-superset", "zenml", "langflow-base", "apache-airflow-core")
"""The three largest, and the largest that Alembic renders as a whole."""
ENV = """from alembic import context

context.configure(url=context.config.get_main_option("sqlalchemy.url"), literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
"""


def measure(bench: Bench) -> Part:
    return Part(
        "Histories of packages",
        "The three largest histories of [the comparison](../reference/histories.md), and the largest that "
        "Alembic renders from end to end, for PostgreSQL. The whole of them is rendered revision by "
        "revision, each side trying all of them, because Alembic stops at the first that it cannot render; "
        "the last three are rendered by the programs themselves.",
        list(_rows(bench)),
    )


def _rows(bench: Bench) -> Iterator[Row]:
    histories = {history.name: history for history in read_histories()}
    for name in NAMES:
        job = job_for(histories[name], "postgresql", "upgrade")
        revisions = read_history([job.folder], recursive=job.recursive)
        sides = [_side(bench, job, SQLGEN), _side(bench, job, ALEMBIC)]
        yield bench.compare(f"{name}, all of {len(revisions):,} revisions", sides)
        project = _project(bench, job)
        last = f"{_before_last(revisions, 3)}:heads"
        calls = [
            _importing(bench.sqlgen(project, "render", "--plain", last), job),
            _importing(bench.alembic(project, "upgrade", last, "--sql"), job),
        ]
        yield bench.compare(f"{name}, the last 3", calls)


def _side(bench: Bench, job: Job, name: str) -> Command:
    python = sys.executable if name == SQLGEN else str(peer_python())
    module = "tests.histories.ours" if name == SQLGEN else "tests.histories.peer"
    answer = bench.folder / f"{job.history}-{name}.json"
    words = (python, "-m", module, json.dumps(asdict(job)), str(answer))
    environ = {"PYTHONHASHSEED": "0", "TMPDIR": str(bench.folder), "HOME": str(bench.folder)}
    return Command(name, words, REPOSITORY, environ)


def _project(bench: Bench, job: Job) -> Path:
    project = bench.folder / job.history
    (project / "migrations").mkdir(parents=True)
    (project / "migrations" / "env.py").write_text(ENV, encoding="utf-8")
    (project / "alembic.ini").write_text(
        "[alembic]\nscript_location = %(here)s/migrations\npath_separator = newline\n"
        f"version_locations = {job.folder}\nrecursive_version_locations = {str(job.recursive).lower()}\n"
        "sqlalchemy.url = postgresql://\n",
        encoding="utf-8",
    )
    return project


def _importing(command: Command, job: Job) -> Command:
    path = os.pathsep.join([*filter(None, [command.environ.get("PYTHONPATH")]), job.extras, job.root])
    environ = {**command.environ, "PYTHONPATH": path}
    return Command(command.name, command.words, command.folder, environ)


def _before_last(history: History, count: int) -> str:
    """The revision that stands so many below the one head."""
    plan = history.plan("base:heads")
    return plan.steps[-1 - count].revision.id
