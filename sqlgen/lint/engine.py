"""Statements judged one after the other, and the findings of every rule on them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from sqlgen.catalog import Catalog, Name
from sqlgen.dialects.facts import Facts
from sqlgen.dialects.target import Target
from sqlgen.history.released import Released
from sqlgen.lint.finding import Finding, Remark, Severity
from sqlgen.lint.judged import Judged, JudgedScript, Session
from sqlgen.lint.rule import Rule, all_rules
from sqlgen.operations import Operation
from sqlgen.origin import Origin
from sqlgen.reading import read
from sqlgen.reading.action import Action
from sqlgen.reading.actions import actions

LONGEST = 250_000
"""So many characters of a statement are read: there is no change of a schema behind them, but rows."""


@dataclass(frozen=True, slots=True)
class Told:
    """A statement to judge: its text and where it came from.

    `catalog` is the schema behind it where somebody has followed it better than the text shows, else None.
    `terminated` says that the file ends it; `batch` counts the batches of a file, None where there are none.
    """

    sql: str
    origin: Origin
    revision: str | None = None
    catalog: Catalog | None = None
    terminated: bool = True
    batch: int | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What holds for a whole script.

    `start` is the schema before the first statement; `in_transaction` says that the client opens a
    transaction, None that it depends. `new_for` says how long a table that the script makes counts as new:
    `revision`, `range` or `never`. `files` are the revisions' own files,
    `released` what became of them since a release.
    """

    target: Target
    start: Catalog
    edition: str = ""
    in_transaction: bool | None = False
    new_for: str = "revision"
    files: Mapping[str, Path] = field(default_factory=dict)
    released: Released = field(default_factory=Released)


def judge(told: Iterable[Told], around: Surroundings) -> JudgedScript:
    """Each statement with the schema, the session and the new tables that it meets."""
    return JudgedScript(
        around.target, tuple(_judged(told, around)), around.edition, around.files, around.released
    )


def _judged(told: Iterable[Told], around: Surroundings) -> Iterator[Judged]:
    catalog, new, revision = around.start, frozenset[Name](), None
    session = Session(around.in_transaction)
    read_before = [_read(one, around.target.facts) for one in told]
    rebuilding = _rebuilding([(one.told.revision, one.actions) for one in read_before])
    for number, (one, sql, made, operations) in enumerate(read_before, start=1):
        if around.new_for == "revision" and one.revision != revision:
            new = frozenset()
        revision = one.revision
        after = catalog
        for operation in operations:
            after = operation.apply(after)
        after = one.catalog or after
        yield Judged(
            number, sql, one.origin, around.target, catalog, after, made, operations, session, new,
            around.edition, one.revision, one.terminated, one.batch, rebuilding.get(number),
            len(one.sql) - len(sql),
        )  # fmt: skip
        if around.new_for != "never":
            new = _still_new(new, made, rebuilt=number in rebuilding)
        session = _next(session, made, number)
        catalog = after


class _Read(NamedTuple):
    """A statement, as much of its text as is judged, and what that does."""

    told: Told
    sql: str
    actions: tuple[Action, ...]
    operations: tuple[Operation, ...]


def _read(told: Told, facts: Facts) -> _Read:
    sql = told.sql[:LONGEST]
    return _Read(told, sql, actions(sql, facts), tuple(read(sql, facts)))


def _rebuilding(statements: Sequence[tuple[str | None, tuple[Action, ...]]]) -> Mapping[int, Name]:
    """The numbers of statements that put a copy in a table's place, with that table.

    A copy is a table that rows were selected into, and that takes the name of one dropped in that revision.
    """
    made: dict[tuple[str | None, Name | None], list[int]] = {}
    filled: set[tuple[str | None, Name | None]] = set()
    dropped: dict[tuple[str | None, Name | None], int] = {}
    found: dict[int, Name] = {}
    for number, (revision, parts) in enumerate(statements, start=1):
        for action in parts:
            place = (revision, action.table)
            if action.verb == "create_table":
                made[place] = [number]
            elif action.verb == "insert" and {"SELECT", "FROM"} <= action.words:
                made.setdefault(place, []).append(number)
                filled.add(place)
            elif action.verb == "drop_table":
                dropped[place] = number
            elif action.verb == "rename_table" and action.table is not None and action.new_name is not None:
                replaced = Name(action.table.schema, action.new_name)
                if (revision, replaced) in dropped and place in filled:
                    for each in (*made[place], dropped[revision, replaced], number):
                        found[each] = replaced
    return found


def _still_new(new: frozenset[Name], made: Iterable[Action], *, rebuilt: bool) -> frozenset[Name]:
    """The tables that nobody uses yet, behind a statement."""
    for action in made:
        if rebuilt and action.verb in ("drop_table", "rename_table"):
            # The table of that name stays what it was, and the copy is gone.
            new -= {action.table} if action.verb == "rename_table" and action.table is not None else set()
        elif (
            action.verb == "create_table" and action.table is not None and "IF_NOT_EXISTS" not in action.words
        ):
            new |= {action.table}
        elif action.verb == "rename_table" and action.table in new and action.new_name is not None:
            new = (new - {action.table}) | {Name(action.table.schema, action.new_name)}
        elif action.verb == "drop_table" and action.table is not None:
            new -= {action.table}
    return new


def _next(session: Session, made: Iterable[Action], number: int) -> Session:
    for action in made:
        if action.verb == "begin":
            session = replace(session, in_transaction=True, since=number)
        elif action.verb in ("commit", "rollback"):
            local = {key: value for key, value in session.settings.items() if not key.startswith("local ")}
            session = replace(session, in_transaction=False, settings=local)
        elif action.verb == "set" and action.name:
            name = f"local {action.name}" if "LOCAL" in action.words else action.name
            session = replace(session, settings={**session.settings, name: action.kind})
        elif action.verb == "create_domain" and action.name is not None:
            session = replace(session, domains={**session.domains, action.name: action})
        elif action.verb == "alter_domain_add_constraint" and action.name in session.domains:
            checked = replace(session.domains[str(action.name)], words=frozenset({"CHECK"}))
            session = replace(session, domains={**session.domains, str(action.name): checked})
    return session


def findings(script: JudgedScript, asked: Collection[str] = ()) -> tuple[Finding, ...]:
    """What every rule says of a script, in the order of its statements.

    A rule that is off unless somebody asks for it is run where its slug is among `asked`.
    """
    rules = [
        rule
        for rule in all_rules().values()
        if (rule.severity is not Severity.OFF or rule.slug in asked) and script.target.name in rule.dialects
    ]
    # All rules on one statement, then the next: what is known of its text is asked for many times.
    found = [
        _finding(rule, statement, remark)
        for statement in script.statements
        for rule in rules
        if rule.check is not None
        for remark in rule.check(statement)
    ]
    for rule in rules:
        if rule.check_script is not None:
            found += [_finding(rule, *pair) for pair in rule.check_script(script)]
    return tuple(sorted(found, key=lambda one: (one.number, one.start, -one.severity.rank, one.rule)))


def _finding(rule: Rule, statement: Judged, remark: Remark) -> Finding:
    fact = remark.fact
    basis = ""
    if fact is not None:
        server = statement.target.facts.title
        basis = f"measured on {server} {fact.measured}" if fact.measured else "documented, not measured"
    return Finding(
        rule.slug, remark.severity or rule.severity, remark.message, statement.origin, statement.sql,
        statement.number, remark.start, remark.table, remark.advice, basis, fact=fact,
    )  # fmt: skip


__all__ = ["Surroundings", "Told", "findings", "judge"]
