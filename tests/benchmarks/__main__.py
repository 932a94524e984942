"""Measure, and write docs/explanation/performance.md.

    python -m tests.benchmarks [--runs N] [--only PART …]

A part that is not measured keeps the figures that it had.
"""

from __future__ import annotations

import argparse
import json
import os
import pkgutil
import platform
import tempfile
from importlib import import_module
from pathlib import Path

import sqlalchemy

from tests.benchmarks import parts
from tests.benchmarks.bench import REPOSITORY, Bench, Part, read_part, say
from tests.benchmarks.measuring import LEAST_RUNS
from tests.benchmarks.page import lines, page, plot_file
from tests.benchmarks.plot import plot
from tests.histories.environment import pinned

FOLDER = REPOSITORY / "docs" / "explanation"
FIGURES = FOLDER / "performance" / "figures.json"


def main() -> None:
    names = sorted(module.name for module in pkgutil.iter_modules(parts.__path__))
    arguments = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    arguments.add_argument("--runs", type=int, default=LEAST_RUNS, help="of each program")
    told = ", ".join(names)
    arguments.add_argument("--only", nargs="+", choices=names, default=names, metavar="PART", help=told)
    chosen = arguments.parse_args()
    known: dict[str, Part] = {}
    if FIGURES.is_file():
        document = json.loads(FIGURES.read_text(encoding="utf-8"))
        known = {name: read_part(raw) for name, raw in document.items()}
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch), chosen.runs)
        for name in chosen.only:
            say(name)
            known[name] = import_module(f"tests.benchmarks.parts.{name}").measure(bench)
    write({name: known[name] for name in names if name in known}, chosen.runs)


def write(measured: dict[str, Part], runs: int) -> None:
    """Write the page, its plots, and the figures that the next run begins with."""
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({name: part.to_json() for name, part in measured.items()}, indent=1)
    FIGURES.write_text(text + "\n", encoding="utf-8")
    for name, part in measured.items():
        for label, drawn in lines(part).items():
            (FOLDER / plot_file(name, label)).write_text(plot(drawn, part.unit), encoding="utf-8")
    facts = {
        "runs": str(runs),
        "machine": f"{os.cpu_count()} cores, {platform.system()} on {platform.machine()}",
        "versions": f"Python {platform.python_version()}, SQLAlchemy {sqlalchemy.__version__}, "
        f"Alembic {pinned('alembic')}",
    }
    (FOLDER / "performance.md").write_text(page(measured, facts), encoding="utf-8")


if __name__ == "__main__":
    main()
