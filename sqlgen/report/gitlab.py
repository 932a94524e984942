"""Findings as GitLab's code quality report."""

from __future__ import annotations

import json

from sqlgen.lint.baseline import fingerprint
from sqlgen.lint.finding import Severity
from sqlgen.report.summary import Summary

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def report(summary: Summary) -> str:
    """A list of issues. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""
    issues = [
        {
            "description": finding.message,
            "check_name": finding.rule,
            "fingerprint": fingerprint(finding),
            "severity": SEVERITIES[finding.severity],
            "location": {
                "path": summary.file(finding) or "stdin",
                "lines": {"begin": finding.origin.line or 1},
            },
        }
        for finding in summary.findings
    ]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"
