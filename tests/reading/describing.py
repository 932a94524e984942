"""A catalog as lines that a person can read and two catalogs can be compared by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlgen.catalog import Catalog, Check, Exclusion, ForeignKey, Table, Unique
from sqlgen.dialects.compiling import compile_statement
from sqlgen.dialects.lowering import Lowering, lowering_for
from sqlgen.dialects.naming import ServerNames
from sqlgen.dialects.offline import offline_dialect
from sqlgen.dialects.target import parse_target
from sqlgen.dialects.texts import default_text, expression_text
from sqlgen.operations import Operation
from sqlgen.reading import read
from sqlgen.replay.reflection import reflecting


class Reader:
    """One dialect, and both ways to its catalogs: operations applied, and their SQL read."""

    def __init__(self, dialect: str) -> None:
        self.target = parse_target(dialect)
        self.dialect = offline_dialect(self.target)
        self.lowering: Lowering = lowering_for(self.target, self.dialect)
        self.empty = Catalog(server=ServerNames(self.dialect))

    def read(self, sql: str, catalog: Catalog | None = None) -> Catalog:
        """The catalog after `sql`."""
        after = catalog or self.empty
        for operation in read(sql, self.target.facts):
            after = operation.apply(after)
        return after

    def told(self, operation: Operation, catalog: Catalog) -> list[str]:
        """The statements that the operation becomes."""
        lexical = self.target.facts.lexical
        return [
            sql
            for told in self.lowering.lower(operation, catalog)
            for sql in compile_statement(told, self.dialect, lexical, remark=lambda _: None)
        ]

    def describe(self, catalog: Catalog) -> str:
        """All that the catalog knows, a line for each thing."""
        return "\n".join(self._lines(catalog))

    def _lines(self, catalog: Catalog) -> Iterator[str]:
        if not catalog.closed:
            yield "there may be other tables"
        for name, labels in sorted(catalog.enums.items(), key=str):
            yield f"enum {name}: {', '.join(labels)}".rstrip(": ")
        for name, kind in sorted(catalog.relations.items(), key=str):
            yield f"{kind.lower()} {name}"
        for doubted in sorted(map(str, catalog.doubtful)):
            yield f"perhaps table {doubted}"
        for _, table in sorted(catalog.tables.items(), key=lambda entry: str(entry[0])):
            yield from self._table(table, catalog)

    def _table(self, table: Table, catalog: Catalog) -> Iterator[str]:
        told = reflecting(self.dialect, lambda: catalog)
        comment = f" -- {table.comment}" if table.comment else ""
        yield f"table {table.name}{'' if table.complete else ' (in part)'}{comment}"
        for column in table.columns.values():
            words = [column.name, str(self.dialect.type_compiler_instance.process(column.type))]
            words += [] if column.nullable else ["not null"]
            words += ["counted"] if column.generated else []
            default: Any = column.server_default
            if default is not None:
                words.append(_default(default, told))
            words += [f"-- {column.comment}"] if column.comment else []
            yield "  " + " ".join(words)
        if table.primary_key is not None:
            yield f"  primary key {table.primary_key.name or '?'} ({', '.join(table.primary_key.columns)})"
        yield from sorted(self._constraint(one, told) for one in table.constraints)
        for index in sorted(table.indexes, key=lambda one: str(one.name)):
            members = [
                self._member(column, expression)
                for column, expression in zip(index.columns, index.expressions, strict=True)
            ]
            where = index.options.get(f"{self.dialect.name}_where")
            unique = "unique " if index.unique else ""
            condition = f" where {_spaced(self._expression(where))}" if where is not None else ""
            yield f"  {unique}index {index.name} ({', '.join(members)}){condition}"

    def _member(self, column: str | None, expression: Any) -> str:
        """A column of an index, with the collation that it is compared by."""
        text = "" if expression is None else self._expression(expression)
        return text if column is None or " COLLATE " in text.upper() else column

    def _constraint(self, one: Any, told: Any) -> str:
        name = one.name or "?"
        match one:
            case Unique():
                return f"  unique {name} ({', '.join(one.columns)})"
            case ForeignKey():
                options = "".join(f" {key} {value}" for key, value in sorted(one.options.items()))
                target = f"{one.referent} ({', '.join(one.referent_columns)})"
                return f"  foreign key {name} ({', '.join(one.columns)}) to {target}{options.lower()}"
            case Check():
                return f"  check {name}: {_spaced(expression_text(one.condition, told))}"
            case Exclusion():
                return f"  exclusion {name}"
            case _:
                raise AssertionError(one)

    def _expression(self, expression: Any) -> str:
        if isinstance(expression, str):
            return expression
        compiler: Any = self.dialect.statement_compiler(self.dialect, None)
        return str(compiler.process(expression, literal_binds=True, include_table=False))


def _default(default: Any, told: Any) -> str:
    kind = type(default).__name__
    if kind == "Identity":
        return "identity"
    if kind == "Computed":
        return f"computed {_spaced(str(default.sqltext))}"
    text = _spaced(default_text(default, told))
    # SQLAlchemy puts parentheses around an expression where the dialect wants them.
    return f"default {text[1:-1] if re.fullmatch(r'[(][^()]*[)]', text) else text}"


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
