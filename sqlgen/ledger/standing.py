"""Where databases stand, and what is proven of each release, by the entries of a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PROVEN, APPLIED, DOUBTFUL = "proven", "applied", "doubtful"
PARTIAL, FAILED, NEVER, BEHIND = "partial", "failed", "never confirmed", "behind"
DONE = frozenset({PROVEN, APPLIED, DOUBTFUL})


@dataclass(slots=True)
class OfFile:
    """The last word of the logs on a file, and how often it was done."""

    seen: Mapping[str, Any]
    done: int = 0


@dataclass(slots=True)
class OfRelease:
    """What the logs of one database show of a release.

    `expected` are the files that had to run, in order, with the revisions that each has statements of.
    """

    tag: str
    commit: str
    manifest: str
    script: str
    expected: tuple[tuple[str, tuple[str, ...]], ...]
    files: dict[str, OfFile] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    ended: str = ""
    by: str = ""

    @property
    def done(self) -> list[str]:
        return [name for name, _ in self.expected if name in self.files and self.files[name].done]

    @property
    def state(self) -> str:
        """`proven`, `applied` by marks alone, `doubtful`, `partial` or `failed`."""
        if len(self.done) < len(self.expected):
            return PARTIAL if self.done else FAILED
        if self.problems:
            return DOUBTFUL
        text = all(file.seen["evidence"] == "text" for file in self.files.values())
        return PROVEN if text else APPLIED

    @property
    def steps(self) -> int:
        return sum(len(file.seen["steps"]) for file in self.files.values() if file.done)

    @property
    def seconds(self) -> float:
        """How long the statements took that the logs tell it of."""
        return round(
            sum(
                step["seconds"] or 0
                for file in self.files.values()
                if file.done
                for step in file.seen["steps"]
            ),
            3,
        )

    @property
    def revisions(self) -> dict[str, str]:
        """The state of each revision: whether every file that has statements of it is done."""
        found: dict[str, str] = {}
        for name, revisions in self.expected:
            file = self.files.get(name)
            state = BEHIND
            if file is not None and file.done:
                state = PROVEN if file.seen["evidence"] == "text" else APPLIED
                state = DOUBTFUL if file.seen["problems"] else state
            for revision in revisions:
                found[revision] = _worse(found.get(revision, state), state)
        return found

    def said(self) -> Iterator[str]:
        """What is not as it should be, in sentences."""
        for name, _ in self.expected:
            file = self.files.get(name)
            if file is None:
                later = self.done and self.done[-1] > name
                yield f"{name} was skipped" if later else f"{name} did not run"
            elif not file.done:
                yield f"{name}: {_stopped(file.seen)}"
        yield from self.problems


def _worse(one: str, other: str) -> str:
    if BEHIND in (one, other):
        return PARTIAL if one != other else BEHIND
    order = (PARTIAL, DOUBTFUL, APPLIED, PROVEN)
    return min(one, other, key=order.index)


def _stopped(seen: Mapping[str, Any]) -> str:
    ran, of = len(seen["steps"]), seen["of"]
    why = f": {seen['errors'][0]}" if seen["errors"] else ""
    match seen["state"]:
        case "refused":
            return f"its guard let nothing happen{why}"
        case "rolled back":
            return f"stopped behind {ran} of {of} steps, all of which were rolled back{why}"
        case "unsure":
            return f"all {of} steps ran, and the log does not show its last check{why}"
        case _:
            return f"stopped behind {ran} of {of} steps{why}"


@dataclass(slots=True)
class Standing:
    """One database by its ledger. `rows` are what its version table holds, None where no log says."""

    environment: str
    database: str
    target: str
    folder: str
    rows: tuple[str, ...] | None = None
    releases: dict[str, OfRelease] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.environment}, {self.database or 'its database'} on {self.target}"

    def take(self, entry: Mapping[str, Any]) -> None:
        """Go on by one entry."""
        release = self.releases.get(entry["tag"])
        if release is None or release.script != entry["script"]:
            expected = tuple((one["file"], tuple(one["revisions"])) for one in entry["scripts"])
            release = OfRelease(entry["tag"], entry["commit"], entry["manifest"], entry["script"], expected)
            self.releases[entry["tag"]] = release
        for seen in entry["files"]:
            self._take_file(release, seen)
        release.problems += entry["problems"]

    def _take_file(self, release: OfRelease, seen: Mapping[str, Any]) -> None:
        known = release.files.setdefault(seen["file"], OfFile(seen))
        if seen["state"] == "done":
            known.seen = seen
            known.done += 1
            self.rows = tuple(seen["after"])
            release.ended, release.by = seen["ended"], seen["by"]
            if known.done > 1:
                release.problems.append(f"{seen['file']} ran {known.done} times")
        elif not known.done:
            known.seen = seen
        if self.rows is None:
            self.rows = tuple(seen["before"])
        release.problems += [f"{seen['file']}: {problem}" for problem in seen["problems"]]


def standings(entries: Iterable[Mapping[str, Any]]) -> list[Standing]:
    """Where each database stands that the entries tell of."""
    found: dict[tuple[str, str, str], Standing] = {}
    for entry in entries:
        key = (entry["environment"], entry["database"], entry["folder"])
        if key not in found:
            found[key] = Standing(key[0], key[1], entry["target"], key[2])
        found[key].take(entry)
    return list(found.values())


def release_states(standing: Standing, tags: Sequence[str]) -> dict[str, str]:
    """The state of every release on a database, `tags` being all of them in the order of their versions.

    A release without a log that lies before one that was applied has to be there, and was never confirmed.
    """
    applied = [place for place, tag in enumerate(tags) if tag in standing.releases]
    last = max(applied, default=-1)
    states = {}
    for place, tag in enumerate(tags):
        release = standing.releases.get(tag)
        states[tag] = release.state if release else (NEVER if place < last else BEHIND)
    return states
