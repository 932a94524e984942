"""Show, keep and compare what is known of a schema."""

from __future__ import annotations

from pathlib import Path

import click

from sqlgen.catalog.difference import differences, not_compared
from sqlgen.catalog.snapshot import table_document
from sqlgen.cli._invocation import Invocation, echo_artefact, echo_json, json_text, pass_invocation
from sqlgen.cli._options import replay_options
from sqlgen.cli._replaying import replaying
from sqlgen.cli._schema_text import definition_text, difference_text, table_named
from sqlgen.cli._sides import Sides
from sqlgen.errors import UsageError
from sqlgen.pipeline import Options, known_of_models, open_project
from sqlgen.reading.plain import Plain
from sqlgen.script.output import write_file

DATABASE = click.option("--database", metavar="NAME", help="One of the databases that env.py names.")
VERSION_TABLE = click.option(
    "--version-table",
    default="alembic_version",
    show_default=True,
    metavar="NAME",
    help="Where a live database keeps its revisions.",
)


@click.group()
def command() -> None:
    """Show, keep and compare what is known of a schema, at a revision, in a file or in a live database.

    \b
    Example:
      sqlgen schema show head
      sqlgen schema dump --at ae10 -o schema.json
      sqlgen schema diff ae10 head
    """


@command.command()
@click.option("--at", metavar="REV", help="The schema at a revision, by replay.")
@click.option("--url", metavar="URL", help="That of a live database; live is what sqlalchemy.url names.")
@click.option("--models", metavar="PACKAGE.MODULE:NAME", help="That which a MetaData or a Base makes.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file instead of standard output.")
@VERSION_TABLE
@DATABASE
@replay_options
@pass_invocation
def dump(
    invocation: Invocation,
    options: Options,
    at: str | None,
    url: str | None,
    models: str | None,
    output: Path | None,
    version_table: str,
    database: str | None,
) -> None:
    """Write a snapshot of a schema, which --catalog and [history] base take.

    A live database is read and not changed. The file is JSON, equal for equal schemas, and meant to be
    compared and kept with the project.

    \b
    Example:
      sqlgen schema dump --url postgresql://localhost/shop -o schema.json
      sqlgen schema dump --models shop.models:Base --dialect postgresql@16 -o schema.json
      sqlgen schema dump --at ae10 -o schema.json
    """
    if len([source for source in (at, url, models) if source]) != 1:
        raise UsageError("a snapshot is of one thing", hint="pass one of --at, --url and --models")
    with replaying(invocation) as watch:
        sides = Sides(invocation, options, watch, version_table, database)
        if url:
            known = sides.live(url)
        elif models:
            known = known_of_models(open_project(invocation.config, options, watch), models, options, watch)
        else:
            known = sides.at(str(at))
    text = json_text(known.document())
    if output is None:
        echo_artefact(text)
    else:
        write_file(output, text)
        invocation.say(f"written to {output}")


@command.command()
@click.argument("schema", metavar="REV")
@click.argument("table", required=False)
@click.option("--json", "as_json", is_flag=True, help="As a snapshot holds it.")
@VERSION_TABLE
@DATABASE
@replay_options
@pass_invocation
def show(
    invocation: Invocation,
    options: Options,
    schema: str,
    table: str | None,
    version_table: str,
    database: str | None,
    *,
    as_json: bool,
) -> None:
    """Show what is known of the schema at a revision, as the statements that make it.

    REV may be a snapshot file or the address of a live database as well. With TABLE only that one is shown.

    \b
    Example:
      sqlgen schema show head
      sqlgen schema show ae10 users --dialect mariadb
      sqlgen schema show schema.json --json
    """
    with replaying(invocation) as watch:
        known = Sides(invocation, options, watch, version_table, database).known(schema)
    if not as_json:
        echo_artefact(definition_text(known, table))
    elif table is None:
        echo_json(known.document())
    else:
        echo_json(table_document(table_named(known, table), known.words, known.catalog.enums))


@command.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@VERSION_TABLE
@DATABASE
@replay_options
@pass_invocation
def diff(
    invocation: Invocation,
    options: Options,
    before: str,
    after: str,
    version_table: str,
    database: str | None,
    *,
    as_json: bool,
) -> None:
    """Compare two schemas. Ends with 1 where they differ, with 0 where they do not.

    A and B are revisions, snapshot files, addresses of live databases, or live for what sqlalchemy.url
    names. Types, defaults and conditions are compared by what they mean on the database, not by how
    they are written.

    \b
    Example:
      sqlgen schema diff ae10 head
      sqlgen schema diff head live
      sqlgen schema diff schema.json postgresql://localhost/shop --json
    """
    with replaying(invocation) as watch:
        sides = Sides(invocation, options, watch, version_table, database).both(before, after)
    one, other = (side.document() for side in sides)
    found = differences(one, other, Plain(sides[0].words))
    left = not_compared(one, other)
    if left:
        invocation.say(f"notice: not known well enough to compare: {', '.join(left)}")
    if as_json:
        told = {"differences": [each.to_json() for each in found], "not_compared": left}
        echo_json({"from": before, "to": after, **told})
    else:
        echo_artefact(difference_text(found))
    click.get_current_context().exit(1 if found else 0)
