"""A script as one file a revision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sqlgen.dialects.matching import rules_of
from sqlgen.dialects.natures import Nature
from sqlgen.history.revision import Plan, Step
from sqlgen.script.handover import Handover
from sqlgen.script.manual import manual_page
from sqlgen.script.writing import script_text
from sqlgen.statements import Failure, Purpose, Script, Section, Statement

LONGEST_NAME = 60


def revision_files(script: Script, handover: Handover) -> dict[str, str]:
    """File name to text, numbered in the order in which they are to run.

    Each file is a script of its own, from what the version table holds before the revision to what it holds
    after. What env.py sets for the session, such as which schema is meant, stands in every file that follows.
    """
    digits = max(4, len(str(len(script.plan.steps))))
    files: dict[str, str] = {}
    for number, (step, part) in enumerate(_parts(script), 1):
        name = f"{number:0{digits}}_{slug(step)}"
        if isinstance(part, Failure):
            files[f"{name}_by_hand.md"] = manual_page(script, part, handover.folder)
        else:
            files[f"{name}.sql"] = script_text(part, handover)
    return files


def slug(step: Step) -> str:
    """A step as a part of a file's name."""
    words = f"{step.revision.id}_{step.direction.value}_{step.revision.message}".lower()
    return re.sub(r"[^a-z0-9_.-]+", "_", words)[:LONGEST_NAME].strip("_.")


def _parts(script: Script) -> Iterator[tuple[Step, Script | Failure]]:
    """Each step with its script, or with why it is done by hand; what stands behind the last script is part
    of that.
    """
    session: tuple[Statement, ...] = ()
    since: tuple[Statement, ...] = ()
    written = [one.step is not None and one.manual is None for one in script.sections]
    last = max((place for place, one in enumerate(written) if one), default=-1)
    for place, section in enumerate(script.sections):
        if section.step is None:
            since += tuple(one for one in section.statements if one.purpose is not Purpose.TRANSACTION)
            continue
        step = section.step
        if section.manual is not None:
            yield step, section.manual
            continue
        behind = script.sections[place + 1 :] if place == last else ()
        tail = tuple(one for one in behind if one.manual is None)
        before = Section(None, session + since)
        plan = Plan(step.direction, step.before, step.after, (step,))
        yield step, replace(script, plan=plan, sections=(before, section, *tail))
        session += tuple(one for one in since if _is_session(one, script))
        since = ()


def _is_session(statement: Statement, script: Script) -> bool:
    target = script.target
    rules = rules_of(statement.sql, target.facts.rules, target.facts.lexical, target.version)
    return any(rule.nature is Nature.SESSION for rule in rules)
