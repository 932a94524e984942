"""Findings as workflow commands, which GitHub shows as annotations."""

from __future__ import annotations

from sqlgen.lint.finding import Severity
from sqlgen.report.summary import Summary

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def report(summary: Summary) -> str:
    """One line a finding.

    https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
    """
    lines = []
    for finding in summary.findings:
        file = summary.file(finding)
        where = [f"file={_property(file)}"] if file else []
        where += [f"line={finding.origin.line}"] if finding.origin.line else []
        where.append(f"title={_property(finding.rule)}")
        advice = f"\nInstead: {finding.advice.text}" if finding.advice else ""
        command = f"{COMMANDS[finding.severity]} {','.join(where)}"
        lines.append(f"::{command}::{_message(finding.message + advice)}\n")
    return "".join(lines)


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
