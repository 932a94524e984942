"""sqlgen's findings on one history, in a process of their own."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from time import perf_counter

from sqlgen.config.lint import LintSettings
from sqlgen.lint.checking import check_scripts
from sqlgen.lint.finding import Finding
from sqlgen.pipeline import Options
from tests.histories.confinement import confine
from tests.histories.job import Job
from tests.histories.ours import ENVIRONMENT, RANGES, rendered
from tests.histories.stand_in import install


@dataclass(slots=True)
class Found:
    """One finding, as the page tells it."""

    history: str
    dialect: str
    rule: str
    severity: str
    message: str
    revision: str
    sql: str

    @property
    def key(self) -> str:
        """A number in letters that stands for the finding, the same in every run."""
        parts = (self.history, self.dialect, self.rule, self.revision, self.sql)
        return sha256("\n".join(parts).encode()).hexdigest()

    def told(self) -> str:
        """All of it, for whoever is to say whether it is right."""
        place = f"{self.key[:12]} {self.rule} {self.history} {self.dialect} {self.revision}"
        return f"{place}\n{self.message}\n{self.sql}\n"


@dataclass(slots=True)
class Judged:
    """What is found in one history on one database, and the seconds that it took to render and to judge."""

    history: str
    dialect: str
    statements: int
    rendering: float
    judging: float
    found: list[Found] = field(default_factory=list)


def main() -> None:
    """Read a job as JSON from the first argument, write what is found to the file that the second names."""
    job = Job(**json.loads(sys.argv[1]))
    answer_file = Path(sys.argv[2]).absolute()
    job.prepare_path()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        install(job.own_code)
        confine()
        options = Options(
            dialect=job.dialect, use_env=bool(job.naming_convention), legacy_sqlalchemy=job.legacy
        )
        start = perf_counter()
        script = rendered(job, RANGES[job.direction], options, ENVIRONMENT, job.naming_convention)
        between = perf_counter()
        found = check_scripts([script], LintSettings())
        end = perf_counter()
        os.chdir("/")
    judged = Judged(job.history, job.dialect, len(script.statements), between - start, end - between)
    judged.found = [_found(job, one) for one in found]
    answer_file.write_text(json.dumps(asdict(judged)), encoding="utf-8")


def _found(job: Job, one: Finding) -> Found:
    return Found(
        job.history, job.dialect, one.rule, str(one.severity), one.message, one.origin.revision or "", one.sql
    )


def read_judged(text: str) -> Judged:
    raw = json.loads(text)
    return Judged(**{**raw, "found": [Found(**one) for one in raw["found"]]})


if __name__ == "__main__":
    main()
