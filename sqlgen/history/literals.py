"""The values of a module's constants, read from its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

HEADER_NAMES = frozenset({"revision", "down_revision", "branch_labels", "depends_on", "__doc__"})
_COLLECTIONS = frozenset({"tuple", "list", "set", "frozenset"})

ImportedConstant = Callable[[str], object]
"""From the dotted name of a constant in another module to its value; raises NotLiteral."""


class NotLiteral(Exception):
    """A value that only running the module could tell."""


class Constants:
    """The module-level names of a syntax tree whose values are plain to see.

    A name bound twice has its last value, as when the module runs. What is bound inside `if`, `try` or a loop
    is not plain. `unknown` are the names that are bound to something else.
    """

    def __init__(self, tree: ast.Module, imported: ImportedConstant) -> None:
        self.known: dict[str, object] = {}
        self.unknown: set[str] = set()
        self._imported = imported
        self._imports: dict[str, str] = {}
        docstring = ast.get_docstring(tree, clean=False)
        if docstring is not None:
            self.known["__doc__"] = docstring
        for statement in tree.body:
            for name, value in _bindings(statement):
                self._bind(name, value)

    def _bind(self, name: str, value: ast.expr | str | None) -> None:
        self.known.pop(name, None)
        self.unknown.discard(name)
        self._imports.pop(name, None)
        if value is None:
            self.unknown.add(name)
        elif isinstance(value, str) and name not in HEADER_NAMES:
            # Most imports are of no interest; they are looked up when a header names them.
            self._imports[name] = value
        else:
            try:
                self.known[name] = self._imported(value) if isinstance(value, str) else self._value(value)
            except NotLiteral:
                self.unknown.add(name)

    def _value(self, node: ast.expr) -> object:
        """Sets come back as tuples, in the order written, so that nothing depends on hashing."""
        match node:
            case ast.Constant():
                return node.value
            case ast.Name() if node.id in self.known:
                return self.known[node.id]
            case ast.Name() | ast.Attribute():
                return self._imported(self._dotted(node))
            case ast.Tuple() | ast.List() | ast.Set():
                return tuple(self._value(element) for element in node.elts)
            case ast.BinOp(op=ast.Add()):
                return _sum(self._value(node.left), self._value(node.right))
            case ast.JoinedStr():
                return "".join(self._text(part) for part in node.values)
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in _COLLECTIONS:
                return self._collection(arguments)
        raise NotLiteral

    def _dotted(self, node: ast.expr) -> str:
        if isinstance(node, ast.Attribute):
            return f"{self._dotted(node.value)}.{node.attr}"
        if isinstance(node, ast.Name) and node.id in self._imports:
            return self._imports[node.id]
        raise NotLiteral

    def _text(self, part: ast.expr) -> str:
        if isinstance(part, ast.FormattedValue):
            if part.conversion != -1 or part.format_spec is not None:
                raise NotLiteral
            part = part.value
        value = self._value(part)
        if not isinstance(value, str):
            raise NotLiteral
        return value

    def _collection(self, arguments: list[ast.expr]) -> tuple[object, ...]:
        values = [self._value(argument) for argument in arguments]
        if not values:
            return ()
        if len(values) > 1 or not isinstance(values[0], tuple):
            raise NotLiteral
        return values[0]


def _bindings(statement: ast.stmt) -> Iterator[tuple[str, ast.expr | str | None]]:
    """The names that a statement binds, with its expression or the dotted name that it is imported by."""
    match statement:
        case ast.Assign():
            for target in statement.targets:
                yield from _pairs(target, statement.value)
        case ast.AnnAssign(value=ast.expr() as value):
            yield from _pairs(statement.target, value)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name, None
        case ast.Import() | ast.ImportFrom():
            yield from _imports(statement)
        case ast.Expr() | ast.AnnAssign():
            return
        case _:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                    yield node.id, None
                elif isinstance(node, ast.alias):
                    yield (node.asname or node.name).partition(".")[0], None


def _imports(statement: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str | None]]:
    for alias in statement.names:
        if isinstance(statement, ast.ImportFrom):
            absolute = statement.module is not None and statement.level == 0
            yield alias.asname or alias.name, f"{statement.module}.{alias.name}" if absolute else None
        elif alias.asname:
            yield alias.asname, alias.name
        else:
            root = alias.name.partition(".")[0]
            yield root, root


def _pairs(target: ast.expr, value: ast.expr) -> Iterable[tuple[str, ast.expr | None]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        parts = value.elts if isinstance(value, ast.Tuple | ast.List) else []
        fits = len(parts) == len(target.elts) and not any(isinstance(p, ast.Starred) for p in parts)
        for position, element in enumerate(target.elts):
            if isinstance(element, ast.Name):
                yield element.id, parts[position] if fits else None


def _sum(left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, tuple) and isinstance(right, tuple):
        return left + right
    raise NotLiteral
