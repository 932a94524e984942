"""Old ways to call `select`, `case`, `exists`, `text`, `insert`, `update`, `delete` and the string types."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import expression
from sqlalchemy.sql.expression import FromClause, Join, TableClause

from sqlgen.replay.legacy.patching import MIGRATION_20, Patch, Patching

_HOMES = (sa, sa.sql, expression)
_SELECT_ORDER = (
    "columns",
    "whereclause",
    "from_obj",
    "distinct",
    "having",
    "correlate",
    "prefixes",
    "suffixes",
)
# Engines, autocommit and identifiers' quoting went; a statement's text never depended on them.
_WITHOUT_EFFECT = frozenset({"bind", "autocommit", "return_defaults"})


def _function(patching: Patching, name: str, wrap: Callable[[Any], Any]) -> None:
    """Replace a public function in each of the three modules that revisions import it from."""
    wrapped = wrap(getattr(expression, name))
    for home in _HOMES:
        patching.put(home, name, wrapped)


def _many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _condition(value: Any) -> Any:
    return sa.text(value) if isinstance(value, str) else value


def _column(value: Any) -> Any:
    return sa.literal_column(str(value)) if isinstance(value, str | int) else value


def _source(value: Any) -> Any:
    return sa.table(value) if isinstance(value, str) else value


def _refuse_unknown(name: str, options: Iterable[str]) -> None:
    unknown = sorted(set(options) - _WITHOUT_EFFECT)
    if unknown:
        raise TypeError(f"{name}() got an unexpected keyword argument {unknown[0]!r}")


def _old_select(new: Any, *positional: Any, **options: Any) -> Any:
    options.update(zip(_SELECT_ORDER, positional, strict=False))
    statement = new(*(_column(column) for column in _many(options.pop("columns", None) or [])))
    statement = _modified(_filtered(statement, options), options)
    _refuse_unknown("select", options)
    return statement


def _filtered(statement: Any, options: dict[str, Any]) -> Any:
    """What a SELECT reads."""
    if (where := options.pop("whereclause", None)) is not None:
        statement = statement.where(_condition(where))
    if (having := options.pop("having", None)) is not None:
        statement = statement.having(_condition(having))
    if sources := options.pop("from_obj", None):
        statement = statement.select_from(*(_source(source) for source in _many(sources)))
    if options.pop("correlate", True) is False:
        statement = statement.correlate(None)
    return statement


def _modified(statement: Any, options: dict[str, Any]) -> Any:
    """How a SELECT shows it."""
    if distinct := options.pop("distinct", False):
        statement = statement.distinct(*(() if distinct is True else _many(distinct)))
    for name in ("order_by", "group_by"):
        if (given := options.pop(name, None)) is not None and given is not False:
            statement = getattr(statement, name)(*(_condition(part) for part in _many(given)))
    for name in ("limit", "offset"):
        if (given := options.pop(name, None)) is not None:
            statement = getattr(statement, name)(given)
    for name, method in (("prefixes", "prefix_with"), ("suffixes", "suffix_with")):
        if given := options.pop(name, None):
            statement = getattr(statement, method)(*_many(given))
    if options.pop("for_update", False):
        statement = statement.with_for_update()
    if options.pop("use_labels", False):
        statement = statement.set_label_style(sa.LABEL_STYLE_TABLENAME_PLUS_COL)
    return statement


def _select(patching: Patching) -> None:
    def wrap(new: Any) -> Any:
        def select(*columns: Any, **options: Any) -> Any:
            if options or (columns and isinstance(columns[0], list | tuple)):
                return _old_select(new, *columns, **options)
            return new(*columns)

        return select

    _function(patching, "select", wrap)


def _case(patching: Patching) -> None:
    def wrap(new: Any) -> Any:
        def case(*whens: Any, **options: Any) -> Any:
            if "whens" in options:
                whens = (options.pop("whens"), *whens)
            pairs = isinstance(whens[0], list) or (isinstance(whens[0], tuple) and _is_pairs(whens[0]))
            if whens and (pairs or isinstance(whens[0], dict)):
                options.update(zip(("value", "else_"), whens[1:], strict=False))
                whens = tuple(whens[0]) if pairs else whens[:1]
            return new(*whens, **options)

        return case

    _function(patching, "case", wrap)


def _is_pairs(value: tuple[Any, ...]) -> bool:
    return bool(value) and all(isinstance(part, tuple) for part in value)


def _exists(patching: Patching) -> None:
    def wrap(new: Any) -> Any:
        def exists(*given: Any, **options: Any) -> Any:
            if options or (given and isinstance(given[0], list | tuple)):
                return new(_old_select(sa.Select, *given, **options))
            return new(*given)

        return exists

    _function(patching, "exists", wrap)


def _text(patching: Patching) -> None:
    def wrap(new: Any) -> Any:
        def text(text: str, bindparams: Any = None, typemap: Any = None, **options: Any) -> Any:
            _refuse_unknown("text", options)
            clause = new(text)
            if bindparams:
                clause = clause.bindparams(*bindparams)
            return clause.columns(**typemap) if typemap else clause

        return text

    _function(patching, "text", wrap)


def _finished(name: str, statement: Any, options: dict[str, Any]) -> Any:
    """A statement with the clauses that used to be arguments."""
    if (where := options.pop("whereclause", None)) is not None:
        statement = statement.where(_condition(where))
    if (values := options.pop("values", None)) is not None:
        statement = statement.values(values)
    if options.pop("inline", False):
        statement = statement.inline()
    if returning := options.pop("returning", None):
        statement = statement.returning(*_many(returning))
    if prefixes := options.pop("prefixes", None):
        statement = statement.prefix_with(*_many(prefixes))
    _refuse_unknown(name, options)
    return statement


_DML = {
    "insert": ("values", "inline"),
    "update": ("whereclause", "values", "inline"),
    "delete": ("whereclause",),
}


def _dml(patching: Patching) -> None:
    for name, order in _DML.items():

        def wrap(new: Any, name: str = name, order: tuple[str, ...] = order) -> Any:
            def statement(table: Any, *given: Any, **options: Any) -> Any:
                options.update(zip(order, given, strict=False))
                return _finished(name, new(table), options)

            return statement

        _function(patching, name, wrap)
        patching.put(TableClause, name, wrap(vars(TableClause)[name]))


def _selects_of_tables(patching: Patching) -> None:
    def wrap(new: Any) -> Any:
        def select(self: Any, whereclause: Any = None, **options: Any) -> Any:
            options["whereclause"] = whereclause
            statement = _modified(_filtered(new(self), options), options)
            _refuse_unknown("select", options)
            return statement

        return select

    for owner in (FromClause, Join):
        if "select" in vars(owner):
            patching.put(owner, "select", wrap(vars(owner)["select"]))


def _string_types(patching: Patching) -> None:
    new = sa.String.__init__

    # SQLAlchemy copies types by the names in this signature, so it must name them all.
    def __init__(  # noqa: N807
        self: Any,
        length: int | None = None,
        collation: str | None = None,
        convert_unicode: Any = None,  # noqa: ARG001
        unicode_error: Any = None,  # noqa: ARG001
        _warn_on_bytestring: Any = None,
        assert_unicode: Any = None,  # noqa: ARG001
    ) -> None:
        new(self, length, collation)

    patching.put(sa.String, "__init__", __init__)


PATCHES = (
    Patch("`select([a, b], whereclause, …)`", "2.0", f"{MIGRATION_20}#migration-20-5284", _select),
    Patch("`case([(condition, value)])`", "2.0", f"{MIGRATION_20}#migration-20-5284", _case),
    Patch("`exists([a])`", "2.0", f"{MIGRATION_20}#migration-20-5284", _exists),
    Patch("`text(…, bindparams=, typemap=)`", "1.4", f"{MIGRATION_20}#migration-20-5284", _text),
    Patch("`update(whereclause, values)` and its like", "2.0", f"{MIGRATION_20}#migration-to-2-0", _dml),
    Patch("`table.select(whereclause)`", "2.0", f"{MIGRATION_20}#migration-20-5284", _selects_of_tables),
    Patch("`String(convert_unicode=)`", "2.0", MIGRATION_20, _string_types),
)
