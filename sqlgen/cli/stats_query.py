"""Write the query that tells how large tables are."""

from __future__ import annotations

from pathlib import Path

import click

from sqlgen.cli._invocation import echo_artefact
from sqlgen.dialects.statistics import statistics_query
from sqlgen.dialects.target import parse_target


@click.command()
@click.option("-d", "--dialect", required=True, metavar="NAME", help="The database to ask.")
def command(dialect: str) -> None:
    """Write the query that tells how large tables are.

    It only reads. Run it where the tables are large, as the comment on top of it says, and hand its output to
    `sqlgen lint --stats`.

    \b
    Example:
      sqlgen stats-query --dialect postgresql > stats.sql
      psql -X -d shop -f stats.sql > stats.csv
      sqlgen lint --stats stats.csv --dialect postgresql
    """
    echo_artefact(statistics_query(parse_target(dialect, Path.cwd()).name))
