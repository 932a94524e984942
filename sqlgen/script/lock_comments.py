"""What each statement of a script locks, blocks and rewrites, as a comment above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlgen.catalog import Name
from sqlgen.dialects.locks import LockFact
from sqlgen.lint.engine import Surroundings, judge
from sqlgen.lint.judged import Effect, Judged
from sqlgen.lint.sources import told_by_script
from sqlgen.statements import Script

WAITING = {
    ("yes", "yes"): "reads and writes wait",
    ("no", "yes"): "writes wait",
    ("brief", "brief"): "reads and writes wait for a moment",
    ("no", "brief"): "writes wait for a moment",
    ("brief", "yes"): "writes wait, reads for a moment",
}


def lock_comments(script: Script) -> Mapping[str, str]:
    """Comments by the text of the statement; nothing for a statement that no fact is known of."""
    around = Surroundings(script.target, script.before)
    found: dict[str, str] = {}
    for statement in judge(told_by_script(script), around).statements:
        lines = dict.fromkeys(line for effect in statement.effects for line in _lines(effect, statement))
        if lines:
            found[statement.sql] = "\n".join(lines)
    return found


def _lines(effect: Effect, statement: Judged) -> Iterator[str]:
    fact, owner = effect.fact, statement.owner(effect.action)
    if fact is None:
        return
    if not fact.supported:
        yield f"-- not supported by {statement.target}"
    elif statement.is_new(owner):
        yield f"-- locks {owner}, which is new: nobody waits"
    elif effect.action.verb != "create_table":
        yield _line(owner or effect.action.name or "the table", fact)
    elif effect.change == "create_table_fk":
        # The table itself is new; those that its keys point at are not.
        made = statement.after.tables.get(owner) if isinstance(owner, Name) else None
        others = made.referents - {owner} if made is not None else ()
        yield from (_line(other, fact) for other in sorted(others, key=str) if not statement.is_new(other))


def _line(owner: Name | str, fact: LockFact) -> str:
    parts = [f"-- locks {owner}: {fact.lock or 'see the note'}"]
    parts += [f"{table}: {lock}" for table, lock in fact.other_locks.items() if len(table) > 2]
    parts.append(WAITING.get((fact.blocks_reads, fact.blocks_writes), "nobody waits"))
    if fact.rewrites:
        parts.append("writes every row")
    elif fact.scans:
        parts.append("reads every row")
    if fact.algorithm:
        parts.append(f"ALGORITHM={fact.algorithm}")
    basis = f"measured on {fact.measured}" if fact.measured else "documented, not measured"
    return f"{', '.join(parts)} ({basis})"
