"""Reject a release, by a signature on its bundle."""

from __future__ import annotations

from pathlib import Path

import click

from sqlgen.approval.record import Decision
from sqlgen.cli._approving import Given
from sqlgen.cli._deciding import Wish, decide, deciding
from sqlgen.cli._invocation import Invocation


@click.command()
@click.option("--role", default="", metavar="ROLE", help="The role that you decide in, if you have several.")
@click.option("-m", "--comment", required=True, metavar="TEXT", help="What is wrong with it.")
@deciding
def command(invocation: Invocation, what: str, output: Path, given: Given, role: str, comment: str) -> None:
    """Reject a release, by a signature on its bundle.

    Whatever others approve, a release is not approved while somebody who has a role rejects it. It holds
    until the same person approves it in that role, or takes it back with sqlgen revoke.

    \b
    Example:
      sqlgen reject v1.4 --role dba -m "locks orders for the whole backfill"
    """
    decide(invocation, what, output, given, Decision.REJECT, Wish(comment, role))
