"""Each format, as the program that reads it needs it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from sqlgen.lint.finding import Advice, Finding, Severity
from sqlgen.origin import Origin
from sqlgen.report import Summary, formats, report

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "findings.schema.json"
HERE = Path("/project")
NASTY = "SELECT '<&\x00\x1b[31m ``` %0A]]>';"


def finding(
    severity: Severity = Severity.ERROR, sql: str = "DROP TABLE t", message: str = "the rows are lost"
) -> Finding:
    return Finding(
        "ban-drop-table", severity, message, Origin("a1", HERE / "versions" / "a1.py", 12), sql, 3,
        advice=Advice("rename it", "ALTER TABLE t RENAME TO u;", "op.rename_table('t', 'u')"),
    )  # fmt: skip


def summary(*findings: Finding) -> Summary:
    return Summary(findings, HERE)


@pytest.mark.parametrize("form", formats())
@pytest.mark.parametrize(
    "findings", [(), (finding(),), (finding(sql=NASTY, message=NASTY),)], ids=["none", "one", "nasty"]
)
def test_every_format_writes_text_that_can_be_encoded(form: str, findings: tuple[Finding, ...]) -> None:
    assert isinstance(report(summary(*findings), form).encode("utf-8"), bytes)


def test_json_keeps_to_its_schema() -> None:
    document = json.loads(report(summary(finding()), "json"))
    item = json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"]["findings"]["items"]
    (one,) = document["findings"]
    assert set(one) == set(item["required"]) == set(item["properties"])
    assert one["file"] == "versions/a1.py"
    assert set(one["advice"]) == set(item["properties"]["advice"]["properties"])


def test_sarif_names_the_rule_the_place_and_a_fingerprint_that_survives_moved_lines() -> None:
    moved = Finding(
        "ban-drop-table",
        Severity.ERROR,
        "x",
        Origin("a1", HERE / "versions" / "a1.py", 90),
        "DROP  TABLE t",
        9,
    )
    (first,) = json.loads(report(summary(finding()), "sarif"))["runs"][0]["results"]
    (second,) = json.loads(report(summary(moved), "sarif"))["runs"][0]["results"]
    place = first["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("versions/a1.py", 12)
    assert (first["ruleId"], first["level"]) == ("ban-drop-table", "error")
    assert first["partialFingerprints"] == second["partialFingerprints"]


def test_junit_fails_for_errors_and_is_xml_whatever_the_statement_holds() -> None:
    text = report(summary(finding(sql=NASTY, message=NASTY), finding(Severity.INFO)), "junit")
    suite = Xml.fromstring(text)  # noqa: S314  it is our own
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")


def test_github_escapes_what_would_end_the_command() -> None:
    line = report(summary(finding(message="50 % of\nall")), "github")
    assert line == (
        "::error file=versions/a1.py,line=12,title=ban-drop-table::50 %25 of%0Aall%0AInstead: rename it\n"
    )


def test_markdown_fits_a_comment_and_says_what_it_left_out() -> None:
    text = report(summary(*[finding(sql="DROP TABLE t" + "x" * 400)] * 500), "markdown")
    assert len(text) < 65_536
    assert "more, too many for one comment" in text


def test_markdown_fences_hold_statements_with_fences() -> None:
    assert "````sql\nSELECT '```'\n````" in report(summary(finding(sql="SELECT '```'")), "markdown")


def test_html_shows_statements_as_text() -> None:
    page = report(summary(finding(sql="SELECT '<script>'")), "html")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_text_says_so_when_nothing_is_found() -> None:
    assert report(summary(), "text") == "nothing found\n"
