"""What can be asked of a database before and after a script, derived from what the script does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from sqlgen.catalog import ForeignKey, Name, Table
from sqlgen.dialects.offline import offline_dialect
from sqlgen.lint.engine import Surroundings, judge
from sqlgen.lint.judged import Judged
from sqlgen.lint.sources import told_by_script
from sqlgen.origin import Origin
from sqlgen.reading.action import Action
from sqlgen.script.asking import Asker
from sqlgen.script.assumed import assumed_questions
from sqlgen.script.evidence import Fact, evidence
from sqlgen.script.rebuilt import changes_of_rebuild
from sqlgen.statements import Script

LENGTH = {"postgresql": "char_length", "mysql": "char_length", "mariadb": "char_length", "mssql": "len"}
"""How a dialect counts the characters of a text; the others say `length`."""


INTEGERS = ((sa.SmallInteger, 16), (sa.BigInteger, 64), (sa.Integer, 32))


@dataclass(frozen=True, slots=True)
class Question:
    """One check: `query` gives one row with one number, and `expected` is that number.

    `expected` is None where the number is only told: rows that are about to be lost. `why` says which
    statement needs it. `mark` tells it from every other question, and changes with it.
    """

    name: str
    query: str
    expected: int | None
    why: str
    origin: Origin

    @property
    def mark(self) -> str:
        return hashlib.sha256(f"{self.name}\0{self.query}\0{self.expected}".encode()).hexdigest()[:8]


def preflight_questions(script: Script) -> tuple[Question, ...]:
    """What has to hold of the rows that are there, so that no statement of the script stops on them.

    What the script itself makes cannot be asked about before, and is left out.
    """
    words = _Words(script)
    judged = judge(told_by_script(script), Surroundings(script.target, script.before, new_for="range"))
    made: set[tuple[Name | None, str]] = set()
    found: list[Question] = []
    for statement in judged.statements:
        for action in statement.actions:
            if action.table is not None and not statement.is_new(action.table) and not _touches(action, made):
                found += words.of(action, statement)
            made |= _made(action)
        for change in _rebuilt(statement):
            if not _touches(change, made):
                found += words.of(change, statement)
    for assumption, asked in assumed_questions(script):
        found.append(Question(*asked, assumption.origin))
    return tuple({question.mark: question for question in found}.values())


def _rebuilt(statement: Judged) -> Iterator[Action]:
    """What a copy that takes a table's place asks of the rows that are copied."""
    before = statement.table(statement.replaces)
    if before is None or statement.replaces is None or statement.is_new(statement.replaces):
        return
    for action in statement.actions:
        after = statement.after.tables.get(action.table) if action.table is not None else None
        if action.verb == "create_table" and after is not None:
            yield from changes_of_rebuild(before, after, statement.replaces)


def _touches(action: Action, made: set[tuple[Name | None, str]]) -> bool:
    """Whether an action is about what only the script makes."""
    names = {action.name or "", *action.columns, ""}
    return any((action.table, name) in made for name in names)


def _made(action: Action) -> set[tuple[Name | None, str]]:
    if action.verb in ("add_column", "rename_column", "restate_column"):
        name = action.new_name if action.verb != "add_column" else action.name
        return {(action.table, name)} if name else set()
    if action.verb == "rename_table" and action.table is not None and action.new_name:
        return {(Name(action.table.schema, action.new_name), "")}
    return set()


def _bits(type_: Any) -> int:
    return next(bits for kind, bits in INTEGERS if isinstance(type_, kind))


def _bounds(old: Any, new: Any) -> tuple[str, str] | None:
    """The least and the greatest number that a narrower type holds; None where it is not narrower."""
    if isinstance(old, sa.Integer) and isinstance(new, sa.Integer) and _bits(new) < _bits(old):
        most = 2 ** (_bits(new) - 1) - 1
        return str(-most - 1), str(most)
    exact = isinstance(old, sa.Numeric) and isinstance(new, sa.Numeric) and not isinstance(new, sa.Float)
    if exact and new.precision:
        whole = new.precision - (new.scale or 0)
        before = old.precision - (old.scale or 0) if old.precision else None
        if before is None or before > whole:
            most = f"{'9' * whole or '0'}.{'9' * (new.scale or 0) or '0'}"
            return f"-{most}", most
    return None


