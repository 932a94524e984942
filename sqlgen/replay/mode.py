"""What revisions are told of the mode that they run in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Mode:
    """The answer to `context.is_offline_mode()`, and whether somebody asked."""

    offline: bool = True
    asked: bool = False

    def answer(self) -> bool:
        self.asked = True
        return self.offline

    @contextmanager
    def online(self) -> Iterator[None]:
        """Let the answer be no while the block runs."""
        self.offline = False
        try:
            yield
        finally:
            self.offline = True
