"""The tests that no object can intercept, made visible to stand-ins.

`x is None`, `hasattr(x, …)`, `callable(x)`, `type(x)`, `except X:` and `raise X` give an answer about an object
without asking it. In code of the user's that runs beside stubs they are compiled into calls that refuse a stand-in.
"""

from __future__ import annotations

import ast
from typing import Any

from sqlgen.replay.standins import is_stub, refuse


def run_watched(source: bytes, filename: str, namespace: dict[str, Any]) -> None:
    """Execute a module's source in `namespace`, with the tests above watched.

    Raises whatever compiling and running the source raises.
    """
    tree = _Watch().visit(ast.parse(source, filename))
    namespace.update(_WATCHES)
    exec(compile(ast.fix_missing_locations(tree), filename, "exec", dont_inherit=True), namespace)


def _is(left: object, right: object) -> bool:
    for side in (left, right):
        if is_stub(side):
            refuse(side, "it was compared by identity")
    return left is right


def _is_not(left: object, right: object) -> bool:
    return not _is(left, right)


def _asked(function: Any, *values: Any, **keywords: Any) -> Any:
    # The name may be the project's own (`type` as a parameter), so what is called is looked at.
    if function in _ANSWERERS and values and is_stub(values[0]):
        refuse(values[0], f"{function.__name__}() of it was asked for")
    return function(*values, **keywords)


def _caught(kinds: Any) -> Any:
    for kind in kinds if type(kinds) is tuple else (kinds,):
        if is_stub(kind):
            refuse(kind, "whether it catches an exception depends on it")
    return kinds


def _raised(error: Any) -> Any:
    if is_stub(error):
        refuse(error, "it was raised")
    return error


_ANSWERERS = (hasattr, callable, type)
_NAMES = {answerer.__name__ for answerer in _ANSWERERS}
# Names that end in underscores too are not mangled inside classes.
_WATCHES = {f"__sqlgen{watch.__name__}__": watch for watch in (_is, _is_not, _asked, _caught, _raised)}


def _call(watch: Any, at: ast.AST, *arguments: ast.expr) -> ast.Call:
    name = ast.copy_location(ast.Name(f"__sqlgen{watch.__name__}__", ast.Load()), at)
    return ast.copy_location(ast.Call(name, list(arguments), []), at)


class _Watch(ast.NodeTransformer):
    """The same module with its unseen tests turned into calls; no line moves."""

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if len(node.ops) == 1 and isinstance(node.ops[0], ast.Is | ast.IsNot):
            watch = _is if isinstance(node.ops[0], ast.Is) else _is_not
            return _call(watch, node, node.left, node.comparators[0])
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in _NAMES:
            watched = _call(_asked, node, node.func, *node.args)
            watched.keywords = node.keywords
            return watched
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        self.generic_visit(node)
        if node.type is not None:
            node.type = _call(_caught, node.type, node.type)
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        self.generic_visit(node)
        if node.exc is not None:
            node.exc = _call(_raised, node.exc, node.exc)
        return node
