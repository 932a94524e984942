"""The downgrade of a revision file, as far as its text shows that it does nothing."""

from __future__ import annotations

import ast
from pathlib import Path


def lacking(file: Path) -> str:
    """What the downgrade of a revision lacks, as the end of a sentence; empty where it does something."""
    try:
        tree = ast.parse(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, SyntaxError):
        return ""
    bodies = [
        node.body
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == "downgrade"
    ]
    if not bodies:
        imported = any(isinstance(node, (ast.Import, ast.ImportFrom, ast.Assign)) for node in tree.body)
        named = imported and "downgrade" in file.read_text(encoding="utf-8-sig")
        return "" if named else "is missing"
    told = [node for node in bodies[-1] if not _says_nothing(node)]
    if not told:
        return "does nothing"
    return "refuses" if isinstance(told[0], ast.Raise) else ""


def _says_nothing(node: ast.stmt) -> bool:
    """A docstring, an ellipsis, `pass`, or a plain `return`."""
    if isinstance(node, ast.Pass):
        return True
    if isinstance(node, ast.Return):
        return node.value is None
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
