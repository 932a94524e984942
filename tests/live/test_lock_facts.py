"""What the lock facts say is what real servers do, and lint takes each statement for what it is.

The statements are in tests/cases/locks/; README.md there says how to read and to write them. `make verdicts`
asks servers of other versions too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import psycopg
import pymysql
import pytest
import sqlalchemy as sa

from sqlgen.dialects.locks import LockFact, lock_fact, read_lock_facts
from sqlgen.dialects.target import Target, parse_target
from tests.verdicts import mariadb, postgresql
from tests.verdicts.asking import facts
from tests.verdicts.cases import Case, cases
from tests.verdicts.effect import Effect

pytestmark = pytest.mark.slow

WAITING = {"no": False, "yes": True}


@pytest.mark.parametrize("dialect", ["postgresql", "mariadb"])
def test_every_measured_fact_has_a_statement(dialect: str) -> None:
    told = {case.change for case in cases(dialect)}
    known = read_lock_facts(dialect)
    measured = {change for change, entries in known.items() if any(fact.measured for fact in entries)}
    assert measured <= told <= set(known)


def test_facts_are_what_postgresql_does(postgresql_url: sa.URL) -> None:
    address = postgresql_url.set(drivername="postgresql").render_as_string(hide_password=False)
    with (
        psycopg.connect(address, autocommit=True) as connection,
        psycopg.connect(address, autocommit=True) as other,
    ):
        target = parse_target(f"postgresql@{connection.info.server_version // 10000}")
        postgresql.make_tables(connection)
        wrong = [
            line
            for case in cases("postgresql")
            for line in _differences(case, target, postgresql.effect(connection, case, other))
        ]
    assert not wrong


def test_facts_are_what_mariadb_accepts(mariadb_url: sa.URL) -> None:
    told = {"host": mariadb_url.host, "user": mariadb_url.username, "password": mariadb_url.password or ""}
    connection = pymysql.connect(
        **told, port=mariadb_url.port or 3306, database=mariadb_url.database, autocommit=True
    )
    target = parse_target(f"mariadb@{mariadb.version(connection)}")
    mariadb.make_tables(connection)
    wrong: list[str] = []
    for case in cases("mariadb"):
        wrong += _differences(case, target, mariadb.effect(connection, case))
        mariadb.make_tables(connection, changed=case.on)
    connection.close()
    assert not wrong


def _differences(case: Case, target: Target, seen: Effect) -> Iterator[str]:
    """Where the fact of the case, or what lint takes the statement for, is not what was seen."""
    fact = lock_fact(target, case.change)
    if fact is None or not fact.measured:
        return
    if not fact.supported:
        if not seen.refused:
            yield f"{case}: the fact says that {target} refuses it"
        return
    if seen.refused:
        yield f"{case}: {seen.refused}"
        return
    yield from _wrong(case, [fact], seen, "the fact")
    yield from _wrong(case, facts(case, target), seen, "lint")


def _wrong(case: Case, told: Iterable[LockFact], seen: Effect, who: str) -> Iterator[str]:
    told = tuple(told)
    if not told:
        yield f"{case}: {who} knows nothing of it"
        return
    pairs: dict[str, tuple[object, object]] = {
        "rewrites": (any(fact.rewrites for fact in told), seen.rewrites),
        "scans": (any(fact.scans for fact in told), seen.scans),
        "lock": ({fact.lock for fact in told}, {seen.lock or "none on table"}),
        "algorithm": ({fact.algorithm for fact in told}, {seen.algorithm}),
        "in_transaction": ({fact.in_transaction for fact in told}, {seen.in_transaction}),
    }
    if len(told) == 1:
        pairs["other_locks"] = (told[0].other_locks, seen.other_locks)
        for name in ("blocks_reads", "blocks_writes"):
            pairs[name] = (WAITING.get(getattr(told[0], name)), getattr(seen, name))
    for name, (claimed, true) in pairs.items():
        if true is not None and claimed is not None and claimed != true:
            yield f"{case}: {who} says {name} {claimed}, the server {true}"
