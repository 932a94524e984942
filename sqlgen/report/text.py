"""Findings for a person at a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from sqlgen.lint.finding import Finding, Severity

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
LINES = 6
"""So many lines of a statement are shown; the rest is counted."""


def write(findings: Sequence[Finding], console: Console) -> None:
    """Each finding with its place, its statement and the safe way, and the sum of all."""
    for finding in findings:
        console.print(_headline(finding))
        console.print(_statement(finding))
        for line in _behind(finding):
            console.print(line)
        console.print()
    console.print(_sum(findings))


def _headline(finding: Finding) -> Text:
    text = Text()
    text.append(f"{finding.severity}", STYLES[finding.severity])
    text.append(f" {finding.rule}", "bold")
    text.append(f"  {finding.origin}", "dim")
    text.append(f"\n  {finding.message}")
    return text


def _statement(finding: Finding) -> Text:
    lines = finding.sql.strip().splitlines()
    shown = lines[:LINES]
    text = Text()
    for line in shown:
        text.append("  | ", "dim")
        text.append(f"{line}\n")
    if len(lines) > LINES:
        text.append(f"  | … {len(lines) - LINES} more lines\n", "dim")
    text.rstrip()
    return text


def _behind(finding: Finding) -> list[Text]:
    found = []
    if finding.advice is not None:
        text = Text("  instead: ", "green")
        text.append(finding.advice.text)
        for block in (finding.advice.sql, finding.advice.revision):
            for line in block.splitlines():
                text.append(f"\n      {line}", "green")
        found.append(text)
    notes = (*finding.notes, *([finding.basis] if finding.basis else []))
    found += [Text(f"  note: {note}", "dim") for note in notes]
    return found


def _sum(findings: Sequence[Finding]) -> Text:
    if not findings:
        return Text("nothing found", "green")
    counts = Counter(finding.severity for finding in findings)
    parts = [
        f"{counts[severity]} {_plural(severity, counts[severity])}" for severity in STYLES if counts[severity]
    ]
    return Text(", ".join(parts))


def _plural(severity: Severity, count: int) -> str:
    if severity is Severity.INFO:
        return "remarks" if count > 1 else "remark"
    return f"{severity}s" if count > 1 else str(severity)
