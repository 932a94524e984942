"""The guard: what must hold before a script changes anything."""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.dialects.target import Target
from sqlgen.script.asking import Asker, Check
from sqlgen.script.comments import named
from sqlgen.script.handover import Handover
from sqlgen.script.states import Stage, State
from sqlgen.statements import Script

UNTOUCHED = "Stopped, nothing is changed: "


def guard(script: Script, handover: Handover, asker: Asker) -> str:
    """The guard of a whole script; empty where the database has no words for it."""
    checks = list(place_checks(script.target, handover, asker))
    start, end = script.plan.start, script.plan.end
    if script.plan.steps:
        found = f"{UNTOUCHED}expected the version table to hold {named(start)}, found "
        done = f". If that is {named(end)}, this script was run already."
        checks.append(asker.versions(start, found, done))
    return asker.block(checks)


def place_checks(target: Target, handover: Handover, asker: Asker) -> Iterator[Check]:
    """The right server, database and role."""
    wanted = f"{target.facts.title} {target.named}"
    for check in (
        asker.product(f"{UNTOUCHED}expected {target.facts.title}, found "),
        asker.server(f"{UNTOUCHED}expected {wanted} or later, found "),
    ):
        if check is not None:
            yield check
    if handover.database:
        opening = f"{UNTOUCHED}expected a database named {handover.database}, found "
        yield asker.database(handover.database, opening)
    if handover.role:
        yield asker.role(handover.role, f"{UNTOUCHED}expected to be run as {handover.role}, found ")


def entry(stage: Stage, asker: Asker, after: str) -> Iterator[Check]:
    """What must hold before a segment that is run alone; `after` says what to run if it is done already."""
    yield from holding(stage.before, asker, UNTOUCHED, after)
    for fact, there in stage.proof.items():
        expected = "to be missing" if there else "to be there"
        yield asker.fact(fact, f"{UNTOUCHED}expected {fact} {expected}, found it ", after, there=not there)


def holding(state: State, asker: Asker, opening: str, after: str = ".") -> Iterator[Check]:
    """What must hold in a state."""
    held = f"{opening}expected the version table to hold {named(state.rows)}, found "
    yield asker.versions(state.rows, held, after)
    for fact, there in state.facts.items():
        expected = "to be there" if there else "to be missing"
        yield asker.fact(fact, f"{opening}expected {fact} {expected}, found it ", after, there=there)


def exits(stage: Stage, asker: Asker) -> Iterator[Check]:
    """What must hold behind a statement that runs outside of transactions."""
    for fact, there in stage.made.items():
        expected = "to be there" if there else "to be gone"
        yield asker.fact(fact, f"Stopped: expected {fact} {expected} now, found it ", there=there)
