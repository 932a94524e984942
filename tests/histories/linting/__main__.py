"""The run's command line: `python -m tests.histories.linting`."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.histories.job import Job
from tests.histories.linting.judge import Judged, read_judged
from tests.histories.linting.report import drawn, page
from tests.histories.running import job_for, run_side, start_folders, started_job
from tests.histories.sources import DIALECTS, History, read_histories

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "linting.md"
NAMES = [history.name for history in read_histories()]
PROCESSES = 2


@click.command()
@click.option("--history", "chosen", type=click.Choice(NAMES), multiple=True, help="only this one")
@click.option("--dialect", "dialects", type=click.Choice(DIALECTS), multiple=True, help="only this one")
@click.option("--show-drawn", is_flag=True, help="print those that are to be read by hand, whole")
def main(chosen: Sequence[str], dialects: Sequence[str], show_drawn: bool) -> None:
    """Lint public histories, each on the databases of its project.

    A whole run writes docs/reference/linting.md.
    """
    log = Console(stderr=True)
    histories = [each for each in read_histories() if not chosen or each.name in chosen]
    judged = _run(histories, dialects or DIALECTS, log)
    if show_drawn:
        for one in drawn(judged):
            print(one.told())  # noqa: T201  it is what was asked for
    if not (chosen or dialects):
        PAGE.write_text(page(judged), encoding="utf-8")
        log.print(f"wrote {PAGE.name}")
    log.print(f"{sum(len(each.found) for each in judged):,} findings")


def _run(histories: Sequence[History], dialects: Sequence[str], log: Console) -> list[Judged]:
    def one(wanted: tuple[History, Job]) -> Judged:
        history, job = wanted
        question = json.dumps(asdict(started_job(job, history)))
        with tempfile.TemporaryDirectory() as scratch:
            answer = Path(scratch, "answer.json")
            run_side([sys.executable, "-m", "tests.histories.linting.judge"], question, answer)
            return read_judged(answer.read_text(encoding="utf-8"))

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
        task = progress.add_task("lint", total=len(wanted))
        found = []
        for judged in pool.map(one, wanted):
            found.append(judged)
            progress.advance(task)
    return found


if __name__ == "__main__":
    main()
