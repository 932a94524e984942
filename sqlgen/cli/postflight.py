"""Write the checks that are made when a script has run."""

from __future__ import annotations

from pathlib import Path

import click

from sqlgen.cli._flights import fly
from sqlgen.cli._invocation import Invocation, pass_invocation
from sqlgen.cli._options import replay_options
from sqlgen.cli._writing import Wishes, writing_options
from sqlgen.pipeline import Options
from sqlgen.script.questions import postflight_questions


@click.command()
@click.argument("revisions", metavar="[RANGE]", default="base:heads")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file for the checks.")
@click.option(
    "--result", type=click.Path(path_type=Path), help="Judge what the checks have printed; - is stdin."
)
@writing_options
@replay_options
@pass_invocation
def command(
    invocation: Invocation,
    revisions: str,
    wishes: Wishes,
    options: Options,
    output: Path | None,
    result: Path | None,
) -> None:
    """Write the checks that are made when a script has run.

    Read-only SQL: what the range makes is there, what it drops is gone, no index is invalid, and the version
    table holds what it should. With --result the answers are judged here, offline; the exit code is 1 where
    one is NO-GO or missing.

    \b
    Example:
      sqlgen postflight ae10:head --dialect postgresql -o postflight.sql
      psql --file=postflight.sql shop > postflight.log
      sqlgen postflight ae10:head --dialect postgresql --result postflight.log
    """
    fly(invocation, "postflight", postflight_questions, revisions, options, wishes, output, result)
