"""What stands in comments above a script, its segments and its revisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sqlgen.history.revision import Direction, Step
from sqlgen.script.comments import named, one_line
from sqlgen.script.handover import Handover
from sqlgen.script.manual import by_hand
from sqlgen.script.progress import stage_heading, success_line, told
from sqlgen.script.provenance import fingerprint
from sqlgen.script.states import Stage
from sqlgen.statements import Script
from sqlgen.version import __version__

WIDTH = 100
RULE = "-- " + "-" * (WIDTH - 3)
STRONG_RULE = "-- " + "=" * (WIDTH - 3)
_CREATED = re.compile(r"^Create Date:\s*(\S.*)$", re.MULTILINE)
_VERBS = {Direction.UP: "upgrade", Direction.DOWN: "downgrade", Direction.STAMP: "stamp"}


def segment_banner(stage: Stage, stages: Sequence[Stage]) -> str:
    """What a segment is, and where the database stands if the script stops in it.

    With rules around it where revisions stand below, without where it stands below a revision.
    """
    lines = [f"-- {line}" for line in stage_heading(stage, stages)]
    return "\n".join([STRONG_RULE, *lines, STRONG_RULE] if len(stage.segment.steps) > 1 else lines)


def header(script: Script, handover: Handover, stages: Sequence[Stage], log: str, purpose: str = "") -> str:
    """What the script is, how it is run, what it ends in, and where it comes from."""
    client = handover.chosen(script.target.facts)
    entries = [
        ("database", script.name),
        ("dialect", str(script.target)),
        ("from", named(script.plan.start)),
        ("to", named(script.plan.end)),
        ("revisions", f"{len(script.plan.steps)}, {_VERBS[script.plan.direction]}"),
        ("meant for", purpose),
        ("by hand", _by_hand(script)),
        ("client", client.title),
        ("run", client.run),
        ("rehearse", client.rehearsal.call if client.rehearsal else ""),
        ("exit code", client.exits),
        ("log", log),
        ("succeeds", f'its last line is "{success_line(script)}"' if client.epilogue else ""),
        ("stops", _stops(stages)),
        ("made by", _made_by(handover)),
        ("made with", handover.provenance.command),
        ("script", fingerprint(script)),
    ]
    return _framed(entries)


def _by_hand(script: Script) -> str:
    steps = ", ".join(step.revision.id for step in by_hand(script))
    return f"{steps}; the script stops there until it is done" if steps else ""


def segment_header(script: Script, handover: Handover, stage: Stage, name: str) -> str:
    """What a file of one segment is, and where the database stands before and behind it."""
    client = handover.chosen(script.target.facts)
    entries = [
        ("file", name),
        ("database", script.name),
        ("dialect", str(script.target)),
        ("part of", f"{named(script.plan.start)} -> {named(script.plan.end)}, script {fingerprint(script)}"),
        ("client", client.title),
        ("run", client.run),
        ("rehearse", client.rehearsal.call if client.rehearsal else ""),
        ("before", told(stage.before)),
        ("behind", told(stage.after)),
        ("stops", "RESUME.md says where the database stands then, and which file is next"),
        ("made by", _made_by(handover)),
        ("made with", handover.provenance.command),
    ]
    return _framed(entries)


def _framed(entries: Iterable[tuple[str, str]]) -> str:
    lines = [f"-- {name + ':':<11}{one_line(text)}" for name, text in entries if text]
    return "\n".join([RULE, *lines, RULE])


def _stops(stages: Sequence[Stage]) -> str:
    if len(stages) < 2:
        return "it is one transaction: it is done whole or not at all"
    return f"between its {len(stages)} segments; each heading says where the database stands then"


def _made_by(handover: Handover) -> str:
    commit = handover.provenance.commit
    return f"sqlgen {__version__}" + (f" of commit {commit}" if commit else "")


def revision_banner(script: Script, step: Step, folder: Path) -> str:
    """Which revision begins here. Paths are told from `folder`."""
    number = 1 + next(index for index, other in enumerate(script.plan.steps) if other is step)
    revision = step.revision
    lines = [
        RULE,
        f"-- {number} of {len(script.plan.steps)}: {named(step.sources)} -> {named(step.targets)}",
        *_wrapped(revision.message),
        f"-- {one_line(told_from(revision.file, folder))}{_created(revision.doc)}",
        RULE,
    ]
    return "\n".join(lines)


def _wrapped(message: str) -> Iterator[str]:
    text = one_line(message)
    if text:
        yield f"-- {text}"


def _created(doc: str) -> str:
    found = _CREATED.search(doc)
    return f", {one_line(found.group(1))}" if found else ""


def told_from(file: Path, folder: Path) -> str:
    """A path as a reader finds it from `folder`, with forward slashes on every system."""
    try:
        return file.absolute().relative_to(folder).as_posix()
    except ValueError:
        return file.name
