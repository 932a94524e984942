"""What every report is made of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlgen.lint.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Summary:
    """The findings of one run, the folder that paths are told from, and a note for a person."""

    findings: tuple[Finding, ...]
    folder: Path
    note: str = ""

    def file(self, finding: Finding) -> str:
        """The finding's file with forward slashes, empty where there is none."""
        path = finding.origin.file
        if path is None:
            return ""
        try:
            return path.absolute().relative_to(self.folder.absolute()).as_posix()
        except ValueError:
            return path.as_posix()

    @property
    def counts(self) -> Counter[Severity]:
        return Counter(finding.severity for finding in self.findings)

    def told(self) -> str:
        """The sum of all in words."""
        if not self.findings:
            return "nothing found"
        shown = (Severity.ERROR, Severity.WARNING, Severity.INFO)
        return ", ".join(_counted(each, self.counts[each]) for each in shown if self.counts[each])


def _counted(severity: Severity, count: int) -> str:
    word = "remark" if severity is Severity.INFO else str(severity)
    return f"{count} {word}{'s' if count > 1 else ''}"
