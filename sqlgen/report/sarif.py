"""Findings as SARIF 2.1.0, which code scanning services read."""

from __future__ import annotations

import json
from typing import Any

from sqlgen.lint.baseline import fingerprint
from sqlgen.lint.finding import Finding, Severity
from sqlgen.lint.rule import Rule, all_rules
from sqlgen.report.summary import Summary
from sqlgen.version import __version__

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.OFF: "none"}


def report(summary: Summary) -> str:
    """One run. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html"""
    rules = all_rules()
    used = sorted({finding.rule for finding in summary.findings})
    driver = {
        "name": "sqlgen",
        "version": __version__,
        "rules": [_rule(rules[slug]) for slug in used if slug in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, summary, used.index(one.rule)) for one in summary.findings],
    }
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.slug,
        "shortDescription": {"text": f"{rule.summary}."},
        "fullDescription": {"text": rule.doc.partition("\nWhy\n---\n")[2].partition("\nBad\n")[0].strip()},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(finding: Finding, summary: Summary, index: int) -> dict[str, Any]:
    text = finding.message
    if finding.advice is not None:
        text += f". Instead: {finding.advice.text}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": text},
        "partialFingerprints": {"sqlgen/v1": fingerprint(finding)},
    }
    file = summary.file(finding)
    if file:
        place: dict[str, Any] = {"artifactLocation": {"uri": file}}
        if finding.origin.line:
            place["region"] = {"startLine": finding.origin.line}
        result["locations"] = [{"physicalLocation": place}]
    return result
