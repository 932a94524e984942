"""sqlgen's rendering of one history: the peer's counterpart, in an interpreter that needs no Alembic.

No env.py, and the same stand-ins as the peer has instead of `--stub-missing`, so that both sides run the same
revisions and what differs is the rendering.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from traceback import extract_tb

import sqlalchemy

from sqlgen.config import Config
from sqlgen.errors import SqlgenError
from sqlgen.failures import followers
from sqlgen.history import Step
from sqlgen.pipeline import Options, Watch, open_project, render
from sqlgen.replay.running import described
from sqlgen.statements import Purpose, Script, Section
from sqlgen.version import __version__
from tests.histories.confinement import VOLATILE, confine
from tests.histories.job import Answer, Failure, Job, Rendered
from tests.histories.stand_in import install

ENVIRONMENT = Path(__file__).parent / "proof" / "environment"
RANGES = {"upgrade": "base:heads", "downgrade": "heads:base"}
# Without a connection SQLAlchemy, and so Alembic, writes as if the server were as old as these.
TARGETS = {"mssql": "mssql@2005", "mysql": "mysql@5.7", "mariadb": "mariadb@10.1"}


def main() -> None:
    """Read a job as JSON from the first argument, write the answer to the file that the second names."""
    job = Job(**json.loads(sys.argv[1]))
    answer_file = Path(sys.argv[2]).absolute()
    job.prepare_path()
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        finders = install(job.own_code)
        confine()
        convention = job.naming_convention
        options = Options(
            dialect=TARGETS.get(job.dialect, job.dialect),
            use_env=bool(convention or job.surroundings),
            legacy_sqlalchemy=job.legacy,
        )
        script = rendered(job, RANGES[job.direction], options, ENVIRONMENT, convention)
        os.chdir("/")
    versions = {"sqlgen": __version__, "sqlalchemy": sqlalchemy.__version__}
    stand_ins = sorted(name for finder in finders for name in finder.made)
    revisions = outcomes(job, script)
    Answer(job.history, job.dialect, job.direction, versions, stand_ins, revisions).write(answer_file)


def rendered(
    job: Job,
    revisions: str,
    options: Options,
    environment: Path | None = None,
    naming_convention: Mapping[str, str] | None = None,
) -> Script:
    """The script of a range of the job's history, with its failures beside it.

    `environment` is the folder of an env.py, which is handed the naming convention.
    """
    attributes = {"naming_convention": naming_convention, "surroundings": job.surroundings}
    config = Config(attributes=attributes, sqlgen_file=_settings(job) if job.base else None)
    config.set_main_option("script_location", str(environment or job.folder.parent))
    config.set_main_option("version_locations", str(job.folder))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("recursive_version_locations", str(job.recursive).lower())
    project = open_project(config, options)
    watch = Watch(progress=_restart)
    (script,) = render(project, revisions, options, watch)
    return script


def _settings(job: Job) -> Path:
    """A sqlgen.toml that says what the project's first revision finds, in the working directory."""
    rows = 'rows = "none"\n' if job.unfilled else ""
    file = Path("sqlgen.toml").absolute()
    file.write_text(f"[history]\nbase = {json.dumps(job.base)}\n{rows}", encoding="utf-8")
    return file


def outcomes(job: Job, script: Script) -> list[Rendered]:
    """One outcome a step, in the order of the steps."""
    failures = {failure.step.revision.id: failure for failure in script.failures}
    causes = followers(script.failures)
    sections = {section.step.revision.id: section for section in script.sections if section.step}
    found = []
    for step in script.plan.steps:
        identifier = step.revision.id
        file = step.revision.file.relative_to(job.root).as_posix()
        if identifier in failures:
            cause = causes.get(id(failures[identifier]))
            after = cause.step.revision.id if cause else ""
            found.append(Rendered(identifier, file, _failure(failures[identifier].error, after)))
        else:
            found.append(_rendered(identifier, file, sections[identifier]))
    return found


def _rendered(identifier: str, file: str, section: Section) -> Rendered:
    versions = [each.sql for each in section.statements if each.purpose is Purpose.VERSION]
    others = [each.sql for each in section.statements if each.purpose is not Purpose.VERSION]
    return Rendered(identifier, file, None, others, versions)


def _failure(error: SqlgenError, after: str) -> Failure:
    cause = error.__cause__
    frames = extract_tb(cause.__traceback__) if cause else []
    return Failure(
        type(error).__name__,
        error.message,
        error.origin.line if error.origin else None,
        getattr(error, "question", ""),
        getattr(error, "why", ""),
        described(cause) if cause else "",
        frames[-1].filename if frames else "",
        after,
    )


def _restart(_number: int, _count: int, _step: Step) -> None:
    VOLATILE.restart()


if __name__ == "__main__":
    main()
