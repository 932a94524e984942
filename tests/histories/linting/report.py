"""The page of what the linter finds in public histories."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tests.histories.linting.judge import Found, Judged
from tests.histories.table import head, row

VERDICTS = Path(__file__).with_name("verdicts.toml")
DRAWN = 30
INTRODUCTION = """\
<!-- Written by `make linting`; edit tests/histories/linting/report.py instead. -->

# Public histories, linted

What `sqlgen lint base:heads` finds in [these histories](histories.md), each on the databases that its project
supports, at the newest version of them, with every rule as it comes. A history was written over years and is
judged here as if it were one release, so there is much to find. Times are those of one process on two cores.
"""


def drawn(judged: Iterable[Judged]) -> list[Found]:
    """Findings drawn at random, but in each run the same: those whose digests are the least."""
    everything = {one.key: one for each in judged for one in each.found}
    return [everything[key] for key in sorted(everything)[:DRAWN]]


def page(judged: Sequence[Judged]) -> str:
    """The whole page, in Markdown."""
    parts = [INTRODUCTION, *_histories(judged), *_rules(judged), *_read(drawn(judged), read_verdicts())]
    return "\n".join(parts).rstrip() + "\n"


def _histories(judged: Sequence[Judged]) -> Iterable[str]:
    yield "## By history\n"
    numbers = ["Statements", "Errors", "Warnings", "Remarks", "Rendered in s", "Judged in s"]
    yield head(["History", "Database"], numbers)
    for each in judged:
        counts = Counter(one.severity for one in each.found)
        severities = [counts[severity] for severity in ("error", "warning", "info")]
        times = [f"{each.rendering:.1f}", f"{each.judging:.1f}"]
        yield row([each.history, each.dialect], [each.statements, *severities, *times])
    statements = sum(each.statements for each in judged)
    seconds = sum(each.judging for each in judged)
    rate = statements / seconds if seconds else 0.0
    yield f"\n{statements:,} statements judged in {seconds:.0f} s, {rate:,.0f} a second.\n"


def _rules(judged: Sequence[Judged]) -> Iterable[str]:
    yield "## By rule\n"
    dialects = list(dict.fromkeys(each.dialect for each in judged))
    counts = Counter((one.rule, one.dialect) for each in judged for one in each.found)
    yield head(["Rule"], [*dialects, "All"])
    totals = Counter(one.rule for each in judged for one in each.found)
    for rule, total in totals.most_common():
        yield row([f"[{rule}](rules.md#{rule})"], [*(counts[rule, dialect] for dialect in dialects), total])


def read_verdicts() -> Mapping[str, Mapping[str, str]]:
    """What a person said of findings, by the beginning of their digest."""
    return tomllib.loads(VERDICTS.read_text(encoding="utf-8")) if VERDICTS.is_file() else {}


def _read(found: Sequence[Found], verdicts: Mapping[str, Mapping[str, str]]) -> Iterable[str]:
    yield f"\n## {len(found)} of them, read by hand\n"
    said = [verdicts.get(one.key[:12], {}) for one in found]
    right = sum(each.get("verdict") == "right" for each in said)
    known = sum(bool(each) for each in said)
    yield (
        f"Drawn at random: {right} of {known} that were read are right. In the first draw it were 26 of 30; "
        "what was wrong is mended since, and what took its place was read, too.\n"
    )
    yield head(["Rule", "History", "Database", "Revision", "Statement", "Verdict"], [])
    for one, each in zip(found, said, strict=True):
        sql = " ".join(one.sql.split()).replace("|", "\\|")
        sql = sql if len(sql) <= 90 else f"{sql[:89]}…"
        told = ": ".join(filter(None, [each.get("verdict", "not read"), each.get("why", "")]))
        yield row([one.rule, one.history, one.dialect, one.revision, f"`{sql}`", told], [])
