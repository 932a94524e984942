"""The page of counts that a run writes."""

from __future__ import annotations

from collections.abc import Sequence

from tests.histories.formatting.judging import Tally, total

INTRODUCTION = """\
<!-- Written by `make formatting`; edit tests/histories/formatting/report.py instead. -->

# Public histories, laid out

The statements that sqlgen renders from the revisions of [these packages](histories.md), up and down, for
every dialect, each different one once. Two lexers that share no code with sqlgen's judge each layout: one of
the tests' own, and sqlglot's where it can read the statement. Both have to find the same tokens before and
after, comments included; and laying out what is laid out has to change nothing.

- **Laid out**: sqlgen knows a layout, and proved it. **Changed**: it looks different now.
- **Left**: it stays as it was written, for one of the reasons below. What is written for another database
  than the one it is rendered for is among them.
- **Judged**: sqlglot could cut it into tokens. **Wrong**: a lexer found something else, or the second layout
  did.

| Dialect | Statements | Laid out | Changed | Left | Judged | Wrong |
|---|---:|---:|---:|---:|---:|---:|
"""


def page(tallies: Sequence[Tally]) -> str:
    """The whole page, in Markdown."""
    everything = total(tallies)
    lines = INTRODUCTION + "".join(_row(each) for each in (*tallies, everything))
    dialects = " | ".join(each.dialect for each in tallies)
    lines += f"\n## Why statements were left\n\n| Reason | {dialects} | all |\n"
    lines += f"|---|{'---:|' * (len(tallies) + 1)}\n"
    for reason, count in everything.left.most_common():
        counts = " | ".join(str(each.left[reason] or "") for each in tallies)
        lines += f"| {reason} | {counts} | {count} |\n"
    return lines


def _row(tally: Tally) -> str:
    left = tally.left.total()
    numbers = (tally.statements, tally.statements - left, tally.changed, left, tally.judged, len(tally.wrong))
    return f"| {tally.dialect} | {' | '.join(f'{number:,}' for number in numbers)} |\n"
