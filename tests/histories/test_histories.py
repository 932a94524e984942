"""A small share of the public histories, compared with Alembic on every run of the tests.

The whole of them takes minutes: `python -m tests.histories`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.histories.compare import Comparison, compare, token_diff
from tests.histories.environment import PackagesError
from tests.histories.fetch import FetchError
from tests.histories.job import Job
from tests.histories.running import alembics_answer, job_for, sqlgens_answer
from tests.histories.sources import DIALECTS, read_histories

# designate has no downgrades.
SHARE = [("designate", "upgrade"), ("jupyterhub", "upgrade"), ("jupyterhub", "downgrade")]


def job_or_skip(name: str, dialect: str, direction: str) -> Job:
    """Skips where the packages cannot be had, except in CI: there that is a failure like any other."""
    history = next(each for each in read_histories() if each.name == name)
    try:
        return job_for(history, dialect, direction)
    except (FetchError, PackagesError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the package index is out of reach: {error}")


def compared(job: Job) -> Comparison:
    return compare(alembics_answer(job), sqlgens_answer(job), Path(job.root))


def told(result: Comparison) -> Iterator[str]:
    for difference in result.differences:
        yield f"{difference.file}: {difference.error or ''}"
        yield from token_diff(difference)


def test_every_package_is_pinned_and_every_history_has_its_dialects() -> None:
    histories = read_histories()
    assert len({history.package for history in histories}) == 15
    assert len(histories) == 16
    for history in histories:
        assert len(history.package.sha256) == 64
        assert set(history.native) <= set(DIALECTS)


@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["postgresql", "mssql"])
@pytest.mark.parametrize("name, direction", SHARE)
def test_a_public_history_renders_as_alembic_renders_it(name: str, dialect: str, direction: str) -> None:
    result = compared(job_or_skip(name, dialect, direction))
    assert result.rendered_by_both == result.rendered_by_alembic > 0
    assert not result.differences, "\n".join(told(result))


@pytest.mark.slow
def test_a_history_with_many_indexes_renders_alike_in_every_run() -> None:
    job = job_or_skip("arize-phoenix", "postgresql", "upgrade")
    first, second = (sqlgens_answer(job, hash_seed) for hash_seed in (1, 2))
    unsteady = [
        one.file for one, other in zip(first.revisions, second.revisions, strict=True) if one != other
    ]
    assert not unsteady
