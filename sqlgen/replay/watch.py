"""The tests that no object can intercept, made visible to stand-ins.

`x is None`, `hasattr(x, …)`, `callable(x)`, `type(x)`, `except X:` and `raise X` give an answer about an
object without asking it, and SQLAlchemy tests some of its options so. In code of the user's that runs beside
stubs they are compiled into calls that refuse a stand-in, and so are the calls of SQLAlchemy and sqlgen.
"""

from __future__ import annotations

import ast
import copy
import sys
from collections.abc import Collection
from functools import partial
from typing import Any, Protocol

from sqlgen.replay.piecewise import FAILED, FAILURES, PASSED, Pieces, StarError
from sqlgen.replay.standins import Stub, importing, is_stub, refuse


class Judge(Protocol):
    """Who says what becomes of a module whose statements may fail."""

    def reason(self, error: BaseException | None) -> str | None:
        """Why a statement that raised `error`, or nothing, is not to be trusted; None where it is."""

    def lose(self, names: Collection[str], reason: str) -> None:
        """Give up what the module holds under these names."""



def run_watched(
    source: bytes, filename: str, namespace: dict[str, Any], judge: Judge | None = None
) -> None:
    """Execute a module's source in `namespace`, with the tests above watched.

    With `judge` the module runs statement by statement: each is judged, and what it leaves uncertain is told.
    Raises whatever compiling the source raises, and what running it raises and no judge takes.
    """
    tree = ast.parse(source, filename)
    if judge is None:
        tree = _watched(tree)
    else:
        pieces = Pieces(tree)
        tree = pieces.guard(_watched)
        namespace |= {
            FAILURES: (Exception, SystemExit),
            FAILED: lambda number: _judged(judge, pieces, namespace, number, sys.exception()),
            PASSED: lambda number: _judged(judge, pieces, namespace, number, None),
        }
    namespace.update(_WATCHES)
    code = compile(ast.fix_missing_locations(tree), filename, "exec", dont_inherit=True)
    exec(code, namespace)  # noqa: S102 - running the module is the point


def _watched(tree: ast.Module) -> ast.Module:
    found: ast.Module = _Watch().visit(copy.deepcopy(tree))
    return found


def _judged(
    judge: Judge, pieces: Pieces, namespace: dict[str, Any], number: int, error: BaseException | None
) -> None:
    reason = judge.reason(error)
    if reason is None:
        return
    try:
        names = pieces.lost(number, namespace)
    except StarError:
        if error is None:
            raise
        raise error from None
    judge.lose(names, f"line {pieces.line(number)} {reason}")


def _is(left: object, right: object) -> bool:
    for side in (left, right):
        if is_stub(side):
            refuse(side, "it was compared by identity")
    return left is right


def _is_not(left: object, right: object) -> bool:
    return not _is(left, right)


def _asked(function: Any) -> Any:
    """`function`, or one that first looks at its arguments when they could be lost sight of."""
    if is_stub(function):
        return function
    for answerer in (hasattr, callable, type):
        if function is answerer:
            return partial(_answer, answerer)
    module = getattr(function, "__module__", None)
    if type(module) is not str or not module.startswith(_SQL_MODULES):
        return function
    # A project's models may be missing while its history renders.
    if getattr(function, "__name__", "") == "configure":
        return function
    return partial(_checked, function)


def _answer(answerer: Any, *values: Any, **keywords: Any) -> Any:
    if values and is_stub(values[0]):
        refuse(values[0], f"{answerer.__name__}() of it was asked for")
    return answerer(*values, **keywords)


def _checked(function: Any, *values: Any, **keywords: Any) -> Any:
    # SQLAlchemy notices most stubs itself when it compiles, some not at all. At import it is left to that, as
    # a revision may declare a table and use a part of it.
    if importing():
        keywords_at_risk = {name: keywords[name] for name in keywords if name.endswith(_TESTED_BY_IDENTITY)}
        stub = _stub_in(keywords_at_risk, depth=1)
    else:
        stub = _stub_in((values, keywords), depth=4)
    if stub is not None:
        refuse(stub, "it was about to reach the SQL")
    return function(*values, **keywords)


def _stub_in(value: Any, depth: int) -> Stub | None:
    if is_stub(value):
        return value
    if depth and type(value) in (tuple, list, dict):
        for item in value.values() if type(value) is dict else value:
            found = _stub_in(item, depth - 1)
            if found is not None:
                return found
    return None


def _caught(kinds: Any) -> Any:
    for kind in kinds if type(kinds) is tuple else (kinds,):
        if is_stub(kind):
            refuse(kind, "whether it catches an exception depends on it")
    return kinds


def _raised(error: Any) -> Any:
    if is_stub(error):
        refuse(error, "it was raised")
    return error


# `if generated.persisted is True:` and its like in SQLAlchemy's compilers.
_TESTED_BY_IDENTITY = ("persisted", "nulls_not_distinct", "with_oids", "compress", "autoincrement")
_SQL_MODULES = ("sqlalchemy", "sqlgen", "alembic")
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
        # Three arguments make a class, which takes its module from the calling frame.
        if not (isinstance(node.func, ast.Name) and node.func.id == "type" and len(node.args) > 1):
            node.func = _call(_asked, node.func, node.func)
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
