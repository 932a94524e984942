"""Release tags in the order of their versions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

from packaging.version import InvalidVersion, Version

NUMBERED = re.compile(r"(?:.*[-/_])?[vV]?(\d.*)")


def version_of(tag: str) -> Version | None:
    """The version that a tag names, as `v1.2`, `release-1.2rc1` and `shop/1.2.post1` do; None where none."""
    found = NUMBERED.fullmatch(tag)
    try:
        return Version(found[1]) if found else None
    except InvalidVersion:
        return None


def latest(tags: Iterable[str], pattern: str) -> str | None:
    """The tag of the highest version among those that fit a pattern; None where none does."""
    known = [(version, tag) for tag in tags if fnmatchcase(tag, pattern) and (version := version_of(tag))]
    return max(known)[1] if known else None


def sorted_tags(tags: Iterable[str], pattern: str, besides: Collection[str] = ()) -> list[str]:
    """The tags that fit a pattern, and those `besides`, the lowest version first."""
    fitting = [tag for tag in tags if tag in besides or (fnmatchcase(tag, pattern) and version_of(tag))]
    return sorted(fitting, key=lambda tag: (version_of(tag) or Version("0.dev0"), tag))
