"""Functions that give the same everywhere, and those that are known to write nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from sqlglot import exp

from sqlgen.replay.rows.cells import UNKNOWN, Cell, Unknown
from sqlgen.replay.rows.native import CHANGING, scalars

VOLATILE = (exp.CurrentTimestamp, exp.CurrentDate, exp.CurrentTime, exp.Uuid, exp.Rand)
"""Functions that give a value of their own each time, never NULL."""
SCALARS = frozenset({
    "now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "localtimestamp",
    "utc_timestamp",
    "sysdate", "getdate", "getutcdate", "sysutcdatetime", "gen_random_uuid", "uuid_generate_v1",
    "uuid_generate_v4", "newid", "sys_guid", "uuid", "random", "rand", "nextval", "unix_timestamp",
})  # fmt: skip
"""The same by names that sqlglot has no class for. A sequence that counts changes no row."""
HARMLESS = re.compile(
    r"^(?:pg_|setval|nextval|set_config|uuid_|gen_random|create_hypertable|quote_|to_|json|array_|date_|regexp_"
    r"|string_|format|left|right|strpos|position|chr|ascii|translate|lpad|rpad|split_part|encode|decode|digest"
    r"|substring_index|convert|char_length|octet_length|timezone|age)",
    re.IGNORECASE,
)
"""Functions that write no rows of ours."""


def is_foreign(node: exp.Expr, dialect: str, idle: Collection[int] = ()) -> bool:
    """Whether there is a function in an expression that nobody knows, and that may write.

    Below the nodes whose identities are `idle` nothing is called.
    """
    named = (each for each in node.find_all(exp.Anonymous) if not _within(each, idle))
    names = (str(each.this).lower() for each in named)
    return any(not is_scalar(name, dialect) and not HARMLESS.match(name) for name in names)


def _within(node: exp.Expr, idle: Collection[int]) -> bool:
    above: exp.Expr | None = node
    while idle and above is not None:
        if id(above) in idle:
            return True
        above = above.parent
    return False


def names_called(node: exp.Expr) -> list[str]:
    """The functions in an expression that sqlglot has no class for."""
    return [str(each.this).lower() for each in node.find_all(exp.Anonymous)]


def is_scalar(name: str, dialect: str) -> bool:
    """Whether a function is known to be one of a single row, and to write nothing."""
    return name in SCALARS or (dialect == "sqlite" and (name in scalars() or name in CHANGING))


def _lower(text: str) -> Cell:
    return text.lower() if text.isascii() else UNKNOWN


def _upper(text: str) -> Cell:
    return text.upper() if text.isascii() else UNKNOWN


def _length(text: str) -> Cell:
    # Some count characters, some bytes, some leave spaces at the end out.
    return len(text) if text.isascii() and not text.endswith(" ") else UNKNOWN


def _trim(text: str) -> Cell:
    return text.strip(" ")


def _concat(*texts: str) -> Cell:
    return "".join(texts)


def _replace(text: str, old: str, new: str) -> Cell:
    # Some find letters of either case.
    folded = text.lower().count(old.lower()) != text.count(old)
    return UNKNOWN if folded or not old or not text.isascii() else text.replace(old, new)


def _substring(text: str, start: int, length: int | None = None) -> Cell:
    if start < 1 or (length is not None and length < 0) or not text.isascii():
        return UNKNOWN
    return text[start - 1 :] if length is None else text[start - 1 : start - 1 + length]


FUNCTIONS: dict[type[Any], tuple[Callable[..., Cell], tuple[str, ...]]] = {
    exp.Lower: (_lower, ("this",)),
    exp.Upper: (_upper, ("this",)),
    exp.Length: (_length, ("this",)),
    exp.Trim: (_trim, ("this",)),
    exp.Concat: (_concat, ("expressions",)),
    exp.DPipe: (_concat, ("this", "expression")),
    exp.Replace: (_replace, ("this", "expression", "replacement")),
    exp.Substring: (_substring, ("this", "start", "length")),
}
"""What is known of functions of text: how they work, and their arguments' names in order."""
ASIDE = {exp.Concat: {"safe", "coalesce"}, exp.DPipe: {"safe"}}
"""Arguments that sqlglot adds and that say nothing here."""


def arguments_of(node: Any) -> list[Any] | None:
    """The arguments of a function in order; None where it has one that is not followed."""
    names = FUNCTIONS[type(node)][1]
    left = {key for key, value in node.args.items() if value not in (None, False, [])}
    if left - set(names) - ASIDE.get(type(node), set()):
        return None
    found: list[Any] = []
    for name in names:
        value = node.args.get(name)
        found += value if isinstance(value, list) else [value] if value is not None else []
    return found


def called(node: Any, values: list[Cell], dialect: str) -> Cell:
    """What a function gives for these arguments."""
    if any(isinstance(value, Unknown) for value in values):
        return UNKNOWN
    if None in values:
        # PostgreSQL's concat() passes NULL over, as SQL Server's and Oracle's do.
        ignoring = isinstance(node, exp.Concat) and dialect not in ("mysql", "mariadb")
        return UNKNOWN if ignoring or dialect == "oracle" else None
    plain = all(isinstance(value, str) or type(value) is int for value in values)
    if not plain or not isinstance(values[0], str) or dialect == "oracle":
        return UNKNOWN
    if isinstance(node, (exp.Concat, exp.DPipe)) and not all(isinstance(value, str) for value in values):
        return UNKNOWN
    function: Callable[..., Cell] = FUNCTIONS[type(node)][0]
    try:
        return function(*(str(value) if isinstance(value, str) else value for value in values))
    except TypeError:
        return UNKNOWN
