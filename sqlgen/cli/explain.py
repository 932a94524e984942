"""Explain a lint rule."""

from __future__ import annotations

from difflib import get_close_matches

import click

from sqlgen.cli._invocation import echo_artefact
from sqlgen.errors import UsageError
from sqlgen.lint.rule import all_rules


@click.command()
@click.argument("rule")
def command(rule: str) -> None:
    """Explain a lint rule.

    Why it is there, what it finds, what it lets pass, and where that is written.

    \b
    Example:
      sqlgen explain require-concurrent-index-creation
    """
    found = all_rules().get(rule)
    if found is None:
        close = get_close_matches(rule, all_rules(), 1)
        hint = f"did you mean {close[0]}?" if close else "sqlgen rules lists them"
        raise UsageError(f"there is no rule {rule!r}", hint=hint)
    weight = f"{found.severity}, for {', '.join(found.dialects)}"
    echo_artefact(f"{found.slug}: {weight}\n\n{found.doc.strip()}\n")
