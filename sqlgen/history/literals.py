"""The values of a module's constants, read from its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

HEADER_NAMES = frozenset({"revision", "down_revision", "branch_labels", "depends_on", "__doc__"})
_COLLECTIONS = frozenset({"tuple", "list", "set", "frozenset"})


class NotLiteral(Exception):
    """A value that only running the module could tell."""


def constants(tree: ast.Module) -> tuple[dict[str, object], frozenset[str]]:
    """The module-level names whose values are plain literals, and the header names whose values are not.

    A name bound twice has its last value, as when the module runs. A header name that is bound inside
    `if`, `try`, a loop or by an import counts as not literal.
    """
    known: dict[str, object] = {}
    unknown: set[str] = set()
    docstring = ast.get_docstring(tree, clean=False)
    if docstring is not None:
        known["__doc__"] = docstring
    for statement in tree.body:
        for name, value in _bindings(statement):
            known.pop(name, None)
            unknown.discard(name)
            if value is None:
                unknown.add(name)
                continue
            try:
                known[name] = evaluate(value, known)
            except NotLiteral:
                unknown.add(name)
    return known, frozenset(unknown & HEADER_NAMES)


def _bindings(statement: ast.stmt) -> Iterable[tuple[str, ast.expr | None]]:
    """The names that a statement binds, each with its expression where that is plain to see."""
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            yield from _pairs(target, statement.value)
    elif isinstance(statement, ast.AnnAssign):
        if statement.value is not None:
            yield from _pairs(statement.target, statement.value)
    elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name, None
    elif not isinstance(statement, ast.Expr):
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store | ast.Del):
                yield node.id, None
            elif isinstance(node, ast.alias):
                yield (node.asname or node.name).partition(".")[0], None


def _pairs(target: ast.expr, value: ast.expr) -> Iterable[tuple[str, ast.expr | None]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        parts = value.elts if isinstance(value, ast.Tuple | ast.List) else []
        fits = len(parts) == len(target.elts) and not any(isinstance(p, ast.Starred) for p in parts)
        for position, element in enumerate(target.elts):
            if isinstance(element, ast.Name):
                yield element.id, parts[position] if fits else None


def evaluate(node: ast.expr, known: Mapping[str, object]) -> object:
    """The value of an expression made of literals and of names in `known`; sets come back as tuples,
    in the order written, so that nothing depends on hashing. Raises NotLiteral."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        if node.id in known:
            return known[node.id]
        raise NotLiteral
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return tuple(evaluate(element, known) for element in node.elts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _sum(evaluate(node.left, known), evaluate(node.right, known))
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, known) for part in node.values)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _COLLECTIONS:
        return _collection(node, known)
    raise NotLiteral


def _sum(left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, tuple) and isinstance(right, tuple):
        return left + right
    raise NotLiteral


def _text(part: ast.expr, known: Mapping[str, object]) -> str:
    if isinstance(part, ast.FormattedValue):
        if part.conversion != -1 or part.format_spec is not None:
            raise NotLiteral
        part = part.value
    value = evaluate(part, known)
    if not isinstance(value, str):
        raise NotLiteral
    return value


def _collection(call: ast.Call, known: Mapping[str, object]) -> tuple[object, ...]:
    if call.keywords or len(call.args) > 1:
        raise NotLiteral
    if not call.args:
        return ()
    value = evaluate(call.args[0], known)
    if not isinstance(value, tuple):
        raise NotLiteral
    return value
