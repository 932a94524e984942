"""Judge what a DBA will run, before they do."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console

from sqlgen.catalog import Catalog
from sqlgen.cli._invocation import Invocation, pass_invocation
from sqlgen.cli._replaying import refuse_failures, replay_options, replayed
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import Target, parse_target
from sqlgen.errors import UsageError
from sqlgen.lint.engine import Surroundings, findings, judge
from sqlgen.lint.finding import Finding, Severity
from sqlgen.lint.sources import told_by_script, told_by_text
from sqlgen.pipeline import Options
from sqlgen.report import text

FOUND = 1
"""The exit code where something weighs as much as --fail-on says."""


@click.command()
@click.argument("what", nargs=-1, metavar="[RANGE|FILE...]")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="The lightest severity that ends with exit code 1.",
)
@replay_options
@pass_invocation
def command(invocation: Invocation, what: tuple[str, ...], options: Options, fail_on: str) -> None:
    """Judge what a DBA will run, before they do.

    RANGE is a range of revisions, base:heads when left out; or name SQL files, - for standard input, which
    need no project. Exits with 1 where an error is found.

    \b
    Example:
      sqlgen lint ae10:head --dialect postgresql@15
      sqlgen lint --dialect mysql@8.0 deploy/*.sql
      git show HEAD:deploy.sql | sqlgen lint --dialect oracle -
    """
    if what and all(_is_file(each) for each in what):
        found = [one for each in what for one in _of_file(each, options)]
    elif len(what) > 1:
        raise UsageError("several ranges are given", hint="name one range, or files that end in .sql")
    else:
        found = _of_range(invocation, what[0] if what else "base:heads", options)
    text.write(found, Console(soft_wrap=True))
    if fail_on != "never" and any(one.severity.rank >= Severity(fail_on).rank for one in found):
        sys.exit(FOUND)


def _is_file(argument: str) -> bool:
    return argument == "-" or argument.endswith(".sql") or Path(argument).is_file()


def _of_file(name: str, options: Options) -> tuple[Finding, ...]:
    if options.dialect is None:
        raise UsageError("nothing says which database the files are for", hint="pass --dialect NAME")
    target = parse_target(options.dialect, Path.cwd())
    path = None if name == "-" else Path(name)
    told = told_by_text(_text(name), target.facts, path)
    return findings(judge(told, Surroundings(target, _nothing_known(target), in_transaction=False)))


def _text(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {name}: {error}") from error


def _nothing_known(target: Target) -> Catalog:
    """A schema of which nobody knows what is there, as a file meets it."""
    return Catalog(server=ServerNames(offline_dialect(target))).unreadable()


def _of_range(invocation: Invocation, revisions: str, options: Options) -> list[Finding]:
    _, scripts = replayed(invocation, revisions, options)
    refuse_failures(invocation, scripts)
    found: list[Finding] = []
    for script in scripts:
        around = Surroundings(script.target, script.before)
        found += findings(judge(told_by_script(script), around))
    return found
