"""List the lint rules."""

from __future__ import annotations

import click

from sqlgen.cli._invocation import echo_artefact, echo_json
from sqlgen.lint.rule import all_rules


@click.command()
@click.option("-d", "--dialect", metavar="NAME", help="Rules for this database alone.")
@click.option("--json", "as_json", is_flag=True, help="Write the rules as JSON.")
def command(dialect: str | None, *, as_json: bool) -> None:
    """List the lint rules.

    Each with its severity, the databases it is for, and what it is against; `sqlgen explain RULE` tells more.

    \b
    Example:
      sqlgen rules --dialect oracle
    """
    rules = [rule for rule in all_rules().values() if dialect is None or dialect in rule.dialects]
    if as_json:
        echo_json(
            [
                {"rule": rule.slug, "severity": str(rule.severity), "dialects": list(rule.dialects),
                 "summary": rule.summary}
                for rule in rules
            ]
        )  # fmt: skip
        return
    width = max((len(rule.slug) for rule in rules), default=0)
    echo_artefact("".join(f"{rule.slug:<{width}}  {rule.severity:<7}  {rule.summary}\n" for rule in rules))
