"""The map of a split script: where the database stands at each point, and which file is next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlgen.script.comments import named, one_line
from sqlgen.script.handover import Handover
from sqlgen.script.progress import shortened, success_line, told
from sqlgen.script.segments import Mode
from sqlgen.script.states import Stage, State
from sqlgen.statements import Script

MAP = "RESUME.md"


@dataclass(frozen=True, slots=True)
class Stop:
    """A segment and the files that hold it; `by_hand` is the page of what is done by hand before it."""

    stage: Stage
    files: tuple[str, ...]
    by_hand: str = ""


def resume_page(script: Script, handover: Handover, stops: Sequence[Stop], last: str = "") -> str:
    """What to run, in which order, and what to do where a file fails. Markdown.

    `last` is the page of what is done by hand behind the last segment.
    """
    client = handover.chosen(script.target.facts)
    name = f" of {one_line(script.name)}" if script.name else ""
    lines = [
        f"# {named(script.plan.start)} -> {named(script.plan.end)}{name}, in {len(stops)} segments",
        "",
        f"For {script.target.facts.title} {script.target.named}, run with {client.title}:".replace("  ", " "),
        "",
        "```text",
        client.run or "FILE",
        "```",
        "",
        *_introduction(script),
        "",
        "| run | does | the database before it |",
        "|---|---|---|",
        *_rows(script, stops, last),
        "",
        "## If a file fails",
        "",
    ]
    for place, stop in enumerate(stops):
        later = stops[place + 1] if place + 1 < len(stops) else None
        following = (later.by_hand or later.files[0]) if later else last
        lines += [*_failure(stop, following), ""]
    return "\n".join(lines)


def _introduction(script: Script) -> Iterator[str]:
    yield "Run the files one after the other; each is to end in its last line, `sqlgen: done, …`."
    if script.target.facts.checks.stop:
        yield "A file first checks that the database stands where the file begins. If not, it stops, changes"
        yield "nothing, and says what it found; if it is done already, it says so and names the next one."
        yield "So where nobody knows how far it came: run the files from the first one on."
    yield f"The last one ends in `{success_line(script)}`."
    marks = "A row with `#` in the version table says that a revision is done in part."
    yield marks


def _rows(script: Script, stops: Sequence[Stop], last: str) -> Iterator[str]:
    before = State(script.plan.start)
    for stop in stops:
        if stop.by_hand:
            yield f"| `{stop.by_hand}` | by hand, as it says | {_cell(told(before))} |"
        yield _row(stop)
        before = stop.stage.after
    if last:
        yield f"| `{last}` | by hand, as it says | {_cell(told(before))} |"


def _row(stop: Stop) -> str:
    stage = stop.stage
    segment = stage.segment
    if segment.mode is Mode.TRANSACTION:
        does = ", ".join(step.revision.id for step in segment.steps) or "statements of env.py"
        does = f"in one transaction: {does}"
    else:
        alone = "outside of a transaction" if segment.mode is Mode.ALONE else "commits by itself"
        does = f"{alone}: `{shortened(segment.statements[-1])}`"
    files = "<br>".join(f"`{name}`" for name in stop.files)
    return f"| {files} | {_cell(does)} | {_cell(told(stage.before))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _failure(stop: Stop, following: str) -> Iterator[str]:
    stage = stop.stage
    yield f"**`{stop.files[0]}`**"
    yield ""
    if stage.segment.mode is Mode.TRANSACTION:
        yield f"Nothing of it is done: {told(stage.before)}."
        yield f"Put right what the error says and run `{stop.files[0]}` again."
    else:
        yield from _failed_alone(stop)
    if following:
        yield f"If the connection was lost, it may be done all the same; then {told(stage.after)},"
        yield f"and `{following}` is next."
    else:
        yield f"If the connection was lost, it may be done all the same; then {told(stage.after)}."


def _failed_alone(stop: Stop) -> Iterator[str]:
    stage = stop.stage
    yield f"The statement failed: {told(stage.before)}."
    yield from dict.fromkeys(rule.failure for rule in stage.segment.rules if rule.failure)
    yield f"Put right what the error says and run `{stop.files[0]}` again."
    if not stage.provable and not stage.repeatable:
        yield "No check can tell whether the statement was run, so look before you run it again."
    elif not stage.proof and not stage.repeatable:
        yield "If the connection was lost right behind the statement, the version table was not told, and no"
        yield "check can tell whether it was run: look before you run it again."
