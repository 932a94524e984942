"""Running both sides: one process a job, Alembic's answers kept for the next time."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from tests.histories.confinement import TimeLimit
from tests.histories.environment import EXTRAS_LOCK, PEER_LOCK, extras_folder, peer_python
from tests.histories.fetch import source_root
from tests.histories.job import Answer, Job, read_answer
from tests.histories.sources import History, cache_folder
from tests.histories.start import Question

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
# What Alembic's answer depends on besides the job.
PEER_CODE = ("peer.py", "job.py", "stand_in.py", "confinement.py")
SURROUNDINGS = "tests.histories.surroundings"
SECONDS_PER_JOB = 1200


class SideFailed(Exception):
    """A whole side that ended without an answer."""


def job_for(history: History, dialect: str, direction: str) -> Job:
    """The job that both sides get. Fetches what the cache lacks."""
    package = history.package
    return Job(
        history=history.name,
        root=str(source_root(package, peer_python())),
        revisions=history.revisions,
        recursive=history.recursive,
        extras=str(extras_folder()),
        companions=package.companions,
        dialect=dialect,
        direction=direction,
    )


def start_folders(history: History) -> list[str]:
    """The packages whose models the first revision finds, unpacked. Fetches what the cache lacks."""
    packages = (history.start.packages if history.start else ()) or (history.package,)
    return [str(source_root(package, peer_python())) for package in packages]


def started_job(job: Job, history: History) -> Job:
    """The job as the project runs it: with its naming convention, and on what the first revision finds.

    Raises SideFailed for models that make no tables.
    """
    job = replace(
        job,
        naming_convention=dict(history.naming_convention),
        legacy=history.legacy,
        surroundings=f"{SURROUNDINGS}.{history.surroundings}" if history.surroundings else "",
    )
    if history.start is None:
        return job
    question = Question(start_folders(history), job.extras, history.start.models, job.dialect)
    # Always anew: what is in it is sqlgen's.
    snapshot = cache_folder() / "starts" / f"{history.name}-{job.dialect}.json"
    snapshot.parent.mkdir(parents=True, exist_ok=True)
    run_side([sys.executable, "-m", "tests.histories.start"], json.dumps(asdict(question)), snapshot)
    return replace(job, base=str(snapshot), unfilled=history.start.unfilled)


def alembics_answer(job: Job) -> Answer:
    """What Alembic renders, from the cache where nothing that it depends on has changed.

    An answer in which a revision ran out of time is the machine's, not Alembic's: it is asked for again.
    """
    # Offline it has no use for a schema.
    job = replace(job, base="", unfilled=False, legacy=False)
    kept = cache_folder() / "answers" / f"{job.history}-{job.dialect}-{job.direction}-{_key(job)}.json"
    if not kept.is_file() or ran_out_of_time(read_answer(kept)):
        kept.parent.mkdir(parents=True, exist_ok=True)
        command = [str(peer_python()), "-m", "tests.histories.peer"]
        run_side(command, json.dumps(asdict(job)), kept)
    return read_answer(kept)


def ran_out_of_time(answer: Answer) -> bool:
    """Whether a revision was stopped for the time that it took."""
    return any(each.failure and each.failure.kind == TimeLimit.__name__ for each in answer.revisions)


def sqlgens_answer(job: Job, hash_seed: int = 0) -> Answer:
    """What sqlgen renders, always anew; `hash_seed` decides the order of its sets of strings."""
    with tempfile.TemporaryDirectory() as scratch:
        answer = Path(scratch, "answer.json")
        command = [sys.executable, "-m", "tests.histories.ours"]
        run_side(command, json.dumps(asdict(job)), answer, hash_seed)
        return read_answer(answer)


def _key(job: Job) -> str:
    digest = hashlib.sha256(json.dumps(asdict(job)).encode() + sys.version.encode())
    for file in (PEER_LOCK, EXTRAS_LOCK, *(HERE / name for name in PEER_CODE)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def run_side(command: Sequence[str], question: str, answer: Path, hash_seed: int = 0) -> None:
    """Have a side answer `question`, which is JSON, into the file `answer`. Raises SideFailed."""
    # A home of its own: applications write settings where they start.
    with tempfile.TemporaryDirectory() as home:
        part = Path(home, "answer.json")
        done = subprocess.run(
            [*command, question, str(part)],
            cwd=REPOSITORY,
            env={"PATH": os.environ["PATH"], "HOME": home, "TMPDIR": home, "PYTHONHASHSEED": str(hash_seed)},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS_PER_JOB,
            check=False,
        )
        if done.returncode or not part.is_file():
            told = done.stderr[-3000:]
            raise SideFailed(f"{' '.join(command)} {question}:\n{told}")
        # Copied and then renamed: the cache may lie on another file system than the scratch folder.
        copy = answer.with_suffix(f".{os.getpid()}.part")
        copy.write_bytes(part.read_bytes())
        copy.replace(answer)
