"""Which locks each segment takes, and how long it keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlgen.bundle.review.cards import Card
from sqlgen.lint.locked import NOBODY, WAITING
from sqlgen.script.segments import Mode, Segment

MODES = {
    Mode.TRANSACTION: "one transaction",
    Mode.ALONE: "one statement, outside of transactions",
    Mode.COMMITS: "one statement, which commits",
}
HARDEST = (*WAITING.values(), NOBODY)
"""Who waits, the most of them first."""


@dataclass(frozen=True, slots=True)
class Held:
    """A lock on one table, from the statement that takes it to the last one of the segment.

    `locks` are the kinds that are taken, `work` what is done to the rows meanwhile.
    """

    table: str
    locks: tuple[str, ...]
    waiting: str
    work: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """One segment, or several in a row in which nobody waits; `count` is how many statements they have."""

    first: int
    last: int
    mode: str
    revisions: tuple[str, ...]
    files: tuple[str, ...]
    held: tuple[Held, ...]
    count: int

    @property
    def quiet(self) -> bool:
        return not self.held


def timeline(
    segments: Iterable[Segment], cards: Sequence[Card], files: dict[int, tuple[str, ...]]
) -> tuple[Stretch, ...]:
    """The segments in order; `files` are the scripts of each."""
    of: dict[int, list[Card]] = {}
    for card in cards:
        for number in card.segments:
            of.setdefault(number, []).append(card)
    return tuple(_joined(_stretch(one, of.get(one.number, []), files) for one in segments))


def _stretch(segment: Segment, cards: Sequence[Card], files: dict[int, tuple[str, ...]]) -> Stretch:
    held: dict[str, Held] = {}
    last = cards[-1].number if cards else 0
    for card in cards:
        for one in card.locks:
            if one.waiting == NOBODY or not one.fact.supported:
                continue
            taken = {str(one.owner): one.fact.lock} | one.others
            for table, lock in taken.items():
                work = one.work if table == str(one.owner) else ""
                now = Held(
                    table, (lock,) if lock else (), one.waiting, (work,) if work else (), card.number, last
                )
                held[table] = _together(held[table], now) if table in held else now
    revisions = tuple(step.revision.id for step in segment.steps)
    number = segment.number
    return Stretch(
        number,
        number,
        MODES[segment.mode],
        revisions,
        files.get(number, ()),
        tuple(held.values()),
        len(cards),
    )


def _together(one: Held, other: Held) -> Held:
    return replace(
        one,
        locks=tuple(dict.fromkeys((*one.locks, *other.locks))),
        waiting=min(one.waiting, other.waiting, key=HARDEST.index),
        work=tuple(dict.fromkeys((*one.work, *other.work))),
    )


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """The same with quiet segments in a row as one."""
    open_: Stretch | None = None
    for one in stretches:
        if open_ is not None and open_.quiet and one.quiet:
            open_ = replace(
                open_,
                last=one.last,
                mode=open_.mode if open_.mode == one.mode else "",
                revisions=tuple(dict.fromkeys((*open_.revisions, *one.revisions))),
                files=(open_.files or one.files)[:1] + one.files[-1:],
                count=open_.count + one.count,
            )
            continue
        if open_ is not None:
            yield open_
        open_ = one
    if open_ is not None:
        yield open_
