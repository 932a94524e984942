"""Answers for the configuration, written as far as they can be without knowing them."""

from __future__ import annotations

import ast
import json
import textwrap

from sqlgen.failures.question import Question
from sqlgen.failures.sketch import asks_whether
from sqlgen.failures.source import Use
from sqlgen.history.revision import Direction, Step
from sqlgen.replay.rows.reading import Reading

WIDTH = 96


def answer_text(step: Step, asked: str, question: Question | None, use: Use | None, dialect: str) -> str:
    """The table for `sqlgen.toml` that answers a question; it is no TOML before each `?` is filled in."""
    lines = [f"[[answers.{json.dumps(step.revision.id)}]]"]
    if step.direction is Direction.DOWN:
        lines.append('function = "downgrade"')
    lines += [f"question = {_quoted(asked)}", _told(asked, question, use, dialect)]
    return "\n".join(lines)


def _told(asked: str, question: Question | None, use: Use | None, dialect: str) -> str:
    there = _wanted(use) if use is not None else None
    if there is False and question is not None:
        nothing = "value = 0" if question.counts else "rows = []"
        return f"{nothing}  # with any, the revision stops"
    if question is None:
        trees = Reading(dialect).parsed(asked) or []
        writes = len(trees) == 1 and trees[0].key in ("update", "delete", "insert", "merge")
        returns = writes and trees[0].args.get("returning")
        return "rowcount = ?" if writes and not returns else "rows = [{column = ?}]"
    names = [name for name in question.columns if not name.startswith("column ") and name != "*"]
    if question.counts or (len(question.columns) == 1 and not names and "*" not in question.columns):
        return "value = ?"
    cells = ", ".join(f"{_key(name)} = ?" for name in names)
    return f"rows = [{{{cells or 'column = ?'}}}]"


def _wanted(use: Use) -> bool | None:
    """Whether the code goes on only where there are rows, or only where there are none; None for neither."""
    for statement in use.block:
        if isinstance(statement, ast.If) and isinstance(statement.body[-1], ast.Raise):
            there = asks_whether(statement.test, use.row)
            if there is not None:
                return not there
    return None


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else json.dumps(name)


def _quoted(text: str) -> str:
    """A text as TOML has it; a long one on several lines, whose breaks count as blanks."""
    plain = " ".join(text.split())
    if len(plain) > WIDTH and "'''" not in plain and not plain.endswith("'"):
        wrapped = textwrap.wrap(plain, WIDTH, break_long_words=False, break_on_hyphens=False)
        return "'''\n" + "\n".join(wrapped) + "'''"
    if "'" not in plain:
        return f"'{plain}'"
    return json.dumps(plain, ensure_ascii=False)
