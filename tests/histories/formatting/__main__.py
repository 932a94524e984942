"""The run's command line: `python -m tests.histories.formatting`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sqlgen.dialects.facts import read_facts
from tests.histories.formatting.judging import Tally, total
from tests.histories.formatting.report import page
from tests.histories.job import Job
from tests.histories.running import job_for, sqlgens_answer
from tests.histories.sources import DIALECTS, DIRECTIONS, read_histories

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "formatting.md"
NAMES = [history.name for history in read_histories()]
PROCESSES = 2


@click.command()
@click.option("--history", "chosen", type=click.Choice(NAMES), multiple=True, help="only this one")
@click.option("--dialect", "dialects", type=click.Choice(DIALECTS), multiple=True, help="only this one")
def main(chosen: Sequence[str], dialects: Sequence[str]) -> None:
    """Lay out what public histories render; a whole run writes docs/reference/formatting.md."""
    log = Console(stderr=True)
    histories = [each for each in read_histories() if not chosen or each.name in chosen]
    wanted = [job_for(*each) for each in product(histories, dialects or DIALECTS, DIRECTIONS)]
    tallies = [_tally(dialect, statements) for dialect, statements in _statements(wanted, log).items()]
    if not (chosen or dialects):
        PAGE.write_text(page(tallies), encoding="utf-8")
        log.print(f"wrote {PAGE.name}")
    everything = total(tallies)
    for wrong in everything.wrong:
        log.print(wrong, markup=False)
    left, count = everything.left.total(), everything.statements
    log.print(f"{count - left:,} of {count:,} statements laid out, {len(everything.wrong)} wrong")
    sys.exit(1 if everything.wrong else 0)


def _statements(jobs: Sequence[Job], log: Console) -> dict[str, dict[str, None]]:
    """The different statements by dialect, in the order in which they first come."""
    found: dict[str, dict[str, None]] = {}
    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=log) as progress, ThreadPoolExecutor(PROCESSES) as pool:
        rendering = progress.add_task("render", total=len(jobs))
        for job, answer in zip(jobs, pool.map(sqlgens_answer, jobs), strict=True):
            of_dialect = found.setdefault(job.dialect, {})
            for revision in answer.revisions:
                of_dialect |= dict.fromkeys([*revision.statements, *revision.version_statements])
            progress.advance(rendering)
    return found


def _tally(dialect: str, statements: dict[str, None]) -> Tally:
    tally, facts = Tally(dialect), read_facts(dialect)
    for sql in statements:
        tally.add(sql, facts)
    return tally


if __name__ == "__main__":
    main()
