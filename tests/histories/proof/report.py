"""The page that tells what the proof found."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence

from tests.histories.proof.comparing import Comparison
from tests.histories.proof.job import EVERY
from tests.histories.proof.prove import Proof

STEPS = ("Revisions", "Online", "Covered", "Down", "Statements")
COUNTS = ("Points", "Tables", "Wanted", "Alembic", "Catalog", "Uncertain")
PLACES = ("head", f"every {EVERY}th revision", "on the way down")
INTRODUCTION = """\
<!-- Written by `make proof`; edit tests/histories/proof/report.py instead. -->

# Public histories on real servers

Each history of [the comparison](histories.md), rendered from base for {targets},
applied by the database's own client to an empty database, and run online by Alembic {alembic} on a second
one. Both are reflected with SQLAlchemy {sqlalchemy} on Python {python}, and compared
table by table: columns with types, order, nullability and defaults, keys, constraints, indexes, comments,
enumerated types, sequences, views. Then the schema is compared with sqlgen's own catalog at that point: with
what it answers to an inspector, and with the schema that is made of it alone on a third database.

That is done behind every {every}th revision on the way up, behind the last, and after the way down:
both databases are taken back to base, ours by the downgrades that sqlgen renders, the other by Alembic.
Whatever one of them leaves over and the other does not is a difference. Where a downgrade stops one of the
sides, both are compared before it, and two other databases go on from the next {every}th revision below.

No `env.py` of the project is run; both sides are given its naming convention. Each revision has a
transaction of its own. Where a revision stops one of the sides, both are taken up to the one before, and the
last column says which it was. The schema that the catalog makes gets the extensions of PostgreSQL first,
which are no part of it.

- **Online**: the revisions that Alembic gets through on an empty server. **Covered**: those that both sides
  took. **Down**: those that both took back. **Statements**: what the client applied, up and down.
- **Points**: where the databases were compared. **Tables**: the tables compared there. **Alembic**: parts of
  tables that are not as Alembic left them. **Wanted**: those that are not for a reason:
  [a wanted difference](differences-from-alembic.md), or a revision that asks whether it runs offline and goes
  another way then. **Catalog**: parts that are not as the catalog says. **Uncertain**: tables of which the
  catalog knows that it does not know all, left out of that.

This page was written by one run of `make proof`, {minutes} minutes on {processors} processors, on {servers}.
"""


def page(
    proofs: Sequence[Proof],
    versions: Mapping[str, str],
    targets: Iterable[str],
    minutes: int,
    processors: int,
) -> str:
    """The whole page, in Markdown. `versions` names what took part: alembic, sqlalchemy, servers."""
    python = ".".join(platform.python_version_tuple()[:2])
    introduction = INTRODUCTION.format(
        python=python,
        targets=", ".join(targets),
        every=EVERY,
        minutes=minutes,
        processors=processors,
        **versions,
    )
    parts = [introduction, *_totals(proofs), *_table(proofs)]
    parts += _list("Refused by a client", proofs, "refused")
    parts += _list("Not as Alembic leaves it", proofs, "from_alembic")
    parts += _list("Wanted", proofs, "wanted")
    parts += _list("Not as the catalog says", proofs, "from_catalog")
    parts += _stops(proofs)
    return "\n".join(parts).rstrip() + "\n"


def _totals(proofs: Sequence[Proof]) -> Iterable[str]:
    dialects = list(dict.fromkeys(proof.dialect for proof in proofs))
    groups = [(name, [proof for proof in proofs if proof.dialect == name]) for name in dialects]
    groups.append(("all", list(proofs)))
    yield "## By database\n"
    yield _head("Database", *STEPS)
    for name, group in groups:
        yield _row(name, _steps(group))
    yield ""
    yield _head("Compared", *COUNTS)
    for name, group in groups:
        for place in PLACES:
            yield _row(f"{name}, {place}", _counts([made for proof in group for made in _at(proof, place)]))
    yield ""


def _at(proof: Proof, place: str) -> list[Comparison]:
    head = [proof.head] if proof.head else []
    return [head, list(proof.between.values()), list(proof.lowest.values())][PLACES.index(place)]


def _steps(proofs: Sequence[Proof]) -> list[int]:
    return [
        sum(getattr(proof, name) for proof in proofs)
        for name in ("steps", "online", "covered", "down", "statements")
    ]


def _counts(made: Sequence[Comparison]) -> list[int]:
    return [
        len(made),
        sum(each.tables for each in made),
        sum(len(each.wanted) for each in made),
        sum(len(each.from_alembic) for each in made),
        sum(len(each.from_catalog) for each in made),
        sum(each.uncertain for each in made),
    ]


def _table(proofs: Sequence[Proof]) -> Iterable[str]:
    yield "## By history\n"
    yield "Tables compared and differences: at head, at the revisions between, after the way down.\n"
    yield _head("History", *STEPS, "Tables", "Differences", text="Stops at")
    yield from (summary(proof) for proof in proofs)
    yield ""


def summary(proof: Proof) -> str:
    """The row of the table that tells of one history on one database."""
    at = [_at(proof, place) for place in PLACES]
    tables = " / ".join(f"{sum(each.tables for each in made):,}" for made in at)
    found = " / ".join(
        f"{sum(len(each.from_alembic) + len(each.from_catalog) for each in made):,}" for made in at
    )
    stops = proof.stopped.replace("|", "\\|")
    row = _row(f"{proof.history}, {proof.dialect}", [*_steps([proof]), tables, found])
    return f"{row} {stops} |"


def _list(title: str, proofs: Sequence[Proof], kind: str) -> Iterable[str]:
    yield f"## {title}\n"
    empty = True
    for proof in proofs:
        lines: dict[str, list[str]] = {}
        for of_kind, place, line in proof.differences():
            if of_kind == kind:
                lines.setdefault(line, []).append(place)
        if lines:
            empty = False
            yield f"### {proof.history}, {proof.dialect}\n"
            yield from (f"- `{line.replace('`', chr(39))}`{_places(at)}" for line, at in lines.items())
            yield ""
    if empty:
        yield "Nothing.\n"


def _stops(proofs: Sequence[Proof]) -> Iterable[str]:
    yield "## What stops the way down\n"
    yield from (f"- {proof.history}, {proof.dialect}: {stop}" for proof in proofs for stop in proof.stops)
    yield ""


def _places(places: Sequence[str]) -> str:
    """Where a difference shows: the first point and the last."""
    told = list(dict.fromkeys(place for place in (places[0], places[-1]) if place))
    return f" ({' to '.join(told)})" if told else ""


def _head(first: str, *names: str, text: str = "") -> str:
    last = (f" {text} |", "---|") if text else ("", "")
    return f"| {' | '.join((first, *names))} |{last[0]}\n|---|{'---:|' * len(names)}{last[1]}"


def _row(name: str, cells: Sequence[int | str]) -> str:
    return f"| {name} | {' | '.join(f'{cell:,}' if isinstance(cell, int) else cell for cell in cells)} |"
