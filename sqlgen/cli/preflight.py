"""Write the checks that are made before a script runs."""

from __future__ import annotations

from pathlib import Path

import click

from sqlgen.cli._flights import fly
from sqlgen.cli._invocation import Invocation, pass_invocation
from sqlgen.cli._options import replay_options
from sqlgen.cli._writing import Wishes, writing_options
from sqlgen.pipeline import Options
from sqlgen.script.questions import preflight_questions


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
    """Write the checks that are made before a script runs.

    Read-only SQL, derived from what the range does: values that stand twice where a unique index comes, NULLs
    where NOT NULL comes, rows that point at nothing where a foreign key comes, texts that get too long, and
    what is about to be lost. It can be run days before. With --result the answers are judged here, offline;
    the exit code is 1 where one is NO-GO or missing.

    \b
    Example:
      sqlgen preflight ae10:head --dialect postgresql -o preflight.sql
      psql --file=preflight.sql shop > preflight.log
      sqlgen preflight ae10:head --dialect postgresql --result preflight.log
    """
    fly(invocation, "preflight", preflight_questions, revisions, options, wishes, output, result)
