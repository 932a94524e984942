"""Which commits a release lies between, and what became of the revisions from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlgen.bundle.versions import latest, version_of
from sqlgen.errors import HistoryError, UsageError
from sqlgen.history.released import Released
from sqlgen.repository import Repository


@dataclass(frozen=True, slots=True)
class Release:
    """A tag with its commit, and the release before it; both parts of `previous` are empty for the first."""

    tag: str
    commit: str
    previous: str = ""
    previous_commit: str = ""


def find_release(repository: Repository, tag: str, since: str | None, pattern: str) -> Release:
    """The release of a tag, and the one before it: `since`, or the highest version that the tag contains.

    Raises UsageError where git knows no such tag, or the tag does not contain `since`.
    """
    commit = repository.tagged(tag)
    if since is None:
        own = version_of(tag)
        before = [
            name
            for name, other in repository.tags().items()
            if name != tag
            and repository.contains(commit, other)
            and (own is None or (version := version_of(name)) is None or version < own)
        ]
        since = latest(before, pattern)
    if since is None:
        return Release(tag, commit.hexsha)
    previous = repository.tagged(since)
    if not repository.contains(commit, previous):
        raise UsageError(
            f"{tag} does not contain {since}", hint="name the release that it was made on with --since"
        )
    return Release(tag, commit.hexsha, since, previous.hexsha)


def refuse_rewritten(release: Release, released: Released) -> None:
    """Raise HistoryError where a revision of the release before is gone, or says something else."""
    problems = list(_problems(release, released))
    if problems:
        raise HistoryError(
            "; ".join(problems),
            hint="put released revisions back as they were, and say what is new in revisions of their own",
        )


def _problems(release: Release, released: Released) -> Iterator[str]:
    for revision in released.lost:
        yield f"revision {revision} was released in {release.previous} and is gone in {release.tag}"
    for revision in sorted(released.changed):
        yield f"revision {revision} was released in {release.previous} and says otherwise in {release.tag}"
    for revision, above in released.behind.items():
        yield (
            f"revision {revision} is new in {release.tag} and stands in front of {above}, "
            f"which {release.previous} has: databases that are past {above} would never run it"
        )
