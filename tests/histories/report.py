"""The page of counts that a run writes."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Sequence

from tests.histories.compare import Comparison
from tests.histories.ours import TARGETS
from tests.histories.sources import DIALECTS, DIRECTIONS, History
from tests.histories.table import head, row
from tests.histories.wanted import WANTED

COLUMNS = (
    "Revisions",
    "Alembic",
    "sqlgen",
    "Both",
    "Statements",
    "Equal",
    "Wanted",
    "Unexplained",
)
INTRODUCTION = """\
<!-- Written by `make histories`; edit tests/histories/report.py instead. -->

# Public histories, compared with Alembic

The revisions that these packages ship, rendered by Alembic {alembic} and by sqlgen, both with SQLAlchemy
{sqlalchemy} on Python {python}, revision by revision, for every dialect, up and down. No `env.py` is run;
modules of the applications that are not installed are stood in for, alike for both, and what is made of a
stand-in reaches no SQL. sqlgen is told the server versions that Alembic assumes without a connection:
{targets}.

- **Alembic** and **sqlgen**: the revisions that each renders; **both**: that both render.
- **Statements**: those that Alembic prints for the revisions it renders, the version table's rows among them.
- **Equal**: sqlgen prints the same tokens. **Wanted**: it differs, for a reason on
  [the page of differences](differences-from-alembic.md); statements that sqlgen adds are among them.
  **Unexplained**: it differs, and nobody has said why it should.

The dialects that a project supports itself are in bold; the others show how far its revisions carry.
"""


def page(histories: Sequence[History], comparisons: Sequence[Comparison], versions: dict[str, str]) -> str:
    """The whole page, in Markdown. `versions` names what rendered: alembic, sqlalchemy."""
    python = ".".join(platform.python_version_tuple()[:2])
    targets = ", ".join(TARGETS.values())
    parts = [INTRODUCTION.format(python=python, targets=targets, **versions), *_totals(comparisons)]
    parts += _wanted(comparisons)
    for history in histories:
        parts += _history(history, [each for each in comparisons if each.history == history.name])
    return "\n".join(parts) + "\n"


def _totals(comparisons: Sequence[Comparison]) -> Iterable[str]:
    yield "## By dialect\n"
    yield head(["Dialect", "Direction"], COLUMNS)
    for dialect in DIALECTS:
        for direction in DIRECTIONS:
            chosen = [each for each in comparisons if (each.dialect, each.direction) == (dialect, direction)]
            if chosen:
                yield _row(dialect, direction, chosen)
    yield _row("all", "both", comparisons) + "\n"


def _wanted(comparisons: Sequence[Comparison]) -> Iterable[str]:
    yield "## Wanted differences\n"
    yield head(["Difference"], DIALECTS)
    counts: Counter[tuple[str, str]] = Counter()
    for each in comparisons:
        counts.update({(slug, each.dialect): number for slug, number in each.wanted.items()})
    for slug in WANTED:
        numbers = [counts[slug, dialect] for dialect in DIALECTS]
        yield row([f"[{slug}](differences-from-alembic.md#{slug})"], numbers)
    yield ""


def _history(history: History, comparisons: Sequence[Comparison]) -> Iterable[str]:
    package = history.package
    yield f"## {history.name}\n"
    yield f"{package.name} {package.version}, `{history.revisions}`\n"
    yield head(["Dialect", "Direction"], COLUMNS)
    for each in comparisons:
        dialect = f"**{each.dialect}**" if each.dialect in history.native else each.dialect
        yield _row(dialect, each.direction, [each])
    slugs = sorted({slug for each in comparisons for slug in each.wanted})
    if slugs:
        yield f"\nWanted: {', '.join(slugs)}."
    yield ""


def _row(dialect: str, direction: str, comparisons: Sequence[Comparison]) -> str:
    numbers = [
        sum(each.revisions for each in comparisons),
        sum(each.rendered_by_alembic for each in comparisons),
        sum(each.rendered_by_sqlgen for each in comparisons),
        sum(each.rendered_by_both for each in comparisons),
        sum(each.statements for each in comparisons),
        sum(each.equal for each in comparisons),
        sum(each.wanted.total() for each in comparisons),
        sum(len(each.differences) for each in comparisons),
    ]
    return row([dialect, direction], numbers)
