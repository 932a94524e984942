"""Fill a change ticket from a bundle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from sqlgen.bundle.contents import checked, read_bundle
from sqlgen.bundle.manifest import Manifest
from sqlgen.bundle.ticket import as_jira, as_markdown, as_servicenow, as_text, ticket_of
from sqlgen.cli._invocation import echo_artefact, json_text
from sqlgen.cli._ledgers import FOLDER, entries, environments
from sqlgen.ledger.durations import durations, took
from sqlgen.script.output import file_name, write_file


@click.command()
@click.argument("bundle", metavar="TAG|DIR|ZIP")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "servicenow", "jira"]),
    default="text",
    show_default=True,
    help="text to paste, Markdown for a pull request, or JSON for an API.",
)
@click.option("--title", default="", help="What the change is called, before the tag.")
@click.option(
    "--ledger",
    type=click.Path(path_type=Path),
    default=FOLDER,
    show_default=True,
    help="The ledgers' folder.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file for it.")
def command(bundle: str, form: str, title: str, ledger: Path, output: Path | None) -> None:
    """Fill a change ticket from a bundle.

    Plan, backout, test, risk, impact and window come from the bundle's manifest; the ticket names the
    manifest's digest, so that whoever approves the ticket approves exactly these files. TAG means the folder
    output/TAG. The window says how long the statements took in environments that a ledger tells of.

    \b
    Example:
      sqlgen ticket v1.4
      sqlgen ticket v1.4 --format servicenow -o change.json
      sqlgen ticket v1.4.zip --format markdown | gh pr comment --body-file -
    """
    place = Path(bundle)
    contents = checked(read_bundle(place if place.exists() else Path("output", file_name(bundle))))
    ticket = ticket_of(contents.manifest, contents.digest, title, list(measured(contents.manifest, ledger)))
    match form:
        case "servicenow":
            text = json_text(as_servicenow(ticket))
        case "jira":
            text = json_text(as_jira(ticket))
        case "markdown":
            text = as_markdown(ticket)
        case _:
            text = as_text(ticket)
    if output is None:
        echo_artefact(text)
    else:
        write_file(output, text)


def measured(manifest: Manifest, ledger: Path) -> Iterator[str]:
    """How long the statements of each target took where they ran before."""
    known = durations(entry for name in environments(ledger) for entry in entries(ledger, name))
    for target in manifest.targets:
        sent = [(one.digest, one.words) for script in target.scripts for one in script.sent]
        yield from (f"{target.target} took {text}" for text in took(sent, known))
