"""The page of what is rendered, and of what is not and why."""

from __future__ import annotations

import platform
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tests.histories.coverage.counting import MEANINGS, Coverage, Kind, Missing
from tests.histories.sources import History
from tests.histories.table import head, row

LONGEST = 240
ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""Where an object lay in memory: elsewhere in every run."""
INTRODUCTION = """\
<!-- Written by `make coverage`; edit tests/histories/coverage/report.py instead. -->

# Public histories, covered

How much of [these histories](histories.md) sqlgen renders from base to head, on each database that the
project supports, and how much of it Alembic {alembic} does with `--sql`: both with SQLAlchemy {sqlalchemy} on
Python {python}, in one run. Alembic stops at the first revision that it cannot render; here a revision
that fails ends the run of neither side, so that the others are counted.

No `env.py` of the project is run; both sides are given its naming convention and, where revisions cannot do
without ({surroundings}), what the project's own command sets up before it migrates.
Modules of an application that are not installed are stood in for, and what is made of a stand-in decides
nothing and reaches no SQL. No answer is given to either side in a configuration.

Where a history does not start on an empty schema, sqlgen is given
[a snapshot](../how-to/start-from-an-existing-schema.md) of the tables that it starts on; what they are, and
whether they count as empty, is told below. Alembic has no use for one. A history that is written for
SQLAlchemy 1 ({legacy}) gets [what SQLAlchemy 2 removed](../how-to/old-histories.md); Alembic has nothing
like it.

A history is **whole** where every revision is rendered, on every database that its project supports.
**Refused** are the revisions that no run on the database would get through either, on the tables that the
history starts on: it has no such statement, or answers with an error.
"""


def page(histories: Sequence[History], found: Sequence[Coverage], versions: Mapping[str, str]) -> str:
    """The whole page, in Markdown. `versions` names what rendered: alembic, sqlalchemy."""
    python = ".".join(platform.python_version_tuple()[:2])
    legacy = ", ".join(each.name for each in histories if each.legacy) or "none here"
    prepared = ", ".join(each.name for each in histories if each.surroundings) or "none here"
    told = {"python": python, "legacy": legacy, "surroundings": prepared, **versions}
    parts = [INTRODUCTION.format(**told)]
    parts += _totals(found)
    parts += _by_history(found)
    parts += _starts(histories)
    parts += _kinds(found)
    parts += _missing(found)
    return "\n".join(parts).rstrip() + "\n"


def _totals(found: Sequence[Coverage]) -> Iterable[str]:
    yield "## In all\n"
    yield head(["Database"], ["Revisions", "Alembic", "sqlgen", "Alembic %", "sqlgen %"])
    for dialect in dict.fromkeys(each.dialect for each in found):
        yield _row([dialect], [each for each in found if each.dialect == dialect])
    yield _row(["all"], found)
    names = list(dict.fromkeys(each.history for each in found))
    by_alembic = [name for name in names if all(each.alembic_whole for each in found if each.history == name)]
    by_sqlgen = [name for name in names if all(each.sqlgen_whole for each in found if each.history == name)]
    yield f"\nWhole histories: {len(by_alembic)} of {len(names)} by Alembic, {len(by_sqlgen)} by sqlgen.\n"
    nearly = [
        name
        for name in names
        if name not in by_sqlgen
        and all(each.as_far_as_databases_go for each in found if each.history == name)
    ]
    if nearly:
        yield (
            "Of these, sqlgen leaves out nothing but revisions that the database refuses, with a connection "
            f"as well: {', '.join(nearly)}.\n"
        )


def _by_history(found: Sequence[Coverage]) -> Iterable[str]:
    yield "## By history\n"
    labels = ["History", "Database", "Whole by Alembic", "Whole by sqlgen"]
    yield head([*labels, "Refused"], ["Revisions", "Alembic", "sqlgen", "Alembic %", "sqlgen %"])
    for each in found:
        whole = ["yes" if one else "no" for one in (each.alembic_whole, each.sqlgen_whole)]
        yield _row([each.history, each.dialect, *whole, str(each.refused)], [each])
    yield ""


def _row(labels: Sequence[str], found: Sequence[Coverage]) -> str:
    revisions = sum(each.revisions for each in found)
    counts = [sum(each.alembic for each in found), sum(each.sqlgen for each in found)]
    shares = [_share(each, revisions) for each in counts]
    return row(labels, [revisions, *counts, *shares])


def _share(part: int, whole: int) -> str:
    """A share in per cent, never rounded up to a whole."""
    return f"{int(1000 * part / whole) / 10 if whole else 100:.1f}"


def _starts(histories: Sequence[History]) -> Iterable[str]:
    yield "## What they start on\n"
    yield head(["History", "Tables", "Rows in them"], [])
    for each in histories:
        if each.start:
            models = ", ".join(f"`{name}`" for name in each.start.models)
            others = " and ".join(f"{package.name} {package.version}" for package in each.start.packages)
            other = f" of {others}" if others else ""
            rows = "none, as on a new database" if each.start.unfilled else "not known"
            yield row([each.name, f"{each.start.told}: {models}{other}", rows], [])
    yield "\nThe others start on an empty schema.\n"


def _kinds(found: Sequence[Coverage]) -> Iterable[str]:
    yield "## Why revisions are not rendered\n"
    dialects = list(dict.fromkeys(each.dialect for each in found))
    counts = Counter((one.kind, each.dialect) for each in found for one in each.missing)
    yield head(["Kind", "Meaning"], [*dialects, "all"])
    for kind in Kind:
        numbers = [counts[kind, dialect] for dialect in dialects]
        yield row([kind, MEANINGS[kind]], [*numbers, sum(numbers)])
    yield ""


def _missing(found: Sequence[Coverage]) -> Iterable[str]:
    yield "## Revisions that are not rendered\n"
    if not any(each.missing for each in found):
        yield "None."
    for name in dict.fromkeys(each.history for each in found if each.missing):
        yield f"### {name}\n"
        together: dict[Missing, list[str]] = {}
        for each in found:
            if each.history == name:
                for one in each.missing:
                    together.setdefault(one, []).append(each.dialect)
        for one, dialects in together.items():
            yield f"- `{one.place}` ({', '.join(dialects)}), {one.kind}: {_told(one)}"
        yield ""


def _told(one: Missing) -> str:
    parts = [_code(one.question)] if one.question else []
    parts.append(_code(one.reason))
    if one.after:
        parts.append(f"after `{one.after}`")
    return "; ".join(parts)


def _code(text: str) -> str:
    line = " ".join(ADDRESS.sub("", text).split()).replace("`", "'")
    return f"`{line if len(line) <= LONGEST else f'{line[:LONGEST]} …'}`"
