"""SQLAlchemy constructs as SQL text with every value in it."""

from __future__ import annotations

import datetime
import re
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import ArgumentError, CompileError, SAWarning
from sqlalchemy.sql import visitors
from sqlalchemy.sql.ddl import ExecutableDDLElement
from sqlalchemy.sql.dml import Insert, Update, ValuesBase
from sqlalchemy.sql.elements import BindParameter, TextClause
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.schema import Column, Table

from sqlgen.dialects.facts import Lexical
from sqlgen.dialects.lexing import escaped_parameters, without_terminator
from sqlgen.errors import LiteralError, RevisionError

SchemaMap = Mapping[str | None, str | None]


def compile_statement(
    statement: Any,
    dialect: Dialect,
    rules: Lexical,
    *,
    parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None,
    schema_map: SchemaMap | None = None,
    remark: Callable[[str], None] = lambda _: None,
) -> Iterator[str]:
    """The SQL of `statement`, once for each set of parameters, without a terminator.

    `schema_map` renames schemas, as SQLAlchemy's `schema_translate_map` does. `remark` is told what
    SQLAlchemy warns of, such as words that it leaves out.

    Raises LiteralError for values without a literal, RevisionError for what the dialect cannot say.
    """
    if isinstance(statement, str):
        statement = text(escaped_parameters(statement, rules))
    elif isinstance(statement, TextClause):
        statement = _unescaped(statement, rules)
    elif isinstance(statement, FunctionElement):
        statement = statement.select()
    sets: Sequence[Mapping[str, Any]]
    if isinstance(parameters, Mapping) or not parameters:
        sets = [parameters or {}]  # type: ignore[list-item]  # an empty sequence is not kept
    else:
        sets = parameters
    for values in sets:
        filled = _with_values(statement, values) if values else statement
        if isinstance(filled, ValuesBase):
            filled = _with_defaults(filled)
        sql = _compiled(filled, dialect, schema_map, remark)
        if isinstance(statement, TextClause):
            sql = without_terminator(sql, rules)
        yield sql.strip()


def _compiled(
    statement: Any, dialect: Dialect, schema_map: SchemaMap | None, remark: Callable[[str], None]
) -> str:
    options: dict[str, Any] = {}
    if not isinstance(statement, ExecutableDDLElement):
        options["compile_kwargs"] = {"literal_binds": True}
    if isinstance(statement, Insert) and not (statement._values or statement._multi_values):
        # Without this SQLAlchemy makes a parameter of every column.
        options["column_keys"] = []
    if schema_map:
        options |= {"schema_translate_map": dict(schema_map), "render_schema_translate": True}
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", SAWarning)
            compiled = statement.compile(dialect=dialect, **options)
    except CompileError as error:
        raise RevisionError(f"{dialect.name} has no SQL for this: {_reason(error)}") from error
    for said in (str(warning.message) for warning in caught):
        # A None that a revision compares with is its own business; the SQL shows it.
        if not (said.startswith("Bound parameter") and "rendering literal NULL" in said):
            remark(said)
    left = getattr(compiled, "binds", None)
    if left:
        names = ", ".join(left)
        raise LiteralError(f"no value is given for {names}", hint="pass the values with the statement")
    return str(compiled)


def _reason(error: CompileError) -> str:
    """What SQLAlchemy says, in its user's terms."""
    text = str(error.args[0])
    unknown = r"Compiler <.*?> can't render element of type (?:<class '[\w.]*?(\w+)'>)?"
    return re.sub(unknown, r"it does not know \1", text)


def _unescaped(clause: TextClause, rules: Lexical) -> TextClause:
    """The clause with its `:name`s in literals taken for text; what has a value stays a parameter."""
    source = escaped_parameters(clause.text, rules)
    if source == clause.text:
        return clause
    fresh = text(source)
    for name, parameter in clause._bindparams.items():
        if name in fresh._bindparams:
            fresh._bindparams[name] = parameter
        elif not parameter.required:
            raise RevisionError(
                f"the parameter :{name} stands inside of a quoted string, where no value can go",
                hint="put the quotes into the value, or build the string in SQL",
            )
    return fresh


def _with_values(statement: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(statement, TextClause):
        try:
            return statement.bindparams(**values)
        except ArgumentError as error:
            raise RevisionError(f"the text has no parameter of that name: {error}") from error
    named = {
        element.key
        for element in visitors.iterate(statement)
        if isinstance(element, BindParameter) and element.key in values
    }

    def replace(element: Any, **_: Any) -> Any:
        if isinstance(element, BindParameter) and element.key in named:
            fill: Any = element._with_value
            return fill(values[element.key], maintain_key=True, required=False)
        return None

    filled = visitors.replacement_traverse(statement, {}, replace) if named else statement
    rest = {key: value for key, value in values.items() if key not in named}
    if rest and isinstance(filled, ValuesBase):
        filled = filled.values(rest)
    return filled


def _with_defaults(statement: ValuesBase) -> ValuesBase:
    """The statement with the defaults that SQLAlchemy would compute in Python, and nothing returned.

    On a connection SQLAlchemy calls `Column(default=…)` and `Column(onupdate=…)` for each row; compiled to
    text they would silently be NULL.
    """
    table: Any = statement.table
    if isinstance(statement, Insert):
        if not statement._returning and statement.select is None:
            statement = statement.inline()
        if isinstance(table, Table) and statement.select is None:
            statement = _filled_insert(statement, table)
    elif isinstance(statement, Update) and isinstance(table, Table):
        present = {_key(key) for key in (statement._values or {})}
        missing = _python_values(table, present, lambda column: column.onupdate)
        if missing:
            statement = statement.values(missing)
    return statement


def _filled_insert(statement: Insert, table: Table) -> Insert:
    if statement._multi_values:
        rows: list[dict[Any, Any]] = [
            dict(row) if isinstance(row, Mapping) else dict(zip(table.c.keys(), row, strict=False))
            for rows in statement._multi_values
            for row in rows
        ]
        for row in rows:
            row.update(_python_values(table, {_key(key) for key in row}, lambda column: column.default))
        filled = statement._generate()
        filled._multi_values = (rows,)
        return filled
    given = {_key(key) for key in statement._values or ()}
    missing = _python_values(table, given, lambda column: column.default)
    return statement.values(missing) if missing else statement


def _python_values(
    table: Table, present: set[str], default_of: Callable[[Column[Any]], Any]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in table.columns:
        default = default_of(column)
        if column.key in present or default is None:
            continue
        if default.is_scalar:
            values[column.key] = default.arg
        elif default.is_callable:
            values[column.key] = _called(default, column)
    return values


def _called(default: Any, column: Column[Any]) -> Any:
    """What the default function gives, if it gives the same each time: a script is run more than once."""
    try:
        first, second = default.arg(None), default.arg(None)
    except Exception as error:
        raise LiteralError(
            f"the default of column {column.name!r} cannot be computed: {error}",
            hint="give the value in the row",
        ) from error
    if first != second or isinstance(first, (datetime.date, datetime.time, uuid.UUID)):
        raise LiteralError(
            f"the default of column {column.name!r} is another value each time "
            f"({getattr(default.arg, '__name__', 'a function')}), so no script can hold it",
            hint="give the value in the row, or make it a server_default",
        )
    return first


def _key(key: Any) -> str:
    return str(getattr(key, "key", key))
