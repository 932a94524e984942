"""A run of the benchmark: who takes part, on what, and what came of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.benchmarks.made import make_history
from tests.benchmarks.measuring import Command, CommandFailed, Measured, measure
from tests.histories.environment import peer_python

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SQLGEN, ALEMBIC, FLOOR = "sqlgen", "Alembic", "floor"
SIZES = (100, 1_000, 5_000)
"""How many revisions the made histories have."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured, with what each contestant took: median seconds and peak bytes.

    None for one that cannot do it; `size` is how many revisions (or tables …) it was done on, for the plot.
    """

    label: str
    size: int | None
    took: Mapping[str, tuple[float, int] | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the page. `about` says what is compared; a plot goes by the sizes of its rows.

    `first` is the contestant that the others are compared with, `unit` what the sizes count.
    """

    title: str
    about: str
    rows: Sequence[Row]
    first: str = SQLGEN
    unit: str = "revisions"

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def read_part(document: Mapping[str, object]) -> Part:
    """A part as `to_json` wrote it."""
    raw = json.loads(json.dumps(document))
    rows = [_read_row(row) for row in raw.pop("rows")]
    return Part(**raw, rows=rows)


def _read_row(raw: Mapping[str, Any]) -> Row:
    took = {name: tuple(each) if each else None for name, each in raw["took"].items()}
    return Row(raw["label"], raw["size"], took)


class Bench:
    """One run: `folder` holds what is made for it, `runs` is how often everything is measured."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder = folder
        self.runs = runs

    @cache  # noqa: B019 - one bench a process
    def made(self, revisions: int) -> Path:
        """A project with so many revisions."""
        return make_history(self.folder / f"made-{revisions}", revisions)

    def sqlgen(self, project: Path, *arguments: str, name: str = SQLGEN) -> Command:
        """A call of sqlgen in a project."""
        environ = {"PYTHONPATH": str(REPOSITORY)}
        return Command(name, (sys.executable, "-m", "sqlgen", *arguments), project, environ)

    def alembic(self, project: Path, *arguments: str) -> Command:
        return Command(ALEMBIC, (str(peer_python()), "-m", "alembic", *arguments), project)

    def compare(self, label: str, commands: Iterable[Command], size: int | None = None) -> Row:
        """Measure commands beside each other; one that fails has no figure."""
        say(f"  {label}")
        able: list[Command] = []
        took: dict[str, tuple[float, int] | None] = {}
        for command in commands:
            took[command.name] = None
            try:
                measure([command], 1)
            except CommandFailed as error:
                say(f"    {command.name} fails: {error}")
                continue
            able.append(command)
        if able:
            took |= {name: summary(each) for name, each in measure(able, self.runs).items()}
        return Row(label, size, took)


def say(text: str) -> None:
    """Tell a person how far the run has come."""
    sys.stderr.write(f"{text}\n")


def summary(measured: Measured) -> tuple[float, int]:
    return measured.median, measured.peak
