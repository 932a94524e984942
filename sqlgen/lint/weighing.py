"""Findings weighed as a project says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlgen.config.lint import LintSettings
from sqlgen.lint.finding import Finding, Severity


def weighed(findings: Iterable[Finding], settings: LintSettings) -> tuple[Finding, ...]:
    """The findings with the severities of the settings; what they switch off is left out."""
    found = (replace(one, severity=_severity(one, settings)) for one in findings)
    return tuple(one for one in found if one.severity is not Severity.OFF)


def _severity(finding: Finding, settings: LintSettings) -> Severity:
    severity = Severity(settings.rules.get(finding.rule, finding.severity))
    path = finding.origin.file.as_posix() if finding.origin.file else ""
    for override in settings.overrides:
        if finding.rule in override.rules and override.fits(
            path, finding.table, finding.origin.revision or ""
        ):
            severity = Severity(override.rules[finding.rule])
    return severity
