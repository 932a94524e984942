"""What sqlgen's lint knows and says of a case."""

from __future__ import annotations

from functools import cache

from sqlgen.catalog import Catalog
from sqlgen.dialects.locks import LockFact
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import Target, parse_target
from sqlgen.lint.engine import Surroundings, Told, findings, judge
from sqlgen.lint.finding import Finding
from sqlgen.lint.judged import JudgedScript
from sqlgen.origin import Origin
from tests.verdicts.cases import Case, set_up


def judged(case: Case, target: Target) -> JudgedScript:
    """The case behind the statements that prepare its session, on the tables of every case."""
    told = [Told(sql, Origin()) for sql in (*case.before, case.sql)]
    return judge(told, Surroundings(target, _schema(target.name, str(target))))


@cache
def _schema(dialect: str, text: str) -> Catalog:
    target = parse_target(text)
    start = Catalog(server=ServerNames(offline_dialect(target)))
    script = judge([Told(sql, Origin()) for sql in set_up(dialect)], Surroundings(target, start))
    return script.statements[-1].after


def facts(case: Case, target: Target) -> tuple[LockFact, ...]:
    """The facts that lint takes the case's statement for, those that nobody has left out."""
    return tuple(one.fact for one in judged(case, target).statements[-1].effects if one.fact is not None)


def said(case: Case, target: Target) -> tuple[Finding, ...]:
    """What lint finds in the case's statement."""
    script = judged(case, target)
    return tuple(one for one in findings(script) if one.number == len(script.statements))
