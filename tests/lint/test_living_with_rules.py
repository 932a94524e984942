"""Every rule can be allowed with a reason, weighed, switched off and kept in a baseline, by its examples."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sqlgen.catalog import Catalog
from sqlgen.config.lint import LintSettings, Override
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.lint.baseline import baseline_text, beyond, read_baseline
from sqlgen.lint.engine import Surroundings, findings, judge
from sqlgen.lint.finding import Finding, Severity
from sqlgen.lint.rule import Example, Rule
from sqlgen.lint.sources import told_by_text
from sqlgen.lint.suppression import read_suppressions, suppressed
from sqlgen.lint.weighing import weighed
from tests.lint.test_rules import RULES, judged, of_revisions

FIRST = [pytest.param(rule, rule.examples("Bad")[0], id=rule.slug) for rule in RULES]
REASON = "the example says so"


def linted(rule: Rule, example: Example, folder: Path) -> tuple[Finding, ...]:
    """What the rule finds in its first example, which stands in files."""
    dialect = example.dialects[0]
    if example.python:
        found = of_revisions(rule, example, dialect, folder)
        return tuple(one for one in found if one.rule == rule.slug)
    target = parse_target(dialect)
    file = folder / "deploy.sql"
    if not file.exists():
        folder.mkdir()
        file.write_text(example.text, encoding="utf-8")
    start = Catalog(server=ServerNames(offline_dialect(target)))
    if example.before:
        start = judged(example.before, dialect, start).statements[-1].after
    told = told_by_text(file.read_text(encoding="utf-8"), target.facts, file)
    found = findings(judge(told, Surroundings(target, start, example.edition)), {rule.slug})
    return tuple(one for one in found if one.rule == rule.slug)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "project"


@pytest.mark.parametrize("rule, example", FIRST)
def test_a_comment_with_a_reason_allows_it(rule: Rule, example: Example, folder: Path) -> None:
    found = linted(rule, example, folder)
    assert found
    for file, line in sorted(places(found), reverse=True):
        allow(rule, file, line)
    # Comments above statements move them; those behind code leave it where it was.
    again = found if example.python else linted(rule, example, folder)
    assert suppressed(again, read_suppressions({file for file, _ in places(again)})) == ()


@pytest.mark.parametrize("rule, example", FIRST)
def test_it_is_weighed_and_switched_off(rule: Rule, example: Example, folder: Path) -> None:
    found = linted(rule, example, folder)
    assert found
    for weight in (Severity.INFO, Severity.ERROR):
        settings = LintSettings(rules={rule.slug: weight})
        assert {one.severity for one in weighed(found, settings)} == {weight}
    assert weighed(found, LintSettings(rules={rule.slug: "off"})) == ()


@pytest.mark.parametrize("rule, example", FIRST)
def test_it_is_switched_off_for_a_path_alone(rule: Rule, example: Example, folder: Path) -> None:
    found = linted(rule, example, folder)
    here = LintSettings(overrides=(Override({rule.slug: "off"}, paths=("*.sql", "*.py")),))
    on = {rule.slug: "error"} if rule.severity is Severity.OFF else {}
    there = LintSettings(rules=on, overrides=(Override({rule.slug: "off"}, paths=("elsewhere/*",)),))
    assert weighed(found, here) == ()
    assert found
    assert weighed(found, there) == (
        tuple(replace(one, severity=Severity.ERROR) for one in found) if on else found
    )


@pytest.mark.parametrize("rule, example", FIRST)
def test_a_baseline_keeps_it_and_tells_one_more(rule: Rule, example: Example, folder: Path) -> None:
    found = linted(rule, example, folder)
    path = folder / "baseline.json"
    path.write_text(baseline_text(found), encoding="utf-8")
    moved = [replace(one, origin=replace(one.origin, line=900)) for one in found]
    assert beyond(moved, read_baseline(path)) == ()
    assert len(beyond([*moved, found[0]], read_baseline(path))) == 1


def places(found: tuple[Finding, ...]) -> set[tuple[Path, int]]:
    """Where findings stand; line 0 for one about a whole file."""
    return {(one.origin.file, one.origin.line or 0) for one in found if one.origin.file is not None}


def allow(rule: Rule, file: Path, line: int) -> None:
    """Write a comment that allows the rule: above a statement, behind a line of Python, or for the file."""
    lines = file.read_text(encoding="utf-8").splitlines()
    if not line:
        lines.append(f"# sqlgen: allow-file({rule.slug}) {REASON}")
    elif file.suffix == ".py":
        lines[line - 1] += f"  # sqlgen: allow({rule.slug}) {REASON}"
    else:
        lines.insert(line - 1, f"-- sqlgen: allow({rule.slug}) {REASON}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
