"""The page that tells what the proof found."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence

from tests.histories.proof.prove import Proof

COLUMNS = (
    "Revisions", "Online", "Covered", "Statements", "Tables", "Wanted", "Alembic", "Catalog", "Uncertain",
)
INTRODUCTION = """\
<!-- Written by `make proof`; edit tests/histories/proof/report.py instead. -->

# Public histories on real servers

Each history of [the comparison](histories.md), rendered from base for {targets},
applied by the database's own client (psql, mariadb, sqlite3) to an empty database, and run online by Alembic
{alembic} on a second one. Both are reflected with SQLAlchemy {sqlalchemy} on Python {python}, and compared
table by table: columns with types, order, nullability and defaults, keys, constraints, indexes, comments,
enumerated types, sequences, views. Then the schema is compared with sqlgen's own catalog at that point: with
what it answers to an inspector, and with the schema that is made of it alone on a third database.

No `env.py` of the project is run; both sides are given its naming convention. Each revision has a
transaction of its own. Where a revision stops one of the sides, both are taken up to the one before, and the
last column says which it was.

- **Online**: the revisions that Alembic gets through on an empty server. **Covered**: those that both sides
  took. **Statements**: what the client applied for them.
- **Tables**: the tables compared. **Alembic**: parts of tables that are not as Alembic left them. **Wanted**:
  those that are not for a reason: [a wanted difference](differences-from-alembic.md), or a revision that
  asks whether it runs offline and goes another way then.
  **Catalog**: parts that are not as the catalog says. **Uncertain**: tables of which the catalog knows that
  it does not know all, left out of that.
"""


def page(proofs: Sequence[Proof], versions: Mapping[str, str], targets: Iterable[str]) -> str:
    """The whole page, in Markdown. `versions` names what took part: alembic, sqlalchemy."""
    python = ".".join(platform.python_version_tuple()[:2])
    parts = [INTRODUCTION.format(python=python, targets=", ".join(targets), **versions)]
    parts += _totals(proofs)
    parts += _table(proofs)
    parts += _list("Refused by a client", proofs, "refused")
    parts += _list("Not as Alembic leaves it", proofs, "from_alembic")
    parts += _list("Wanted", proofs, "wanted")
    parts += _list("Not as the catalog says", proofs, "from_catalog")
    return "\n".join(parts).rstrip() + "\n"


def _totals(proofs: Sequence[Proof]) -> Iterable[str]:
    yield "## By database\n"
    yield _head("Database", *COLUMNS)
    for dialect in dict.fromkeys(proof.dialect for proof in proofs):
        yield _row(dialect, [proof for proof in proofs if proof.dialect == dialect])
    yield _row("all", proofs) + "\n"


def _table(proofs: Sequence[Proof]) -> Iterable[str]:
    yield "## By history\n"
    yield _head("History", *COLUMNS, text="Stops at")
    for proof in proofs:
        yield f"{_row(f'{proof.history}, {proof.dialect}', [proof])} {_cell(proof.stopped)} |"
    yield ""


def _list(title: str, proofs: Sequence[Proof], name: str) -> Iterable[str]:
    yield f"## {title}\n"
    found = [(proof, getattr(proof, name)) for proof in proofs if getattr(proof, name)]
    if not found:
        yield "Nothing.\n"
    for proof, lines in found:
        yield f"### {proof.history}, {proof.dialect}\n"
        yield from (f"- `{line.replace('`', chr(39))}`" for line in lines)
        yield ""


def _head(first: str, *names: str, text: str = "") -> str:
    last = (f" {text} |", "---|") if text else ("", "")
    return f"| {' | '.join((first, *names))} |{last[0]}\n|---|{'---:|' * len(names)}{last[1]}"


def _row(name: str, proofs: Sequence[Proof]) -> str:
    numbers = [
        sum(proof.steps for proof in proofs),
        sum(proof.online for proof in proofs),
        sum(proof.covered for proof in proofs),
        sum(proof.statements for proof in proofs),
        sum(proof.tables for proof in proofs),
        sum(len(proof.wanted) for proof in proofs),
        sum(len(proof.from_alembic) for proof in proofs),
        sum(len(proof.from_catalog) for proof in proofs),
        sum(proof.uncertain for proof in proofs),
    ]
    return f"| {name} | {' | '.join(f'{number:,}' for number in numbers)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
