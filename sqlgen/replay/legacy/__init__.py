"""What SQLAlchemy 2 removed, given back to the revisions of old histories."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlgen.replay.legacy.parameters import legacy_arguments
from sqlgen.replay.legacy.patching import Patching

__all__ = ["legacy_active", "legacy_arguments", "legacy_sqlalchemy"]

_open: list[Patching] = []


def legacy_active() -> bool:
    """Whether the code runs inside `legacy_sqlalchemy()`."""
    return bool(_open)


@contextmanager
def legacy_sqlalchemy() -> Iterator[None]:
    """Let SQLAlchemy answer, while the block runs, to what it answered to before 2.0.

    Then it is left as it was. Blocks may be nested: the outermost patches and restores.
    """
    if _open:
        yield
        return
    # Here, because the patches import SQLAlchemy's ORM, which histories of today do without.
    from sqlgen.replay.legacy.patches import PATCHES

    patching = Patching()
    _open.append(patching)
    try:
        for patch in PATCHES:
            patch.apply(patching)
        yield
    finally:
        _open.remove(patching)
        patching.undo()
