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

import sqlalchemy

from sqlgen.config import Config
from sqlgen.errors import SqlgenError
from sqlgen.history import Step
from sqlgen.pipeline import Options, Watch, open_project, render
from sqlgen.statements import Purpose, Script, Section
from sqlgen.version import __version__
from tests.histories.confinement import VOLATILE, confine
from tests.histories.job import Answer, Failure, Job, Rendered
from tests.histories.stand_in import install

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
        options = Options(dialect=TARGETS.get(job.dialect, job.dialect), use_env=False)
        script = rendered(job, RANGES[job.direction], options)
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
    config = Config(attributes={"naming_convention": naming_convention})
    config.set_main_option("script_location", str(environment or job.folder.parent))
    config.set_main_option("version_locations", str(job.folder))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("recursive_version_locations", str(job.recursive).lower())
    project = open_project(config, options)
    watch = Watch(progress=_restart)
    (script,) = render(project, revisions, options, watch)
    return script


def outcomes(job: Job, script: Script) -> list[Rendered]:
    """One outcome a step, in the order of the steps."""
    failures = {failure.step.revision.id: failure.error for failure in script.failures}
    sections = {section.step.revision.id: section for section in script.sections if section.step}
    found = []
    for step in script.plan.steps:
        identifier = step.revision.id
        file = step.revision.file.relative_to(job.root).as_posix()
        if identifier in failures:
            found.append(Rendered(identifier, file, _failure(failures[identifier])))
        else:
            found.append(_rendered(identifier, file, sections[identifier]))
    return found


def _rendered(identifier: str, file: str, section: Section) -> Rendered:
    versions = [each.sql for each in section.statements if each.purpose is Purpose.VERSION]
    others = [each.sql for each in section.statements if each.purpose is not Purpose.VERSION]
    return Rendered(identifier, file, None, others, versions)


def _failure(error: SqlgenError) -> Failure:
    return Failure(type(error).__name__, error.message, error.origin.line if error.origin else None)


def _restart(_number: int, _count: int, _step: Step) -> None:
    VOLATILE.restart()


if __name__ == "__main__":
    main()
