"""Public histories, applied to real servers beside Alembic online, up and down: nothing differs.

All of them, with the page that tells the outcome: `make proof`.
"""

from __future__ import annotations

import os
import shutil

import pytest

from tests.histories.environment import PackagesError
from tests.histories.fetch import FetchError
from tests.histories.proof.job import EVERY
from tests.histories.proof.prove import Proof, proved
from tests.histories.proof.servers import ADDRESSES, CLIENTS
from tests.histories.sources import read_histories


def proof_or_skip(name: str, dialect: str) -> Proof:
    """Skips without a server, its client or the packages, except in CI: there that is a failure."""
    reason = ""
    if dialect in ADDRESSES and not os.environ.get(ADDRESSES[dialect]):
        reason = f"no {dialect} server: set {ADDRESSES[dialect]} to an SQLAlchemy URL"
    elif shutil.which(CLIENTS[dialect]) is None:
        reason = f"no {CLIENTS[dialect]} to apply a script with"
    if not reason:
        try:
            return proved(next(each for each in read_histories() if each.name == name), dialect)
        except (FetchError, PackagesError) as error:
            reason = f"the package index is out of reach: {error}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name, dialect, revisions, down",
    [("arize-phoenix", "postgresql", 20, 20), ("zenml", "mariadb", 8, 8), ("arize-phoenix", "sqlite", 9, 9)],
)
def test_a_public_history_leaves_what_alembic_leaves_and_the_catalog_says(
    name: str, dialect: str, revisions: int, down: int
) -> None:
    proof = proof_or_skip(name, dialect)

    assert proof.covered >= revisions
    assert len(proof.between) >= (revisions - 1) // EVERY
    assert proof.down >= down
    assert [each for each in proof.differences() if each[0] != "wanted"] == []
