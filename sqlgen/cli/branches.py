"""List the revisions that several others follow."""

from __future__ import annotations

import click

from sqlgen.cli._invocation import Invocation, echo_json, pass_invocation, revisions_json
from sqlgen.cli._text import entry, line


@click.command()
@click.option("-v", "--verbose", is_flag=True, help="All that a revision file says about itself.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_invocation
def command(invocation: Invocation, *, verbose: bool, as_json: bool) -> None:
    """List the revisions that several others follow, and those.

    \b
    Example:
      sqlgen branches
      sqlgen branches --verbose
    """
    history = invocation.history
    revisions = [revision for revision in history.walk() if history.is_branch_point(revision.id)]
    if as_json:
        echo_json(revisions_json(history, revisions))
        return
    for revision in revisions:
        click.echo(entry(history, revision) if verbose else line(history, revision))
        for child in history.children[revision.id]:
            listed = line(history, history[child], message=verbose)
            click.echo(f"{' ' * len(revision.id)} -> {listed}")
        click.echo()
