"""The identifiers that people write for revisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlgen.errors import AmbiguousRevision, NeedsDatabase, RevisionNotFound, UsageError
from sqlgen.history.graph import Graph
from sqlgen.history.integrity import SHORTEST_PARTIAL_TARGET

_STEPS = re.compile(r"(.*?)([+-]\d+)", re.DOTALL)
_SYMBOLS = ("head", "heads", "base", "current")


@dataclass(frozen=True, slots=True)
class Identifier:
    """`label@symbol+steps` taken apart; each part may be absent, `symbol` only where there are steps.

    Without a symbol, the steps go from where the database stands.
    """

    text: str
    label: str | None
    symbol: str | None
    steps: int | None


def parse(graph: Graph, text: str) -> Identifier:
    """Takes an identifier apart. Raises UsageError for what is none."""
    text = text.strip()
    if not text:
        raise UsageError(
            "a revision is asked for, and the text is empty", hint="Say head, base or an identifier."
        )
    if text in graph or text in graph.label_owners:
        return Identifier(text, None, text, None)
    if ":" in text:
        raise UsageError(f"{text!r} is a range, where one revision is asked for")
    label, at, rest = text.partition("@")
    if at and (not label or not rest):
        raise UsageError(f"{text!r} is no identifier", hint="A branch is written as label@head or label@+1.")
    if not at:
        rest = text
    steps = None if rest in graph or rest in graph.label_owners else _STEPS.fullmatch(rest)
    if steps is None:
        return Identifier(text, label if at else None, rest, None)
    return Identifier(text, label if at else None, steps[1] or None, int(steps[2]))


def resolve(
    graph: Graph, text: str, *, current: Sequence[str] | None = None, clip: bool = False
) -> tuple[str, ...]:
    """The revisions that an identifier names; none for the base.

    `current` is what the version table holds, where somebody knows. Steps without a symbol go down from the
    effective heads, as in `history -r -3:`; with `clip` they end at the base instead of failing there.
    Raises RevisionNotFound, AmbiguousRevision, NeedsDatabase.
    """
    identifier = parse(graph, text)
    if identifier.steps is None:
        return symbol_targets(graph, identifier, current)
    if identifier.symbol is not None:
        return _some(walk_from_symbol(graph, identifier, current))
    if identifier.steps > 0:
        raise UsageError(
            f"{text!r} goes up from where the database stands, which is not known here",
            hint=f"Name a revision to start from: base{text}.",
        )
    heads = graph.effective_heads
    if identifier.label is not None:
        owner = branch(graph, identifier.label)
        heads = tuple(head for head in heads if graph.labels[head] & graph.labels[owner])
    landings = (walk(graph, head, identifier.steps, text=text, clip=clip) for head in heads)
    return tuple(dict.fromkeys(landing for landing in landings if landing is not None))


def resolve_one(graph: Graph, text: str, *, current: Sequence[str] | None = None) -> str | None:
    """The one revision that an identifier names, None for the base. Raises AmbiguousRevision for several."""
    found = resolve(graph, text, current=current)
    if len(found) > 1:
        raise several(text, found)
    return found[0] if found else None


def symbol_targets(
    graph: Graph, identifier: Identifier, current: Sequence[str] | None = None
) -> tuple[str, ...]:
    """The revisions that `label@symbol` names, steps left aside."""
    label, symbol = identifier.label, identifier.symbol or "heads"
    if symbol == "base":
        if label is not None:
            branch(graph, label)
        return ()
    if symbol == "heads":
        return graph.effective_heads if label is None else in_lineage(graph, graph.heads, label)
    if symbol == "head":
        heads = graph.heads if label is None else in_lineage(graph, graph.heads, label)
        if len(heads) > 1:
            raise several(identifier.text, heads)
        return heads
    if symbol == "current":
        if current is None:
            raise NeedsDatabase(
                f"{identifier.text!r} is what the version table of a database holds",
                hint="Name the revisions that the database is at.",
            )
        found = tuple(find(graph, each) for each in current)
        return found if label is None else in_lineage(graph, found, label)
    return (find(graph, symbol, label),)


def find(graph: Graph, name: str, label: str | None = None) -> str:
    """The revision with this identifier, branch label or unique beginning of either.

    `label` names the branch that it has to be on. Raises RevisionNotFound or AmbiguousRevision.
    """
    members = None if label is None else graph.lineage(branch(graph, label))
    found = name if name in graph else graph.label_owners.get(name)
    if found is None:
        matches = _beginning_with(graph, name)
        if members is not None:
            matches = [match for match in matches if match in members]
        if len(matches) > 1:
            raise several(name, matches)
        if not matches:
            raise _not_found(graph, name)
        found = matches[0]
    if members is not None and found not in members:
        raise RevisionNotFound(f"revision {found} is not on the branch {label!r}")
    return found


def branch(graph: Graph, label: str) -> str:
    """The revision that a branch is named by: the one that declares the label, or a revision itself."""
    if label in graph.label_owners:
        return graph.label_owners[label]
    if label in _SYMBOLS:
        raise UsageError(f"{label!r} cannot stand before '@', where a branch label or a revision belongs")
    try:
        return find(graph, label)
    except RevisionNotFound as error:
        known = ", ".join(graph.label_owners)
        hint = f"Labelled are {known}." if known else "No branch is labelled; a revision can stand for it."
        raise RevisionNotFound(f"there is no branch {label!r}", hint=hint) from error


def in_lineage(
    graph: Graph, identifiers: Iterable[str], label: str, *, dependencies: bool = False
) -> tuple[str, ...]:
    """Those of the identifiers that are above or below the revision a branch is named by."""
    members = graph.lineage(branch(graph, label), dependencies=dependencies)
    return tuple(identifier for identifier in identifiers if identifier in members)


def walk_from_symbol(
    graph: Graph, identifier: Identifier, current: Sequence[str] | None = None
) -> str | None:
    """Where `symbol+N` or `symbol-N` leads, None for the base."""
    steps = identifier.steps or 0
    if steps > 0 and identifier.symbol not in _SYMBOLS:
        # Upwards, the label chooses among the branches ahead, and the start may lie below all of them.
        starts: tuple[str, ...] = (find(graph, identifier.symbol or ""),)
    else:
        starts = symbol_targets(graph, identifier, current)
    if len(starts) > 1:
        raise several(identifier.text, starts)
    return walk(graph, starts[0] if starts else None, steps, label=identifier.label, text=identifier.text)


def walk(
    graph: Graph, start: str | None, steps: int, *, label: str | None = None, text: str, clip: bool = False
) -> str | None:
    """The revision `steps` above (or below, where negative) `start`; None is the base, at both ends.

    `label` chooses among branches on the way up. Raises RevisionNotFound for a walk past the end, unless
    `clip` lets it stop there, and AmbiguousRevision where the way parts.
    """
    place = start
    for walked in range(abs(steps)):
        if steps > 0:
            ways = graph.bases if place is None else graph.children[place]
            ways = ways if label is None else in_lineage(graph, ways, label)
        elif place is None:
            ways = ()
        elif graph.is_base(place):
            place = None
            continue
        else:
            ways = graph.parents[place]
        if not ways and clip:
            return place
        if not ways:
            end = "the base" if steps < 0 else "a head"
            raise RevisionNotFound(
                f"{text!r} goes {abs(steps)} revisions, and {end} is reached after {walked}"
            )
        if len(ways) > 1:
            raise AmbiguousRevision(
                f"{text!r} cannot be walked: {_at(place)} the way parts into {', '.join(ways)}",
                hint="Name the branch, as in label@+1, or the revision itself."
                if steps > 0
                else "Name the revision itself.",
            )
        place = ways[0]
    return place


def several(text: str, found: Sequence[str]) -> AmbiguousRevision:
    """The error for an identifier that names more revisions than one."""
    named = ", ".join(found[:5]) + (" …" if len(found) > 5 else "")
    hint = "Name one of them."
    if text == "head":
        hint = "Name one of them, write label@head, or heads for all."
    return AmbiguousRevision(f"{text!r} names {len(found)} revisions: {named}", hint=hint)


def _beginning_with(graph: Graph, name: str) -> list[str]:
    names = {known: known for known in graph} | dict(graph.label_owners)
    return list(
        dict.fromkeys(
            identifier
            for known, identifier in names.items()
            if len(known) >= SHORTEST_PARTIAL_TARGET and known.startswith(name)
        )
    )


def _not_found(graph: Graph, name: str) -> RevisionNotFound:
    close = get_close_matches(name, [*graph, *graph.label_owners, *_SYMBOLS], n=3)
    hint = f"Close to it: {', '.join(close)}." if close else "`sqlgen history` lists the revisions there are."
    return RevisionNotFound(f"no revision and no branch label is called {name!r}", hint=hint)


def _at(place: str | None) -> str:
    return "at the base" if place is None else f"at {place}"


def _some(identifier: str | None) -> tuple[str, ...]:
    return () if identifier is None else (identifier,)
