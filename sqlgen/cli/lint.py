"""Judge what a DBA will run, before they do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from sqlgen.cli._invocation import Invocation, echo_artefact, pass_invocation
from sqlgen.cli._linting import Wanted, known_left_out, lint_settings
from sqlgen.cli._options import replay_options
from sqlgen.cli._sqlfile import STANDARD_INPUT, read_sql
from sqlgen.dialects.target import parse_target
from sqlgen.errors import UsageError
from sqlgen.lint.baseline import baseline_text
from sqlgen.lint.checking import check_text
from sqlgen.lint.finding import Finding, Severity
from sqlgen.replay.options import Options
from sqlgen.report import Summary, formats, report
from sqlgen.repository import Repository
from sqlgen.script.output import write_file

NEW = {
    "revision": "a table counts as new, and nobody waits for it, in the revision that makes it",
    "range": "a table counts as new, and nobody waits for it, in the whole range that makes it",
    "never": "no table counts as new",
}
"""What is said of tables that the range makes, by `[lint] new_for`."""
FOUND = 1
"""The exit code where something weighs as much as --fail-on says."""


@click.command()
@click.argument("what", nargs=-1, metavar="[RANGE|FILE...]")
@click.option("-f", "--format", "form", type=click.Choice(formats()), default="text", show_default=True,
              help="How the findings are written.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file for the findings.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="The lightest severity that ends with exit code 1.",
)
@click.option("--edition", default="", help="The server's edition, such as standard or enterprise.")
@click.option("--baseline", type=click.Path(path_type=Path), help="A file of findings that are known.")
@click.option("--write-baseline", type=click.Path(path_type=Path), help="Write what is found to a baseline.")
@click.option(
    "--changed-since",
    metavar="REF",
    help="Judge only what is new or changed since a commit, a tag or a branch.",
)
@click.option(
    "--stats",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="How large tables are, as the query of sqlgen stats-query tells.",
)
@click.option("--fix", is_flag=True, help="Rewrite what is new where that is provably safe.")
@replay_options
@pass_invocation
def command(
    invocation: Invocation,
    what: tuple[str, ...],
    options: Options,
    form: str,
    output: Path | None,
    fail_on: str,
    edition: str,
    baseline: Path | None,
    write_baseline: Path | None,
    changed_since: str | None,
    stats: Path | None,
    *,
    fix: bool,
) -> None:
    """Judge what a DBA will run, before they do.

    RANGE is a range of revisions, base:heads when left out; or name SQL files, - for standard input, which
    need no project. Exits with 1 where an error is found. A comment `sqlgen: allow(RULE) reason` allows a
    finding; [lint] in sqlgen.toml weighs rules.

    \b
    Example:
      sqlgen lint ae10:head --dialect postgresql@15
      sqlgen lint --dialect mysql@8.0 deploy/*.sql
      sqlgen lint --format sarif --output findings.sarif
      sqlgen lint --stats stats.csv --dialect postgresql
      sqlgen lint --changed-since origin/main --format github
      sqlgen lint --changed-since origin/main --fix
      git show HEAD:deploy.sql | sqlgen lint --dialect oracle -
    """
    files = bool(what) and all(_is_file(each) for each in what)
    if fix and (files or changed_since is None):
        raise UsageError(
            "--fix rewrites revisions that are not released yet",
            hint="say by --changed-since REF what is released, and name a range",
        )
    settings = lint_settings(invocation, needed=not files)
    wanted = Wanted(settings, (edition or settings.edition).lower(), changed_since, stats)
    if files:
        folder = Path.cwd()
        named = what if changed_since is None else _changed(what, changed_since)
        found = [one for each in named for one in _of_file(each, options, wanted)]
    elif len(what) > 1:
        raise UsageError("several ranges are given", hint="name one range, or files that end in .sql")
    else:
        # Here, because files are judged without what runs revisions.
        from sqlgen.cli._lint_range import of_range

        folder, found = of_range(invocation, what[0] if what else "base:heads", options, wanted, fix=fix)
    if write_baseline is not None:
        write_file(write_baseline, baseline_text(found))
        invocation.say(f"{len(found)} findings written to {write_baseline}")
        return
    found = known_left_out(found, settings, baseline)
    _write(Summary(tuple(found), folder, NEW[settings.new_for]), form, output)
    if fail_on != "never" and any(one.severity.rank >= Severity(fail_on).rank for one in found):
        sys.exit(FOUND)


def _write(summary: Summary, form: str, output: Path | None) -> None:
    if output is not None:
        write_file(output, report(summary, form))
        return
    echo_artefact(report(summary, form, color=form == "text" and sys.stdout.isatty()))


def _is_file(argument: str) -> bool:
    return argument == STANDARD_INPUT or argument.endswith(".sql") or Path(argument).is_file()


def _changed(names: Sequence[str], reference: str) -> list[str]:
    """The files that say something else than they did where this branch left a reference."""
    repository = Repository.around(Path.cwd())
    with TemporaryDirectory() as kept:
        fork = repository.fork_point(reference)
        places = {name: repository.place_of(Path(name)) for name in names if name != STANDARD_INPUT}
        repository.export(fork, places.values(), Path(kept))
        return [
            name
            for name in names
            if name == STANDARD_INPUT or _bytes(Path(kept) / places[name]) != _bytes(Path(name))
        ]


def _bytes(file: Path) -> bytes | None:
    return file.read_bytes().replace(b"\r\n", b"\n") if file.is_file() else None


def _of_file(name: str, options: Options, wanted: Wanted) -> Sequence[Finding]:
    if options.dialect is None:
        raise UsageError("nothing says which database the files are for", hint="pass --dialect NAME")
    target = parse_target(options.dialect, Path.cwd())
    path = None if name == STANDARD_INPUT else Path(name)
    return check_text(read_sql(name).text, path, target, wanted.settings, wanted.edition, wanted.stats)
