"""The graph of revisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from sqlgen.history.integrity import (
    check_cycles,
    check_identifiers,
    check_loops,
    owners_of_labels,
    resolved_dependencies,
    resolved_parents,
)
from sqlgen.history.revision import Revision

Links = Mapping[str, tuple[str, ...]]
"""From an identifier to others, in a fixed order."""


class Graph(Mapping[str, Revision]):
    """Revisions by identifier, in the order of their files, and how they hang together.

    Immutable. `parents` and `children` follow `down_revision` alone, `dependencies` is `depends_on` with
    labels and partial identifiers resolved. `requires` is what the version table sees: the parents, and
    those dependencies that no ancestor has already.

    Raises HistoryError, naming the files, for duplicate identifiers or labels, missing parents and cycles.
    """

    def __init__(self, revisions: Iterable[Revision]) -> None:
        revisions = tuple(revisions)
        check_identifiers(revisions)
        check_loops(revisions)
        self._revisions: dict[str, Revision] = {revision.id: revision for revision in revisions}
        self.label_owners: Mapping[str, str] = MappingProxyType(owners_of_labels(self._revisions))
        self.parents: Links = resolved_parents(self._revisions)
        self.dependencies: Links = resolved_dependencies(self._revisions, self.label_owners)
        everything_below = {
            id_: _unique(self.parents[id_] + self.dependencies[id_]) for id_ in self._revisions
        }
        check_cycles(self._revisions, self.parents, "cycle")
        self._upward = check_cycles(self._revisions, everything_below, "dependency cycle")
        self.children: Links = _reversed(self._revisions, self.parents)
        self.dependents: Links = _reversed(self._revisions, everything_below)
        self.requires: Links = self._requirements()
        self.heads = tuple(id_ for id_ in self._revisions if not self.children[id_])
        self.effective_heads = tuple(id_ for id_ in self._revisions if not self.dependents[id_])
        self.bases = tuple(id_ for id_ in self._revisions if not self.parents[id_])

    def __getitem__(self, identifier: str) -> Revision:
        return self._revisions[identifier]

    def __iter__(self) -> Iterator[str]:
        return iter(self._revisions)

    def __len__(self) -> int:
        return len(self._revisions)

    def is_head(self, identifier: str) -> bool:
        return not self.children[identifier]

    def is_effective_head(self, identifier: str) -> bool:
        """Whether nothing follows the revision and nothing depends on it, so that it has a row of its own
        in the version table."""
        return not self.dependents[identifier]

    def is_base(self, identifier: str) -> bool:
        return not self.parents[identifier]

    def is_branch_point(self, identifier: str) -> bool:
        return len(self.children[identifier]) > 1

    def is_merge_point(self, identifier: str) -> bool:
        return len(self.parents[identifier]) > 1

    def ancestors(self, identifiers: Iterable[str], *, dependencies: bool = True) -> set[str]:
        """The identifiers and all below them."""
        return _closure(identifiers, self.requires if dependencies else self.parents)

    def descendants(self, identifiers: Iterable[str], *, dependencies: bool = True) -> set[str]:
        """The identifiers and all above them."""
        return _closure(identifiers, self.dependents if dependencies else self.children)

    def lineage(self, identifier: str, *, dependencies: bool = False) -> set[str]:
        """The revision with its ancestors and descendants."""
        return self.ancestors([identifier], dependencies=dependencies) | self.descendants(
            [identifier], dependencies=dependencies
        )

    def to_json(self, identifier: str) -> dict[str, object]:
        """A revision and its place in the graph."""
        return {
            **self[identifier].to_json(),
            "labels": sorted(self.labels[identifier]),
            "requires": list(self.requires[identifier]),
            "children": list(self.children[identifier]),
            "head": self.is_head(identifier),
            "effective_head": self.is_effective_head(identifier),
            "branch_point": self.is_branch_point(identifier),
            "merge_point": self.is_merge_point(identifier),
        }

    def position(self, identifier: str) -> int:
        """Where the file of a revision stands among all files; it decides ties."""
        return self._positions[identifier]

    def stands_on(self, upper: str, lower: str) -> bool:
        """Whether `lower` is `upper` or below it, dependencies included. Cheap after the first call."""
        return bool(self._below[upper] >> self._positions[lower] & 1)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {identifier: position for position, identifier in enumerate(self._revisions)}

    @cached_property
    def _below(self) -> dict[str, int]:
        """For each revision, its ancestors and itself as the bits of an integer: a history of 5,000
        revisions takes 3 MB and a few milliseconds, where sets would take seconds."""
        below: dict[str, int] = {}
        for identifier in self._upward:
            bits = 1 << self._positions[identifier]
            for lower in self.requires[identifier]:
                bits |= below[lower]
            below[identifier] = bits
        return below

    @cached_property
    def labels(self) -> Mapping[str, frozenset[str]]:
        """The branch labels of every revision.

        A label spreads to all descendants and, as long as neither a branch nor a merge is in the way above
        or below, to the ancestors down to the branch point.
        """
        spread: dict[str, set[str]] = {identifier: set() for identifier in self._revisions}
        for identifier, revision in self._revisions.items():
            if not revision.branch_labels:
                continue
            members = self.descendants([identifier], dependencies=False)
            if not any(self._forks(member) for member in members):
                members |= self._stem(identifier)
            for member in members:
                spread[member].update(revision.branch_labels)
        return MappingProxyType({identifier: frozenset(labels) for identifier, labels in spread.items()})

    def _forks(self, identifier: str) -> bool:
        return len(self.dependents[identifier]) > 1 or self.is_merge_point(identifier)

    def _stem(self, identifier: str) -> set[str]:
        """The ancestors down a line that neither branches nor merges."""
        stem: set[str] = set()
        while self.parents[identifier]:
            (identifier,) = self.parents[identifier]
            if self._forks(identifier):
                break
            stem.add(identifier)
        return stem

    def _requirements(self) -> Links:
        requires: dict[str, tuple[str, ...]] = {}
        for identifier, parents in self.parents.items():
            dependencies = self.dependencies[identifier]
            if dependencies:
                inherited = {
                    lower
                    for ancestor in self.ancestors([identifier], dependencies=False) - {identifier}
                    for lower in self.dependencies[ancestor]
                }
                dependencies = tuple(lower for lower in dependencies if lower not in inherited)
            requires[identifier] = _unique(parents + dependencies)
        return MappingProxyType(requires)


def _unique(identifiers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(identifiers)) if len(identifiers) > 1 else identifiers


def _reversed(revisions: Iterable[str], links: Links) -> Links:
    back: dict[str, list[str]] = {identifier: [] for identifier in revisions}
    for identifier, lowers in links.items():
        for lower in lowers:
            back[lower].append(identifier)
    return MappingProxyType({identifier: tuple(uppers) for identifier, uppers in back.items()})


def _closure(identifiers: Iterable[str], links: Links) -> set[str]:
    seen: set[str] = set()
    waiting = list(identifiers)
    while waiting:
        identifier = waiting.pop()
        if identifier not in seen:
            seen.add(identifier)
            waiting.extend(links[identifier])
    return seen
