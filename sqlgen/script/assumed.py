"""The answers of a project's configuration, as questions to the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from sqlgen.dialects.lexing import Kind, lex
from sqlgen.dialects.offline import offline_dialect
from sqlgen.statements import Assumption, Script, Section

SHOWN = 20
"""So many rows of an answer are asked for one by one; of the others, how many there are."""
COLUMN = "c{number}"
Asked = tuple[str, str, int, str]


def assumed_questions(script: Script) -> Iterator[tuple[Assumption, Asked]]:
    """What a script takes for granted: name, query, the number that it has to give, and why.

    A question is left out that the script itself changes the answer of, or asks when it runs.
    """
    touched: set[str] = set()
    for section in script.sections:
        for assumption in section.assumptions:
            earlier = touched | _touched(script, section, before=assumption.origin.line)
            words = _names(assumption.question, script)
            if assumption.rows is None or assumption.sent or words & earlier or not _is_query(assumption):
                continue
            for asked in _asked(assumption, script):
                yield assumption, asked
        touched |= _touched(script, section)


def _touched(script: Script, section: Section, before: int | None = None) -> set[str]:
    """The names in the statements of a section, those in front of a line of its file where one is given."""
    found: set[str] = set()
    for statement in section.statements:
        line = statement.origin.line
        if before is None or (line is not None and line < before):
            found |= _names(statement.sql, script)
    return found


def _names(sql: str, script: Script) -> set[str]:
    """The words and names of a text that are columns or tables the catalog may know, in lower case."""
    facts = script.target.facts
    words = {
        lexeme.text.strip('"`[]').lower()
        for lexeme in lex(sql, facts.lexical)
        if lexeme.kind in (Kind.WORD, Kind.NAME)
    }
    tables = {name.name.lower() for name in script.before.tables}
    for section in script.sections:
        tables |= {name.name.lower() for name in section.catalog.tables}
    return words & tables


def _is_query(assumption: Assumption) -> bool:
    return assumption.question.lstrip()[:6].upper() == "SELECT"


def _asked(assumption: Assumption, script: Script) -> Iterator[Asked]:
    rows = assumption.rows or ()
    why = f"{assumption.answer} says so"
    width = len(rows[0]) if rows else 0
    if script.target.name == "mssql" and "ORDER BY" in assumption.question.upper():
        # It takes no order in a query within another.
        return
    yield f"rows that {assumption.answer} counts", _count(assumption, script, width, ""), len(rows), why
    told: list[Mapping[str, Any]] = []
    for row in rows[:SHOWN]:
        if row in told:
            continue
        told.append(row)
        condition = _condition(row, script)
        if condition:
            query = _count(assumption, script, width, f" WHERE {condition}")
            yield f"row {len(told)} of {assumption.answer}", query, rows.count(row), why


def _count(assumption: Assumption, script: Script, width: int, where: str) -> str:
    question = assumption.question.rstrip().rstrip(";")
    columns = ", ".join(COLUMN.format(number=number) for number in range(1, width + 1))
    if script.target.name == "mssql" or not width:
        listed = f"({columns})" if width else ""
        return f"SELECT count(*) FROM ({question}) asked{listed}{where}"
    # Not every database names the columns of a query behind it, but all do in front of one.
    return f"SELECT count(*) FROM (WITH asked ({columns}) AS ({question}) SELECT * FROM asked{where}) counted"


def _condition(row: Mapping[str, Any], script: Script) -> str:
    parts = []
    for number, value in enumerate(row.values(), start=1):
        column = COLUMN.format(number=number)
        if value is None:
            parts.append(f"{column} IS NULL")
            continue
        try:
            literal = sa.literal(value).compile(
                dialect=offline_dialect(script.target), compile_kwargs={"literal_binds": True}
            )
        except (sa.exc.CompileError, NotImplementedError, TypeError):
            return ""
        parts.append(f"{column} = {literal}")
    return " AND ".join(parts)
