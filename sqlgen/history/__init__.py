"""Histories of revisions, and the plans that ranges of them ask for."""

from sqlgen.history.headers import RunModule
from sqlgen.history.history import History, read_history
from sqlgen.history.revision import Direction, Plan, Revision, Step, VersionChange

__all__ = [
    "Direction",
    "History",
    "Plan",
    "Revision",
    "RunModule",
    "Step",
    "VersionChange",
    "read_history",
]
