"""The revisions of a range, listed for a reader."""

from __future__ import annotations

from collections.abc import Sequence

from sqlgen.errors import UsageError
from sqlgen.history.graph import Graph
from sqlgen.history.identifiers import Identifier, parse, resolve, walk
from sqlgen.history.plan import split_range
from sqlgen.history.ranges import downwards, refuse_overlap


def walk_range(graph: Graph, text: str, *, current: Sequence[str] | None = None) -> list[str]:
    """The identifiers of `start:end`, `start:` or `:end` from the top down, both ends included.

    From a start other than the base, only what descends from it is listed. `+N` as the end counts from the
    start, `-N` as either end from the heads, and both may go past the last revision. Raises UsageError where
    the start is not below the end.
    """
    start, end = split_range(text)
    if start is None:
        raise UsageError(f"{text!r} is no range", hint="Write start:end, start: or :end.")
    lowers = _ends(graph, start or "base", current)
    uppers = _ends(graph, end or "heads", current, start=lowers)
    identifier = parse(graph, start or "base")
    if identifier.label is not None:
        uppers = _of_branch(graph, identifier, uppers)
    refuse_overlap(graph, uppers)
    wanted = graph.ancestors(uppers)
    outside = [lower for lower in lowers if lower not in wanted]
    if outside:
        raise UsageError(
            f"revision {outside[0]} is not below {' or '.join(uppers) or 'the base'}",
            hint="A range goes from the older to the newer revision.",
        )
    if lowers:
        refuse_overlap(graph, lowers)
        newer = wanted - graph.ancestors(lowers) | set(lowers)
        wanted = newer & graph.descendants(lowers, dependencies=False)
    return downwards(graph, wanted, uppers)


def _ends(
    graph: Graph, text: str, current: Sequence[str] | None, *, start: Sequence[str] | None = None
) -> tuple[str, ...]:
    identifier = parse(graph, text)
    if start is None or identifier.symbol is not None or (identifier.steps or 0) <= 0:
        return resolve(graph, text, current=current, clip=True)
    if len(start) > 1:
        raise UsageError(f"{text!r} counts from the start of the range, which names {len(start)} revisions")
    base = start[0] if start else None
    end = walk(graph, base, identifier.steps or 0, label=identifier.label, text=text, clip=True)
    return () if end is None else (end,)


def _of_branch(graph: Graph, start: Identifier, uppers: Sequence[str]) -> tuple[str, ...]:
    """The ends that carry the label of the branch that the range starts on."""
    label = start.label or ""
    labels = {label} if label in graph.label_owners else graph.labels[resolve(graph, label)[0]]
    return tuple(upper for upper in uppers if graph.labels[upper] & labels)
