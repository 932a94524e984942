"""The two sides of the proof, each in a process of its own."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from tests.histories.environment import drivers_folder, peer_python
from tests.histories.proof.job import Question, Rendering, Run, read_rendering, read_run
from tests.histories.running import run_side

DRIVERS = {"postgresql": "postgresql+psycopg2", "mariadb": "mariadb+pymysql", "sqlite": "sqlite"}
"""What the histories' projects use: psycopg 3 gives a text parameter a type, at which some would stop."""


def rendering(question: Question) -> Rendering:
    """sqlgen's side."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        run_side([sys.executable, "-m", "tests.histories.proof.ours"], question.text(), answer)
        return read_rendering(answer)


def changed(question: Question, url: sa.URL) -> Run:
    """Alembic's side, done to the database at `url`."""
    address = url.set(drivername=DRIVERS[url.get_backend_name()]).render_as_string(hide_password=False)
    question = replace(question, url=address, drivers=str(drivers_folder()))
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        run_side([str(peer_python()), "-m", "tests.histories.proof.peer"], question.text(), answer)
        return read_run(answer)
