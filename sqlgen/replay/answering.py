"""Questions about rows, answered from those that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import visitors
from sqlglot import exp

from sqlgen.catalog import Table
from sqlgen.replay.known import KnownRows
from sqlgen.replay.soundness import Kind, aggregated, is_empty, kind_of

Tables = Mapping[str, Table]
"""Tables by the names that a statement calls them by."""


class KnownResult(IteratorResult[Any]):
    """Rows that are known, as the answer to SQL text."""

    def __init__(self, keys: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        super().__init__(SimpleResultMetaData(keys), iter([tuple(row) for row in rows]))
        self.rowcount = len(rows)


def answer(known: KnownRows, statement: Any, parameters: Any, sql: str) -> Any:
    """The result of a question, or None where no certain answer is known.

    `sql` is the statement as text of the target, with every value in it.
    """
    trees = known.reading.parsed(sql)
    if trees is None or len(trees) != 1 or not isinstance(trees[0], exp.Query):
        return None
    tree = trees[0]
    tables = known.tables(tree)
    if not tables:
        return None
    empty = known.empty(tables)
    is_text = isinstance(statement, (str, sa.TextClause))
    if is_empty(tree, empty):
        return _no_rows(known, statement, parameters, tables, None if not is_text else tree)
    if known.judge(tables).sound(tree) and _limited(known, tree, tables):
        if not is_text:
            return _constructed(known, statement, parameters, tables) if _plainly_typed(statement) else None
        return _rows(known, tree, tables)
    _name_outputs(tree, known.reading.dialect)
    folded = aggregated(tree, empty)
    return None if folded is None else _rows(known, folded, {})


def _no_rows(
    known: KnownRows, statement: Any, parameters: Any, tables: Tables, text: exp.Query | None
) -> Any:
    if text is not None:
        keys = _keys(text, tables)
        return None if keys is None else KnownResult(keys, [])
    answered = _constructed(known, statement, parameters, tables)
    columns = getattr(statement, "selected_columns", None)
    if answered is not None or columns is None:
        return answered
    return KnownResult([str(column.key) for column in columns], [])


def _plainly_typed(statement: Any) -> bool:
    """Whether no type of the statement's own converts what a column holds, such as JSON over text."""
    columns = [one for one in visitors.iterate(statement) if isinstance(one, sa.sql.expression.ColumnClause)]
    types = [column.type for column in columns]
    return all(isinstance(type_, sa.types.NullType) or kind_of(type_) is not None for type_ in types)


def _constructed(known: KnownRows, statement: Any, parameters: Any, tables: Tables) -> Any:
    try:
        return known.shaped(tables).execute(statement, parameters or {})
    except (SQLAlchemyError, TypeError, ValueError):
        return None


def _rows(known: KnownRows, tree: exp.Expr, tables: Tables) -> KnownResult | None:
    _name_outputs(tree, known.reading.dialect)
    found = known.run(tree, tables)
    if found is None:
        return None
    keys, rows = found
    if known.reading.dialect in ("postgresql", "mssql"):
        # Their drivers give True and False, where those of the others give 1 and 0.
        booleans = _booleans(known, tree, tables, len(keys))
        rows = [
            [bool(value) if flag and value is not None else value
             for value, flag in zip(row, booleans, strict=True)]
            for row in rows
        ]
    return KnownResult(keys, rows)


def _booleans(known: KnownRows, tree: exp.Expr, tables: Tables, width: int) -> list[bool]:
    """For each column of the result, whether it holds truth values."""
    judge = known.judge(tables)
    found: list[bool] = []
    for output in tree.expressions:
        inner = output.unalias()
        if isinstance(inner, exp.Column) and not isinstance(inner.this, exp.Star):
            found.append(judge.kinds(inner) == {Kind.BOOLEAN})
        elif isinstance(inner, (exp.Star, exp.Column)):
            chosen = [tables[inner.table]] if isinstance(inner, exp.Column) else list(tables.values())
            columns = [column for table in chosen for column in table.columns.values()]
            found += [kind_of(column.type) is Kind.BOOLEAN for column in columns]
        else:
            found.append(isinstance(inner, (exp.Predicate, exp.Connector, exp.Not, exp.Exists)))
    return found if len(found) == width else [False] * width


def _limited(known: KnownRows, tree: exp.Expr, tables: Tables) -> bool:
    """Whether LIMIT leaves no choice of rows: there are not more of them."""
    limit = tree.args.get("limit")
    if limit is None:
        return True
    if not isinstance(limit, exp.Limit) or not limit.expression.is_int:
        return False
    whole = tree.copy()
    whole.set("limit", None)
    found = known.run(whole, tables)
    return found is not None and len(found[1]) <= int(limit.expression.name)


def _keys(tree: exp.Query, tables: Tables) -> list[str] | None:
    """The names of a query's columns."""
    keys: list[str] = []
    for output in tree.selects:
        inner = output.unalias()
        if isinstance(inner, exp.Star):
            keys += [column for table in tables.values() for column in table.columns]
        elif isinstance(inner, exp.Column) and isinstance(inner.this, exp.Star):
            if inner.table not in tables:
                return None
            keys += tables[inner.table].columns
        else:
            keys.append(output.alias_or_name or output.sql())
    return keys


def _name_outputs(tree: exp.Expr, dialect: str) -> None:
    """Give outputs without a name the one that the server gives them."""
    for output in tree.selects if isinstance(tree, exp.Select) else []:
        if not output.alias_or_name and dialect == "postgresql":
            named = output.sql_name().lower() if isinstance(output, exp.Func) else "?column?"
            output.replace(exp.alias_(output.copy(), named, quoted=True))
