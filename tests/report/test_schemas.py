"""Reports are what their readers' schemas ask for, whatever stands in a statement."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sqlgen.catalog import Catalog
from sqlgen.config.lint import LintSettings
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.lint.engine import Surroundings, findings, judge
from sqlgen.lint.finding import Advice, Finding, Severity
from sqlgen.lint.rule import all_rules
from sqlgen.lint.sources import told_by_text
from sqlgen.lint.weighing import weighed
from sqlgen.origin import Origin
from sqlgen.report import Summary, report

OTHERS = Path(__file__).parent / "schemas"
OURS = Path(__file__).parents[2] / "docs" / "reference" / "findings.schema.json"
SCHEMAS = {
    "sarif": OTHERS / "sarif-2.1.0.json",
    "gitlab": OTHERS / "gitlab-code-quality.json",
    "json": OURS,
}
HERE = Path("/project")


def of_every_rule() -> tuple[Finding, ...]:
    """What the rules find in their own examples, in one file."""
    found: list[Finding] = []
    for rule in all_rules().values():
        example = rule.examples("Bad")[0]
        if example.python:
            continue
        target = parse_target(example.dialects[0])
        told = told_by_text(example.text, target.facts, HERE / "deploy.sql")
        start = Catalog(server=ServerNames(offline_dialect(target)))
        asked = LintSettings(rules={rule.slug: "warning"})
        found += weighed(findings(judge(told, Surroundings(target, start)), asked.asked), asked)
    return tuple(found)


def odd() -> tuple[Finding, ...]:
    """Findings with as little and as much as they can have."""
    nowhere = Finding("missing-rollback", Severity.INFO, "no way back", Origin())
    nasty = "SELECT '<&\x00\x1b[31m ``` %0A]]>\u2028';"
    everything = Finding(
        "ban-drop-table", Severity.ERROR, nasty, Origin("a1", HERE / "a b" / "ä.py", 12), nasty, 3, 4, "t",
        Advice(nasty, nasty, nasty), "measured on PostgreSQL 10-18", ("t has 12,000 rows",),
    )  # fmt: skip
    return nowhere, everything


@pytest.mark.parametrize("form", SCHEMAS)
@pytest.mark.parametrize("found", [(), odd(), of_every_rule()], ids=["none", "odd", "of every rule"])
def test_a_report_holds_to_its_schema(form: str, found: tuple[Finding, ...]) -> None:
    schema: dict[str, Any] = json.loads(SCHEMAS[form].read_text(encoding="utf-8"))
    checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    document = json.loads(report(Summary(found, HERE), form))
    assert [error.message for error in checker.iter_errors(document)] == []


@pytest.mark.parametrize("form", SCHEMAS)
def test_a_schema_refuses_what_is_no_report(form: str) -> None:
    schema: dict[str, Any] = json.loads(SCHEMAS[form].read_text(encoding="utf-8"))
    assert not jsonschema.Draft202012Validator(schema).is_valid({"runs": [{}], "findings": 3})
