"""List revisions, or draw them as a graph."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping

import click

from sqlgen.cli._invocation import Invocation, echo_json, pass_invocation, revisions_json
from sqlgen.cli._text import entry, line
from sqlgen.errors import NeedsDatabase, UsageError
from sqlgen.history import History, Revision
from sqlgen.history.lanes import Mark, Row, draw

_BOXES: Mapping[Mark, str] = {
    Mark.SPACE: " ",
    Mark.LANE: "│",
    Mark.REVISION: "●",
    Mark.BASE: "○",
    Mark.ACROSS: "─",
    Mark.CROSSING: "┼",
    Mark.TO_RIGHT: "├",
    Mark.JOIN: "┴",
    Mark.JOIN_LAST: "╯",
    Mark.FORK: "┬",
    Mark.FORK_LAST: "╮",
}
_ASCII: Mapping[Mark, str] = {
    Mark.SPACE: " ",
    Mark.LANE: "|",
    Mark.REVISION: "*",
    Mark.BASE: "o",
    Mark.ACROSS: "-",
    Mark.CROSSING: "+",
    Mark.TO_RIGHT: "+",
    Mark.JOIN: "'",
    Mark.JOIN_LAST: "'",
    Mark.FORK: ".",
    Mark.FORK_LAST: ".",
}
_COLOURS = ("yellow", "cyan", "magenta", "green", "blue", "red")


@click.command()
@click.option(
    "-r", "--rev-range", metavar="[START]:[END]", help="Only these; START:END, START: or :END, both included."
)
@click.option("-v", "--verbose", is_flag=True, help="All that a revision file says about itself.")
@click.option("-i", "--indicate-current", is_flag=True, help="Mark where the database stands; needs one.")
@click.option("--graph", is_flag=True, help="Draw branches and merges as lanes.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_invocation
def command(
    invocation: Invocation,
    *,
    rev_range: str | None,
    verbose: bool,
    indicate_current: bool,
    graph: bool,
    as_json: bool,
) -> None:
    """List revisions from the newest to the oldest.

    \b
    Example:
      sqlgen history
      sqlgen history --graph
      sqlgen history -r 1975ea83b712:head -v
      sqlgen history -r -3: --json
    """
    if indicate_current:
        raise NeedsDatabase("where a database stands, only its version table says")
    if sum((graph, as_json, verbose)) > 1:
        raise UsageError("--graph, --json and --verbose are three forms of output; one can be had")
    history = invocation.history
    revisions = history.walk(rev_range) if rev_range is not None else history.walk()
    if as_json:
        echo_json(revisions_json(history, revisions))
    elif graph:
        for row in draw(history, [revision.id for revision in revisions]):
            click.echo(_drawn(history, row))
    else:
        for revision in revisions:
            listed = line(history, revision, parents=True, message=True)
            click.echo(entry(history, revision) if verbose else listed)


def _drawn(history: History, row: Row) -> str:
    characters = _BOXES if _can_print(_BOXES.values()) else _ASCII
    lanes = "".join(
        " " if mark is Mark.SPACE else click.style(characters[mark], fg=_COLOURS[lane % len(_COLOURS)])
        for mark, lane in row.cells
    )
    return lanes if row.revision is None else f"{lanes}  {_labelled(history, history[row.revision])}"


def _labelled(history: History, revision: Revision) -> str:
    text = click.style(revision.id, bold=True)
    names = [click.style("head", fg="cyan")] if history.is_head(revision.id) else []
    names += [click.style(label, fg="green") for label in revision.branch_labels]
    if names:
        text += f" ({', '.join(names)})"
    if revision.depends_on:
        text += click.style(f" needs {', '.join(revision.depends_on)}", dim=True)
    return f"{text} {revision.message}" if revision.message else text


def _can_print(characters: Iterable[str]) -> bool:
    try:
        "".join(characters).encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
