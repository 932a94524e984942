"""One history on one database, both ways, up and down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa

from tests.histories.job import Failure
from tests.histories.proof.comparing import Comparison, compared, reflected
from tests.histories.proof.job import Part, Question, Rendering, Run, points
from tests.histories.proof.servers import apply, scratch_database
from tests.histories.proof.sides import changed, rendering
from tests.histories.running import job_for
from tests.histories.sources import History


@dataclass(slots=True)
class Proof:
    """What came of one history on one database.

    `steps` are all steps of its upgrade, `online` those that Alembic takes, `covered` those that both sides
    took and that were compared: at the `head`, and at the points `between`, by the number of steps. `down`
    counts the steps back that both sides took, and `lowest` is what they left where one of them stopped: each
    time both start anew from the next point below, as long as there is one. `stops` says why.
    """

    history: str
    dialect: str
    steps: int = 0
    online: int = 0
    covered: int = 0
    down: int = 0
    statements: int = 0
    between: dict[int, Comparison] = field(default_factory=dict)
    head: Comparison | None = None
    lowest: dict[int, Comparison] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    stopped: str = ""
    stops: list[str] = field(default_factory=list)

    def compared(self) -> list[Comparison]:
        """What was found at each point."""
        return [*self.between.values(), *([self.head] if self.head else []), *self.lowest.values()]

    def differences(self) -> Iterator[tuple[str, str, str]]:
        """Every difference: of what kind, where, and what."""
        for line in self.refused:
            yield "refused", "", line
        places = [(f"step {number}", each) for number, each in self.between.items()]
        places += [("head", self.head)] if self.head else []
        places += [(f"down from step {number}", each) for number, each in self.lowest.items()]
        for place, made in places:
            for kind in ("from_alembic", "wanted", "from_catalog"):
                yield from ((kind, place, line) for line in getattr(made, kind))


@dataclass(frozen=True, slots=True)
class Level:
    """Two databases after the same steps: `here` by our script, `there` by Alembic."""

    steps: int
    here: sa.URL
    there: sa.URL


@dataclass(frozen=True, slots=True)
class Bench:
    """Where one history is tried: what is asked of the way up, and databases as they are needed."""

    asked: Question
    proof: Proof
    stack: ExitStack

    def database(self) -> sa.URL:
        """Another empty database."""
        return self.stack.enter_context(scratch_database(self.proof.dialect))

    def level(self, upward: Rendering, steps: int) -> Level | None:
        """Two other databases, both after these steps; None where the client refuses ours."""
        here, there = self.database(), self.database()
        changed(replace(self.asked, steps=steps, every=0), there)
        return Level(steps, here, there) if self.applied(here, upward.parts[:steps]) else None

    def applied(self, here: sa.URL, parts: Sequence[Part]) -> bool:
        """Whether the client takes these parts."""
        refused = apply(here, "".join(part.text for part in parts))
        if refused is not None:
            part, statement = place(parts, refused.line)
            self.proof.refused.append(f"{part.file}: {refused.message}: {statement}")
        return refused is None

    def sources(self, parts: Sequence[Part]) -> list[str]:
        return [Path(self.asked.job.root, part.file).read_text(encoding="utf-8") for part in parts]


def proved(history: History, dialect: str) -> Proof:
    """Render, apply, change, compare. Raises SideFailed where a side ends without an answer.

    Where a revision stops either side, both are taken up to the revision before.
    """
    asked = Question(job_for(history, dialect, "upgrade"), naming_convention=history.naming_convention)
    proof = Proof(history.name, dialect)
    with ExitStack() as stack:
        bench = Bench(asked, proof, stack)
        ours = rendering(asked)
        proof.steps = ours.steps
        there, theirs = _upgraded(bench, ours)
        here = bench.database()
        _apply_up(bench, ours, theirs, here)
        if not proof.refused:
            _take_down(bench, ours, theirs, Level(proof.covered, here, there))
    return proof


def _upgraded(bench: Bench, ours: Rendering) -> tuple[sa.URL, Run]:
    """Alembic's upgrade as far as both sides go, and the database with just that."""
    proof, there = bench.proof, bench.database()
    theirs = changed(bench.asked, there)
    proof.online = len(theirs.revisions)
    common = min(len(ours.parts), proof.online)
    if len(ours.parts) <= proof.online:
        proof.stopped = _stop("sqlgen", ours.failed, ours.failure)
    else:
        proof.stopped = _stop("Alembic", theirs.failed, theirs.failure)
    if common and (theirs.failure or proof.online > common):
        # A revision that fails leaves a half of itself behind on servers without transactions for DDL.
        there = bench.database()
        again = changed(replace(bench.asked, steps=common, every=0), there)
        found, held = {**theirs.found, **again.found}, {**theirs.held, **again.held}
        theirs = replace(again, found=found, held=held)
    if common and common not in ours.said:
        ours.said |= rendering(replace(bench.asked, steps=common, every=0)).said
    return there, theirs


