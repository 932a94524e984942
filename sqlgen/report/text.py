"""Findings for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from rich.console import Console
from rich.text import Text

from sqlgen.lint.finding import Finding, Severity
from sqlgen.report.summary import Summary

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
LINES = 6
"""So many lines of a statement are shown; the rest is counted."""


def report(summary: Summary, *, color: bool = False) -> str:
    """Each finding with its place, its statement and the safe way, and the sum of all."""
    parts = [part for finding in summary.findings for part in (*_parts(finding, summary), Text())]
    parts.append(Text(summary.told(), "green" if not summary.findings else "bold"))
    if not color:
        return "".join(f"{part.plain}\n" for part in parts)
    out = StringIO()
    console = Console(file=out, soft_wrap=True, force_terminal=True, highlight=False, markup=False)
    for part in parts:
        console.print(part)
    return out.getvalue()


def _parts(finding: Finding, summary: Summary) -> Iterator[Text]:
    head = Text()
    head.append(f"{finding.severity}", STYLES[finding.severity])
    head.append(f" {finding.rule}", "bold")
    head.append(f"  {_place(finding, summary)}", "dim")
    yield head
    yield Text(f"  {finding.message}")
    yield _statement(finding)
    if finding.advice is not None:
        text = Text("  instead: ", "green")
        text.append(finding.advice.text)
        for block in (finding.advice.sql, finding.advice.revision):
            for line in block.splitlines():
                text.append(f"\n      {line}", "green")
        yield text
    for note in (*finding.notes, finding.basis):
        if note:
            yield Text(f"  note: {note}", "dim")


def _place(finding: Finding, summary: Summary) -> str:
    line = f":{finding.origin.line}" if finding.origin.line else ""
    revision = f" (revision {finding.origin.revision})" if finding.origin.revision else ""
    return f"{summary.file(finding)}{line}{revision}".strip() or "standard input"


def _statement(finding: Finding) -> Text:
    lines = finding.sql.strip().splitlines()
    text = Text()
    for line in lines[:LINES]:
        text.append("  | ", "dim")
        text.append(f"{line}\n")
    if len(lines) > LINES:
        text.append(f"  | … {len(lines) - LINES} more lines\n", "dim")
    text.rstrip()
    return text
