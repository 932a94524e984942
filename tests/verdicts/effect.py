"""What a statement did on a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

BLOCK_WRITES = frozenset({"SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"})
"""PostgreSQL's locks that writers wait behind."""


@dataclass(frozen=True)
class Effect:
    """What one statement was seen to do.

    `lock` is the strongest one on the table in question, empty for none; `other_locks` are those on the
    others, by name. `refused` is the server's sentence where it would not run the statement, and
    `in_transaction` is `refused` where that holds inside a transaction alone. `rewrites` and `scans` are None
    where nothing can be seen.
    """

    lock: str = ""
    other_locks: Mapping[str, str] = field(default_factory=dict)
    rewrites: bool | None = False
    scans: bool | None = False
    blocks_reads: bool | None = False
    blocks_writes: bool | None = False
    algorithm: str = ""
    in_transaction: str = "allowed"
    refused: str = ""

    @property
    def costly(self) -> bool:
        """Whether a linter has to warn: all rows are written, or read while somebody waits to write."""
        waiting = self.blocks_writes or any(lock in BLOCK_WRITES for lock in self.other_locks.values())
        return bool(self.rewrites or (waiting and self.scans))
