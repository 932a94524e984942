"""Tell which releases and revisions are applied where, and how well that is proven."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sqlgen.bundle.versions import sorted_tags
from sqlgen.cli._invocation import Invocation, echo_artefact, echo_json, pass_invocation
from sqlgen.cli._ledgers import FOLDER, entries, environments
from sqlgen.config import read_settings
from sqlgen.errors import SqlgenError, UsageError
from sqlgen.history import History
from sqlgen.ledger.standing import BEHIND, DONE, NEVER, Standing, release_states, standings
from sqlgen.repository import Repository


@click.command()
@click.option("--env", "wanted", metavar="NAME", multiple=True, help="Only this environment. Repeatable.")
@click.option("--matrix", is_flag=True, help="Databases by releases, one word each.")
@click.option("--revisions", is_flag=True, help="Each revision too.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with everything.")
@click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    default=FOLDER,
    show_default=True,
    help="The ledgers' folder.",
)
@pass_invocation
def command(
    invocation: Invocation,
    *,
    wanted: tuple[str, ...],
    matrix: bool,
    revisions: bool,
    as_json: bool,
    ledger: Path,
) -> None:
    """Tell which releases and revisions are applied where, and how well that is proven.

    By what `sqlgen record` has written to the ledgers: a release is `proven` where the logs show every
    approved statement and no other, `applied` where they hold the marks alone, `doubtful` where something is
    not as it should be, `partial` or `failed` where it stopped, `behind` where it did not run yet, and `never
    confirmed` where a later one ran and no log of it was recorded. A damaged ledger ends in exit code 5.

    \b
    Example:
      sqlgen status
      sqlgen status --env prod --revisions
      sqlgen status --matrix
      sqlgen status --json
    """
    if matrix and (as_json or revisions):
        raise UsageError("--matrix is a form of output of its own")
    names = wanted or tuple(environments(ledger))
    found = [one for name in names for one in standings(entries(ledger, name))]
    tags = _tags(invocation, found)
    if as_json:
        history = _history(invocation)
        described = [_described(one, tags, history) for one in found]
        echo_json({"releases": tags, "databases": described})
    elif matrix:
        echo_artefact(_matrix(found, tags))
    else:
        history = _history(invocation) if revisions else None
        echo_artefact("\n".join(_page(one, tags, history) for one in found))
    if not found:
        invocation.say(f"nothing was recorded in {ledger}; sqlgen record does")


def _tags(invocation: Invocation, found: Sequence[Standing]) -> list[str]:
    """Every release, the oldest first: those that git knows, and those that logs tell of besides."""
    pattern = read_settings(invocation.config).release.tags
    recorded = {tag for one in found for tag in one.releases}
    try:
        known = set(Repository.around(Path()).tags())
    except UsageError:
        known = set()
    return sorted_tags(known | recorded, pattern, recorded)


def _history(invocation: Invocation) -> History | None:
    try:
        return invocation.history
    except SqlgenError as error:
        invocation.say(f"note: revisions are told by the ledger alone, for {error.message}")
        return None


def _revision_states(standing: Standing, history: History | None) -> dict[str, str]:
    """The state of every revision, the oldest first."""
    shown = {
        revision: state
        for release in standing.releases.values()
        for revision, state in release.revisions.items()
    }
    if history is None:
        return shown
    held = [row for row in standing.rows or () if row in history]
    below = {step.revision.id for step in history.leading_to(held)} if held else set()
    states = {}
    for revision in reversed(list(history.walk())):
        states[revision.id] = shown.get(revision.id) or (NEVER if revision.id in below else BEHIND)
    return states


def _described(standing: Standing, tags: Sequence[str], history: History | None) -> dict[str, Any]:
    states = release_states(standing, tags)
    return {
        "environment": standing.environment,
        "database": standing.database,
        "target": standing.target,
        "rows": None if standing.rows is None else list(standing.rows),
        "releases": [_release(standing, tag, states[tag]) for tag in tags],
        "revisions": [
            {"revision": revision, "state": state}
            for revision, state in _revision_states(standing, history).items()
        ],
    }


def _release(standing: Standing, tag: str, state: str) -> dict[str, Any]:
    release = standing.releases.get(tag)
    if release is None:
        return {"tag": tag, "state": state}
    return {
        "tag": tag,
        "state": state,
        "commit": release.commit,
        "manifest": release.manifest,
        "files": {"done": len(release.done), "of": len(release.expected)},
        "steps": release.steps,
        "seconds": release.seconds,
        "ended": release.ended,
        "by": release.by,
        "wrong": list(release.said()),
    }


def _page(standing: Standing, tags: Sequence[str], history: History | None) -> str:
    """A database as text."""
    rows = "nobody knows where" if standing.rows is None else ", ".join(standing.rows) or "no revision"
    lines = [f"{standing.name}: at {rows}"]
    states = release_states(standing, tags)
    width = max((len(tag) for tag in tags), default=0)
    for tag in reversed(tags):
        release = standing.releases.get(tag)
        line = f"  {tag:{width}}  {states[tag]}"
        if release is not None:
            line += f", {len(release.done)} of {len(release.expected)} files, {release.steps} steps"
            if states[tag] in DONE:
                line += f", {release.seconds:g} s" if release.seconds else ""
                line += f", {release.ended}" + (f" by {release.by}" if release.by else "")
        lines.append(line)
        lines += [f"  {'':{width}}    {sentence}" for sentence in (release.said() if release else ())]
    if history is not None:
        lines += [
            f"    {revision}  {state}" for revision, state in _revision_states(standing, history).items()
        ]
    return "\n".join(lines) + "\n"


def _matrix(found: Sequence[Standing], tags: Sequence[str]) -> str:
    """Databases as rows and releases as columns, in Markdown that reads as text."""
    head = ["database", "at", *tags]
    rows = [head]
    for standing in found:
        states = release_states(standing, tags)
        at = "?" if standing.rows is None else ", ".join(standing.rows) or "-"
        rows.append([standing.name, at, *(states[tag] for tag in tags)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    rows.insert(1, ["-" * width for width in widths])
    lines = [
        "| " + " | ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"
