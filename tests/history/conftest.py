"""Revision files and histories in memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sqlgen.history import History, Revision

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a revision file, as text or as its header, and gives its path."""

    def write(name: str, text: str, folder: str = "versions") -> Path:
        file = tmp_path / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    return write


def history(text: str) -> History:
    """A history from lines such as `c: a b [label] needs d`: revision c goes on from a and b."""
    revisions = []
    for line in text.strip().splitlines():
        identifier, _, rest = line.strip().partition(":")
        rest, _, needs = rest.partition("needs")
        words = rest.split()
        labels = tuple(word[1:-1] for word in words if word.startswith("["))
        down = tuple(word for word in words if not word.startswith("["))
        file = Path(f"{identifier}.py")
        revisions.append(Revision(identifier, down, tuple(needs.split()), labels, "", "", file))
    return History(revisions)
