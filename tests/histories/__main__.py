"""The comparison's command line: `python -m tests.histories`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.histories.compare import Comparison, Difference, compare, token_diff
from tests.histories.job import Job
from tests.histories.report import page
from tests.histories.running import SideFailed, alembics_answer, job_for, sqlgens_answer
from tests.histories.sources import DIALECTS, DIRECTIONS, History, read_histories
from tests.histories.wanted import WANTED

PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "histories.md"
NAMES = [history.name for history in read_histories()]
PROCESSES = 2


@click.command()
@click.option("--history", "chosen", type=click.Choice(NAMES), multiple=True, help="only this one")
@click.option("--dialect", "dialects", type=click.Choice(DIALECTS), multiple=True, help="only this one")
@click.option("--direction", "directions", type=click.Choice(DIRECTIONS), multiple=True, help="only this one")
@click.option("--show-differences", is_flag=True, help="print each unexplained difference")
@click.option("--allow-unexplained", is_flag=True, help="end with 0 though there are unexplained differences")
def main(
    chosen: Sequence[str],
    dialects: Sequence[str],
    directions: Sequence[str],
    show_differences: bool,
    allow_unexplained: bool,
) -> None:
    """Compare sqlgen with Alembic on public histories; a whole run writes docs/reference/histories.md."""
    log = Console(stderr=True)
    histories = [each for each in read_histories() if not chosen or each.name in chosen]
    comparisons, versions = _run(histories, dialects or DIALECTS, directions or DIRECTIONS, log)
    if show_differences:
        print("\n".join(_differences(comparisons)))  # noqa: T201  the differences are what was asked for
    if not (chosen or dialects or directions):
        PAGE.write_text(page(histories, comparisons, versions), encoding="utf-8")
        log.print(f"wrote {PAGE.name}")
        _tell_idle_rows(comparisons, log)
    unexplained = sum(len(each.differences) for each in comparisons)
    log.print(f"{sum(each.equal for each in comparisons):,} statements equal, {unexplained:,} unexplained")
    sys.exit(1 if unexplained and not allow_unexplained else 0)


def _run(
    histories: Sequence[History], dialects: Sequence[str], directions: Sequence[str], log: Console
) -> tuple[list[Comparison], dict[str, str]]:
    versions: dict[str, str] = {}

    def one(job: Job) -> Comparison:
        theirs = alembics_answer(job)
        versions.update(theirs.versions)
        try:
            return compare(theirs, sqlgens_answer(job), Path(job.root))
        except (SideFailed, ValueError) as error:
            # The others still tell something; this one counts as unexplained.
            nothing = Comparison(job.history, job.dialect, job.direction, revisions=len(theirs.revisions))
            nothing.differences.append(Difference("every revision", job.revisions, None, None, str(error)))
            return nothing

    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=log) as progress, ThreadPoolExecutor(PROCESSES) as pool:
        # Fetching comes first and alone: two processes must not fill one cache at once.
        wanted = list(product(histories, dialects, directions))
        fetching = progress.add_task("fetch", total=len(wanted))
        jobs = []
        for each in wanted:
            jobs.append(job_for(*each))
            progress.advance(fetching)
        rendering = progress.add_task("render", total=len(jobs))
        results = []
        for result in pool.map(one, jobs):
            results.append(result)
            progress.advance(rendering)
    return results, versions


def _differences(comparisons: Iterable[Comparison]) -> Iterable[str]:
    for each in comparisons:
        for difference in each.differences:
            yield f"{each.history} {each.dialect} {each.direction}: {difference.revision} {difference.file}"
            if difference.error:
                yield f"  sqlgen: {difference.error}"
            yield from token_diff(difference)


def _tell_idle_rows(comparisons: Iterable[Comparison], log: Console) -> None:
    counts = sum((each.wanted for each in comparisons), Counter[str]())
    for slug in WANTED:
        if not counts[slug]:
            log.print(f"the wanted difference {slug} explains nothing in this run")


if __name__ == "__main__":
    main()
