"""Modules of the project's run statement by statement, so that one that fails costs no more than it must.

An application that cannot start here still has types, tables and constants that a revision imports. Where a
statement of a module raises, a stub takes the place of every name that the statement would have bound or may
have changed, and the next statement runs.

    what failed                       what is a stub from there on
    import, def, class                the names that it binds
    anything else                     those, every name that a function of the module declares `global`, and
                                      whatever the statement mentions that can change: lists, dictionaries,
                                      tables, classes of the project's

`MetaData` that a failed statement mentions stays, with a table less than it should have: whoever creates or
drops all of it is refused (`MissingModules.refuse_incomplete`).
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from functools import cached_property
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import sqlalchemy as sa

from sqlgen.replay.frames import Side, side_of
from sqlgen.replay.standins import is_stub

FAILED, PASSED, FAILURES = "__sqlgen_failed__", "__sqlgen_passed__", "__sqlgen_failures__"
_NAMING = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_FIXED = (
    *(str, bytes, int, float, complex, bool, type(None), tuple, frozenset, range, Enum),
    *(ModuleType, FunctionType, BuiltinFunctionType, MethodType, sa.MetaData),
)


class StarError(Exception):
    """A failed `from … import *`: which names are missing, nobody can say."""


class Pieces:
    """The statements of a module, and which of its names are not to be trusted when one of them fails."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._statements = list(tree.body)

    def guard(self, watch: Callable[[ast.Module], ast.Module]) -> ast.Module:
        """The module, with a call behind each statement: of `PASSED`, or of `FAILED` if it raises one of
        `FAILURES`, with the statement's number. `watch` rewrites the module first, one for one.
        """
        rewritten = watch(self._tree)
        body = [
            each if _stands_first(each) else _guarded(each, number)
            for number, each in enumerate(rewritten.body)
        ]
        return ast.Module(body, rewritten.type_ignores)

    def line(self, number: int) -> int:
        return self._statements[number].lineno

    def lost(self, number: int, namespace: dict[str, Any]) -> set[str]:
        """The names of which a failed statement leaves nothing certain. Raises StarError."""
        statement = self._statements[number]
        names = set(_bound(statement))
        if isinstance(statement, _NAMING):
            return names
        mentioned = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
        return names | self._globals | {name for name in mentioned if _changeable(namespace.get(name))}

    @cached_property
    def _globals(self) -> set[str]:
        declared = (node.names for node in ast.walk(self._tree) if isinstance(node, ast.Global))
        return {name for names in declared for name in names}


def _stands_first(statement: ast.stmt) -> bool:
    """Whether a statement has its meaning at the top of a module alone: the docstring, future imports."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _guarded(statement: ast.stmt, number: int) -> ast.stmt:
    failed, passed = (ast.Expr(_call(name, number)) for name in (FAILED, PASSED))
    handler = ast.ExceptHandler(ast.Name(FAILURES, ast.Load()), None, [failed])
    return ast.copy_location(ast.Try([statement], [handler], [passed], []), statement)


def _call(name: str, number: int) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), [ast.Constant(number)], [])


def _bound(statement: ast.stmt) -> Iterator[str]:
    """The names of the module that a statement binds, wherever in it."""
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from _imported(node)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            yield node.name
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield node.rest
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            # What is bound inside is bound there.
            yield node.name
        elif not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            pending += ast.iter_child_nodes(node)


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    for alias in node.names:
        if alias.name == "*":
            raise StarError
        yield alias.asname or alias.name.partition(".")[0]


def _changeable(value: object) -> bool:
    """Whether code that got hold of `value` can have changed it."""
    if is_stub(value) or isinstance(value, _FIXED):
        return False
    if not isinstance(value, type):
        return True
    file = getattr(sys.modules.get(value.__module__), "__file__", None)
    return isinstance(file, str) and side_of(file) is Side.USER and not hasattr(value, "registry")
