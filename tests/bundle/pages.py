"""The review's page of a made project, without git."""

from __future__ import annotations

from sqlgen.bundle.files import target_files
from sqlgen.bundle.manifest import Manifest, Released, Target
from sqlgen.bundle.review import review_page, shown_target
from sqlgen.config import find_config
from sqlgen.config.lint import LintSettings
from sqlgen.lint.checking import check_scripts
from sqlgen.pipeline import Options, open_project, render, render_back
from sqlgen.script.backout import backouts
from sqlgen.script.handover import Handover
from tests.projects import MadeProject


def page_of(made: MadeProject, text: str = "base:heads", dialect: str = "postgresql@15") -> str:
    """The page of a range that is released as v1.1."""
    project = open_project(find_config([made.folder / "alembic.ini"], "alembic", ()))
    options = Options(dialect=dialect)
    (script,), (back,) = (
        render(project, text, options), render_back(project, project.history.plan(text), options),
    )  # fmt: skip
    for failure in script.failures:
        raise failure.error
    ways, handover = backouts(script, back, project.history), Handover(folder=made.folder)
    findings = check_scripts([script], LintSettings())
    files = target_files(script, ways, handover)
    target = Target(
        dialect, "", "psql", dialect.replace("@", "-"), "0" * 12, {"error": 1}, files.irreversible, ()
    )
    revisions = [step.revision for step in script.plan.steps]
    manifest = Manifest(
        tag="v1.1",
        commit="1" * 40,
        previous="v1.0",
        previous_commit="0" * 40,
        start=tuple(script.plan.start),
        end=tuple(script.plan.end),
        revisions=tuple(
            Released(one.id, one.message, one.file.name, "2" * 64, ("a@b",)) for one in revisions
        ),
        targets=(target,),
        tools={"sqlgen": "1"},
        settings={},
    )
    shown = shown_target(script, target, findings, ways, files.texts, handover)
    return review_page(manifest, "Shop", project.history, [shown])
