"""The lines of a revision that ask a question, and what they do with its rows."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Bindings = Mapping[str, ast.expr]
"""What is assigned to names."""
FETCHING = frozenset(
    {
        "all", "fetchall", "fetchone", "fetchmany", "first", "one", "one_or_none", "mappings", "scalars",
        "scalar", "scalar_one", "scalar_one_or_none", "list", "tuple", "sorted", "iter", "unique",
    }
)  # fmt: skip
"""Calls that leave rows what they are."""
ONE_VALUE = frozenset({"scalar", "scalar_one", "scalar_one_or_none"})


@dataclass(frozen=True, slots=True)
class Use:
    """What is done with the rows of a question.

    `block` are the statements that run for each row, or that follow the question. `row` is the name of a
    row, or `columns` are the names of its columns in the question's order. `each` says that the block runs
    for each row, `value` that `row` is the one value of one row.
    """

    block: tuple[ast.stmt, ...]
    bindings: Bindings
    row: str = ""
    columns: tuple[str, ...] = ()
    each: bool = False
    value: bool = False


def use_of(file: Path, line: int) -> Use | None:
    """What the code does with what it asks for in a line; None where it cannot be told."""
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return None
    function = _innermost(tree, line)
    if function is None:
        return None
    bindings = {**_assigned(tree.body), **_assigned(function.body)}
    names = [
        (target.id, node)
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and _spans(node, line)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    for node in ast.walk(function):
        if isinstance(node, ast.For) and (
            _spans(node.iter, line) or _root(node.iter) in [name for name, _ in names]
        ):
            return _loop(node, bindings)
    if names:
        name, assignment = names[-1]
        called = _called(assignment.value)
        return Use(_after(function, assignment), bindings, name, value=called in ONE_VALUE)
    return None


def _loop(node: ast.For, bindings: Bindings) -> Use | None:
    inner = {**bindings, **_assigned(node.body)}
    if isinstance(node.target, ast.Name):
        return Use(tuple(node.body), inner, node.target.id, each=True)
    if isinstance(node.target, ast.Tuple) and all(isinstance(each, ast.Name) for each in node.target.elts):
        columns = tuple(each.id for each in node.target.elts if isinstance(each, ast.Name))
        return Use(tuple(node.body), inner, columns=columns, each=True)
    return None


def _innermost(tree: ast.Module, line: int) -> ast.FunctionDef | None:
    """The function in which a line stands."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and _spans(node, line)]
    return max(found, key=lambda node: node.lineno) if found else None


def _spans(node: ast.stmt | ast.expr, line: int) -> bool:
    return node.lineno <= line <= (node.end_lineno or node.lineno)


def _assigned(body: Iterable[ast.stmt]) -> dict[str, ast.expr]:
    """What is assigned to the names of a block, as far as one value is."""
    found: dict[str, list[ast.expr]] = {}
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        found.setdefault(target.id, []).append(node.value)
    return {name: values[-1] for name, values in found.items() if len(values) == 1}


def _root(node: ast.expr) -> str:
    """The name that calls such as `.fetchall()` or `list()` are made on."""
    while True:
        match node:
            case ast.Call(func=ast.Attribute(value=inner, attr=name)) if name in FETCHING:
                node = inner
            case ast.Call(func=ast.Name(id=name), args=[inner]) if name in FETCHING:
                node = inner
            case ast.Name(id=name):
                return name
            case _:
                return ""


def _called(node: ast.expr) -> str:
    """The method that an expression calls last."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name
        case ast.Call(func=ast.Name(id=name)):
            return name
    return ""


def _after(function: ast.FunctionDef, statement: ast.stmt) -> tuple[ast.stmt, ...]:
    """The statements behind one, in the block that it stands in."""
    for node in ast.walk(function):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and statement in block:
                return tuple(block[block.index(statement) + 1 :])
    return ()


def calls(block: Iterable[ast.stmt], names: Iterable[str]) -> Iterator[tuple[str, ast.Call]]:
    """The calls of methods of these names, in their order."""
    wanted = frozenset(names)
    for statement in block:
        for node in ast.walk(statement):
            match node:
                case ast.Call(func=ast.Attribute(attr=name)) if name in wanted:
                    yield name, node
