"""What a project does otherwise than its dialect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Table

from sqlgen.errors import RevisionError

VersionTableFactory = Callable[..., Table]


@dataclass(frozen=True, slots=True)
class Overrides:
    """What a class of the project says for one dialect.

    `by` names the class with its module, `refused` those of its methods that only Alembic could call.
    """

    by: str
    version_table: VersionTableFactory | None = None
    transactional_ddl: bool | None = None
    refused: tuple[str, ...] = ()


_overrides: dict[str, Overrides] = {}
NONE = Overrides("")


def override(dialect: str, said: Overrides) -> None:
    """Let `said` hold for a dialect; what was said before of it holds no longer."""
    _overrides[dialect] = said


def overrides_of(dialect: str) -> Overrides:
    """What holds for a dialect. Raises RevisionError where it would write SQL that sqlgen does not know."""
    found = _overrides.get(dialect, NONE)
    if found.refused:
        raise RevisionError(
            f"{found.by} has a {found.refused[0]} of its own, which sqlgen does not call for {dialect}",
            hint="what it adds can be an operation: Operations.register_operation and implementation_for",
        )
    return found


@contextmanager
def overrides_by_env_forgotten() -> Iterator[None]:
    """Forget behind the block what env.py said itself, for it is run anew each time.

    What an imported module said stays, for it is imported once.
    """
    before = dict(_overrides)
    try:
        yield
    finally:
        for dialect, said in list(_overrides.items()):
            if said.by.startswith("env_py."):
                del _overrides[dialect]
                if dialect in before:
                    _overrides[dialect] = before[dialect]
