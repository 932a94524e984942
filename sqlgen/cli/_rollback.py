"""A script with the ways back from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlgen.cli._invocation import Invocation
from sqlgen.cli._replaying import replaying
from sqlgen.cli._writing import Wishes
from sqlgen.errors import UsageError
from sqlgen.history import Direction
from sqlgen.pipeline import Options, Project, render_back
from sqlgen.script.backout import Backout, backouts
from sqlgen.script.backout_files import backout_names, backout_page, backout_text, notes_of
from sqlgen.script.copies import Copies, with_copies
from sqlgen.script.handover import Handover
from sqlgen.script.manual import by_hand
from sqlgen.script.output import file_name, write_files
from sqlgen.script.resume import MAP
from sqlgen.script.segment_files import segment_files
from sqlgen.script.writing import script_text
from sqlgen.statements import Script

FOLDER = "backout/"


def refuse_rollback(output: Path | None, options: Options, *, apart: bool) -> None:
    """Raises UsageError for what a way back cannot be written beside."""
    if output is None:
        raise UsageError("--with-rollback writes several files", hint="name the script with -o")
    if apart:
        raise UsageError(
            "--with-rollback goes with one guarded script, or with --split segment",
            hint="leave out --idempotent, --plain, --json and --split revision",
        )
    if options.catalog is not None:
        raise UsageError(
            "--with-rollback needs the schema behind the range, and --catalog tells that in front of it",
            hint="let the history say what it starts from: [history] base in sqlgen.toml",
        )


def write_with_rollback(
    invocation: Invocation,
    project: Project,
    scripts: Sequence[Script],
    options: Options,
    wishes: Wishes,
    output: Path,
    *,
    split: bool,
    backup_tables: bool,
) -> None:
    """Write the scripts, and the ways back from each point where one can stop."""
    files: dict[str, str] = {}
    for plain, back in _pairs(invocation, project, scripts, options):
        script, copies = with_copies(plain) if backup_tables else (plain, {})
        found = backouts(script, back, project.history, copies)
        for copy in (copy for each in copies.values() for copy in each):
            invocation.say(f"table {copy.name} keeps {copy.loss}; drop it once nobody will go back")
        handover = wishes.handover(project, script.target.name)
        for note in notes_of(found):
            invocation.say(f"does not come back: {note}")
        if split:
            prefix = f"{file_name(script.name)}/" if script.name else ""
            files |= {prefix + name: text for name, text in _split(script, found, handover, copies).items()}
        else:
            name = output.stem if len(scripts) == 1 else file_name(script.name)
            files |= _whole(script, found, handover, name, output.suffix if len(scripts) == 1 else ".sql")
    write_files(output if split or len(scripts) > 1 else output.absolute().parent, files)
    invocation.say(f"written to {output}")


def _pairs(
    invocation: Invocation, project: Project, scripts: Sequence[Script], options: Options
) -> list[tuple[Script, Script]]:
    """Each script with the one that leads all the way back. Raises UsageError for what is no upgrade."""
    for script in scripts:
        if script.plan.direction is not Direction.UP or not script.plan.steps:
            raise UsageError("--with-rollback is for upgrades", hint="give a range that leads up")
        if by_hand(script):
            raise UsageError(
                "--with-rollback goes with no step that is done by hand", hint="leave out --manual-steps"
            )
    with replaying(invocation) as watch:
        # What configuration answers, the upgrade has asked for already.
        quiet = replace(watch, notice=lambda _: None)
        back = render_back(project, scripts[0].plan, options, quiet)
    if [one.name for one in back] != [one.name for one in scripts]:
        raise UsageError("env.py names other databases on the way back", hint="render the way back by itself")
    return list(zip(scripts, back, strict=True))


def _split(script: Script, found: Sequence[Backout], handover: Handover, copies: Copies) -> dict[str, str]:
    files = segment_files(script, handover)
    files[MAP] += backout_page(found, FOLDER, copies)
    return files | _ways(script, found, handover, FOLDER)


def _whole(
    script: Script, found: Sequence[Backout], handover: Handover, name: str, suffix: str
) -> dict[str, str]:
    files = {f"{name}{suffix}": script_text(script, handover)}
    last = backout_text(script, found[-1], handover)
    if last:
        files[f"{name}.backout{suffix}"] = last
    return files | _ways(script, found[:-1], handover, f"{name}.backout/")


def _ways(script: Script, found: Sequence[Backout], handover: Handover, folder: str) -> dict[str, str]:
    texts = zip(backout_names(found), (backout_text(script, one, handover) for one in found), strict=True)
    return {folder + name: text for name, text in texts if text}
