"""Every rule's own examples: what its page calls bad is found, what it calls good is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from sqlgen.catalog import Catalog
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.lint.engine import Surroundings, findings, judge
from sqlgen.lint.finding import Finding
from sqlgen.lint.judged import JudgedScript
from sqlgen.lint.rule import Example, Rule, all_rules
from sqlgen.lint.sources import told_by_script, told_by_text
from tests.projects import MadeProject

RULES = tuple(all_rules().values())


def cases(section: str) -> list[object]:
    return [
        pytest.param(rule, example, dialect, id=f"{rule.slug}-{dialect}-{number}")
        for rule in RULES
        for number, example in enumerate(rule.examples(section), start=1)
        for dialect in example.dialects
    ]


def judged(sql: str, dialect: str, start: Catalog, edition: str = "") -> JudgedScript:
    target = parse_target(dialect)
    return judge(told_by_text(sql, target.facts), Surroundings(target, start, edition))


def found(rule: Rule, example: Example, dialect: str, folder: Path) -> tuple[Finding, ...]:
    if example.python:
        return of_revision(rule, example, dialect, folder)
    target = parse_target(dialect)
    start = Catalog(server=ServerNames(offline_dialect(target)))
    if example.before:
        start = judged(example.before, dialect, start).statements[-1].after
    return findings(judged(example.text, dialect, start, example.edition), {rule.slug})


def of_revision(rule: Rule, example: Example, dialect: str, folder: Path) -> tuple[Finding, ...]:
    """What is found in a revision whose functions the example gives."""
    project = MadeProject(folder)
    head = "import sqlalchemy as sa\nfrom alembic import op\n\nrevision = 'a1'\ndown_revision = None\n\n\n"
    file = project.write("migrations/versions/a1.py", head + example.text)
    (script,) = project.scripts(dialect=dialect, use_env=False)
    around = Surroundings(script.target, script.before, files={"a1": file})
    return findings(judge(told_by_script(script), around), {rule.slug})


@pytest.mark.parametrize("rule, example, dialect", cases("Bad"))
def test_a_bad_example_is_found(rule: Rule, example: Example, dialect: str, tmp_path: Path) -> None:
    assert rule.slug in {finding.rule for finding in found(rule, example, dialect, tmp_path / "project")}


@pytest.mark.parametrize("rule, example, dialect", cases("Good"))
def test_a_good_example_is_silent(rule: Rule, example: Example, dialect: str, tmp_path: Path) -> None:
    assert rule.slug not in {finding.rule for finding in found(rule, example, dialect, tmp_path / "project")}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_a_rule_shows_both_ways_for_every_dialect_that_it_claims(rule: Rule) -> None:
    for section in ("Bad", "Good"):
        named = {dialect for example in rule.examples(section) for dialect in example.dialects}
        shown = {dialect.partition("@")[0] for dialect in named}
        assert shown >= set(rule.dialects), f"{section} of {rule.slug} lacks {set(rule.dialects) - shown}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_a_rule_names_its_sources(rule: Rule) -> None:
    assert "https://" in rule.doc.partition("\nLinks\n")[2]
