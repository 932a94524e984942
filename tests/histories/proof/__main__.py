"""The proof's command line: `python -m tests.histories.proof`."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from itertools import product
from pathlib import Path

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.histories.environment import drivers_folder, pinned
from tests.histories.proof.ours import TARGETS
from tests.histories.proof.prove import Proof, proved
from tests.histories.proof.report import page, summary
from tests.histories.proof.servers import ADDRESSES, told_version
from tests.histories.running import SideFailed, job_for
from tests.histories.sources import History, read_histories

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "proof.md"
NAMES = [history.name for history in read_histories()]
PROCESSES = 2


@click.command()
@click.option("--history", "chosen", type=click.Choice(NAMES), multiple=True, help="only this one")
@click.option("--dialect", "dialects", type=click.Choice(list(TARGETS)), multiple=True, help="only this one")
@click.option("--show-differences", is_flag=True, help="print each difference")
@click.option("--allow-differences", is_flag=True, help="end with 0 though there are differences")
def main(
    chosen: Sequence[str], dialects: Sequence[str], show_differences: bool, allow_differences: bool
) -> None:
    """Apply what sqlgen renders of public histories to real servers, beside Alembic online, and compare.

    Needs psql, mariadb and sqlite3, and servers on which databases may be created, named by
    SQLGEN_POSTGRESQL_URL and SQLGEN_MARIADB_URL. A whole run writes docs/reference/proof.md.
    """
    log = Console(stderr=True)
    for dialect in dialects or TARGETS:
        if dialect in ADDRESSES and not os.environ.get(ADDRESSES[dialect]):
            raise click.UsageError(f"no {dialect} server: set {ADDRESSES[dialect]} to an SQLAlchemy URL")
    started = time.monotonic()
    histories = [each for each in read_histories() if not chosen or each.name in chosen]
    proofs = _run(histories, dialects or list(TARGETS), log)
    if show_differences:
        print("\n".join(_lines(proofs)))  # noqa: T201  the differences are what was asked for
    if not (chosen or dialects):
        versions = {
            "alembic": pinned("alembic"),
            "sqlalchemy": version("sqlalchemy"),
            "servers": ", ".join(told_version(dialect) for dialect in TARGETS),
        }
        minutes = math.ceil((time.monotonic() - started) / 60)
        text = page(proofs, versions, TARGETS.values(), minutes, os.cpu_count() or 1)
        PAGE.write_text(text, encoding="utf-8")
        log.print(f"wrote {PAGE.name}")
    found = sum(kind != "wanted" for proof in proofs for kind, _, _ in proof.differences())
    tables = sum(made.tables for proof in proofs for made in proof.compared())
    log.print(f"{tables:,} tables compared, {found:,} differences")
    sys.exit(1 if found and not allow_differences else 0)


def _run(histories: Sequence[History], dialects: Sequence[str], log: Console) -> list[Proof]:
    def one(wanted: tuple[History, str]) -> Proof:
        history, dialect = wanted
        try:
            return proved(history, dialect)
        except SideFailed as error:
            # The others still tell something.
            log.print(str(error), markup=False)
            last = str(error).strip().splitlines()[-1]
            return Proof(history.name, dialect, refused=[f"no answer: {last}"])

    columns = (TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=log) as progress, ThreadPoolExecutor(PROCESSES) as pool:
        # Fetching comes first and alone: two processes must not fill one cache at once.
        drivers_folder()
        for history in histories:
            job_for(history, "postgresql", "upgrade")
        wanted = list(product(histories, dialects))
        proving = progress.add_task("prove", total=len(wanted))
        proofs = []
        for proof in pool.map(one, wanted):
            proofs.append(proof)
            log.print(summary(proof), markup=False, soft_wrap=True)
            progress.advance(proving)
    return proofs


def _lines(proofs: Sequence[Proof]) -> list[str]:
    return [
        f"{proof.history} {proof.dialect}: {kind}{place and f', {place}'}: {line}"
        for proof in proofs
        for kind, place, line in proof.differences()
        if kind != "wanted"
    ]


if __name__ == "__main__":
    main()
