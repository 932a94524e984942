"""Record in a ledger what the logs of clients prove of a release."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from sqlgen.bundle.contents import checked, read_bundle
from sqlgen.cli._bundling import Wanted, made_bundle
from sqlgen.cli._invocation import Invocation, pass_invocation
from sqlgen.cli._ledgers import FOLDER, entries
from sqlgen.cli._recording import Evidence, Given
from sqlgen.errors import UsageError
from sqlgen.ledger.ledger import append, chained, ledger_file
from sqlgen.ledger.signed import signed
from sqlgen.ledger.standing import standings
from sqlgen.repository import Repository


@click.command()
@click.argument("tag")
@click.argument("logs", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--env", "environment", metavar="NAME", required=True, help="The environment, such as prod.")
@click.option("--database", metavar="NAME", help="The database; what the log says unless said.")
@click.option(
    "--bundle", type=click.Path(path_type=Path, exists=True), help="Its folder or zip, instead of git."
)
@click.option("--since", metavar="TAG", help="The release before, as the bundle was made.")
@click.option("--from", "start", metavar="REVISION", multiple=True, help="Where it starts, as it was made.")
@click.option(
    "--target", "folder", metavar="FOLDER", help="The bundle's folder that was run, if several could be."
)
@click.option(
    "--client", metavar="NAME", help="Who wrote the logs, if not the client that the bundle is for."
)
@click.option("--sign", is_flag=True, help="Sign the entry as git signs commits.")
@click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    default=FOLDER,
    show_default=True,
    help="The ledgers' folder.",
)
@pass_invocation
def command(
    invocation: Invocation,
    *,
    tag: str,
    logs: tuple[Path, ...],
    environment: str,
    database: str | None,
    bundle: Path | None,
    since: str | None,
    start: tuple[str, ...],
    folder: str | None,
    client: str | None,
    sign: bool,
    ledger: Path,
) -> None:
    """Record in a ledger what the logs of clients prove of a release.

    The logs of one database, whole and in the order in which they were written, are held against the
    manifest: the statements that ran are those that were approved, all of them, none twice, none besides, in
    their order. What they prove, and what not, is appended to LEDGER/NAME.jsonl, to be committed. The exit
    code is 1 where something is not as it should be.

    \b
    Example:
      sqlgen record v1.4 run.log --env prod
      sqlgen record v1.4 0001.log 0002.log --env prod --database shop
      sqlgen record v1.4 run.log --env prod --sign
      sqlgen record v1.4 ssms.txt --env prod --bundle v1.4.zip --client ssms
    """
    files = read_bundle(bundle) if bundle else made_bundle(invocation, Wanted(tag, since, start)).files
    approved = checked(files)
    if approved.manifest.tag != tag:
        raise UsageError(f"{bundle} is the bundle of {approved.manifest.tag}, and not of {tag}")
    given = [Given(path.name, path.read_bytes()) for path in logs]
    known = entries(ledger, environment)
    _refuse_recorded(given, known)
    found = Evidence(approved, client).entry(given, folder)
    places = {one["on"] for one in found["files"] if one["on"]}
    if database is None and len(places) > 1:
        raise UsageError(f"the logs are of several databases: {', '.join(sorted(places))}")
    entry = {
        "environment": environment,
        "database": database or "".join(places),
        "recorded": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "recorder": _person(ledger),
        **found,
    }
    linked = chained(known, entry)
    if sign:
        linked = signed(linked, Path())
    append(ledger_file(ledger, environment), linked)
    bad = _told(invocation, [*known, linked], linked)
    click.get_current_context().exit(1 if bad else 0)


def _refuse_recorded(given: list[Given], known: list[dict[str, Any]]) -> None:
    recorded = {digest for entry in known for digest in entry["logs"]}
    for log in given:
        if log.digest in recorded:
            raise UsageError(f"{log.name} is recorded already", hint="sqlgen status says what it proves")


def _person(ledger: Path) -> str:
    try:
        return Repository.around(ledger if ledger.is_dir() else Path()).person
    except UsageError:
        return ""


def _told(invocation: Invocation, all_of: list[dict[str, Any]], entry: dict[str, Any]) -> bool:
    """Tell what is proven now; whether something is not as it should be."""
    key = (entry["database"], entry["folder"])
    (standing,) = (one for one in standings(all_of) if (one.database, one.folder) == key)
    release = standing.releases[entry["tag"]]
    invocation.say(
        f"{standing.name}: {entry['tag']} is {release.state}, {len(release.done)} of "
        f"{len(release.expected)} files, {release.steps} steps"
    )
    wrong = list(release.said())
    for sentence in wrong:
        invocation.say(f"  {sentence}")
    return bool(wrong)
