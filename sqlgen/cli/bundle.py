"""Bundle the scripts of a release tag for those who approve and run them."""

from __future__ import annotations

from pathlib import Path

import click

from sqlgen.cli._bundling import Wanted, made_bundle
from sqlgen.cli._invocation import Invocation, pass_invocation
from sqlgen.script.output import replace_folder, write_bytes


@click.command()
@click.argument("tag")
@click.option("--since", metavar="TAG", help="The release before; the highest version below unless said.")
@click.option("--from", "start", metavar="REVISION", multiple=True, help="Where databases are, instead.")
@click.option("--target", "targets", metavar="NAME[@VERSION]", multiple=True, help="Database to make it for.")
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
    tag: str,
    since: str | None,
    start: tuple[str, ...],
    targets: tuple[str, ...],
    output: Path,
) -> None:
    """Bundle the scripts of a release tag for those who approve and run them.

    What the tag's history adds to that of the release before is rendered from the tag's own tree, whatever
    the work tree says. OUTPUT/TAG/ then holds, for each database of `targets` in sqlgen.toml, the numbered
    scripts with their guards, checks for before and after, the ways back, what the linter found, and a
    manifest with the digest of each file; OUTPUT/TAG.zip is the same in one file. The same tag gives the
    same bytes.

    A release that lost or changed a revision of the one before is refused.

    \b
    Example:
      sqlgen bundle v1.4
      sqlgen bundle v1.4 --since v1.2 --target postgresql@15
      sqlgen bundle v1.0 --from ae10 -o /srv/releases
    """
    bundle = made_bundle(invocation, Wanted(tag, since, start, targets))
    folder = output / bundle.name
    replace_folder(folder, bundle.files)
    write_bytes(output / f"{bundle.name}.zip", bundle.archive)
    invocation.say(f"{bundle.name}: {len(bundle.files)} files, manifest {bundle.digest[:12]}")
    invocation.say(f"written to {folder} and {bundle.name}.zip")
