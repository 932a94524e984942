"""The revisions between two places of a history, and their order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from sqlgen.errors import AmbiguousRevision, RevisionNotFound, UsageError
from sqlgen.history.graph import Graph
from sqlgen.history.identifiers import (
    Identifier,
    branch,
    find,
    in_lineage,
    parse,
    several,
    symbol_targets,
    walk,
    walk_from_symbol,
)


def upgrade_targets(graph: Graph, text: str, held: Sequence[str]) -> tuple[str, ...]:
    """The revisions that an upgrade from `held` shall reach."""
    identifier = parse(graph, text)
    if identifier.steps is None:
        return symbol_targets(graph, identifier, held)
    if identifier.symbol is not None:
        target = walk_from_symbol(graph, identifier, held)
    elif identifier.steps <= 0:
        raise UsageError(
            f"{text!r} leads down, where an upgrade is asked for", hint="A downgrade goes that way."
        )
    else:
        start = _start_of_branch(graph, identifier, held)
        target = walk(graph, start, identifier.steps, label=identifier.label, text=text)
    if target is None:
        raise UsageError(f"{text!r} is the base, and nothing leads up to it")
    return (target,)


def _start_of_branch(graph: Graph, identifier: Identifier, held: Sequence[str]) -> str | None:
    """Where `+N` or `label@+N` starts to walk: the held revision, or the topmost below it on the branch."""
    starts: tuple[str, ...] = tuple(held)
    if identifier.label is not None:
        starts = in_lineage(graph, held, identifier.label)
        if not starts:
            members = set(in_lineage(graph, graph.ancestors(held), identifier.label))
            below = {lower for member in members for lower in graph.requires[member]}
            starts = tuple(sorted(members - below, key=graph.position))
    if len(starts) > 1:
        raise several(identifier.text, starts)
    return starts[0] if starts else None


def to_upgrade(graph: Graph, held: Sequence[str], targets: Sequence[str]) -> list[str]:
    """What an upgrade from `held` to `targets` runs, in order; dependencies on other branches included."""
    refuse_overlap(graph, targets)
    refuse_overlap(graph, held)
    needed = graph.ancestors(targets) - graph.ancestors(held)
    return downwards(graph, needed, targets)[::-1]


def downgrade_target(graph: Graph, text: str, held: Sequence[str]) -> tuple[str | None, str | None]:
    """The branch that a downgrade is confined to, and the revision to stop at (None for the base)."""
    identifier = parse(graph, text)
    label = identifier.label
    if identifier.steps is None:
        # The label only confines the downgrade; the revision to stop at may lie below the branch.
        found = symbol_targets(graph, replace(identifier, label=None), held)
        if len(found) > 1:
            raise several(text, found)
        return label, found[0] if found else None
    if identifier.symbol is not None:
        return label, walk_from_symbol(graph, identifier, held)
    if identifier.steps >= 0:
        raise UsageError(
            f"{text!r} leads up, where a downgrade is asked for", hint="An upgrade goes that way."
        )
    start = _end_of_branch(graph, identifier, held)
    return label or start, walk(graph, start, identifier.steps, text=text)


def _end_of_branch(graph: Graph, identifier: Identifier, held: Sequence[str]) -> str:
    """Where `-N` or `label@-N` starts to walk: the held revision, or the topmost below it on the branch."""
    ends: tuple[str, ...] = tuple(held)
    if identifier.label is not None:
        ends = in_lineage(graph, held, identifier.label)
        if not ends:
            ends = in_lineage(graph, _tips(graph, graph.ancestors(held)), identifier.label)
    if not ends:
        raise RevisionNotFound(f"{identifier.text!r} leads down from the base, and nothing is below it")
    if len(ends) > 1:
        raise AmbiguousRevision(
            f"{identifier.text!r} could lead down from any of {', '.join(ends)}",
            hint=f"Name the branch, as in label@{identifier.steps}, or the revision to stop at.",
        )
    if identifier.label is not None:
        find(graph, ends[0], identifier.label)
    return ends[0]


def _tips(graph: Graph, identifiers: set[str]) -> list[str]:
    """Those that no other of them follows, dependencies left aside."""
    return sorted(
        (i for i in identifiers if not any(child in identifiers for child in graph.children[i])),
        key=graph.position,
    )


def to_downgrade(graph: Graph, held: Sequence[str], label: str | None, target: str | None) -> list[str]:
    """What a downgrade from `held` to `target` undoes, in order: all that follows the target or stands on
    what does."""
    roots: Collection[str] = graph.bases if target is None else graph.children[target]
    if label is not None and len(roots) > 1:
        members = graph.ancestors([branch(graph, label)], dependencies=False)
        roots = [root for root in roots if root in members]
        if not roots:
            raise UsageError(f"nothing of the branch {label!r} follows {target or 'the base'}")
    undone = graph.descendants(roots) & graph.ancestors(held)
    if not undone and target is not None and target not in held:
        raise UsageError(
            f"revision {target} is not below {' or '.join(held) or 'the base'}, so no downgrade leads to it"
        )
    return downwards(graph, undone, held)


def refuse_overlap(graph: Graph, identifiers: Iterable[str]) -> None:
    """Raises UsageError where one of the revisions is below another: naming both is pointless or wrong."""
    named = list(dict.fromkeys(identifiers))
    for upper in named:
        for lower in named:
            if upper != lower and graph.stands_on(upper, lower):
                raise UsageError(
                    f"{lower} is already part of {upper}, so the two cannot be named together",
                    hint=f"Leave {lower} out.",
                )


def downwards(graph: Graph, identifiers: Collection[str], tips: Iterable[str]) -> list[str]:
    """The revisions from the top down, each before all that it stands on.

    Goes down one line of revisions as long as nothing else that is still waiting stands on the next one;
    ties go by the order of the files. The order equals Alembic's.
    """
    waiting = set(identifiers)
    bare = {i for i in waiting if not any(upper in waiting for upper in graph.dependents[i])}
    lanes = sorted((set(tips) & waiting) | bare, key=graph.position)
    ordered: list[str] = []
    at = 0
    while lanes:
        candidate = lanes[at]
        blocking = _standing_on(graph, lanes, at)
        if blocking is not None:
            at = blocking
            continue
        if candidate in waiting:
            ordered.append(candidate)
            waiting.remove(candidate)
        onwards = [low for low in graph.requires[candidate] if low in waiting and low not in lanes]
        if onwards:
            lanes[at] = onwards[0]
            lanes.extend(onwards[1:])
        else:
            del lanes[at]
            at = max(at - 1, 0)
    return ordered


def _standing_on(graph: Graph, lanes: Sequence[str], at: int) -> int | None:
    """The first other lane whose revision stands on the one at `at`."""
    for position, other in enumerate(lanes):
        if position != at and graph.stands_on(other, lanes[at]):
            return position
    return None
