"""Take back what you said of a release, by a signature on its bundle."""

from __future__ import annotations

from pathlib import Path

import click

from sqlgen.approval.record import Decision
from sqlgen.cli._approving import Given
from sqlgen.cli._deciding import Wish, decide, deciding
from sqlgen.cli._invocation import Invocation


@click.command()
@click.option("-m", "--comment", required=True, metavar="TEXT", help="Why it does not hold any more.")
@deciding
def command(invocation: Invocation, what: str, output: Path, given: Given, comment: str) -> None:
    """Take back what you said of a release, by a signature on its bundle.

    All that you approved or rejected of this very bundle, in whatever role, counts no longer. What others
    said stays.

    \b
    Example:
      sqlgen revoke v1.4 -m "the backfill takes three hours on a copy of production"
    """
    decide(invocation, what, output, given, Decision.REVOKE, Wish(comment))
