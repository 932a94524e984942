"""How long statements took where they ran before: a forecast of how long they will take elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

Durations = Mapping[str, Mapping[str, float]]
"""Seconds by environment, by the digest of what was sent."""


def durations(entries: Iterable[Mapping[str, Any]]) -> Durations:
    """What the logs tell of statements that were done; the last run of each counts."""
    found: dict[str, dict[str, float]] = {}
    for entry in entries:
        for seen in entry["files"]:
            for step in seen["steps"]:
                if seen["state"] == "done" and step["seconds"] is not None:
                    found.setdefault(step["digest"], {})[entry["environment"]] = step["seconds"]
    return found


def took(sent: Sequence[tuple[str, str]], known: Durations) -> Iterator[str]:
    """Words for each environment in which some of the statements ran, given by digest and first words."""
    environments = sorted({name for digest, _ in sent for name in known.get(digest, ())})
    for name in environments:
        times = [(known[digest][name], words) for digest, words in sent if name in known.get(digest, ())]
        longest, words = max(times)
        whole = sum(seconds for seconds, _ in times)
        yield (
            f"{whole:.3g} s on {name} for {len(times)} of {len(sent)} statements, "
            f"the longest {longest:.3g} s ({words})"
        )
