"""What a revision does with rows that it reads, sketched as statements that need none of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from sqlgen.failures.question import Question
from sqlgen.failures.source import Use
from sqlgen.failures.wording import Wording
from sqlgen.failures.writes import Write, writes
from sqlgen.replay.rows.reading import Reading

MOST = 3
"""How many statements a sketch shows."""
JOINING = ("mysql", "mariadb")
MERGING = ("oracle",)


def sketch(use: Use, question: Question) -> str:
    """The statements that do what the code does with the rows; empty where nobody can tell.

    Angle brackets hold Python that somebody has to say in SQL.
    """
    told = list(_each(use, question) if use.each else _one(use, question))
    return ";\n\n".join(told) + ";" if told and all(told) and len(told) <= MOST else ""


def _each(use: Use, question: Question) -> Iterator[str]:
    """The statements of a loop; an empty one where something in it cannot be told."""
    wording = Wording(use, question)
    conditions = list(wording.conditions())
    if None in conditions or any(isinstance(node, (ast.For, ast.While)) for node in _within(use.block)):
        yield ""
        return
    found = [*_changes_of_objects(use, question), *writes(use.block, use.bindings, Reading(question.dialect))]
    for write in found:
        if write is None:
            yield ""
        elif write.kind == "INSERT":
            yield _inserted(write, question, wording) if _told(write, wording) else ""
        else:
            yield _changed(write, question, wording) if _told(write, wording) else ""


def _told(write: Write, wording: Wording) -> bool:
    """Whether a statement says something that is not left to somebody else altogether."""
    said = [wording.sql(value) for value in write.values.values()]
    return write.kind == "DELETE" or any(not each.startswith("<") for each in said)


def _within(block: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    return (node for statement in block for node in ast.walk(statement))


def _changes_of_objects(use: Use, question: Question) -> Iterator[Write]:
    """What assignments to the attributes of a row write, as the ORM does it."""
    values: dict[str, ast.expr | str] = {}
    for node in _within(use.block):
        match node:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=name), attr=column)]) if name == use.row:
                values[column] = node.value
    if values and question.table:
        yield Write("UPDATE", question.table, values)


def _inserted(write: Write, question: Question, wording: Wording) -> str:
    wording.source = question.columns if question.whole else None
    values = [wording.sql(value) for value in write.values.values()]
    lines = [f"INSERT INTO {write.table} ({', '.join(write.values)})", f"SELECT {', '.join(values)}"]
    own = [each for each in wording.conditions() if each]
    if question.whole:
        conditions = [*([question.where] if question.where else []), *own]
        return "\n".join([*lines, f"FROM {question.source}", *_where(conditions)])
    return "\n".join([*lines, f"FROM {_rows(question)}", *_where(own)])


def _changed(write: Write, question: Question, wording: Wording) -> str:
    pairs = [pair for pair in write.where if not isinstance(pair, str)]
    others = [each for each in write.where if isinstance(each, str)]
    same = write.table == question.table and not others
    same = same and all(
        not isinstance(value, str) and wording.column(value) in (name, f"{question.table}_{name}")
        for name, value in pairs
    )
    unqualified = {name: question.unqualified(sql) for name, sql in question.columns.items()}
    wording.source = unqualified if same else None
    values = {column: wording.sql(value) for column, value in write.values.items()}
    own = [each for each in wording.conditions() if each]
    if same:
        conditions = [*([question.unqualified(question.where)] if question.where else []), *own]
        return "\n".join([*_head(write, values), *_where(conditions)])
    keys = [f"{write.table}.{name} = {wording.sql(value)}" for name, value in pairs]
    return _beside(write, values, question, [*keys, *others, *own])


def _beside(write: Write, values: dict[str, str], question: Question, conditions: Sequence[str]) -> str:
    """A change of rows that those of the question match, as the dialect says that."""
    rows, matched = _rows(question), " AND ".join(conditions) or "<which rows>"
    if write.kind == "DELETE":
        return f"DELETE FROM {write.table}\nWHERE EXISTS (SELECT 1 FROM {rows} WHERE {matched})"
    changes = [f"{column} = {value}" for column, value in values.items()]
    if question.dialect in JOINING:
        said = ", ".join(f"{write.table}.{each}" for each in changes)
        return f"UPDATE {write.table}\nJOIN {rows}\n  ON {matched}\nSET {said}"
    said = ", ".join(changes)
    if question.dialect in MERGING:
        return f"MERGE INTO {write.table}\nUSING {rows}\nON ({matched})\nWHEN MATCHED THEN UPDATE SET {said}"
    return f"UPDATE {write.table}\nSET {said}\nFROM {rows}\nWHERE {matched}"


def _one(use: Use, question: Question) -> Iterator[str]:
    """The statements that take a value out of one row, or that hang on whether there is one."""
    reading = Reading(question.dialect)
    for statement in use.block:
        there = asks_whether(statement.test, use.row) if isinstance(statement, ast.If) else None
        if isinstance(statement, ast.If) and there is not None and not statement.orelse:
            for write in writes(statement.body, use.bindings, reading):
                yield _hanging(write, Wording(use, question), question.holds(there=there)) if write else ""
        else:
            for write in writes([statement], use.bindings, reading):
                wording = Wording(use, question)
                text = _hanging(write, wording) if write is not None else ""
                if wording.asked:
                    yield text


def _hanging(write: Write, wording: Wording, condition: str = "") -> str:
    """A statement with the question in the place of a value, under a condition."""
    values = {column: wording.sql(value) for column, value in write.values.items()}
    if write.kind == "INSERT" and condition:
        source = "\nFROM dual" if wording.dialect in MERGING else ""
        return (
            f"INSERT INTO {write.table} ({', '.join(values)})\n"
            f"SELECT {', '.join(values.values())}{source}\nWHERE {condition}"
        )
    if write.kind == "INSERT":
        return f"INSERT INTO {write.table} ({', '.join(values)})\nVALUES ({', '.join(values.values())})"
    where = [each if isinstance(each, str) else f"{each[0]} = {wording.sql(each[1])}" for each in write.where]
    return "\n".join([*_head(write, values), *_where([*where, *([condition] if condition else [])])])


def asks_whether(test: ast.expr, row: str) -> bool | None:
    """Whether a condition holds where there is a row; None where it asks for something else."""
    match test:
        case ast.Name(id=name) if name == row:
            return True
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)) if name == row:
            return False
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=None | 0)]):
            if name == row and isinstance(op, (ast.Is, ast.Eq)):
                return False
            if name == row and isinstance(op, (ast.IsNot, ast.NotEq, ast.Gt)):
                return True
    return None


def _rows(question: Question) -> str:
    return f"({question.text}) {'' if question.dialect in MERGING else 'AS '}src"


def _head(write: Write, values: dict[str, str]) -> list[str]:
    if write.kind == "DELETE":
        return [f"DELETE FROM {write.table}"]
    changes = ", ".join(f"{column} = {value}" for column, value in values.items())
    return [f"UPDATE {write.table}", f"SET {changes}"]


def _where(conditions: Sequence[str]) -> list[str]:
    return [f"WHERE {' AND '.join(conditions)}"] if conditions else []
