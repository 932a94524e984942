"""List the revisions that nothing follows."""

from __future__ import annotations

import click

from sqlgen.cli._invocation import Invocation, echo_json, pass_invocation, revisions_json
from sqlgen.cli._text import entry, line


@click.command()
@click.option("-v", "--verbose", is_flag=True, help="All that a revision file says about itself.")
@click.option(
    "--resolve-dependencies", is_flag=True, help="Leave out heads that another revision depends on."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_invocation
def command(invocation: Invocation, *, verbose: bool, resolve_dependencies: bool, as_json: bool) -> None:
    """List the revisions that nothing follows.

    \b
    Example:
      sqlgen heads
      sqlgen heads --resolve-dependencies --json
    """
    history = invocation.history
    heads = history.effective_heads if resolve_dependencies else history.heads
    revisions = [history[head] for head in heads]
    if as_json:
        echo_json(revisions_json(history, revisions))
        return
    for revision in revisions:
        click.echo(entry(history, revision) if verbose else line(history, revision, tree=False))
