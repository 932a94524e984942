"""How statements that DBAs wrote by hand are read."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlgen.catalog import Catalog
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.lint.engine import Surroundings, findings, judge
from sqlgen.lint.sources import told_by_text
from sqlgen.reading import read
from sqlgen.reading.actions import actions
from sqlgen.reading.changes import Opaque

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "cases" / "reading" / "by-hand"
PAGE = ROOT / "docs" / "reference" / "reading.md"
FILES = {
    "postgresql": ("postgresql",), "mysql": ("mysql",), "mariadb": ("mysql", "mariadb"),
    "sqlite": ("sqlite",), "mssql": ("mssql",), "oracle": ("oracle",),
}  # fmt: skip
HEADER = """<!-- Written by `python -m tests.reading.by_hand`; edit tests/reading/by_hand.py instead. -->

# How much of hand-written SQL is read

Statements as DBAs write them, in [tests/cases/reading/by-hand](../../tests/cases/reading/by-hand), read
one by one. *Operations*: all that they do to the schema is read. *Actions*: they change nothing that the
catalog keeps, and rules see what they do. *Opaque*: rules see what they do, and the catalog takes what
they touch for uncertain. *Unread*: no rule sees what they do, and lint says so. Three statements were
unread at first, which was mended.

| dialect | statements | operations | actions | opaque | unread | unread or opaque |
|---|---:|---:|---:|---:|---:|---:|"""
SAID = frozenset({"unparsed-statement", "unlinted-dynamic-sql"})


@dataclass(frozen=True)
class Reading:
    """What became of one statement.

    `kind` is `operations` where every change of the schema was read, `actions` where nothing of the schema
    changes, or nothing that the catalog keeps, and rules see what is done; `opaque` where the catalog takes
    what the statement touches for uncertain, `unread` where rules see nothing. `verbs` are the actions;
    `said` that lint has a finding of it for that reason.
    """

    sql: str
    kind: str
    verbs: tuple[str, ...]
    said: bool


def statements(dialect: str) -> tuple[str, ...]:
    """The lines of a dialect's files."""
    texts = [(FOLDER / f"{name}.md").read_text(encoding="utf-8") for name in FILES[dialect]]
    fences = [fence for text in texts for fence in re.findall(r"(?ms)^```sql\n(.*?)^```$", text)]
    return tuple(line for fence in fences for line in fence.splitlines() if line.strip())


def readings(dialect: str) -> Iterator[Reading]:
    target = parse_target(dialect)
    start = Catalog(server=ServerNames(offline_dialect(target))).unreadable()
    for sql in statements(dialect):
        done = actions(sql, target.facts)
        changes = read(sql, target.facts)
        script = judge(told_by_text(sql, target.facts), Surroundings(target, start))
        said = bool({finding.rule for finding in findings(script)} & SAID)
        verbs = tuple(action.verb for action in done)
        if not done or "unread" in verbs:
            kind = "unread"
        elif any(isinstance(change, Opaque) for change in changes):
            kind = "opaque"
        else:
            kind = "operations" if changes else "actions"
        yield Reading(sql, kind, verbs, said)


def page() -> str:
    """The page of counts, and of each statement that is not read whole."""
    lines = [HEADER]
    left = []
    for dialect in FILES:
        found = list(readings(dialect))
        kinds = [sum(one.kind == kind for one in found) for kind in KINDS]
        share = 100 * (kinds[2] + kinds[3]) / len(found)
        lines.append(f"| {dialect} | {len(found)} | {' | '.join(map(str, kinds))} | {share:.0f} % |")
        left += [(dialect, one) for one in found if one.kind in ("opaque", "unread")]
    lines += ["", "## Not read whole\n"]
    lines += [f"- {dialect}, {one.kind} ({', '.join(one.verbs)}): `{one.sql}`" for dialect, one in left]
    return "\n".join(lines) + "\n"


KINDS = ("operations", "actions", "opaque", "unread")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} written\n")
