"""Suppressions, weights and baselines: what a team says of findings holds, and nothing more."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from sqlgen.config.lint import LintSettings, Override
from sqlgen.errors import UsageError
from sqlgen.lint.baseline import baseline_text, beyond, read_baseline
from sqlgen.lint.finding import Finding, Severity
from sqlgen.lint.suppression import suppressed, suppressions
from sqlgen.lint.weighing import weighed
from sqlgen.origin import Origin

FILE = Path("a.sql")


def finding(line: int = 2, rule: str = "ban-drop-table", table: str = "t") -> Finding:
    return Finding(rule, Severity.ERROR, "lost", Origin("a1", FILE, line), "DROP TABLE t", 1, table=table)


def left(text: str, *findings: Finding) -> Counter[str]:
    return Counter(one.rule for one in suppressed(findings, suppressions(text, FILE)))


def test_a_comment_allows_the_line_behind_it() -> None:
    assert not left("-- sqlgen: allow(ban-drop-table) nobody uses it\nDROP TABLE t;", finding())


def test_a_comment_behind_code_allows_its_own_line_alone() -> None:
    text = "DROP TABLE s; -- sqlgen: allow(ban-drop-table) nobody uses it\nDROP TABLE t;"
    assert left(text, finding(line=1), finding(line=2)) == {"ban-drop-table": 1}


def test_comments_may_stand_above_each_other() -> None:
    text = (
        "# sqlgen: allow(ban-drop-table) unused\n# sqlgen: allow(ban-drop-column) unused\nop.drop_table('t')"
    )
    assert not left(text, finding(line=3), finding(line=3, rule="ban-drop-column"))


def test_a_whole_file_can_be_allowed() -> None:
    assert not left(
        "# sqlgen: allow-file(ban-drop-table) the first release\n\n\nop.drop_table('t')", finding(line=4)
    )


def test_without_a_reason_nothing_is_allowed_and_that_is_told() -> None:
    assert left("-- sqlgen: allow(ban-drop-table)\nDROP TABLE t;", finding()) == {
        "ban-drop-table": 1,
        "suppression": 1,
    }


def test_a_comment_that_allows_nothing_is_told() -> None:
    assert left("-- sqlgen: allow(ban-drop-table) old\nSELECT 1;") == {"suppression": 1}


def test_an_unknown_rule_is_told() -> None:
    (problem,) = suppressed((), suppressions("-- sqlgen: allow(ban-everything) why not\n", FILE))
    assert problem.message == "there is no rule ban-everything"
    assert problem.severity is Severity.ERROR


def test_another_rule_is_not_allowed_with_it() -> None:
    text = "-- sqlgen: allow(ban-drop-column) unused\nDROP TABLE t;"
    assert left(text, finding()) == {"ban-drop-table": 1, "suppression": 1}


def test_a_rule_that_is_off_is_silent() -> None:
    assert weighed((finding(),), LintSettings(rules={"ban-drop-table": "off"})) == ()


def test_an_override_holds_for_its_tables_alone() -> None:
    settings = LintSettings(overrides=(Override({"ban-drop-table": "info"}, tables=("audit_*",)),))
    first, second = weighed((finding(table="audit_1"), finding(table="orders")), settings)
    assert (first.severity, second.severity) == (Severity.INFO, Severity.ERROR)


def test_a_baseline_leaves_what_was_there_and_tells_what_comes(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(baseline_text([finding(line=2)]), encoding="utf-8")
    moved, second = finding(line=50), finding(line=60)
    assert beyond([moved, second], read_baseline(path)) == (second,)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 9, "findings": {}}', '{"version": 1, "findings": 4}']
)
def test_a_file_that_is_no_baseline_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        read_baseline(path)
