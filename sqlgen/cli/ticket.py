"""Fill a change ticket from a bundle."""

from __future__ import annotations

from pathlib import Path

import click

from sqlgen.bundle.contents import checked, read_bundle
from sqlgen.bundle.ticket import as_jira, as_markdown, as_servicenow, as_text, ticket_of
from sqlgen.cli._invocation import echo_artefact, json_text
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
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file for it.")
def command(bundle: str, form: str, title: str, output: Path | None) -> None:
    """Fill a change ticket from a bundle.

    Plan, backout, test, risk, impact and window come from the bundle's manifest; the ticket names the
    manifest's digest, so that whoever approves the ticket approves exactly these files. TAG means the folder
    output/TAG.

    \b
    Example:
      sqlgen ticket v1.4
      sqlgen ticket v1.4 --format servicenow -o change.json
      sqlgen ticket v1.4.zip --format markdown | gh pr comment --body-file -
    """
    place = Path(bundle)
    contents = checked(read_bundle(place if place.exists() else Path("output", file_name(bundle))))
    ticket = ticket_of(contents.manifest, contents.digest, title)
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
