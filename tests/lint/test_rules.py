"""Every rule's own examples: what its page calls bad is found, what it calls good is not."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sqlgen.catalog import Catalog
from sqlgen.config.lint import LintSettings
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.history import read_history
from sqlgen.history.released import since_release
from sqlgen.lint.checking import check_scripts
from sqlgen.lint.engine import Surroundings, findings, judge
from sqlgen.lint.finding import Finding
from sqlgen.lint.judged import JudgedScript
from sqlgen.lint.rule import Example, Rule, all_rules
from sqlgen.lint.sources import told_by_text
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
    return judge(told_by_text(sql, target.facts, Path("example.sql")), Surroundings(target, start, edition))


def found(rule: Rule, example: Example, dialect: str, folder: Path) -> tuple[Finding, ...]:
    if example.python:
        return of_revisions(rule, example, dialect, folder)
    target = parse_target(dialect)
    start = Catalog(server=ServerNames(offline_dialect(target)))
    if example.before:
        start = judged(example.before, dialect, start).statements[-1].after
    return findings(judged(example.text, dialect, start, example.edition), {rule.slug})


HEAD = """import sqlalchemy as sa
from alembic import op

revision = {name!r}
down_revision = {below!r}


"""
TABLE = """def upgrade():
    op.create_table({name!r}, sa.Column("id", sa.Integer, primary_key=True))


def downgrade():
    op.drop_table({name!r})
"""


def of_revisions(rule: Rule, example: Example, dialect: str, folder: Path) -> tuple[Finding, ...]:
    """What is found in the revisions of an example, beside those that it says were released before."""
    project = written(folder / "now", example.text)
    released = None
    if example.before:
        before = written(folder / "before", example.before)
        released = since_release(read_history([before.versions]), read_history([project.versions]))
    scripts = project.scripts(dialect=dialect, use_env=False)
    return check_scripts(scripts, LintSettings(rules={rule.slug: "error"}), "", released)


def written(folder: Path, text: str) -> MadeProject:
    """A project with a revision for each line `# ID above ID`; it makes a table unless code follows."""
    project = MadeProject(folder)
    for piece in re.findall(r"^# \w+ above .*?(?=^# \w+ above |\Z)", text, re.MULTILINE | re.DOTALL):
        head, _, code = piece.partition("\n")
        name, below = re.findall(r"\w+", head)[0::2]
        known = {"name": name, "below": None if below == "base" else below}
        project.write(
            f"migrations/versions/{name}.py", HEAD.format(**known) + (code or TABLE.format(**known))
        )
    return project


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


FORESEEN = Path(__file__).with_name("foreseen.txt")


def test_a_bad_example_is_bad_in_no_way_that_nobody_foresaw(tmp_path: Path) -> None:
    """Another rule that begins to speak of an example speaks of other people's statements, too.

    `SQLGEN_GOLDEN=write` writes tests/lint/foreseen.txt anew; read the difference.
    """
    lines = []
    for number, (rule, example, dialect) in enumerate(bad_examples()):
        others = {one.rule for one in found(rule, example, dialect, tmp_path / str(number))} - {rule.slug}
        if others:
            lines.append(f"{rule.slug} {dialect}: {' '.join(sorted(others))}\n")
    text = "".join(sorted(set(lines)))
    if os.environ.get("SQLGEN_GOLDEN") == "write":
        FORESEEN.write_text(text, encoding="utf-8")
    assert text == FORESEEN.read_text(encoding="utf-8")


def bad_examples() -> Iterator[tuple[Rule, Example, str]]:
    for rule in RULES:
        for example in rule.examples("Bad"):
            for dialect in example.dialects:
                yield rule, example, dialect
