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


@dataclass(frozen=True, slots=True)
class Question:
    """The first `steps` steps of a history's upgrade, all that there are for None.

    `url` is the database that Alembic is to upgrade, `drivers` the folder of the driver for it.
    """

    job: Job
    steps: int | None = None
    url: str = ""
    drivers: str = ""
    naming_convention: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        return json.dumps(asdict(self))


def read_question(text: str) -> Question:
    raw = json.loads(text)
    return Question(**{**raw, "job": Job(**raw["job"])})


@dataclass(frozen=True, slots=True)
class Part:
    """What one step puts into the script; `statements` counts those that the database is told."""

    revision: str
    file: str
    text: str
    statements: int


@dataclass(slots=True)
class Rendering:
    """sqlgen's side: the script of the steps up to the first that it cannot render.

    `failure` is that step's. `known` is what the catalog behind the last part answers to an inspector of
    the tables that it is certain of, `whole` that there are no others, `statements` what makes a schema of
    the catalog alone.
    """

    steps: int
    parts: list[Part]
    failure: Failure | None = None
    failed: str = ""
    known: Schema = field(default_factory=dict)
    statements: list[str] = field(default_factory=list)
    whole: bool = False
    trouble: str = ""


@dataclass(slots=True)
class Upgrade:
    """Alembic's side: how many steps went well, and why the next one did not."""

    done: int
    failure: Failure | None = None
    failed: str = ""


def write_answer(answer: Rendering | Upgrade, path: Path) -> None:
    path.write_text(json.dumps(asdict(answer)), encoding="utf-8")


def read_rendering(path: Path) -> Rendering:
    raw = json.loads(path.read_text(encoding="utf-8"))
    parts = [Part(**part) for part in raw.pop("parts")]
    return Rendering(**{**raw, "parts": parts, "failure": _failure(raw)})


def read_upgrade(path: Path) -> Upgrade:
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Upgrade(**{**raw, "failure": _failure(raw)})


def _failure(raw: Mapping[str, Any]) -> Failure | None:
    return Failure(**raw["failure"]) if raw["failure"] else None
