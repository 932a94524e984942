"""Findings as JSON; docs/reference/findings.schema.json says what each key holds."""

from __future__ import annotations

import json
from typing import Any

from sqlgen.lint.finding import Finding
from sqlgen.report.summary import Summary
from sqlgen.version import __version__


def report(summary: Summary) -> str:
    """One object with the findings in the order of their statements."""
    document = {"sqlgen": __version__, "findings": [finding_json(one, summary) for one in summary.findings]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def finding_json(finding: Finding, summary: Summary) -> dict[str, Any]:
    """One finding as every machine-readable report holds it."""
    advice = finding.advice
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "message": finding.message,
        "file": summary.file(finding) or None,
        "line": finding.origin.line,
        "revision": finding.origin.revision,
        "statement": finding.number,
        "sql": finding.sql,
        "table": finding.table or None,
        "advice": None if advice is None else {
            "text": advice.text, "sql": advice.sql or None, "revision": advice.revision or None,
        },
        "basis": finding.basis or None,
        "notes": list(finding.notes),
    }  # fmt: skip
