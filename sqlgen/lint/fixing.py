"""Revisions rewritten so that a rule has nothing to say of them any more."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlgen.lint.finding import Finding

BLOCK = "op.get_context().autocommit_block()"
INDENT = "    "


@dataclass(frozen=True, slots=True)
class _Fix:
    """How calls of some functions of `op` are rewritten.

    `keyword` is added to the call, which stands in an autocommit block where it has to be `alone`. `behind`
    gives the SQL of a statement that follows in such a block.
    """

    functions: frozenset[str]
    keyword: str
    alone: bool = False
    behind: Callable[[Finding, ast.Call], str] | None = None


def _validation(finding: Finding, call: ast.Call) -> str:
    name = call.args[0] if call.args else None
    if not (isinstance(name, ast.Constant) and isinstance(name.value, str) and finding.table):
        return ""
    return f'ALTER TABLE {finding.table} VALIDATE CONSTRAINT "{name.value}"'


_NOT_VALID = _Fix(
    frozenset({"create_foreign_key", "create_check_constraint"}),
    "postgresql_not_valid=True",
    behind=_validation,
)
FIXES: Mapping[str, _Fix] = {
    "require-concurrent-index-creation": _Fix(
        frozenset({"create_index"}), "postgresql_concurrently=True", alone=True
    ),
    "require-concurrent-index-deletion": _Fix(
        frozenset({"drop_index"}), "postgresql_concurrently=True", alone=True
    ),
    "adding-foreign-key-constraint": _NOT_VALID,
    "constraint-missing-not-valid": _NOT_VALID,
}
"""The rules whose findings can be mended, all of them PostgreSQL's, by slug."""


def fixed(source: str, finding: Finding) -> str | None:
    """The source of a revision with the call that a finding is about rewritten.

    None where there is no safe rewriting: the rule has none, the call is no statement of its own, or it says
    how it is to be done already.
    """
    fix = FIXES.get(finding.rule)
    if fix is None or finding.origin.line is None:
        return None
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    call = _statement_at(tree, finding.origin.line, fix.functions)
    if call is None:
        return None
    name = fix.keyword.partition("=")[0]
    if any(keyword.arg in (name, None) for keyword in call.keywords):
        return None
    behind = fix.behind(finding, call) if fix.behind is not None else ""
    if fix.behind is not None and not behind:
        return None
    text = _rewritten(source, call, fix, behind)
    return text if _same_but(tree, text, name) else None


def _statement_at(tree: ast.Module, line: int, functions: frozenset[str]) -> ast.Call | None:
    """The call of one of these functions of `op` that is a statement on that line."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and node.lineno <= line <= (node.end_lineno or node.lineno)
            and isinstance(node.value.func, ast.Attribute)
            and isinstance(node.value.func.value, ast.Name)
            and node.value.func.value.id == "op"
            and node.value.func.attr in functions
        ):
            return node.value
    return None


def _rewritten(source: str, call: ast.Call, fix: _Fix, behind: str) -> str:
    lines = source.splitlines(keepends=True)
    first, last = call.lineno - 1, call.end_lineno or call.lineno
    margin = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    body = _with_keyword("".join(lines[first:last]), lines, call, fix.keyword)
    end = "" if body.endswith("\n") else "\n"
    if fix.alone:
        body = f"{margin}with {BLOCK}:\n" + "".join(
            INDENT + line if line.strip() else line for line in body.splitlines(keepends=True)
        )
    if behind:
        body += f"{end}{margin}with {BLOCK}:\n{margin}{INDENT}op.execute({behind!r})\n"
    return "".join([*lines[:first], body, *lines[last:]])


def _with_keyword(text: str, lines: list[str], call: ast.Call, keyword: str) -> str:
    """The lines of a call with a keyword behind its last argument, on its own line where that has one."""
    parts: list[ast.expr] = [*call.args, *(one.value for one in call.keywords)]
    last = max(parts, key=lambda one: (one.end_lineno or 0, one.end_col_offset or 0))
    row = (last.end_lineno or 0) - call.lineno
    rows = text.splitlines(keepends=True)
    # Columns of the syntax tree count bytes.
    encoded = rows[row].encode()
    head, tail = encoded[: last.end_col_offset].decode(), encoded[last.end_col_offset or 0 :].decode()
    if (last.end_lineno or 0) < (call.end_lineno or 0) and tail.strip() in ("", ","):
        beginning = lines[last.lineno - 1]
        margin = beginning[: len(beginning) - len(beginning.lstrip())]
        rows[row] = f"{head},\n{margin}{keyword},\n"
    else:
        rows[row] = f"{head}, {keyword}{tail.removeprefix(',') if tail.startswith(',') else tail}"
    return "".join(rows)


def _same_but(before: ast.Module, text: str, keyword: str) -> bool:
    """Whether a rewritten file is Python, and makes the same calls, but for a keyword."""
    try:
        after = ast.parse(text)
    except SyntaxError:
        return False
    calls = [ast.dump(node) for node in ast.walk(before) if isinstance(node, ast.Call)]
    for node in ast.walk(after):
        if isinstance(node, ast.Call):
            node.keywords = [one for one in node.keywords if one.arg != keyword]
    left = [ast.dump(node) for node in ast.walk(after) if isinstance(node, ast.Call)]
    return all(left.count(call) >= calls.count(call) for call in calls)
