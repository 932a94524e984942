"""A bundle beside the one that is made from its tag today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlgen.bundle.manifest import NAME as MANIFEST
from sqlgen.bundle.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What differs: `files` by name, and the inputs that `moved`. Only `tools` may have."""

    files: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    tools: bool = False

    @property
    def same(self) -> bool:
        return not self.files


def reproduction(
    there: Mapping[str, bytes], was: Manifest, here: Mapping[str, bytes], now: Manifest
) -> Reproduction:
    """Compare a bundle, byte by byte, with one made anew; say which input is another where they differ."""
    names = sorted(set(there) | set(here))
    files = tuple(name for name in names if there.get(name) != here.get(name))
    if not files:
        return Reproduction()
    inputs = tuple(_inputs(was, now))
    tools = tuple(_mapping(was.tools, now.tools, "tool"))
    moved = (*inputs, *tools)
    if not moved:
        moved = (f"no input that {MANIFEST} names: the files were changed, or made by another sqlgen",)
    return Reproduction(files, moved, bool(tools) and not inputs)


def _inputs(was: Manifest, now: Manifest) -> Iterator[str]:
    if was.tag != now.tag:
        yield f"the tag: the bundle is of {was.tag}"
    if was.commit != now.commit:
        yield f"the tag {now.tag} leads to commit {now.commit[:12]}, and led to {was.commit[:12]}"
    if (was.previous, was.previous_commit) != (now.previous, now.previous_commit):
        yield (
            f"the release before: {now.previous or 'none'} at {now.previous_commit[:12]}, and was "
            f"{was.previous or 'none'} at {was.previous_commit[:12]}"
        )
    if was.start != now.start or was.end != now.end:
        yield f"the range: {_range(now)}, and was {_range(was)}"
    yield from _mapping(
        {one.id: one.sha256 for one in was.revisions},
        {one.id: one.sha256 for one in now.revisions},
        "revision",
    )
    yield from _mapping(was.settings, now.settings, "setting")
    if [(one.id, one.authors) for one in was.revisions] != [(one.id, one.authors) for one in now.revisions]:
        yield "who wrote the revisions"


def _range(manifest: Manifest) -> str:
    return f"{', '.join(manifest.start) or 'base'} to {', '.join(manifest.end) or 'base'}"


def _mapping(was: Mapping[str, Any], now: Mapping[str, Any], what: str) -> Iterator[str]:
    for name in sorted(set(was) | set(now)):
        if was.get(name) != now.get(name):
            yield f"{what} {name}: {_short(now.get(name))}, and was {_short(was.get(name))}"


def _short(value: Any) -> str:
    text = "none" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:12]}…"
