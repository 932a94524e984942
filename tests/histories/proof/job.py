"""What the two sides of the proof are asked for, and the form in which they answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.histories.job import Failure, Job

Facts = dict[str, Any]
"""What is known of one table, by part (`column id`, `index ix_users_name`), as plain JSON values."""
Schema = dict[str, Facts]
"""Facts by table. Enumerated types, sequences and views stand beside the tables under names of their own."""


EVERY = 10
"""How many steps lie between two points at which the sides are compared."""


def points(steps: int, every: int) -> list[int]:
    """The numbers of steps behind which the schema is told: each `every`-th, if any, and the last."""
    between = range(every, steps, every) if every else ()
    return [*between, steps] if steps else []


@dataclass(frozen=True, slots=True)
class Question:
    """The first `steps` steps of a history's upgrade or downgrade, all that there are for None.

    A downgrade starts where the version table says `held`, and leads to the base. The schema is told behind
    every `every`-th step and behind the last; with 0 behind the last alone. `url` is the database that
    Alembic is to change, `drivers` the folder of the driver for it.
    """

    job: Job
    steps: int | None = None
    held: tuple[str, ...] = ()
    every: int = EVERY
    url: str = ""
    drivers: str = ""
    naming_convention: Mapping[str, str] = field(default_factory=dict)

    @property
    def downward(self) -> bool:
        return self.job.direction == "downgrade"

    def text(self) -> str:
        return json.dumps(asdict(self))


def read_question(text: str) -> Question:
    raw = json.loads(text)
    return Question(**{**raw, "job": Job(**raw["job"]), "held": tuple(raw["held"])})


@dataclass(frozen=True, slots=True)
class Part:
    """What one step puts into the script; `statements` counts those that the database is told."""

    revision: str
    file: str
    text: str
    statements: int


@dataclass(slots=True)
class Said:
    """What the catalog says at one point.

    `known` is what it answers to an inspector of the tables that it is certain of, `whole` that there are no
    others, `statements` what makes a schema of the catalog alone, `trouble` why there is no answer.
    """

    known: Schema = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)
    whole: bool = False
    trouble: str = ""


@dataclass(slots=True)
class Rendering:
    """sqlgen's side: the script of the steps up to the first that it cannot render.

    `failure` is that step's; `said` is by the number of steps.
    """

    steps: int
    parts: list[Part]
    failure: Failure | None = None
    failed: str = ""
    said: dict[int, Said] = field(default_factory=dict)


@dataclass(slots=True)
class Run:
    """Alembic's side: the revisions whose steps went well, and why the next one did not.

    By the number of steps: `found` is the schema, `held` what the version table says.
    """

    revisions: list[str]
    failure: Failure | None = None
    failed: str = ""
    found: dict[int, Schema] = field(default_factory=dict)
    held: dict[int, tuple[str, ...]] = field(default_factory=dict)


def write_answer(answer: Rendering | Run, path: Path) -> None:
    path.write_text(json.dumps(asdict(answer)), encoding="utf-8")


def read_rendering(path: Path) -> Rendering:
    raw = json.loads(path.read_text(encoding="utf-8"))
    parts = [Part(**part) for part in raw.pop("parts")]
    said = {int(number): Said(**each) for number, each in raw.pop("said").items()}
    return Rendering(**{**raw, "parts": parts, "said": said, "failure": _failure(raw)})


def read_run(path: Path) -> Run:
    raw = json.loads(path.read_text(encoding="utf-8"))
    found = {int(number): schema for number, schema in raw.pop("found").items()}
    held = {int(number): tuple(each) for number, each in raw.pop("held").items()}
    return Run(**{**raw, "held": held, "found": found, "failure": _failure(raw)})


def _failure(raw: Mapping[str, Any]) -> Failure | None:
    return Failure(**raw["failure"]) if raw["failure"] else None
