"""Lay out SQL files in the house style of their database."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import click

from sqlgen.cli._invocation import Invocation, echo_artefact, pass_invocation
from sqlgen.cli._sqlfile import STANDARD_INPUT, Source, named, read_sql
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.target import parse_target
from sqlgen.errors import ConfigError, UsageError
from sqlgen.layout import Formatted, Unfinished, formatted
from sqlgen.origin import Origin


@click.command("format")
@click.argument("files", nargs=-1, metavar="FILE...")
@click.option(
    "-d", "--dialect", required=True, metavar="NAME[@VERSION]", help="Database that the files are for."
)
@click.option("--check", is_flag=True, help="Name the files that would change, and exit with 1.")
@click.option("--diff", is_flag=True, help="Show what would change.")
@click.option("-i", "--in-place", is_flag=True, help="Write each file back, instead of to standard output.")
@pass_invocation
def command(
    invocation: Invocation, files: tuple[str, ...], dialect: str, *, check: bool, diff: bool, in_place: bool
) -> None:
    """Lay out SQL files in the house style of their database; - is standard input.

    White space, line breaks and the case of keywords change, and nothing else: each statement's tokens are
    compared before and after, comments included. A statement whose layout is not known, the body of a
    procedure for one, stays as it was written, and a note says so.

    The style is [layout] in the dialect's file; dialect_configs/NAME.toml of a project comes first.

    \b
    Example:
      sqlgen format --dialect oracle release.sql
      sqlgen format --dialect postgresql --in-place migrations/*.sql
      sqlgen format --dialect mssql --check --diff deploy/*.sql
    """
    _refuse_usage(files, check=check, diff=diff, in_place=in_place)
    facts = parse_target(dialect, _project_folder(invocation)).facts
    results = [(source, _formatted(invocation, source, facts)) for source in map(read_sql, files)]
    changed = [(source, result) for source, result in results if source.text != result.text]
    if in_place:
        for source, result in changed:
            _write_back(Path(source.name).resolve(), _encoded(source, result.text))
    elif diff:
        echo_artefact("".join(line for each in changed for line in _diff(*each)))
    elif check:
        echo_artefact("".join(f"{source.name}\n" for source, _ in changed))
    else:
        source, result = results[0]
        click.echo(_encoded(source, result.text), nl=False)
        return
    files_ = "file" if len(results) == 1 else "files"
    invocation.say(f"{len(changed)} of {len(results)} {files_} {'changed' if in_place else 'would change'}")
    if check and changed:
        sys.exit(1)


def _refuse_usage(files: tuple[str, ...], *, check: bool, diff: bool, in_place: bool) -> None:
    if not files:
        raise UsageError("no file is named", hint="name files, or - for standard input")
    if in_place and (check or diff):
        raise UsageError("--in-place writes, and --check and --diff write nothing", hint="leave one out")
    if STANDARD_INPUT in files and (in_place or files.count(STANDARD_INPUT) > 1):
        raise UsageError("standard input can be read once, and not be written back")
    if len(files) > 1 and not (check or diff or in_place):
        raise UsageError(
            "several files cannot be told apart on standard output",
            hint="write them back with --in-place, or look with --check or --diff",
        )


def _project_folder(invocation: Invocation) -> Path:
    """Where a project's own dialects are looked for; files can be laid out outside of every project."""
    try:
        config = invocation.config
    except ConfigError:
        if invocation.config_files:
            raise
        return Path.cwd()
    named = config.sqlgen_file_name or config.config_file_name or config.toml_file_name
    return Path(named).absolute().parent if named else Path.cwd()


def _formatted(invocation: Invocation, source: Source, facts: Facts) -> Formatted:
    name = named(source.name)
    try:
        result = formatted(source.text, facts)
    except Unfinished as error:
        raise UsageError(
            "what is quoted or commented has no end, so nothing can be laid out",
            origin=Origin(file=Path(name), line=error.line),
            hint=f"Is {facts.title} the database that it is written for?",
        ) from error
    for note in dict.fromkeys(remark.note for remark in result.remarks):
        lines = ", ".join(str(remark.line) for remark in result.remarks if remark.note == note)
        invocation.say(f"{name}:{lines}: {note}")
    return result


def _encoded(source: Source, text: str) -> bytes:
    return source.mark + text.encode(source.encoding)


def _diff(source: Source, result: Formatted) -> Iterator[str]:
    name = named(source.name)
    before, after = source.text.splitlines(keepends=True), result.text.splitlines(keepends=True)
    for line in unified_diff(before, after, name, f"{name} (laid out)"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _write_back(path: Path, content: bytes) -> None:
    """Puts a file's new content in its place, whole, with the permissions that the file had."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".sqlgen-", delete=False) as staged:
            staged.write(content)
        shutil.copymode(path, staged.name)
        Path(staged.name).replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
