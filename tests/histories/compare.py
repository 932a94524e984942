"""The comparison of two answers: equal, wanted or unexplained, statement by statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from tests.histories.job import Answer, Rendered
from tests.histories.tokens import Tokens, pieces
from tests.histories.wanted import WANTED, Pair, Place


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where sqlgen prints something else than Alembic, and no row of the page says so.

    `theirs` or `ours` is None where that side prints nothing; `error` is set where sqlgen gives up.
    """

    revision: str
    file: str
    theirs: Tokens | None
    ours: Tokens | None
    error: str | None = None


@dataclass(slots=True)
class Comparison:
    """The counts of one history, dialect and direction. Statements are Alembic's, version rows included."""

    history: str
    dialect: str
    direction: str
    revisions: int = 0
    rendered_by_alembic: int = 0
    rendered_by_sqlgen: int = 0
    rendered_by_both: int = 0
    statements: int = 0
    equal: int = 0
    wanted: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


def compare(theirs: Answer, ours: Answer, root: Path) -> Comparison:
    """Compare what both rendered of the package at `root`. Raises ValueError where their steps differ."""
    steps = [revision.id for revision in theirs.revisions]
    if steps != [revision.id for revision in ours.revisions]:
        raise ValueError(f"{theirs.history}: sqlgen takes other steps than Alembic, or in another order")
    result = Comparison(theirs.history, theirs.dialect, theirs.direction, revisions=len(steps))
    for their, our in zip(theirs.revisions, ours.revisions, strict=True):
        result.rendered_by_alembic += not their.failure
        result.rendered_by_sqlgen += not our.failure
        result.rendered_by_both += not their.failure and not our.failure
        if not their.failure:
            _compare_revision(their, our, result, root)
    return result


def _compare_revision(their: Rendered, our: Rendered, result: Comparison, root: Path) -> None:
    printed = pieces(their.statements + their.version_statements, result.dialect)
    result.statements += len(printed)
    mine = pieces(our.statements + our.version_statements, result.dialect)
    source = (root / their.file).read_text(encoding="utf-8")
    place = Place(result.dialect, source, our.failure, printed, mine)
    if our.failure:
        slug = _explanation(Pair(None, None), place)
        if slug:
            result.wanted[slug] += len(printed)
        else:
            error = f"{our.failure.kind}: {our.failure.message}"
            lost: Sequence[Tokens | None] = printed or [None]
            result.differences += [Difference(their.id, their.file, piece, None, error) for piece in lost]
        return
    for pair in _reunited(list(_paired(printed, mine))):
        if pair.theirs == pair.ours and not pair.moved:
            result.equal += 1
            continue
        slug = _explanation(pair, place)
        if slug:
            result.wanted[slug] += 1
        else:
            result.differences.append(Difference(their.id, their.file, pair.theirs, pair.ours))


def _explanation(pair: Pair, place: Place) -> str | None:
    return next((slug for slug, explains in WANTED.items() if explains(pair, place)), None)


def _paired(theirs: Sequence[Tokens], ours: Sequence[Tokens]) -> Iterator[Pair]:
    """Which statement of one side stands for which of the other."""
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    for kind, first, last, our_first, our_last in matcher.get_opcodes():
        block, our_block = theirs[first:last], ours[our_first:our_last]
        if kind == "equal" or len(block) == len(our_block):
            yield from map(Pair, block, our_block)
        else:
            yield from _nearest(block, our_block)


def _reunited(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs, where statements that both sides have, at other places, are brought together."""
    parted = [pair for pair in pairs if pair.theirs != pair.ours]
    moved = Counter(pair.theirs for pair in parted if pair.theirs) & Counter(
        pair.ours for pair in parted if pair.ours
    )
    together = [Pair(piece, piece, moved=True) for piece in moved.elements()]
    left, right = moved.copy(), moved.copy()
    for pair in pairs:
        if pair.theirs == pair.ours:
            together.append(pair)
            continue
        theirs, ours = _unless_moved(pair.theirs, left), _unless_moved(pair.ours, right)
        if theirs or ours:
            together.append(Pair(theirs, ours))
    return together


def _unless_moved(piece: Tokens | None, moved: Counter[Tokens]) -> Tokens | None:
    if piece is None or not moved[piece]:
        return piece
    moved[piece] -= 1
    return None


def _nearest(theirs: Sequence[Tokens], ours: Sequence[Tokens]) -> Iterator[Pair]:
    """Pair a block of unequal lengths by the statements' beginnings, in order."""
    rest = list(ours)
    for piece in theirs:
        index = next((at for at, other in enumerate(rest) if other[:3] == piece[:3]), None)
        if index is None:
            yield Pair(piece, None)
            continue
        yield from (Pair(None, other) for other in rest[:index])
        yield Pair(piece, rest[index])
        del rest[: index + 1]
    yield from (Pair(None, other) for other in rest)


def token_diff(difference: Difference, context: int = 6) -> Iterator[str]:
    """Lines that show where two statements part, for a person."""
    theirs, ours = difference.theirs or (), difference.ours or ()
    matcher = SequenceMatcher(None, theirs, ours, autojunk=False)
    for kind, first, last, our_first, our_last in matcher.get_opcodes():
        if kind == "equal":
            same = theirs[first:last]
            shown = same if len(same) <= 2 * context else (*same[:context], "…", *same[-context:])
            yield f"    {' '.join(shown)}"
        else:
            for sign, part in (("-", theirs[first:last]), ("+", ours[our_first:our_last])):
                if part:
                    yield f"  {sign} {' '.join(part)}"
