"""Alembic's `EnvironmentContext` for code that starts one itself."""

from __future__ import annotations

from typing import Any, NoReturn

from sqlgen.errors import NeedsDatabase
from sqlgen.replay import environment


class EnvironmentContext(environment.EnvironmentContext):
    """The class under Alembic's name. A history that is being rendered cannot start another environment."""

    def __init__(self, *_: Any, **__: Any) -> NoReturn:
        raise NeedsDatabase(
            "the revision starts a migration environment of its own, and that runs on a database",
            hint="leave the revision out of the range, and run it where there is one",
        )
