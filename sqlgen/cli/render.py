"""Write the SQL of a range of revisions."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from sqlgen.cli._invocation import Invocation, echo_artefact, echo_json, json_text, pass_invocation
from sqlgen.errors import SqlgenError, UsageError
from sqlgen.history import Step
from sqlgen.pipeline import Options, Watch, open_project, render
from sqlgen.replay.limits import DEFAULT_SECONDS
from sqlgen.script.banner import script_text
from sqlgen.script.document import report_document, script_document
from sqlgen.script.output import file_name, write_file, write_files
from sqlgen.script.plain import plain_text
from sqlgen.script.splitting import revision_files
from sqlgen.statements import Script

LONG_HISTORY = 50
"""From so many revisions on a person is shown how far the work has come."""


@click.command()
@click.argument("revisions", metavar="[RANGE]", default="base:heads")
@click.option("-d", "--dialect", metavar="NAME[@VERSION]", help="Database to write for, such as oracle@19.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A file; a folder with --split, or where env.py names several databases.",
)
@click.option("--split", type=click.Choice(["revision"]), help="One file a revision, in the folder -o.")
@click.option("--plain", is_flag=True, help="Bare statements, as Alembic's --sql prints them.")
@click.option("--json", "as_json", is_flag=True, help="Every statement with its origin, as JSON.")
@click.option("--no-env", is_flag=True, help="Do not run env.py; needs --dialect.")
@click.option("--stub-missing", is_flag=True, help="Let stubs stand in for modules that cannot be imported.")
@click.option("--legacy-sqlalchemy", is_flag=True, help="Give revisions what SQLAlchemy 2 removed.")
@click.option(
    "--report", type=click.Path(path_type=Path), help="A file for what became of each revision, as JSON."
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0),
    default=DEFAULT_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="What one revision may take; 0 for no limit.",
)
@click.option("--tag", help="What context.get_tag_argument() answers.")
@click.option("--schema-map", metavar="FROM=TO", multiple=True, help="Write schema TO where FROM is said.")
@pass_invocation
def command(
    invocation: Invocation,
    revisions: str,
    dialect: str | None,
    output: Path | None,
    split: str | None,
    schema_map: tuple[str, ...],
    tag: str | None,
    report: Path | None,
    time_limit: float,
    *,
    plain: bool,
    as_json: bool,
    no_env: bool,
    stub_missing: bool,
    legacy_sqlalchemy: bool,
) -> None:
    """Write the SQL of a range of revisions.

    RANGE is FROM:TO; without FROM it begins at the base, without a range it is the whole history. A range
    that leads down gives the downgrade. No database is asked, and nothing is written unless every
    revision could be rendered.

    env.py runs as in Alembic's offline mode. Where it names several databases, each has its own script.

    \b
    Example:
      sqlgen render base:head --dialect postgresql
      sqlgen render ae10:head --dialect mssql@2019 -o release.sql
      sqlgen render head:ae10 --split revision -o backout/
    """
    if split and output is None:
        raise UsageError("--split writes several files", hint="name their folder with -o")
    if as_json and (plain or split):
        raise UsageError("--json is a form of its own", hint="leave out --plain and --split")
    options = Options(
        dialect=dialect,
        use_env=not no_env,
        stub_missing=stub_missing,
        legacy_sqlalchemy=legacy_sqlalchemy,
        tag=tag,
        schema_map=_schema_map(schema_map),
        per_revision=split is not None,
        time_limit=time_limit,
    )
    with _watched(invocation) as watch, _stdout_kept():
        project = open_project(invocation.config, options, watch)
        scripts = render(project, revisions, options, watch)
    if report is not None:
        write_file(report, json_text(report_document(scripts, project.folder)))
    _refuse_failures(invocation, scripts)
    if as_json:
        _write_json(scripts, project.folder, output)
    elif split and output is not None:
        _write_split(scripts, project.folder, output)
    else:
        _write_text(scripts, project.folder, output, plain=plain)
    if output is not None:
        invocation.say(f"written to {output}")


def _write_json(scripts: tuple[Script, ...], folder: Path, output: Path | None) -> None:
    document = script_document(scripts, folder)
    if output is None:
        echo_json(document)
    else:
        write_file(output, json_text(document))


def _write_split(scripts: tuple[Script, ...], folder: Path, output: Path) -> None:
    files: dict[str, str] = {}
    for script in scripts:
        prefix = f"{file_name(script.name)}/" if script.name else ""
        files |= {prefix + name: text for name, text in revision_files(script, folder).items()}
    write_files(output, files)


def _write_text(scripts: tuple[Script, ...], folder: Path, output: Path | None, *, plain: bool) -> None:
    texts = [plain_text(script) if plain else script_text(script, folder) for script in scripts]
    if output is None:
        echo_artefact("\n".join(texts))
    elif output.is_dir() or (len(scripts) > 1 and not output.suffix):
        names = [f"{file_name(script.name)}.sql" for script in scripts]
        write_files(output, dict(zip(names, texts, strict=True)))
    else:
        write_file(output, "\n".join(texts))


def _schema_map(pairs: tuple[str, ...]) -> dict[str | None, str | None]:
    mapped: dict[str | None, str | None] = {}
    for pair in pairs:
        source, equals, target = pair.partition("=")
        if not equals:
            raise UsageError(
                f"--schema-map {pair!r} has no =", hint="write it as FROM=TO; an empty side is no schema"
            )
        mapped[source or None] = target or None
    return mapped


def _refuse_failures(invocation: Invocation, scripts: tuple[Script, ...]) -> None:
    """Raise the first failure, having told of the others."""
    failures = [failure for script in scripts for failure in script.failures]
    if not failures:
        return
    for failure in failures[1:]:
        invocation.say(f"also: {failure.error}")
    first: SqlgenError = failures[0].error
    total = len({failure.step.revision.id for failure in failures})
    steps = len({step.revision.id for script in scripts for step in script.plan.steps})
    invocation.say(f"{total} of {steps} revisions cannot be rendered, so nothing is written")
    raise first


@contextmanager
def _stdout_kept() -> Iterator[None]:
    """Lead what programs write that env.py or a revision starts to stderr, past Python's own `sys.stdout`."""
    try:
        out, err = sys.__stdout__.fileno(), sys.__stderr__.fileno()  # type: ignore[union-attr]
    except (AttributeError, OSError, ValueError):
        # Somebody runs the command without the standard streams of a process.
        yield
        return
    kept = os.dup(out)
    os.dup2(err, out)
    try:
        yield
    finally:
        # What is still on its way must not come out behind the turn.
        sys.__stdout__.flush()  # type: ignore[union-attr]
        os.dup2(kept, out)
        os.close(kept)


@contextmanager
def _watched(invocation: Invocation) -> Iterator[Watch]:
    console = Console(stderr=True)
    if invocation.quiet or not console.is_terminal:
        yield Watch(notice=invocation.say)
        return
    # Identifiers and messages may hold square brackets, which are rich's own marks.
    which = TextColumn("{task.description}", markup=False)
    columns = (TextColumn("rendering"), BarColumn(), MofNCompleteColumn(), which)
    with Progress(*columns, console=console, transient=True) as progress:
        say = partial(progress.console.print, markup=False, highlight=False, soft_wrap=True)
        yield Watch(notice=say, progress=_shown(progress))


def _shown(progress: Progress) -> Callable[[int, int, Step], None]:
    task = None

    def show(number: int, total: int, step: Step) -> None:
        nonlocal task
        if total < LONG_HISTORY:
            return
        if task is None:
            task = progress.add_task("", total=total)
        progress.update(task, completed=number, description=step.revision.id)

    return show
