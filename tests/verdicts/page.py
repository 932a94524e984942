"""The page of verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.verdicts.cases import Case
from tests.verdicts.effect import Effect

HEADER = """<!-- Written by `make verdicts`; edit tests/verdicts/ instead. -->

# Verdicts beside the servers

Every statement of [tests/cases/locks](../../tests/cases/locks) was run on real servers, PostgreSQL
{majors} and MariaDB {mariadb}, and its locks, rewrites and scans were seen there: in `pg_locks`, in the
file of the table and in what the server says at level `debug1`; on MariaDB, in the best ALGORITHM and the
weakest LOCK that it accepts. A statement is *costly* where the server writes every row, or reads every
row while somebody waits to write.

Linters judged the same statements at the same versions, in the same run: sqlgen behind the statements
that make the tables, as it judges a range of revisions; squawk {squawk} a file a statement, with
`--pg-version`, as it judges files. Counted are warnings and errors of the rules about what a statement
costs while it runs: {ours} rules of sqlgen, {squawks} of squawk. A *true* alarm is one at a costly
statement, a *false* one at another, a *miss* a costly statement without an alarm. Statements that a
version refuses are left out there. sqlgen's rules were mended until its row looked like this, on these
statements; squawk's authors never saw them.
"""
ARGUED = {
    "drop_index": "DROP INDEX reads nothing, but queues for an ACCESS EXCLUSIVE lock, and every query on the "
    "table queues behind it. DROP INDEX CONCURRENTLY keeps nobody waiting.",
    "detach_partition": "DETACH PARTITION reads nothing, but queues for an ACCESS EXCLUSIVE lock on the "
    "whole partitioned table. Since 14, DETACH PARTITION … CONCURRENTLY does not.",
}
"""Why an alarm that the measure calls false is right all the same."""


@dataclass
class Verdicts:
    """What one linter said on one server."""

    true: list[Case] = field(default_factory=list)
    false: list[Case] = field(default_factory=list)
    missed: list[Case] = field(default_factory=list)
    silent: int = 0

    @property
    def said(self) -> list[int]:
        return [len(self.true), len(self.false), len(self.missed), self.silent]


def verdicts(seen: Mapping[Case, Effect], alarms: Mapping[Case, frozenset[str]]) -> Verdicts:
    """How the alarms stand beside what the server did."""
    found = Verdicts()
    for case, effect in seen.items():
        if effect.costly:
            (found.true if alarms[case] else found.missed).append(case)
        elif alarms[case]:
            found.false.append(case)
        else:
            found.silent += 1
    return found


def page(judged: Mapping[tuple[str, str], Verdicts], named: Mapping[str, object]) -> str:
    """The whole page; `judged` by linter and server, `named` fills the header."""
    parts = [HEADER.format(**named), "## Counts\n"]
    parts += ["| linter | server | statements | true | false | missed | rightly silent | false in 100 |"]
    parts += ["|---|---|---:|---:|---:|---:|---:|---:|"]
    for (linter, server), one in judged.items():
        parts.append(_row(linter, server, one.said))
    for linter in dict.fromkeys(name for name, _ in judged):
        mine = [one.said for (name, _), one in judged.items() if name == linter]
        parts.append(_row(linter, "**all**", [sum(each) for each in zip(*mine, strict=True)]))
    for linter in dict.fromkeys(name for name, _ in judged):
        parts += ["", f"## {linter}", *_listed(linter, judged)]
    return "\n".join(parts) + "\n"


def _row(linter: str, server: str, said: list[int]) -> str:
    whole = sum(said)
    cells = [linter, server, str(whole), *map(str, said), f"{100 * said[1] / whole:.1f}"]
    return f"| {' | '.join(cells)} |"


def _listed(linter: str, judged: Mapping[tuple[str, str], Verdicts]) -> Iterator[str]:
    for title, kind in (("False alarms", "false"), ("Missed", "missed")):
        servers: dict[Case, list[str]] = {}
        for (name, server), one in judged.items():
            for case in getattr(one, kind) if name == linter else ():
                servers.setdefault(case, []).append(server)
        yield f"\n### {title}\n"
        yield from _lines(servers, argued=linter == "sqlgen") if servers else ["None."]


def _lines(servers: Mapping[Case, Iterable[str]], *, argued: bool) -> Iterator[str]:
    for case, named in servers.items():
        why = f" {ARGUED.get(case.change, '')}" if argued else ""
        sql = " ".join(case.sql.split())
        yield f"- `{sql}` ({_together(list(named))}).{why}".rstrip()


def _together(servers: list[str]) -> str:
    """The servers in a few words: versions that follow each other as a span."""
    spans: list[list[str]] = []
    for server in servers:
        name, _, version = server.rpartition(" ")
        if spans and version.isdigit() and spans[-1][-1] == f"{name} {int(version) - 1}":
            spans[-1].append(server)
        else:
            spans.append([server])
    return ", ".join(
        span[0] if len(span) == 1 else f"{span[0]} to {span[-1].rpartition(' ')[2]}" for span in spans
    )
