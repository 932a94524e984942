"""A release rendered from its own tree, in a process of its own.

What is imported while revisions run comes from the tree of the tag: the entries of `sys.path` that lie in the
work tree are led there. `python -m sqlgen.releasing JOB` reads a job as JSON and writes the bundle's files.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlgen.bundle.checksums import NAME as SUMS
from sqlgen.bundle.checksums import sums_text
from sqlgen.bundle.digest import text_digest
from sqlgen.bundle.files import target_files
from sqlgen.bundle.manifest import NAME as MANIFEST
from sqlgen.bundle.manifest import Manifest, Released, Target
from sqlgen.bundle.readme import readme
from sqlgen.bundle.release import Release, refuse_rewritten
from sqlgen.bundle.review import NAME as REVIEW
from sqlgen.bundle.review import ShownTarget, review_page, shown_target
from sqlgen.config import approval_of, find_config, read_settings
from sqlgen.config.policy_changes import policy_changes
from sqlgen.errors import NeedsDatabase, RevisionError, SqlgenError, UsageError
from sqlgen.history.released import since_release
from sqlgen.lint.checking import check_scripts
from sqlgen.lint.finding import Severity
from sqlgen.pipeline import Options, Project, open_project, render, render_back
from sqlgen.report import Summary, report
from sqlgen.script.backout import backouts
from sqlgen.script.handover import Handover
from sqlgen.script.output import file_name, write_files
from sqlgen.script.provenance import Provenance, fingerprint, sayable
from sqlgen.statements import Script
from sqlgen.version import __version__

TOOLS = ("Mako", "SQLAlchemy", "sqlglot")
REPORTS = {"txt": "text", "sarif": "sarif"}
SHOWN = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class Job:
    """What the process is to do.

    `tree` is the exported tree of the tag, `before` that of the release before it, empty for none, `work` the
    work tree that nothing may come from; `project` is the project's folder in each, `configs` its
    configuration files from there. `start` are revisions that the release starts at, where the release before
    does not say. `authors` are those of each file, by its path from the root.
    """

    tree: str
    before: str
    work: str
    project: str
    configs: tuple[str, ...]
    section: str
    x_args: tuple[str, ...]
    targets: tuple[str, ...]
    start: tuple[str, ...]
    release: Release
    authors: dict[str, tuple[str, ...]]
    output: str


def main() -> None:
    """Read a job, do it; an error is told as JSON on stdout, with its exit code."""
    raw = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    job = Job(**{**raw, "release": Release(**raw["release"])})
    told, sys.stdout = sys.stdout, sys.stderr
    try:
        lead_into(Path(job.tree), Path(job.work))
        write_files(Path(job.output), released_files(job))
    except SqlgenError as error:
        told.write(json.dumps({"message": str(error), "kind": type(error).__name__}))
        sys.exit(error.exit_code)


def lead_into(tree: Path, work: Path) -> None:
    """Have imports that would come from the work tree come from another tree."""
    work = work.resolve()
    led = []
    for entry in sys.path:
        path = Path(entry or Path.cwd()).resolve()
        led.append(str(tree / path.relative_to(work)) if path.is_relative_to(work) else entry)
    own = Path(__file__).resolve().parent.parent
    sys.path[:] = [entry for entry in led if entry]
    if own.is_relative_to(work) and str(own) not in sys.path:
        # sqlgen itself is kept in this work tree, and is what makes the bundle.
        sys.path.append(str(own))


def _refuse_strays(job: Job) -> None:
    """Raise UsageError where a module of the project came from the work tree all the same."""
    work = Path(job.work).resolve()
    own = Path(__file__).resolve().parent
    for name, module in sorted(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if not file or name.partition(".")[0] == "sqlgen":
            continue
        path = Path(file).resolve()
        if path.is_relative_to(work) and not path.is_relative_to(own) and "site-packages" not in path.parts:
            raise UsageError(
                f"the module {name} came from {file}, and not from {job.release.tag}",
                hint="an editable install puts it in front; add its folder to prepend_sys_path",
            )


def released_files(job: Job) -> dict[str, str]:
    """Every file of the bundle by its name.

    Raises what rendering raises, HistoryError where a release was rewritten.
    """
    # The release before comes first: the folder that is entered last is the one that paths are told from.
    earlier = _project(job, Path(job.before)) if job.before else None
    project = _project(job, Path(job.tree))
    start = job.start
    settings = read_settings(project.config)
    changes: list[str] = []
    if earlier is not None:
        released = since_release(earlier.history, project.history)
        refuse_rewritten(job.release, released)
        start = start or tuple(earlier.history.heads)
        changes = policy_changes(approval_of(earlier.config), settings.approval)
    targets = job.targets or settings.targets or ((settings.dialect,) if settings.dialect else (None,))
    text = f"{','.join(start) or 'base'}:heads"
    files: dict[str, str] = {}
    shown: list[ShownTarget] = []
    for name in targets:
        for one, texts in _of_target(job, project, text, name):
            shown.append(one)
            files |= {f"{one.target.folder}/{file}": content for file, content in texts.items()}
    _refuse_strays(job)
    plan = project.history.plan(text)
    if not plan.steps:
        raise UsageError(f"{job.release.tag} brings no revision that was not there before")
    manifest = Manifest(
        tag=job.release.tag,
        commit=job.release.commit,
        previous=job.release.previous,
        previous_commit=job.release.previous_commit,
        start=tuple(plan.start),
        end=tuple(plan.end),
        revisions=tuple(_revision(job, step.revision.id, project) for step in plan.steps),
        targets=tuple(one.target for one in shown),
        tools={"sqlgen": __version__, **{name.lower(): version(name) for name in TOOLS}},
        settings={
            "targets": list(filter(None, targets)),
            "x": [sayable(each) for each in job.x_args],
            "section": job.section,
        },
        policy_changes=tuple(changes),
    )
    files["README.md"] = readme(manifest, settings.release.title)
    files[REVIEW] = review_page(manifest, settings.release.title, project.history, shown)
    manifest = replace(manifest, files={name: text_digest(files[name]) for name in sorted(files)})
    files[MANIFEST] = manifest.text()
    files[SUMS] = sums_text({name: text_digest(content) for name, content in files.items()})
    return files


def _project(job: Job, tree: Path) -> Project:
    folder = tree / job.project
    os.chdir(folder)
    config = find_config([folder / name for name in job.configs], job.section, job.x_args, environ={})
    return open_project(config)


def _of_target(
    job: Job, project: Project, text: str, name: str | None
) -> Iterator[tuple[ShownTarget, dict[str, str]]]:
    """What is made for each database that a target has, and its files by name."""
    options = Options(dialect=name)
    scripts = render(project, text, options)
    _refuse_failures(scripts, name)
    backs = render_back(project, project.history.plan(text), options)
    lint = read_settings(project.config).lint
    for script, back in zip(scripts, backs, strict=True):
        handover = _handover(job, project, script)
        ways = backouts(script, back, project.history)
        files = target_files(script, ways, handover)
        summary = Summary(check_scripts([script], lint, lint.edition), project.folder)
        folder = file_name(str(script.target).replace("@", "-"))
        target = Target(
            str(script.target),
            script.name,
            handover.chosen(script.target.facts).name,
            f"{folder}/{file_name(script.name)}" if script.name else folder,
            fingerprint(script),
            {severity.value: summary.counts[severity] for severity in SHOWN},
            files.irreversible,
            files.statements,
            files.scripts,
        )
        told = {f"findings.{end}": report(summary, form) for end, form in REPORTS.items()}
        page = shown_target(script, target, summary.findings, ways, files.texts, handover)
        yield page, files.texts | told


def _handover(job: Job, project: Project, script: Script) -> Handover:
    stated = read_settings(project.config).script
    return Handover(
        client=stated.clients.get(script.target.name),
        database=stated.database,
        role=stated.role,
        lock_timeout=stated.lock_timeout,
        statement_timeout=stated.statement_timeout,
        folder=project.folder,
        provenance=Provenance(f"sqlgen bundle {job.release.tag}", job.release.commit),
        annotate=True,
        marked=True,
    )


def _refuse_failures(scripts: Sequence[Script], name: str | None) -> None:
    failures = [failure for script in scripts for failure in script.failures]
    if not failures:
        return
    first = failures[0].error
    kind: Any = NeedsDatabase if isinstance(first, NeedsDatabase) else RevisionError
    raise kind(
        f"{len(failures)} revisions cannot be rendered for {name or 'the database'}: {first.message}",
        origin=first.origin,
        hint=first.hint or "sqlgen render tells of each, with the ways out",
    )


def _revision(job: Job, identifier: str, project: Project) -> Released:
    revision = project.history[identifier]
    file = revision.file.resolve()
    tree = Path(job.tree).resolve()
    place = file.relative_to(tree).as_posix() if file.is_relative_to(tree) else file.name
    digest = sha256(file.read_bytes()).hexdigest()
    return Released(identifier, revision.message, place, digest, tuple(job.authors.get(place, ())))


if __name__ == "__main__":
    main()
