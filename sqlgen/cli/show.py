"""Show what a revision file says about itself."""

from __future__ import annotations

import click

from sqlgen.cli._invocation import Invocation, echo_json, pass_invocation, revisions_json
from sqlgen.cli._text import entry


@click.command()
@click.argument("revision")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@pass_invocation
def command(invocation: Invocation, *, revision: str, as_json: bool) -> None:
    """Show the revisions that REVISION names: an identifier, its beginning, head, heads, label@head, head-2 …

    \b
    Example:
      sqlgen show head
      sqlgen show 1975
      sqlgen show heads --json
    """
    history = invocation.history
    found = history.resolve(revision)
    if as_json:
        echo_json(revisions_json(history, found))
        return
    for each in found:
        click.echo(entry(history, each))
