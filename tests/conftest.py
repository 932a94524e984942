"""What every test shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.projects import MadeProject

# A shared runner is slow at random; a deadline would fail on its mood.
settings.register_profile("sqlgen", deadline=None)
settings.load_profile("sqlgen")

# What a test shows must not depend on the one before, nor on whoever runs it; tests of the cache ask for one.
os.environ["SQLGEN_NO_CACHE"] = "1"


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the repository."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def made(tmp_path: Path) -> MadeProject:
    """A project without revisions, for PostgreSQL."""
    return MadeProject(tmp_path)
