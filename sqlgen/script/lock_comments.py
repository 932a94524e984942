"""What each statement of a script locks, blocks and rewrites, as a comment above it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlgen.lint.engine import Surroundings, judge
from sqlgen.lint.judged import Judged
from sqlgen.lint.locked import Locked, locked
from sqlgen.lint.sources import told_by_script
from sqlgen.statements import Script


def lock_comments(script: Script) -> Mapping[str, str]:
    """Comments by the text of the statement; nothing for a statement that no fact is known of."""
    around = Surroundings(script.target, script.before)
    found: dict[str, str] = {}
    for statement in judge(told_by_script(script), around).statements:
        lines = dict.fromkeys(_line(one, statement) for one in locked(statement))
        if lines:
            found[statement.sql] = "\n".join(lines)
    return found


def _line(one: Locked, statement: Judged) -> str:
    if not one.fact.supported:
        return f"-- not supported by {statement.target}"
    if one.new:
        return f"-- locks {one.owner}, which is new: nobody waits"
    parts = [f"-- locks {one.owner}: {one.fact.lock or 'see the note'}"]
    parts += [f"{table}: {lock}" for table, lock in one.others.items()]
    parts.append(one.waiting)
    if one.work:
        parts.append(one.work)
    if one.fact.algorithm:
        parts.append(f"ALGORITHM={one.fact.algorithm}")
    return f"{', '.join(parts)} ({one.basis})"
