"""The place in a revision file that something came from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement, an operation or an error was written.

    `revision` is a revision identifier, `file` the path as it was read, `line` counts from 1.
    Every part may be unknown.
    """

    revision: str | None = None
    file: Path | None = None
    line: int | None = None

    def __str__(self) -> str:
        place = str(self.file) if self.file else ""
        if place and self.line:
            place += f":{self.line}"
        named = f"revision {self.revision}" if self.revision else ""
        return ", ".join(part for part in (named, place) if part)

    def to_json(self) -> dict[str, object]:
        return {
            "revision": self.revision,
            "file": self.file.as_posix() if self.file else None,
            "line": self.line,
        }
