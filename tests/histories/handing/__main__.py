"""The command line of the trial: `python -m tests.histories.handing`."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
from rich.console import Console

from tests.histories.environment import drivers_folder
from tests.histories.handing.report import page, summary
from tests.histories.handing.trying import OUT_OF_TIME, Tried, attempt, server
from tests.histories.proof.ours import TARGETS
from tests.histories.proof.servers import ADDRESSES
from tests.histories.running import job_for
from tests.histories.sources import History, read_histories

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "handing.md"
NAMES = [history.name for history in read_histories()]
PROCESSES = 2


@click.command()
@click.option("--history", "chosen", type=click.Choice(NAMES), multiple=True, help="only this one")
@click.option("--dialect", "dialects", type=click.Choice(list(TARGETS)), multiple=True, help="only this one")
@click.option("--minutes", type=int, default=0, help="try no further history after this time; 0 for no limit")
def main(chosen: Sequence[str], dialects: Sequence[str], minutes: int) -> None:
    """Run the scripts of public histories with psql, mariadb and sqlite3, stop them, and go on.

    Needs servers on which databases may be created, named by SQLGEN_POSTGRESQL_URL and SQLGEN_MARIADB_URL. A
    whole run writes docs/reference/handing.md; the shortest histories come first.
    """
    log = Console(stderr=True)
    wanted_dialects = dialects or list(TARGETS)
    for dialect in wanted_dialects:
        if dialect in ADDRESSES and not os.environ.get(ADDRESSES[dialect]):
            raise click.UsageError(f"no {dialect} server: set {ADDRESSES[dialect]} to an SQLAlchemy URL")
    started = time.monotonic()
    wanted = [
        (history, dialect)
        for history in read_histories()
        if not chosen or history.name in chosen
        for dialect in wanted_dialects
        if dialect in _own(history)
    ]
    made = _run(wanted, started + minutes * 60 if minutes else math.inf, log)
    if not (chosen or dialects):
        taken = math.ceil((time.monotonic() - started) / 60)
        PAGE.write_text(page(made, [server(dialect) for dialect in TARGETS], taken), encoding="utf-8")
        log.print(f"wrote {PAGE.name}")
    failures = sum(len(one.failures) for one in made)
    log.print(f"{sum(one.segments > 0 for one in made)} scripts, {failures} failures")
    sys.exit(1 if failures else 0)


def _own(history: History) -> set[str]:
    """The databases that a history is for; who is for MySQL is run on MariaDB."""
    return {"mariadb" if dialect == "mysql" else dialect for dialect in history.native}


def _run(wanted: Sequence[tuple[History, str]], end: float, log: Console) -> list[Tried]:
    def told(text: str) -> None:
        log.print(text[-1500:], markup=False)

    def one(history: History, dialect: str) -> Tried:
        if time.monotonic() > end:
            return Tried(history.name, dialect, stopped=OUT_OF_TIME)
        made = attempt(history, dialect, told)
        log.print(summary(made), markup=False, soft_wrap=True)
        return made

    # Fetching comes first and alone: two processes must not fill one cache at once.
    drivers_folder()
    jobs = {history.name: job_for(history, dialect, "upgrade") for history, dialect in wanted}
    ordered = sorted(wanted, key=lambda each: len(list(jobs[each[0].name].folder.rglob("*.py"))))
    with ThreadPoolExecutor(PROCESSES) as pool:
        return list(pool.map(lambda each: one(each[0], each[1]), ordered))


if __name__ == "__main__":
    main()
