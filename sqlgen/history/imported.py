"""Constants of other modules, read from their source without importing them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

from sqlgen.history.literals import Constants, NotLiteral

_DEEPEST = 5


def constant_of(dotted: str, search_path: Sequence[Path], *, depth: int = 0) -> object:
    """The value of `package.module.NAME`, from the first folder of `search_path` that holds the module.

    Revision files take branch labels from their application, which need not be installed, nor importable
    without its settings, to know such a constant. Raises NotLiteral where no source or plain value is found.
    """
    module, _, name = dotted.rpartition(".")
    if not module or depth > _DEEPEST:
        raise NotLiteral
    source = _source_of(module, search_path)
    try:
        tree = ast.parse(source.read_bytes())
    except (OSError, SyntaxError, ValueError) as error:
        raise NotLiteral from error
    constants = Constants(tree, lambda other: constant_of(other, search_path, depth=depth + 1))
    if name not in constants.known:
        raise NotLiteral
    return constants.known[name]


def _source_of(module: str, search_path: Sequence[Path]) -> Path:
    parts = module.split(".")
    for folder in search_path:
        place = folder.joinpath(*parts)
        for candidate in (place / "__init__.py", place.with_name(parts[-1] + ".py")):
            if candidate.is_file():
                return candidate
    raise NotLiteral
