"""How far a script is, in the lines that it prints and in its headings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlgen.script.comments import named, one_line
from sqlgen.script.provenance import fingerprint
from sqlgen.script.segments import Mode
from sqlgen.script.states import Stage, State
from sqlgen.statements import Script, Statement

LONGEST_STATEMENT = 60
"""How much of a statement is told in a line."""


def success_line(script: Script) -> str:
    """The sentence that a script ends in, for whoever ran it to send back."""
    plan = script.plan
    revisions = f"{len(plan.steps)} revision{'' if len(plan.steps) == 1 else 's'}"
    return (
        f"sqlgen: done, {named(plan.start)} -> {named(plan.end)}, {revisions}, script {fingerprint(script)}"
    )


def piece_line(script: Script, stage: Stage, place: int, stages: int) -> str:
    """The line that announces a piece of a segment."""
    segment = stage.segment
    piece = segment.pieces[place]
    parts = [f"segment {segment.number} of {stages}"]
    if piece.step is not None:
        number = 1 + next(index for index, step in enumerate(script.plan.steps) if step is piece.step)
        parts.append(f"revision {number} of {len(script.plan.steps)}")
    what = "" if piece.step is None else f"{piece.step.revision.id} {piece.step.revision.message}".strip()
    if segment.mode is not Mode.TRANSACTION:
        what = shortened(segment.statements[-1])
    return ", ".join(parts) + (f": {what}" if what else "")


def shortened(statement: Statement) -> str:
    """The beginning of a statement, on one line."""
    text = one_line(statement.sql)
    return text if len(text) <= LONGEST_STATEMENT else text[: LONGEST_STATEMENT - 4].rstrip() + " ..."


def stage_heading(stage: Stage, stages: Sequence[Stage]) -> tuple[str, ...]:
    """What a segment is, and where the database stands if the script stops in it."""
    segment = stage.segment
    kinds = {
        Mode.TRANSACTION: "one transaction",
        Mode.ALONE: "outside of a transaction",
        Mode.COMMITS: "commits by itself",
    }
    before = segment.number - 1
    done = {0: "", 1: ", segment 1 is done"}.get(before, f", segments 1 to {before} are done")
    return (
        f"Segment {segment.number} of {len(stages)}: {kinds[segment.mode]}.",
        f"If it fails: {told(State(stage.before.rows))}{done}.",
    )


def told(state: State) -> str:
    """A state in words."""
    rows = "the version table is empty or missing"
    if state.rows:
        rows = f"the version table holds {named(state.rows)}"
    facts = [f"{fact} is {'there' if there else 'gone'}" for fact, there in state.facts.items()]
    return ", ".join([rows, *facts])
