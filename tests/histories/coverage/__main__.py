"""The coverage's command line: `python -m tests.histories.coverage`."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.histories.coverage.counting import Coverage, counted
from tests.histories.coverage.report import page
from tests.histories.job import Job
from tests.histories.running import alembics_answer, job_for, sqlgens_answer, start_folders, started_job
from tests.histories.sources import DIALECTS, History, read_histories

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "coverage.md"
NAMES = [history.name for history in read_histories()]
PROCESSES = 2


@click.command()
@click.option("--history", "chosen", type=click.Choice(NAMES), multiple=True, help="only this one")
@click.option("--dialect", "dialects", type=click.Choice(DIALECTS), multiple=True, help="only this one")
@click.option("--show-missing", is_flag=True, help="print the page's part on revisions that are not rendered")
def main(chosen: Sequence[str], dialects: Sequence[str], show_missing: bool) -> None:
    """Count what sqlgen and Alembic render of public histories, each on the databases of its project.

    A whole run writes docs/reference/coverage.md.
    """
    log = Console(stderr=True)
    histories = [each for each in read_histories() if not chosen or each.name in chosen]
    found, versions = _run(histories, dialects or DIALECTS, log)
    text = page(histories, found, versions)
    if show_missing:
        print(text[text.index("## In all") :])  # noqa: T201  it is what was asked for
    if not (chosen or dialects):
        PAGE.write_text(text, encoding="utf-8")
        log.print(f"wrote {PAGE.name}")
    rendered, revisions = sum(each.sqlgen for each in found), sum(each.revisions for each in found)
    log.print(f"sqlgen renders {rendered:,} of {revisions:,} revisions")


def _run(
    histories: Sequence[History], dialects: Sequence[str], log: Console
) -> tuple[list[Coverage], dict[str, str]]:
    versions: dict[str, str] = {}

    def one(wanted: tuple[History, Job]) -> Coverage:
        history, job = wanted
        job = started_job(job, history)
        theirs = alembics_answer(job)
        versions.update(theirs.versions)
        return counted(theirs, sqlgens_answer(job))

    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=log) as progress, ThreadPoolExecutor(PROCESSES) as pool:
        # Fetching comes first and alone: two processes must not fill one cache at once.
        for history in histories:
            start_folders(history)
        wanted = [
            (history, job_for(history, dialect, "upgrade"))
            for history in histories
            for dialect in history.native
            if dialect in dialects
        ]
        rendering = progress.add_task("render", total=len(wanted))
        found = []
        for coverage in pool.map(one, wanted):
            found.append(coverage)
            progress.advance(rendering)
    return found, versions


if __name__ == "__main__":
    main()
