"""Findings as Markdown, for a comment on a pull request."""

from __future__ import annotations

from sqlgen.lint.finding import Finding, Severity
from sqlgen.report.summary import Summary

LONGEST = 65_000
"""GitHub refuses a comment of more than 65,536 characters."""
MARKS = {Severity.ERROR: "🛑", Severity.WARNING: "⚠️", Severity.INFO: "💬"}


def report(summary: Summary) -> str:
    """The sum, then each finding; what does not fit is counted."""
    head = f"## sqlgen lint: {summary.told()}\n\n"
    parts = [_finding(finding, summary) for finding in summary.findings]
    text, shown = head, 0
    for part in parts:
        if len(text) + len(part) > LONGEST:
            break
        text += part
        shown += 1
    left = len(parts) - shown
    return text + (f"… and {left} more, too many for one comment.\n" if left else "")


def _finding(finding: Finding, summary: Summary) -> str:
    line = f":{finding.origin.line}" if finding.origin.line else ""
    place = f"{summary.file(finding) or 'standard input'}{line}"
    lines = [
        f"### {MARKS[finding.severity]} `{finding.rule}` in `{place}`",
        "",
        finding.message,
        "",
        *_fenced(finding.sql.strip(), "sql"),
    ]
    if finding.advice is not None:
        lines += ["", f"**Instead:** {finding.advice.text}", ""]
        lines += _fenced(finding.advice.sql, "sql") + _fenced(finding.advice.revision, "python")
    return "\n".join([*lines, "", ""])


def _fenced(text: str, language: str) -> list[str]:
    if not text:
        return []
    fence = "```"
    while fence in text:
        fence += "`"
    return [f"{fence}{language}", text, fence]
