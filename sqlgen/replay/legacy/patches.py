"""Every patch that gives back something of SQLAlchemy's."""

from __future__ import annotations

from sqlgen.replay.legacy import constructs, execution, names, rows
from sqlgen.replay.legacy.patching import Patch

PATCHES: tuple[Patch, ...] = (*names.PATCHES, *constructs.PATCHES, *execution.PATCHES, *rows.PATCHES)