class _Words:
    """Questions in the words of one dialect."""

    def __init__(self, script: Script) -> None:
        self.name = script.target.name
        self._quote: Any = offline_dialect(script.target).identifier_preparer.quote

    def of(self, action: Action, statement: Judged) -> Iterator[Question]:
        """The questions that one action raises."""
        for name, query, expected, why in self._asked(action, statement):
            yield Question(name, query, expected, why, statement.origin)

    def _asked(self, action: Action, statement: Judged) -> Iterator[tuple[str, str, int | None, str]]:
        table = self._table(action.table)
        match action.verb, action.kind:
            case ("create_index", _) if "UNIQUE" in action.words and "WHERE" not in action.words:
                yield from self._duplicates(action, f"unique index {action.name}")
            case ("add_constraint", "unique" | "primary_key") if "USING_INDEX" not in action.words:
                yield from self._duplicates(action, f"{action.kind.replace('_', ' ')} of {action.table}")
                if action.kind == "primary_key":
                    yield from (self._nulls(action, column) for column in action.columns)
            case ("add_constraint", "foreign_key"):
                yield from self._orphans(action, statement)
            case ("add_constraint", "check"):
                condition = action.text.partition("(")[2].rpartition(")")[0]
                query = f"SELECT count(*) FROM {table} WHERE NOT ({condition})"
                yield f"rows of {action.table} that break {action.name}", query, 0, "the CHECK is added"
            case ("set_not_null", _):
                yield self._nulls(action, action.name or "")
            case ("restate_column" | "alter_type", _):
                yield from self._restated(action, statement)
            case ("add_column", _):
                yield from self._required(action)
            case ("drop_table", _) if statement.replaces is None:
                yield f"rows of {action.table} that are lost", self._rows(table), None, "the table is dropped"
            case ("drop_column", _) if action.name:
                where = f"{self._rows(table)} WHERE {self._column(action.name)} IS NOT NULL"
                yield (
                    f"values of {action.table}.{action.name} that are lost",
                    where,
                    None,
                    "the column is dropped",
                )

    def _rows(self, table: str) -> str:
        return f"SELECT count(*) FROM {table}"

    def _table(self, name: Name | None) -> str:
        return "" if name is None else ".".join(self._quote(part) for part in name if part)

    def _column(self, name: str) -> str:
        return str(self._quote(name))

    def _duplicates(self, action: Action, what: str) -> Iterator[tuple[str, str, int | None, str]]:
        if not action.columns or not all(column.isidentifier() for column in action.columns):
            return
        columns = ", ".join(self._column(column) for column in action.columns)
        # Rows with NULL are no duplicates, but on SQL Server they are.
        some = " AND ".join(f"{self._column(column)} IS NOT NULL" for column in action.columns)
        where = "" if self.name == "mssql" else f" WHERE {some}"
        query = (
            f"SELECT count(*) FROM (SELECT {columns} FROM {self._table(action.table)}{where} "
            f"GROUP BY {columns} HAVING count(*) > 1) twice"
        )
        yield (
            f"values of {action.table} ({', '.join(action.columns)}) that stand twice",
            query,
            0,
            f"{what} is made",
        )

    def _nulls(self, action: Action, column: str) -> tuple[str, str, int | None, str]:
        query = f"{self._rows(self._table(action.table))} WHERE {self._column(column)} IS NULL"
        return f"rows of {action.table} without {column}", query, 0, "the column becomes NOT NULL"

    def _orphans(self, action: Action, statement: Judged) -> Iterator[tuple[str, str, int | None, str]]:
        referent_columns = _pointed_at(action, statement)
        if (
            not action.columns
            or len(referent_columns) != len(action.columns)
            or statement.is_new(action.referent)
        ):
            return
        pairs = list(zip(action.columns, referent_columns, strict=True))
        said = " AND ".join(f"child.{self._column(own)} IS NOT NULL" for own, _ in pairs)
        same = " AND ".join(
            f"parent.{self._column(theirs)} = child.{self._column(own)}" for own, theirs in pairs
        )
        query = (
            f"SELECT count(*) FROM {self._table(action.table)} child WHERE {said} "
            f"AND NOT EXISTS (SELECT 1 FROM {self._table(action.referent)} parent WHERE {same})"
        )
        yield (
            f"rows of {action.table} that point at no {action.referent}",
            query,
            0,
            "the foreign key is added",
        )

    def _restated(self, action: Action, statement: Judged) -> Iterator[tuple[str, str, int | None, str]]:
        table = statement.table(action.table)
        old = table.columns.get(action.name or "") if table is not None else None
        said = action.definition.said_null if action.definition is not None else None
        required = said is False or "SAID_NOT_NULL" in action.words
        if required and (old is None or old.nullable) and action.name:
            yield self._nulls(action, action.name)
        length = getattr(action.type, "length", None)
        before = getattr(old.type, "length", None) if old is not None else None
        text = old is not None and isinstance(old.type, sa.String)
        if length and action.name and text and (before is None or before > length):
            measure = f"{LENGTH.get(self.name, 'length')}({self._column(action.name)})"
            query = f"{self._rows(self._table(action.table))} WHERE {measure} > {length}"
            yield (
                f"values of {action.table}.{action.name} longer than {length}",
                query,
                0,
                "the column is shortened",
            )
        bounds = _bounds(old.type, action.type) if old is not None else None
        if bounds is not None and action.name:
            column = self._column(action.name)
            outside = f"{column} < {bounds[0]} OR {column} > {bounds[1]}"
            query = f"{self._rows(self._table(action.table))} WHERE {outside}"
            yield f"values of {action.table}.{action.name} out of range", query, 0, "the column is narrowed"

    def _required(self, action: Action) -> Iterator[tuple[str, str, int | None, str]]:
        column = action.definition.column if action.definition is not None else None
        if (
            column is None
            or column.nullable
            or column.server_default is not None
            or column.identity is not None
        ):
            return
        if column.computed is None and "AUTO_INCREMENT" not in action.words and "SERIAL" not in action.words:
            name = f"rows of {action.table}, which gets {column.name}"
            yield (
                name,
                self._rows(self._table(action.table)),
                0,
                "a NOT NULL column without a default is added",
            )


