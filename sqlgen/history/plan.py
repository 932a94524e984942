"""From a range of revisions to the steps that it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlgen.errors import UsageError
from sqlgen.history.graph import Graph
from sqlgen.history.identifiers import find, in_lineage, parse, resolve
from sqlgen.history.ranges import (
    downgrade_target,
    refuse_overlap,
    to_downgrade,
    to_upgrade,
    upgrade_targets,
)
from sqlgen.history.revision import Direction, Plan, VersionChange
from sqlgen.history.version_rows import VersionRows


def split_range(text: str) -> tuple[str | None, str]:
    """The two ends of `start:end`, or (None, `end`). Raises UsageError for more than one colon."""
    if text.count(":") > 1:
        raise UsageError(
            f"{text!r} has more than two ends", hint="A range is start:end; several starts are a,b:end."
        )
    start, colon, end = text.rpartition(":")
    return (start.strip() if colon else None), end.strip()


def starting_revisions(
    graph: Graph, text: str | None, *, current: Sequence[str] | None = None
) -> tuple[str, ...]:
    """What the version table holds at the start of a range: identifiers separated by commas, or nothing."""
    if not text:
        return ()
    found: list[str] = []
    for part in text.split(","):
        found += resolve(graph, part, current=current)
    return tuple(dict.fromkeys(found))


def plan_range(graph: Graph, text: str, direction: Direction | None = None) -> Plan:
    """The plan of `start:end`, `start:` (to the heads), `:end` and `end` (from the base).

    Without a direction, a target below the start is a downgrade and everything else an upgrade.
    Raises UsageError where the range does not lead in the direction asked for.
    """
    start, end = split_range(text)
    if direction is Direction.STAMP:
        return plan_stamp_ranges(graph, [text])
    held = starting_revisions(graph, start)
    if direction is None:
        direction = _direction(graph, held, end or "heads")
    if direction is Direction.UP:
        plan = plan_upgrade(graph, held, end or "heads")
        if not plan.steps and _leads_down(graph, held, end):
            raise UsageError(
                f"{text!r} leads down, where an upgrade is asked for", hint="Ask for a downgrade."
            )
        return plan
    if start is None or not end:
        raise UsageError(
            f"a downgrade needs both ends of its range, and {text!r} has one",
            hint=f"Say where the database stands: heads:{end or 'base'}.",
        )
    return plan_downgrade(graph, held, end)


def _direction(graph: Graph, held: Sequence[str], end: str) -> Direction:
    identifier = parse(graph, end)
    if not held:
        return Direction.UP if (identifier.steps or 0) >= 0 else Direction.DOWN
    return Direction.DOWN if _leads_down(graph, held, end) else Direction.UP


def _leads_down(graph: Graph, held: Sequence[str], end: str) -> bool:
    identifier = parse(graph, end or "heads")
    if identifier.symbol is None:
        return (identifier.steps or 0) < 0
    targets = resolve(graph, end or "heads", current=held)
    if not targets:
        return bool(held)
    return any(target not in held for target in targets) and set(targets) <= graph.ancestors(held)


def plan_upgrade(graph: Graph, held: Sequence[str], target: str) -> Plan:
    """The upgrade of a database whose version table holds `held`. `target` may be relative to it."""
    held = _known(graph, held)
    rows = VersionRows(graph, held)
    order = to_upgrade(graph, held, upgrade_targets(graph, target, held))
    steps = tuple(rows.upgrade(graph[identifier]) for identifier in order)
    return Plan(Direction.UP, held, rows.held, steps)


def plan_downgrade(graph: Graph, held: Sequence[str], target: str) -> Plan:
    """The downgrade of a database whose version table holds `held`. `target` may be relative to it."""
    held = _known(graph, held)
    refuse_overlap(graph, held)
    rows = VersionRows(graph, held)
    label, stop = downgrade_target(graph, target, held)
    order = to_downgrade(graph, held, label, stop)
    steps = tuple(rows.downgrade(graph[identifier]) for identifier in order)
    return Plan(Direction.DOWN, held, rows.held, steps)


def plan_back(graph: Graph, plan: Plan, count: int | None = None) -> Plan:
    """The way back from an upgrade, or from its first `count` steps, the last step first."""
    done = plan.steps[:count]
    rows = VersionRows(graph, done[-1].after if done else plan.start)
    held = rows.held
    steps = tuple(rows.downgrade(step.revision) for step in reversed(done))
    return Plan(Direction.DOWN, held, rows.held, steps)


def plan_stamp_ranges(graph: Graph, texts: Iterable[str]) -> Plan:
    """The stamp of one or several of `start:end` or `end`; only one start may be named."""
    starts: dict[str, None] = {}
    targets: list[str] = []
    for text in texts:
        start, end = split_range(text)
        if start:
            starts[start] = None
        targets.append(end)
    if len(starts) > 1:
        raise UsageError(
            f"a stamp has one start, and {' and '.join(starts)} are named",
            hint="Several rows at the start are one start: a,b:end.",
        )
    return plan_stamp(graph, starting_revisions(graph, next(iter(starts), None)), targets)


def plan_stamp(graph: Graph, held: Sequence[str], targets: Sequence[str]) -> Plan:
    """The change of the version table from `held` to `targets`, with no revision run.

    Rows on the branches of a target move to it, whichever way; a target on a branch that no row
    stands on gets a row of its own; the base deletes the rows of its branches.
    """
    held = _known(graph, held)
    rows = VersionRows(graph, held)
    affected = [row for row in held if any(_concerns(graph, target, row) for target in targets)]
    steps = []
    for target in targets:
        destinations = resolve(graph, target or "base", current=held)
        if not destinations:
            steps += [rows.stamp(graph[row], [VersionChange(row, None)]) for row in affected]
        for destination in destinations:
            if destination not in affected:
                changes = _stamp_changes(graph, rows, affected, destination)
                steps.append(rows.stamp(graph[destination], changes))
    return Plan(Direction.STAMP, held, rows.held, tuple(steps))


def _concerns(graph: Graph, target: str, row: str) -> bool:
    """Whether a row is on the branch that a stamp's target names."""
    identifier = parse(graph, target or "base")
    shares = [part for part in (identifier.label,) if part is not None]
    shares += resolve(graph, target or "base")
    return not shares or any(in_lineage(graph, [row], share, dependencies=True) for share in shares)


def _stamp_changes(
    graph: Graph, rows: VersionRows, affected: Sequence[str], destination: str
) -> list[VersionChange]:
    moved = [row for row in affected if row in rows.held]
    related = any(
        graph.stands_on(row, destination) or graph.stands_on(destination, row) for row in affected
    )
    if not moved or not related:
        return [VersionChange(None, destination)]
    return [*(VersionChange(row, None) for row in moved[:-1]), VersionChange(moved[-1], destination)]


def _known(graph: Graph, held: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(find(graph, row) for row in held))
