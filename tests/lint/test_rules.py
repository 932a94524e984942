"""Every rule's own examples: what its page calls bad is found, what it calls good is not."""

from __future__ import annotations

import pytest

from sqlgen.catalog import Catalog
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.lint.engine import Surroundings, Told, findings, judge
from sqlgen.lint.finding import Finding
from sqlgen.lint.judged import JudgedScript
from sqlgen.lint.rule import Example, Rule, all_rules
from sqlgen.origin import Origin
from sqlgen.reading.tokens import statements

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
    told = []
    for cursor in statements(sql, target.facts):
        first, last = cursor.tokens[0], cursor.tokens[-1]
        told.append(Told(sql[first.start : last.end], Origin()))
    return judge(told, Surroundings(target, start, edition))


def found(example: Example, dialect: str) -> tuple[Finding, ...]:
    target = parse_target(dialect)
    start = Catalog(server=ServerNames(offline_dialect(target)))
    if example.before:
        start = judged(example.before, dialect, start).statements[-1].after
    return findings(judged(example.sql, dialect, start, example.edition))


@pytest.mark.parametrize("rule, example, dialect", cases("Bad"))
def test_a_bad_example_is_found(rule: Rule, example: Example, dialect: str) -> None:
    assert rule.slug in {finding.rule for finding in found(example, dialect)}


@pytest.mark.parametrize("rule, example, dialect", cases("Good"))
def test_a_good_example_is_silent(rule: Rule, example: Example, dialect: str) -> None:
    assert rule.slug not in {finding.rule for finding in found(example, dialect)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_a_rule_shows_both_ways_for_every_dialect_that_it_claims(rule: Rule) -> None:
    for section in ("Bad", "Good"):
        named = {dialect for example in rule.examples(section) for dialect in example.dialects}
        shown = {dialect.partition("@")[0] for dialect in named}
        assert shown >= set(rule.dialects), f"{section} of {rule.slug} lacks {set(rule.dialects) - shown}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_a_rule_names_its_sources(rule: Rule) -> None:
    assert "https://" in rule.doc.partition("\nLinks\n")[2]