def _pointed_at(action: Action, statement: Judged) -> tuple[str, ...]:
    """The columns that the key of an action points at, as the schema behind the statement has them."""
    for table in statement.after.tables.values():
        if table.name not in (action.table, *(each.table for each in statement.actions)):
            continue
        for key in table.all_of(ForeignKey):
            if (key.name, key.columns, key.referent) == (action.name, action.columns, action.referent):
                return tuple(key.referent_columns)
    return ()


def postflight_questions(script: Script) -> tuple[Question, ...]:
    """What has to be there, or be gone, when the script has run; each question counts 1 where it is so."""
    asker = Asker(script)
    if not asker.able:
        return ()
    left: dict[Fact, tuple[bool, Origin]] = {}
    for told in told_by_script(script):
        found = evidence(told.sql, script.target.facts)
        kept = ((found.behind(fact), said) for fact, said in left.items())
        left = {fact: said for fact, said in kept if fact is not None}
        left |= {fact: (there, told.origin) for fact, there in found.after.items()}
    left = {fact: said for fact, said in left.items() if not said[0] or not _lost(fact, script)}
    gone = {fact.owner for fact, (there, _) in left.items() if fact.thing == "table" and not there}
    dual = " FROM dual" if script.target.name == "oracle" else ""
    asked = []
    for fact, (there, origin) in left.items():
        if fact.thing != "table" and fact.owner in gone:
            continue
        query = f"SELECT CASE WHEN {asker.condition(fact)} THEN 1 ELSE 0 END{dual}"
        asked.append(Question(f"{fact} is {'there' if there else 'gone'}", query, int(there), "", origin))
    return (*asked, *_versions(script, asker))


def _lost(fact: Fact, script: Script) -> bool:
    """Whether the catalog knows that an index, which names no table, went with its table."""
    if fact.thing != "index" or fact.owner.name or not script.sections:
        return False
    tables = script.sections[-1].catalog.tables.values()
    known = all(table.complete for table in tables)
    return known and all(str(one.name) != fact.name for table in tables for one in _indexes(table))


def _indexes(table: Table) -> Iterator[Any]:
    """The indexes of a table, and constraints that are one."""
    yield from table.indexes
    yield from table.constraints


def _versions(script: Script, asker: Asker) -> Iterator[Question]:
    rows = script.plan.end
    if not rows:
        yield Question("no revision is held", f"SELECT count(*) FROM {asker.table}", 0, "", Origin())
        return
    listed = ", ".join(asker.text(row) for row in rows)
    query = f"SELECT count(*) FROM {asker.table} WHERE version_num IN ({listed})"
    yield Question(f"the version table holds {', '.join(rows)}", query, len(rows), "", Origin())
    query = f"SELECT count(*) FROM {asker.table} WHERE version_num NOT IN ({listed})"
    yield Question("the version table holds nothing else", query, 0, "", Origin())
