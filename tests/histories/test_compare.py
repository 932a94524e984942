"""The comparison itself: a difference that it swallowed would be wrong SQL that nobody sees."""

from __future__ import annotations

from pathlib import Path

from tests.histories.compare import Comparison, compare
from tests.histories.job import Answer, Failure, Rendered
from tests.histories.wanted import WANTED

PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "differences-from-alembic.md"


def answer(*revisions: Rendered, dialect: str = "postgresql") -> Answer:
    return Answer("some-history", dialect, "upgrade", {}, [], list(revisions))


def revision(*statements: str, version: str = "", failure: Failure | None = None) -> Rendered:
    return Rendered("a1", Path(__file__).name, failure, list(statements), [version] if version else [])


def compared(theirs: Rendered, ours: Rendered, dialect: str = "postgresql") -> Comparison:
    return compare(answer(theirs, dialect=dialect), answer(ours, dialect=dialect), Path(__file__).parent)


def test_the_same_statements_are_equal_however_they_are_laid_out() -> None:
    result = compared(revision("DROP TABLE a", "DROP TABLE b"), revision("DROP  TABLE a;", "DROP TABLE\nb"))
    assert (result.statements, result.equal, result.differences) == (2, 2, [])


def test_a_missing_an_additional_and_another_statement_are_each_unexplained() -> None:
    for ours in (revision("DROP TABLE a"), revision("DROP TABLE a", "DROP TABLE b", "DROP TABLE c")):
        assert len(compared(revision("DROP TABLE a", "DROP TABLE b"), ours).differences) == 1
    other = compared(revision("DROP TABLE a"), revision("DROP TABLE b"))
    assert [(each.theirs, each.ours) for each in other.differences] == [
        (("DROP", "TABLE", "a"), ("DROP", "TABLE", "b"))
    ]


def test_a_swapped_order_of_tables_is_unexplained() -> None:
    result = compared(revision("DROP TABLE a", "DROP TABLE b"), revision("DROP TABLE b", "DROP TABLE a"))
    assert result.differences


def test_what_alembic_renders_and_sqlgen_cannot_is_unexplained() -> None:
    failure = Failure("LiteralError", "no literal", 7)
    result = compared(revision("DROP TABLE a", "DROP TABLE b"), revision(failure=failure))
    assert [each.error for each in result.differences] == ["LiteralError: no literal"] * 2


def test_what_alembic_cannot_render_is_not_compared() -> None:
    result = compared(revision(failure=Failure("TypeError", "no", 1)), revision("DROP TABLE a"))
    assert (result.rendered_by_sqlgen, result.rendered_by_both, result.statements) == (1, 0, 0)


def test_the_indexes_of_a_new_table_may_come_in_another_order() -> None:
    result = compared(
        revision("CREATE INDEX b ON t (b)", "CREATE INDEX a ON t (a)"),
        revision("CREATE INDEX a ON t (a)", "CREATE INDEX b ON t (b)"),
    )
    assert result.wanted == {"index-order": 1}
    assert result.equal == 1


def test_each_wanted_difference_has_its_row_on_the_page_and_each_row_its_function() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("`")[1] for line in lines if line.startswith("| <a")]
    assert sorted(rows) == sorted(WANTED)
