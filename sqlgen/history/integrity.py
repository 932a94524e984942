"""What makes a set of revisions a history, and the errors where it is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType

from sqlgen.errors import HistoryError
from sqlgen.history.revision import Revision
from sqlgen.origin import Origin

SHORTEST_PARTIAL_TARGET = 4
"""Identifiers shorter than this are found by their whole name only."""


def check_identifiers(revisions: Sequence[Revision]) -> None:
    """Raises HistoryError where two files hold the same revision."""
    seen: dict[str, Revision] = {}
    for revision in revisions:
        first = seen.setdefault(revision.id, revision)
        if first is not revision:
            raise HistoryError(
                f"revision {revision.id} stands in two files: {first.file} and {revision.file}",
                origin=_origin(revision),
                hint="Delete one of them, or give it another identifier.",
            )


def check_loops(revisions: Sequence[Revision]) -> None:
    """Raises HistoryError where a revision names itself as its parent or its dependency."""
    for revision in revisions:
        for name, identifiers in (("down_revision", revision.down), ("depends_on", revision.depends_on)):
            if revision.id in identifiers:
                raise HistoryError(
                    f"revision {revision.id} ({revision.file}) names itself in `{name}`",
                    origin=_origin(revision),
                )


def owners_of_labels(revisions: Mapping[str, Revision]) -> dict[str, str]:
    """From each branch label to the revision that declares it. Raises HistoryError for a name taken twice."""
    owners: dict[str, str] = {}
    for revision in revisions.values():
        for label in revision.branch_labels:
            taken = revisions.get(label) or revisions.get(owners.get(label, ""))
            if taken is not None:
                kind = "the identifier" if taken.id == label else "a branch label"
                raise HistoryError(
                    f"the branch label {label!r} of revision {revision.id} ({revision.file}) "
                    f"is already {kind} of revision {taken.id} ({taken.file})",
                    origin=_origin(revision),
                    hint="A label names one branch; remove it from one of the files.",
                )
            owners[label] = revision.id
    return owners


def resolved_parents(revisions: Mapping[str, Revision]) -> Mapping[str, tuple[str, ...]]:
    """`down_revision` of every revision. Raises HistoryError for a parent that no file holds."""
    for revision in revisions.values():
        for parent in revision.down:
            if parent not in revisions:
                raise HistoryError(
                    f"revision {revision.id} ({revision.file}) goes on from revision {parent}, "
                    "which no file holds",
                    origin=_origin(revision),
                    hint=_missing_hint(parent, revisions),
                )
    return MappingProxyType({revision.id: revision.down for revision in revisions.values()})


def resolved_dependencies(
    revisions: Mapping[str, Revision], labels: Mapping[str, str]
) -> Mapping[str, tuple[str, ...]]:
    """`depends_on` of every revision, labels and partial identifiers resolved.

    Raises HistoryError for a dependency that no file holds.
    """
    resolved: dict[str, tuple[str, ...]] = {}
    for revision in revisions.values():
        names = tuple(_dependency(revision, name, revisions, labels) for name in revision.depends_on)
        resolved[revision.id] = tuple(dict.fromkeys(names))
    return MappingProxyType(resolved)


def _dependency(
    revision: Revision, name: str, revisions: Mapping[str, Revision], labels: Mapping[str, str]
) -> str:
    if name in revisions:
        return name
    if name in labels:
        return labels[name]
    matches = [i for i in revisions if len(i) >= SHORTEST_PARTIAL_TARGET and i.startswith(name)]
    if len(matches) == 1:
        return matches[0]
    what = f"could be any of {', '.join(matches)}" if matches else "is neither a revision nor a branch label"
    raise HistoryError(
        f"revision {revision.id} ({revision.file}) depends on {name!r}, which {what}",
        origin=_origin(revision),
        hint=_missing_hint(name, [*revisions, *labels]),
    )


def check_cycles(
    revisions: Mapping[str, Revision], links: Mapping[str, tuple[str, ...]], kind: str
) -> tuple[str, ...]:
    """The identifiers, every one after those that it links to. Raises HistoryError naming a cycle."""
    done: dict[str, None] = {}
    on_path: dict[str, None] = {}
    for start in revisions:
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            identifier, position = stack.pop()
            if identifier in done:
                continue
            on_path[identifier] = None
            lowers = links[identifier]
            while position < len(lowers) and lowers[position] in done:
                position += 1
            if position == len(lowers):
                del on_path[identifier]
                done[identifier] = None
                continue
            lower = lowers[position]
            if lower in on_path:
                path = list(on_path)
                raise _cycle(revisions, path[path.index(lower) :], kind)
            stack += [(identifier, position + 1), (lower, 0)]
    return tuple(done)


def _cycle(revisions: Mapping[str, Revision], path: Sequence[str], kind: str) -> HistoryError:
    files = ", ".join(f"{identifier} ({revisions[identifier].file})" for identifier in path)
    return HistoryError(
        f"{kind}: {' -> '.join([*path, path[0]])}",
        origin=_origin(revisions[path[0]]),
        hint=f"Each goes on from the next: {files}",
    )


def _missing_hint(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, list(names), n=3)
    if close:
        return f"Close to it: {', '.join(close)}."
    return "Is its file missing, or its folder missing from version_locations?"


def _origin(revision: Revision) -> Origin:
    return Origin(revision.id, revision.file)
