"""Check in one go what a release will need."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click

from sqlgen.cli._bundling import Wanted, made_bundle
from sqlgen.cli._invocation import Invocation, pass_invocation
from sqlgen.cli._linting import known_left_out, lint_settings
from sqlgen.cli._replaying import refuse_failures, replayed
from sqlgen.config import read_settings
from sqlgen.errors import SqlgenError, UsageError
from sqlgen.lint.checking import check_scripts
from sqlgen.lint.finding import Severity
from sqlgen.pipeline import Options, released_at
from sqlgen.report import Summary

FAILED = 1


@dataclass(frozen=True, slots=True)
class _Wanted:
    changed_since: str | None
    tag: str | None
    several_heads: bool


@click.command()
@click.option("--changed-since", metavar="REF", help="Judge only what is new since a commit of git.")
@click.option("--tag", help="A release tag: its bundle has to come out the same twice.")
@click.option("--several-heads", is_flag=True, help="Allow more than one head.")
@pass_invocation
def command(
    invocation: Invocation, changed_since: str | None, tag: str | None, *, several_heads: bool
) -> None:
    """Check in one go what a release will need.

    The graph of revisions is sound and has one head, every revision renders for every target of sqlgen.toml,
    the linter finds no error, and the bundle of a tag comes out the same twice. Every check is made, whatever
    the ones before say. Exits with 0, or with the highest exit code of what failed; 1 for findings.

    \b
    Example:
      sqlgen ci
      sqlgen ci --changed-since origin/main
      sqlgen ci --tag v1.4
    """
    wanted = _Wanted(changed_since, tag, several_heads)
    checks: list[tuple[str, Callable[[Invocation, _Wanted], str]]] = [
        ("the graph is sound", _graph),
        ("every revision renders, and the linter finds no error", _renders),
    ]
    if tag is not None:
        checks.append((f"the bundle of {tag} comes out the same twice", _reproducible))
    codes = [_made(name, check, invocation, wanted) for name, check in checks]
    sys.exit(max(codes))


def _made(
    name: str, check: Callable[[Invocation, _Wanted], str], invocation: Invocation, wanted: _Wanted
) -> int:
    """Make a check and tell of it; 0 or the exit code of what failed."""
    try:
        told = check(invocation, wanted)
    except _Found as found:
        click.echo(f"{click.style('failed', fg='red')}  {name}: {found}")
        return FAILED
    except SqlgenError as error:
        click.echo(f"{click.style('failed', fg='red')}  {name}: {error}")
        return error.exit_code
    click.echo(f"{click.style('ok', fg='green')}      {name}: {told}")
    return 0


class _Found(Exception):
    """The linter found errors."""


def _graph(invocation: Invocation, wanted: _Wanted) -> str:
    history = invocation.history
    heads = history.heads
    if len(heads) > 1 and not wanted.several_heads:
        raise UsageError(
            f"there are {len(heads)} heads: {', '.join(heads)}", hint="merge them, or allow --several-heads"
        )
    return f"{len(history)} revisions, head {', '.join(heads) or 'none'}"


def _renders(invocation: Invocation, wanted: _Wanted) -> str:
    settings = read_settings(invocation.config)
    lint = lint_settings(invocation, needed=True)
    found = []
    targets = settings.targets or (settings.dialect,)
    for target in targets:
        project, scripts = replayed(invocation, "base:heads", Options(dialect=target))
        refuse_failures(invocation, scripts, project.folder)
        released = None if wanted.changed_since is None else released_at(project, wanted.changed_since)
        found += known_left_out(check_scripts(scripts, lint, lint.edition, released), lint)
    summary = Summary(tuple(found), invocation.layout.script_location)
    if summary.counts[Severity.ERROR]:
        raise _Found(f"{summary.told()}; sqlgen lint tells of them")
    return f"{', '.join(str(target or 'the database of env.py') for target in targets)}: {summary.told()}"


def _reproducible(invocation: Invocation, wanted: _Wanted) -> str:
    tag = wanted.tag or ""
    first = made_bundle(invocation, Wanted(tag))
    kept = dict(os.environ)
    try:
        # Nothing of this may reach the bytes.
        os.environ.update(PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C")
        second = made_bundle(invocation, Wanted(tag))
    finally:
        os.environ.clear()
        os.environ.update(kept)
    if first.files != second.files:
        names = sorted(name for name in first.files if first.files[name] != second.files.get(name))
        raise UsageError(f"{', '.join(names)} came out otherwise the second time")
    return f"manifest {first.digest[:12]}"
