"""Approve a release, by a signature on its bundle."""

from __future__ import annotations

from pathlib import Path

import click

from sqlgen.approval.record import Decision
from sqlgen.cli._approving import Given
from sqlgen.cli._deciding import Wish, decide, deciding
from sqlgen.cli._invocation import Invocation


@click.command()
@click.option("--role", default="", metavar="ROLE", help="The role that you decide in, if you have several.")
@click.option("-m", "--comment", default="", metavar="TEXT", help="What is to be said of it.")
@click.option(
    "--condition", "conditions", multiple=True, metavar="TEXT", help="What it depends on. Repeatable."
)
@click.option("--expires", default="", metavar="TIME", help="How long it holds, such as 12h or 30d.")
@deciding
def command(
    invocation: Invocation,
    what: str,
    output: Path,
    given: Given,
    role: str,
    comment: str,
    conditions: tuple[str, ...],
    expires: str,
) -> None:
    """Approve a release, by a signature on its bundle.

    The bundle is verified and made again from its tag first. What you say is bound to the digest of its
    manifest, and signed with the key and the program that git signs commits with: gpg.format,
    user.signingkey. The record is kept in git under refs/sqlgen/approvals/ and, for those without git, as
    files beside the bundle.

    What the policy in force would not count is refused: a key that it does not know, a role that you do not
    have, a release that you wrote a part of.

    \b
    Example:
      sqlgen approve v1.4 --role dba -m "read, rehearsed on staging"
      sqlgen approve v1.4 --condition "after 22:00" --expires 7d
    """
    decide(invocation, what, output, given, Decision.APPROVE, Wish(comment, role, conditions, expires))
