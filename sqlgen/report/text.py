"""Findings for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO

from sqlgen.lint.finding import Finding, Severity
from sqlgen.report.summary import Summary

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
LINES = 6
"""So many lines of a statement are shown; the rest is counted."""
WIDTH = 400
"""So many characters of such a line are shown."""
CONTROLS = dict.fromkeys((*range(9), *range(11, 32), 127, *range(0x80, 0xA0)))
"""What would make the terminal do something."""

Span = tuple[str, str]
"""A text and its style."""


def report(summary: Summary, *, color: bool = False) -> str:
    """Each finding with its place, its statement and the safe way, and the sum of all."""
    parts = [part for finding in summary.findings for part in (*_parts(finding, summary), [])]
    parts.append([(summary.told(), "green" if not summary.findings else "bold")])
    if summary.note:
        parts.append([(summary.note, "dim")])
    if color:
        return _colored(parts)
    return "".join(f"{''.join(text for text, _ in part)}\n" for part in parts).translate(CONTROLS)


def _colored(parts: Iterable[list[Span]]) -> str:
    # Here, because reports that go to a file do without it.
    from rich.console import Console
    from rich.text import Text

    out = StringIO()
    console = Console(file=out, soft_wrap=True, force_terminal=True, highlight=False, markup=False)
    for part in parts:
        console.print(Text.assemble(*((text.translate(CONTROLS), style) for text, style in part)))
    return out.getvalue()


def _parts(finding: Finding, summary: Summary) -> Iterator[list[Span]]:
    yield [
        (f"{finding.severity}", STYLES[finding.severity]),
        (f" {finding.rule}", "bold"),
        (f"  {_place(finding, summary)}", "dim"),
    ]
    yield [(f"  {finding.message}", "")]
    yield list(_statement(finding))
    if finding.advice is not None:
        blocks = (finding.advice.sql, finding.advice.revision)
        lines = "".join(f"\n      {line}" for block in blocks for line in block.splitlines())
        yield [("  instead: ", "green"), (finding.advice.text, ""), (lines, "green")]
    for note in (*finding.notes, finding.basis):
        if note:
            yield [(f"  note: {note}", "dim")]


def _place(finding: Finding, summary: Summary) -> str:
    line = f":{finding.origin.line}" if finding.origin.line else ""
    revision = f" (revision {finding.origin.revision})" if finding.origin.revision else ""
    return f"{summary.file(finding)}{line}{revision}".strip() or "standard input"


def _statement(finding: Finding) -> Iterator[Span]:
    lines = finding.sql.strip().splitlines()
    for place, line in enumerate(lines[:LINES]):
        yield ("\n  | " if place else "  | ", "dim")
        more = len(line) - WIDTH
        yield (f"{line[:WIDTH]}… {more:,} more characters" if more > 0 else line, "")
    if len(lines) > LINES:
        yield (f"\n  | … {len(lines) - LINES} more lines", "dim")
