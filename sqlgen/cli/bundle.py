"""Bundle the scripts of a release tag for those who approve and run them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from sqlgen.cli._bundling import Made, Wanted, made_bundle
from sqlgen.cli._fleet import Fleet, State, made_for, read_fleet
from sqlgen.cli._invocation import Invocation, pass_invocation
from sqlgen.cli._ledgers import FOLDER
from sqlgen.errors import UsageError
from sqlgen.script.output import file_name, replace_folder, write_bytes, write_file


@click.command()
@click.argument("tag")
@click.option("--since", metavar="TAG", help="The release before; the highest version below unless said.")
@click.option("--from", "start", metavar="REVISION", multiple=True, help="Where databases are, instead.")
@click.option("--target", "targets", metavar="NAME[@VERSION]", multiple=True, help="Database to make it for.")
@click.option("--for", "environment", metavar="NAME", help="Start at what this environment's ledger says.")
@click.option(
    "--targets",
    "fleet",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file of databases and where they stand: one bundle for each state.",
)
@click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    default=FOLDER,
    show_default=True,
    help="The ledgers' folder.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("output"),
    show_default=True,
    help="The folder that the bundle's folder is written to.",
)
@pass_invocation
def command(
    invocation: Invocation,
    *,
    tag: str,
    since: str | None,
    start: tuple[str, ...],
    targets: tuple[str, ...],
    environment: str | None,
    fleet: Path | None,
    ledger: Path,
    output: Path,
) -> None:
    """Bundle the scripts of a release tag for those who approve and run them.

    What the tag's history adds to that of the release before is rendered from the tag's own tree, whatever
    the work tree says. OUTPUT/TAG/ then holds, for each database of `targets` in sqlgen.toml, the numbered
    scripts with their guards, checks for before and after, the ways back, what the linter found, and a
    manifest with the digest of each file; OUTPUT/TAG.zip is the same in one file. The same tag gives the
    same bytes.

    A release that lost or changed a revision of the one before is refused.

    With --for the scripts start where the ledger of an environment says that its databases stand. With
    --targets they are made for many databases: FILE is TOML with a table [databases], in which each name says
    a revision, a list of them, {release = "v1.0"} or {ledger = "prod"}. Databases in the same state share a
    bundle, and so an approval; OUTPUT/TAG.databases.json says which one takes which.

    \b
    Example:
      sqlgen bundle v1.4
      sqlgen bundle v1.4 --since v1.2 --target postgresql@15
      sqlgen bundle v1.0 --from ae10 -o /srv/releases
      sqlgen bundle v1.4 --for prod
      sqlgen bundle v1.4 --targets customers.toml
    """
    if sum((bool(start), environment is not None, fleet is not None)) > 1:
        raise UsageError("--from, --for and --targets each say where databases stand; one can be had")
    wanted = Wanted(tag, since, start, targets)
    if fleet is not None:
        _fleet(invocation, wanted, read_fleet(fleet, ledger), output)
        return
    bundle = (
        made_for(invocation, wanted, ledger, environment) if environment else made_bundle(invocation, wanted)
    )
    _write(bundle, output, bundle.name)
    invocation.say(f"{bundle.name}: {len(bundle.files)} files, manifest {bundle.digest[:12]}")
    invocation.say(f"written to {output / bundle.name} and {bundle.name}.zip")


def _write(bundle: Made, output: Path, name: str) -> None:
    replace_folder(output / name, bundle.files)
    write_bytes(output / f"{name}.zip", bundle.archive)


def _fleet(invocation: Invocation, wanted: Wanted, databases: Mapping[str, State], output: Path) -> None:
    fleet = Fleet(invocation, wanted)
    fleet.take(databases)
    for group in fleet.groups.values():
        _write(group.made, output, group.folder)
    write_file(output / f"{file_name(wanted.tag)}.databases.json", fleet.page)
    for line in fleet.said():
        invocation.say(line)
