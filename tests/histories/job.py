"""What a renderer is asked to do, and the form in which both renderers answer."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """One history, one dialect, one direction.

    `root` is the unpacked package, `revisions` the folder of revisions in it, `extras` the folder of the
    additional packages that revisions import,
    `companions` those of its modules that belong to the project. `naming_convention` is what the project's
    env.py hands on, and `base` a snapshot of the schema that the first revision finds; `unfilled` says that
    nothing is in its tables. `surroundings` is a module that prepares what the project's own command does.
    `legacy` asks for what SQLAlchemy 1 answered to.
    """

    history: str
    root: str
    revisions: str
    recursive: bool
    extras: str
    companions: tuple[str, ...]
    dialect: str
    direction: str
    naming_convention: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    unfilled: bool = False
    legacy: bool = False
    surroundings: str = ""

    @property
    def folder(self) -> Path:
        return Path(self.root, self.revisions)

    @property
    def own_code(self) -> list[str]:
        """The beginnings of the paths of the project's own files."""
        # A folder's name must not match its neighbour's beginning.
        return [f"{self.root}/", *(f"{self.extras}/{name}/" for name in self.companions)]

    def prepare_path(self) -> None:
        """Let the revisions import their own package and the additional ones."""
        sys.path += [self.extras, self.root]


@dataclass(slots=True)
class Failure:
    """Why a revision was not rendered; `line` is the last one in its file that was reached.

    sqlgen says more: the `question` that nobody could answer and `why`, the error behind the failure as
    `cause` with the file in which it arose, and the earlier revision `after` which it fails too.
    """

    kind: str
    message: str
    line: int | None
    question: str = ""
    why: str = ""
    cause: str = ""
    arose: str = ""
    after: str = ""


@dataclass(slots=True)
class Rendered:
    """One revision's outcome.

    `statements` are those of the revision itself, `version_statements` those that keep the version table.
    """

    id: str
    file: str
    failure: Failure | None = None
    statements: list[str] = field(default_factory=list)
    version_statements: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Answer:
    """A whole job's outcome, in the order of the steps; `versions` names what rendered it."""

    history: str
    dialect: str
    direction: str
    versions: dict[str, str]
    stand_ins: list[str]
    revisions: list[Rendered]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def read_answer(path: Path) -> Answer:
    raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    revisions = []
    for entry in raw.pop("revisions"):
        failure = entry.pop("failure")
        revisions.append(Rendered(**entry, failure=Failure(**failure) if failure else None))
    return Answer(**raw, revisions=revisions)


def failure_of(error: BaseException, file: Path) -> Failure:
    """The failure that `error` is, told by the last line of `file` in its traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(file)]
    try:
        message = str(error)
    except Exception:  # noqa: BLE001  an application's error may itself be broken
        message = "an error whose text cannot be had"
    return Failure(type(error).__name__, message, lines[-1] if lines else None)
