"""Alembic's `ScriptDirectory`, as far as env.py files ask it about the history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlgen.config import Config, read_layout
from sqlgen.history import History, Revision, read_history


class ScriptDirectory:
    """A history under Alembic's name."""

    def __init__(self, history: History, folder: Path) -> None:
        self.history = history
        self.dir = str(folder)

    @classmethod
    def from_config(cls, config: Config) -> ScriptDirectory:
        layout = read_layout(config)
        history = read_history(
            layout.version_locations, recursive=layout.recursive, sourceless=layout.sourceless
        )
        return cls(history, layout.script_location)

    def get_heads(self) -> list[str]:
        return list(self.history.heads)

    def get_bases(self) -> list[str]:
        return list(self.history.bases)

    def get_current_head(self) -> str | None:
        """The one head; None for an empty history. Raises UsageError if there are several."""
        found = self.history.resolve_one("head")
        return found.id if found else None

    def get_revision(self, identifier: str) -> Revision | None:
        return self.history.resolve_one(identifier)

    def get_revisions(self, identifiers: Any) -> tuple[Revision, ...]:
        texts = [identifiers] if isinstance(identifiers, str) else identifiers
        return tuple(revision for text in texts for revision in self.history.resolve(text))

    def walk_revisions(self, base: str = "base", head: str = "heads") -> Iterator[Revision]:
        yield from self.history.walk(f"{base}:{head}")
