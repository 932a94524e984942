"""What every command shares that writes scripts: for whom they are written, and where to."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from sqlgen.cli._invocation import Invocation, echo_artefact
from sqlgen.config import read_settings
from sqlgen.pipeline import Project
from sqlgen.script.handover import Handover
from sqlgen.script.output import file_name, write_file, write_files
from sqlgen.script.provenance import Provenance, commit_of, sayable

Function = TypeVar("Function", bound=Callable[..., Any])

WITHOUT_EFFECT = frozenset({"output", "report", "quiet", "color", "raiseerr"})
"""Options that do not change what is written."""

_OPTIONS = (
    click.option("--client", metavar="NAME", help="Program that runs the script, such as psql or ssms."),
    click.option("--database", metavar="PATTERN", help="Stop on other databases; * and ? are wild."),
    click.option("--role", metavar="NAME", help="Stop if run as somebody else."),
    click.option("--lock-timeout", metavar="TIME", help="How long to wait for a lock: 5s; 0 for ever."),
    click.option("--statement-timeout", metavar="TIME", help="How long a statement may run: 15min."),
    click.option("--annotate", is_flag=True, help="Say above each statement what it locks and rewrites."),
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says about the script; None where it says nothing."""

    client: str | None
    database: str | None
    role: str | None
    lock_timeout: str | None
    statement_timeout: str | None
    annotate: bool = False

    def handover(self, project: Project, dialect: str) -> Handover:
        """The wishes, what the project says where the command line says nothing, and where it comes from."""
        stated = read_settings(project.config).script
        files = (project.layout.script_location, *project.layout.version_locations)
        return Handover(
            client=self.client or stated.clients.get(dialect),
            database=self.database or stated.database,
            role=self.role or stated.role,
            lock_timeout=self.lock_timeout or stated.lock_timeout,
            statement_timeout=self.statement_timeout or stated.statement_timeout,
            folder=project.folder,
            annotate=self.annotate,
            provenance=Provenance(command_told(click.get_current_context()), commit_of(files)),
        )


def writing_options(function: Function) -> Callable[..., Any]:
    """Gives a command the options that say for whom a script is; it is called with `wishes: Wishes`."""

    def called(
        *args: Any,
        client: str | None,
        database: str | None,
        role: str | None,
        lock_timeout: str | None,
        statement_timeout: str | None,
        annotate: bool,
        **others: Any,
    ) -> Any:
        wishes = Wishes(client, database, role, lock_timeout, statement_timeout, annotate)
        return function(*args, wishes=wishes, **others)

    # click keeps a command's options on the function itself.
    decorated: Callable[..., Any] = update_wrapper(called, function)
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def command_told(context: click.Context) -> str:
    """The call as it was typed, without what leaves the bytes as they are, and without passwords."""
    words: list[str] = []
    chain: list[click.Context] = []
    current: click.Context | None = context
    while current is not None:
        chain.insert(0, current)
        current = current.parent
    for each in chain:
        words.append("sqlgen" if each.parent is None else str(each.info_name))
        for parameter in each.command.params:
            words += _typed(each, parameter)
    return shlex.join(words)


def _typed(context: click.Context, parameter: click.Parameter) -> Iterator[str]:
    name = parameter.name or ""
    if name in WITHOUT_EFFECT or context.get_parameter_source(name) is not ParameterSource.COMMANDLINE:
        return
    value = context.params[name]
    values = value if isinstance(value, tuple) else (value,)
    for one in values:
        if isinstance(parameter, click.Option):
            yield max(parameter.opts, key=len)
        if not (isinstance(parameter, click.Option) and parameter.is_flag):
            yield _sayable(one)


def _sayable(value: object) -> str:
    """An argument without the folders of this machine and without what is secret."""
    if isinstance(value, Path):
        return value.name if value.is_absolute() else value.as_posix()
    return sayable(str(value))


def write_texts(invocation: Invocation, texts: dict[str, str], output: Path | None) -> None:
    """One text a database, by the database's name: on standard output, in a file, or in a folder of files."""
    if output is None:
        echo_artefact("\n".join(texts.values()))
        return
    if output.is_dir() or (len(texts) > 1 and not output.suffix):
        write_files(output, {f"{file_name(name)}.sql": text for name, text in texts.items()})
    else:
        write_file(output, "\n".join(texts.values()))
    invocation.say(f"written to {output}")
