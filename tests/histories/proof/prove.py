"""One history on one database, both ways."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa

from tests.histories.environment import drivers_folder, peer_python
from tests.histories.job import Failure
from tests.histories.proof.job import (
    Part,
    Question,
    Rendering,
    Schema,
    Upgrade,
    read_rendering,
    read_upgrade,
)
from tests.histories.proof.schema import differences, names_alone, schema_of, without_makings
from tests.histories.proof.servers import apply, scratch_database
from tests.histories.running import job_for, run_side
from tests.histories.sources import History

DRIVERS = {"postgresql": "postgresql+psycopg2", "mariadb": "mariadb+pymysql", "sqlite": "sqlite"}
"""What the histories' projects use: psycopg 3 gives a text parameter a type, at which some would stop."""
KEPT = re.compile(r"nullable False, not True|(default|comment) .*, not None|autoincrement True, not False")
"""What MySQL loses of a column that is said again in part, and sqlgen says again."""


@dataclass(slots=True)
class Proof:
    """What came of one history on one database.

    `steps` are all steps of its upgrade, `online` those that Alembic takes, `covered` those that both sides
    took and that were compared,
    `uncertain` the tables that the catalog is not certain of. `wanted` are the differences from Alembic
    that somebody can explain.
    """

    history: str
    dialect: str
    steps: int = 0
    online: int = 0
    covered: int = 0
    statements: int = 0
    tables: int = 0
    uncertain: int = 0
    from_alembic: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    from_catalog: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    stopped: str = ""


def proved(history: History, dialect: str) -> Proof:
    """Render, apply, upgrade, compare. Raises SideFailed where a side ends without an answer.

    Where a revision stops either side, both are taken anew, up to the revision before.
    """
    job = job_for(history, dialect, "upgrade")
    asked = Question(job, naming_convention=history.naming_convention)
    ours = rendering(asked)
    with scratch_database(dialect) as url:
        theirs = upgrade(asked, url)
    proof = Proof(history.name, dialect, ours.steps, theirs.done)
    if len(ours.parts) <= theirs.done:
        proof.stopped = _stop("sqlgen", ours.failed, ours.failure)
    else:
        proof.stopped = _stop("Alembic", theirs.failed, theirs.failure)
    steps = min(len(ours.parts), theirs.done)
    while steps:
        asked = replace(asked, steps=steps)
        ours = rendering(asked)
        with scratch_database(dialect) as our_url, scratch_database(dialect) as their_url:
            upgrade(asked, their_url)
            refused = apply(our_url, "".join(part.text for part in ours.parts))
            if refused is None:
                _compare(proof, ours, reflected(our_url), reflected(their_url), Path(job.root))
                return proof
        steps, part, statement = _place(ours.parts, refused.line)
        proof.refused.append(f"{part.file}: {refused.message}: {statement}")
        proof.stopped = f"{dialect} refuses {Path(part.file).name}"
    return proof


def rendering(question: Question) -> Rendering:
    """sqlgen's side."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        run_side([sys.executable, "-m", "tests.histories.proof.ours"], question.text(), answer)
        return read_rendering(answer)


def upgrade(question: Question, url: sa.URL) -> Upgrade:
    """Alembic's side, done to the database at `url`."""
    address = url.set(drivername=DRIVERS[url.get_backend_name()]).render_as_string(hide_password=False)
    question = replace(question, url=address, drivers=str(drivers_folder()))
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        run_side([str(peer_python()), "-m", "tests.histories.proof.peer"], question.text(), answer)
        return read_upgrade(answer)


def reflected(url: sa.URL) -> Schema:
    """What the database holds."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return schema_of(sa.inspect(connection))


def _compare(proof: Proof, ours: Rendering, mine: Schema, theirs: Schema, root: Path) -> None:
    proof.covered = len(ours.parts)
    proof.statements = sum(part.statements for part in ours.parts)
    proof.tables = sum(1 for name in {*mine, *theirs} if " " not in name)
    sources = [(root / part.file).read_text(encoding="utf-8") for part in ours.parts]
    for line in differences(mine, theirs):
        reason = _reason(line, proof.dialect, sources)
        (proof.wanted if reason else proof.from_alembic).append(f"{line}{reason}")
    if not ours.whole:
        proof.uncertain = sum(1 for name in mine if " " not in name and name not in ours.known)
        mine = {name: facts for name, facts in mine.items() if name in ours.known}
    proof.from_catalog = list(_catalog_differences(proof.dialect, ours, mine))


def _reason(line: str, dialect: str, sources: Sequence[str]) -> str:
    """Why a difference from Alembic is as it should be; empty for one that is not."""
    table, _, said = line.partition(": ")
    if dialect == "mariadb" and all(KEPT.fullmatch(part) for part in said.split("; ")):
        return " (mysql-restated)"
    name = re.compile(rf"\b{re.escape(table.partition(',')[0])}\b")
    asking = any("is_offline_mode" in source and name.search(source) for source in sources)
    return " (the revision goes another way offline)" if asking else ""


def _catalog_differences(dialect: str, ours: Rendering, mine: Schema) -> Iterator[str]:
    """Where the catalog answers something else than the server, or makes another schema by itself."""
    if ours.trouble:
        yield f"the catalog has no answer: {ours.trouble}"
        return
    yield from (f"answer: {each}" for each in differences(names_alone(ours.known), names_alone(mine)))
    with scratch_database(dialect) as url:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            for statement in ours.statements:
                try:
                    with connection.begin():
                        connection.connection.cursor().execute(statement)
                except Exception as error:  # noqa: BLE001  each driver has its own
                    yield f"made: {' '.join(statement.split())[:120]}: {str(error).splitlines()[0]}"
            connection.rollback()
        made = reflected(url)
        if not ours.whole:
            made = {name: facts for name, facts in made.items() if name in ours.known}
        yield from (f"made: {each}" for each in differences(without_makings(made), without_makings(mine)))


def _stop(side: str, file: str, failure: Failure | None) -> str:
    if failure is None:
        return ""
    first = next(iter(failure.message.splitlines()), "")[:200]
    # Names that are others in every run.
    first = re.sub(r"sqlgen_proof_\w+", "scratch", re.sub(r"#sql-[\w-]+", "#sql", first))
    return f"{side} stops at {Path(file).name}, line {failure.line}: {failure.kind}: {first}"


def _place(parts: Sequence[Part], line: int) -> tuple[int, Part, str]:
    """The step, the part and the statement in which a line of the whole script lies."""
    start = 1
    for number, part in enumerate(parts):
        lines = part.text.splitlines()
        if line < start + len(lines) or part is parts[-1]:
            before = "\n".join(lines[: line - start + 1]).rpartition("\n\n")[2]
            after = "\n".join(lines[line - start + 1 :]).partition("\n\n")[0]
            return number, part, " ".join(f"{before}\n{after}".split())[:300]
        start += len(lines)
    raise AssertionError("a script without parts")
