"""The small functions of `alembic.util` that projects use."""

from __future__ import annotations

import uuid
from typing import Any


def asbool(value: Any) -> bool:
    """Whether a text from a configuration file says true."""
    return value is not None and str(value).lower() == "true"


def rev_id() -> str:
    """A new revision identifier: twelve hexadecimal digits."""
    return uuid.uuid4().hex[-12:]


def to_list(value: Any, default: list[Any] | None = None) -> Any:
    """The value as a list: a text or a single thing becomes a list of one."""
    if value is None:
        return default
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return [value]
    return list(value)


def to_tuple(value: Any, default: tuple[Any, ...] | None = None) -> Any:
    """The value as a tuple: a text or a single thing becomes a tuple of one."""
    listed = to_list(value)
    return default if listed is None else tuple(listed)
