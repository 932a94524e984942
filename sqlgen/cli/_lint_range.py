"""A range of revisions, judged."""

from __future__ import annotations

from pathlib import Path

from sqlgen.cli._invocation import Invocation
from sqlgen.cli._linting import Wanted
from sqlgen.cli._replaying import refuse_failures, replayed
from sqlgen.history.released import Released
from sqlgen.lint.checking import check_scripts
from sqlgen.lint.finding import Finding
from sqlgen.pipeline import Project, released_at
from sqlgen.replay.options import Options


def of_range(
    invocation: Invocation, revisions: str, options: Options, wanted: Wanted, *, fix: bool
) -> tuple[Path, list[Finding]]:
    """The folder of the project, and the findings on a range of revisions."""

    def judged() -> tuple[Project, Released | None, tuple[Finding, ...]]:
        project, scripts = replayed(invocation, revisions, options)
        refuse_failures(invocation, scripts, project.folder)
        released = None if wanted.changed_since is None else released_at(project, wanted.changed_since)
        return (
            project,
            released,
            check_scripts(scripts, wanted.settings, wanted.edition, released, wanted.stats),
        )

    project, released, found = judged()
    if fix and released is not None:
        # Here, because few calls need it.
        from sqlgen.cli._fixing import fix_findings

        found = fix_findings(invocation, options, released, found, lambda: judged()[-1])
    return project.folder, list(found)
