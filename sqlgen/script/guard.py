"""The guard: what must hold before a script changes anything."""

from __future__ import annotations

from collections.abc import Iterator

from sqlgen.dialects.target import Target
from sqlgen.errors import UsageError
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
    """The right server, database and role. Raises UsageError for what the database has no words for."""
    wanted = f"{target.facts.title} {target.named}"
    for check in (
        asker.product(f"{UNTOUCHED}expected {target.facts.title}, found "),
        asker.server(f"{UNTOUCHED}expected {wanted} or later, found "),
    ):
        if check is not None:
            yield check
    for wish, able, option in (
        (handover.database, target.facts.checks.database, "--database"),
        (handover.role, target.facts.checks.role, "--role"),
    ):
        if wish and not able:
            raise UsageError(f"{option} cannot be checked on {target.facts.title}", hint="leave it out")
    if handover.database:
        opening = f"{UNTOUCHED}expected a database named {handover.database}, found "
        yield asker.database(handover.database, opening)
    if handover.role:
        yield asker.role(handover.role, f"{UNTOUCHED}expected to be run as {handover.role}, found ")


def entry(stage: Stage, asker: Asker, after: str) -> Iterator[Check]:
    """What must hold before a segment that is run alone."""
    yield from holding(stage.before, asker, UNTOUCHED, after)


def already(stage: Stage, asker: Asker, name: str, following: str) -> Iterator[Check]:
    """A file that is done already says so, and which one is next."""
    done = f"{UNTOUCHED}{name} is done already, for "
    onward = f". Go on with {following}." if following else ". That was the last one."
    if stage.before.rows != stage.after.rows:
        yield asker.versions_differ(stage.after.rows, f"{done}the version table holds ", onward)
    for fact, there in stage.beyond.items():
        yield asker.fact(fact, f"{done}{fact} is ", onward, there=not there)


def holding(state: State, asker: Asker, opening: str, after: str = ".") -> Iterator[Check]:
    """What must hold in a state."""
    held = f"{opening}expected the version table to hold {named(state.rows)}, found "
    yield asker.versions(state.rows, held, after)
    yield from asker.facts(state.facts, f"{opening}what earlier segments did is not all there", after)


def standing(state: State, asker: Asker) -> Iterator[Check]:
    """What earlier statements did is there."""
    yield from asker.facts(state.facts, "Stopped: what the segments above did is not all there")


def exits(stage: Stage, asker: Asker) -> Iterator[Check]:
    """What must hold behind a statement that runs outside of transactions."""
    yield from asker.facts(stage.made, "Stopped: the statement above did not do its work")
