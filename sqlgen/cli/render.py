"""Write the SQL of a range of revisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from sqlgen.cli._invocation import Invocation, echo_json, json_text, pass_invocation
from sqlgen.cli._options import replay_options
from sqlgen.cli._replaying import refuse_failures, replayed
from sqlgen.cli._rollback import refuse_rollback, write_with_rollback
from sqlgen.cli._writing import Wishes, write_texts, writing_options
from sqlgen.errors import UsageError
from sqlgen.pipeline import Options, Project
from sqlgen.script.document import script_document
from sqlgen.script.handover import Handover
from sqlgen.script.idempotent import idempotent_text
from sqlgen.script.manual import by_hand
from sqlgen.script.output import file_name, write_file, write_files
from sqlgen.script.plain import plain_text
from sqlgen.script.report import report_document
from sqlgen.script.revision_files import revision_files
from sqlgen.script.segment_files import segment_files
from sqlgen.script.writing import script_text
from sqlgen.statements import Script


@click.command()
@click.argument("revisions", metavar="[RANGE]", default="base:heads")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="A file; a folder with --split, or where env.py names several databases.",
)
@click.option("--split", type=click.Choice(["revision", "segment"]), help="A file each, in the folder -o.")
@click.option("--idempotent", is_flag=True, help="One script for databases at any revision of the range.")
@click.option(
    "--with-rollback", is_flag=True, help="Write beside the script the way back from each of its segments."
)
@click.option(
    "--backup-tables", is_flag=True, help="With --with-rollback: copy rows before they are lost, and back."
)
@click.option("--plain", is_flag=True, help="Bare statements, as Alembic's --sql prints them.")
@click.option("--json", "as_json", is_flag=True, help="Every statement with its origin, as JSON.")
@click.option(
    "--report", type=click.Path(path_type=Path), help="A file for what became of each revision, as JSON."
)
@click.option(
    "--manual-steps",
    is_flag=True,
    help="Leave revisions that need a database to be done by hand: the script stops at each.",
)
@click.option("--no-lint", is_flag=True, help="Do not judge the statements.")
@writing_options
@replay_options
@pass_invocation
def command(
    invocation: Invocation,
    revisions: str,
    wishes: Wishes,
    options: Options,
    output: Path | None,
    split: str | None,
    report: Path | None,
    *,
    idempotent: bool,
    with_rollback: bool,
    backup_tables: bool,
    plain: bool,
    as_json: bool,
    manual_steps: bool,
    no_lint: bool,
) -> None:
    """Write the SQL of a range of revisions.

    RANGE is FROM:TO; without FROM it begins at the base, without a range it is the whole history. A range
    that leads down gives the downgrade. No database is asked, and nothing is written unless every
    revision could be rendered: what could not be is told, with the ways out. With --manual-steps the script
    stops at a revision that needs a database, says what to do there, and goes on behind it.

    The script is made for the client that will run it: it stops at the first error, and before it changes
    anything where the database is not the one, or not at FROM. Told to by its client, as with
    psql --set=rehearse=1, it does all that one transaction can hold and rolls back. --plain leaves all that
    out.

    A line on stderr sums up what sqlgen lint finds in the script; --no-lint leaves that out.

    With --with-rollback there is a way back from wherever the script can stop: FILE.backout.sql behind the
    whole, FILE.backout/0003.sql behind its third segment. What does not come back is told. With
    --backup-tables rows and values are copied before they are lost, and the way back brings them again.

    With --idempotent one script fits databases at different revisions of the range, also one on which it
    stopped half way: each revision runs only where the version table says that it is due.

    What lies before FROM is replayed silently. What is known there is kept from one call to the next, in
    SQLGEN_CACHE_DIR or where the user's caches are; --no-cache does without.

    env.py runs as in Alembic's offline mode. Where it names several databases, each has its own script.

    \b
    Example:
      sqlgen render base:head --dialect postgresql
      sqlgen render ae10:head --dialect mssql@2019 --client ssms --database 'shop*' -o release.sql
      sqlgen render head:ae10 --split revision -o backout/
      sqlgen render ae10:head --manual-steps -o release.sql
      sqlgen render ae10:head --no-cache -o release.sql
      sqlgen render ae10:head --with-rollback -o release.sql
      sqlgen render ae10:head --idempotent --client psql -o release.sql
    """
    apart = {"--plain": plain, "--json": as_json, "--split": bool(split), "--idempotent": idempotent}
    _refuse_together({option for option, is_given in apart.items() if is_given}, output)
    if backup_tables and not with_rollback:
        raise UsageError("--backup-tables is for the way back", hint="add --with-rollback")
    if with_rollback:
        refuse_rollback(output, options, apart=idempotent or plain or as_json or split == "revision")
    options = replace(options, per_revision=split == "revision", manual_steps=manual_steps)
    project, scripts = replayed(invocation, revisions, options)
    if report is not None:
        write_file(report, json_text(report_document(scripts, project.folder)))
    refuse_failures(invocation, scripts, project.folder)
    _tell_manual_steps(invocation, scripts)
    if with_rollback and output is not None:
        ways = {"split": split is not None, "backup_tables": backup_tables}
        write_with_rollback(invocation, project, scripts, options, wishes, output, **ways)
    elif as_json:
        _write_json(invocation, scripts, project, output)
    elif split and output is not None:
        files_of = revision_files if split == "revision" else segment_files
        _write_split(scripts, project, wishes, output, files_of)
        invocation.say(f"written to {output}")
    else:
        write = _idempotent if idempotent else _plain if plain else _guarded
        write_texts(invocation, {one.name: write(one, project, wishes) for one in scripts}, output)
    if not (plain or as_json or no_lint or invocation.quiet):
        _lint(invocation, scripts, revisions, options)


def _tell_manual_steps(invocation: Invocation, scripts: tuple[Script, ...]) -> None:
    for script in scripts:
        for step in by_hand(script):
            invocation.say(f"manual step: revision {step.revision.id} is left to be done by hand")


def _lint(invocation: Invocation, scripts: tuple[Script, ...], revisions: str, options: Options) -> None:
    # Here, because a hundred rules take time to import.
    from sqlgen.cli._linting import tell_findings

    dialect = f" --dialect {options.dialect}" if options.dialect else ""
    tell_findings(invocation, scripts, f"sqlgen lint {revisions}{dialect}")


def _refuse_together(given: set[str], output: Path | None) -> None:
    """Raises UsageError for options that go with no other, and for files without a folder."""
    if "--split" in given and output is None:
        raise UsageError("--split writes several files", hint="name their folder with -o")
    if "--json" in given and given & {"--plain", "--split"}:
        raise UsageError("--json is a form of its own", hint="leave out --plain and --split")
    if "--idempotent" in given and len(given) > 1:
        raise UsageError("--idempotent is one guarded script", hint="leave out --plain, --split and --json")


def _write_json(
    invocation: Invocation, scripts: tuple[Script, ...], project: Project, output: Path | None
) -> None:
    document = script_document(scripts, project.folder)
    if output is None:
        echo_json(document)
    else:
        write_file(output, json_text(document))
        invocation.say(f"written to {output}")


def _plain(script: Script, project: Project, wishes: Wishes) -> str:
    del wishes
    return plain_text(script, project.folder)


def _guarded(script: Script, project: Project, wishes: Wishes) -> str:
    return script_text(script, wishes.handover(project, script.target.name))


def _idempotent(script: Script, project: Project, wishes: Wishes) -> str:
    handover = wishes.handover(project, script.target.name)
    return idempotent_text(script, project.history.requires, handover)


def _write_split(
    scripts: tuple[Script, ...],
    project: Project,
    wishes: Wishes,
    output: Path,
    files_of: Callable[[Script, Handover], dict[str, str]],
) -> None:
    files: dict[str, str] = {}
    for script in scripts:
        prefix = f"{file_name(script.name)}/" if script.name else ""
        handover = wishes.handover(project, script.target.name)
        files |= {prefix + name: text for name, text in files_of(script, handover).items()}
    write_files(output, files)