def _apply_up(bench: Bench, ours: Rendering, theirs: Run, here: sa.URL) -> None:
    """Have the client run our script from point to point, and compare at each."""
    proof = bench.proof
    common = min(len(ours.parts), len(theirs.revisions))
    proof.refused += _other_steps(ours.parts[:common], theirs)
    for point in points(common, bench.asked.every):
        parts = ours.parts[proof.covered : point]
        if not bench.applied(here, parts):
            proof.stopped = proof.refused[-1]
            break
        if proof.head:
            proof.between[proof.covered] = proof.head
        proof.covered = point
        proof.statements += sum(part.statements for part in parts)
        sources = bench.sources(ours.parts[:point])
        proof.head = compared(here, ours.said[point], reflected(here), theirs.found[point], sources)


def _take_down(bench: Bench, upward: Rendering, theirs: Run, head: Level) -> None:
    """Take the databases back to base; where a side stops, others from the next point below that."""
    job = replace(bench.asked.job, direction="downgrade")
    reached = head.steps
    for steps in reversed(points(head.steps, bench.asked.every)):
        if steps > reached or not reached:
            continue
        asked = replace(bench.asked, job=job, held=theirs.held[steps], every=0)
        ours = rendering(asked)
        level = head if steps == head.steps else bench.level(upward, steps) if ours.parts else None
        if level is None:
            bench.proof.stops.append(_stop("sqlgen", ours.failed, ours.failure))
            continue
        # One further: it is the next step that fails.
        reached = steps - _leg(bench, upward, asked, ours, level) - 1


def _leg(bench: Bench, upward: Rendering, asked: Question, ours: Rendering, level: Level) -> int:
    """Take two databases down as far as both sides go, and compare there; the number of steps."""
    proof, there = bench.proof, level.there
    theirs = changed(replace(asked, steps=len(ours.parts)), there)
    common = len(theirs.revisions)
    stop = _stop("sqlgen", ours.failed, ours.failure)
    if theirs.failure:
        stop = _stop("Alembic", theirs.failed, theirs.failure)
        there = bench.database()
        changed(replace(bench.asked, steps=level.steps, every=0), there)
        theirs = changed(replace(asked, steps=common), there)
        ours = rendering(replace(asked, steps=common))
    proof.stops += [stop] if stop else []
    parts = ours.parts[:common]
    proof.refused += _other_steps(parts, theirs)
    if common and bench.applied(level.here, parts):
        proof.down += common
        proof.statements += sum(part.statements for part in parts)
        sources = bench.sources([*upward.parts[: level.steps], *parts])
        here = level.here
        proof.lowest[level.steps] = compared(
            here, ours.said[common], reflected(here), theirs.found[common], sources
        )
    return common


def _other_steps(parts: Sequence[Part], theirs: Run) -> list[str]:
    """A remark where the sides took other steps, so that there is nothing to compare."""
    one, other = sorted(part.revision for part in parts), sorted(theirs.revisions)
    return [] if one == other else [f"other steps: {one}, not {other}"]


def _stop(side: str, file: str, failure: Failure | None) -> str:
    if failure is None:
        return ""
    first = next(iter(failure.message.splitlines()), "")[:200]
    # Names that are others in every run.
    first = re.sub(r"sqlgen_proof_\w+", "scratch", re.sub(r"#sql-[\w-]+", "#sql", first))
    return f"{side} stops at {Path(file).name}, line {failure.line}: {failure.kind}: {first}"


def place(parts: Sequence[Part], line: int) -> tuple[Part, str]:
    """The part and the statement in which a line of their text lies."""
    start = 1
    for part in parts:
        lines = part.text.splitlines()
        if line < start + len(lines) or part is parts[-1]:
            before = "\n".join(lines[: line - start + 1]).rpartition("\n\n")[2]
            after = "\n".join(lines[line - start + 1 :]).partition("\n\n")[0]
            return part, " ".join(f"{before}\n{after}".split())[:300]
        start += len(lines)
    raise AssertionError("a script without parts")
