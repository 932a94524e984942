"""Notes that types of SQLAlchemy keep while they are made."""

from __future__ import annotations

from typing import Any


class Notes:
    """What SQLAlchemy's types look at to make themselves once a table: a place for notes."""

    def __init__(self) -> None:
        self.memo: dict[str, Any] = {}
