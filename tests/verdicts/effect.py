"""What a statement did on a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
        """Whether somebody waits while rows are read or written: what a linter has to warn of."""
        return bool(self.blocks_writes and (self.rewrites or self.scans))
