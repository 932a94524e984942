"""Findings as JUnit XML, which every continuous integration shows."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from sqlgen.lint.finding import Finding, Severity
from sqlgen.report.summary import Summary

UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, even escaped."""


def report(summary: Summary) -> str:
    """One test case a finding; errors and warnings fail, remarks are only told."""
    failing = [one for one in summary.findings if one.severity is not Severity.INFO]
    suite = Xml.Element(
        "testsuite", name="sqlgen lint", tests=str(max(len(summary.findings), 1)), failures=str(len(failing))
    )
    for finding in summary.findings:
        suite.append(_case(finding, summary))
    if not summary.findings:
        suite.append(Xml.Element("testcase", name="nothing found", classname="sqlgen"))
    Xml.indent(suite)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(suite, encoding="unicode") + "\n"


def _case(finding: Finding, summary: Summary) -> Xml.Element:
    place = f"{summary.file(finding)}:{finding.origin.line or 0}"
    case = Xml.Element("testcase", name=f"{finding.rule} {place}", classname=finding.rule)
    text = _said(f"{place}\n{finding.sql}")
    if finding.severity is Severity.INFO:
        Xml.SubElement(case, "system-out").text = _said(f"{finding.message}\n{text}")
    else:
        failure = Xml.SubElement(case, "failure", type=str(finding.severity), message=_said(finding.message))
        failure.text = text
    return case


def _said(text: str) -> str:
    return UNSPEAKABLE.sub("?", text)
