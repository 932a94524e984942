"""What the statements of a revision's source write, read without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from sqlgen.failures.source import Bindings, calls
from sqlgen.replay.rows.reading import Reading

Value = ast.expr | str
"""A value: Python as it stands in the source, or SQL."""


@dataclass
class Write:
    """One statement that writes: `kind` is UPDATE, INSERT or DELETE.

    `values` are by column, `where` are pairs of a column and what it equals, or conditions in SQL.
    """

    kind: str
    table: str
    values: dict[str, Value] = field(default_factory=dict)
    where: list[tuple[str, Value] | str] = field(default_factory=list)


def writes(block: Iterable[ast.stmt], bindings: Bindings, reading: Reading) -> Iterator[Write | None]:
    """What the calls of a block write, in their order; None for a statement that cannot be told."""
    for name, call in calls(block, ("execute", "exec_driver_sql", "bulk_insert")):
        if name == "bulk_insert":
            yield from _bulk(call, bindings)
        elif call.args:
            given = call.args[1] if len(call.args) > 1 else None
            yield _statement(call.args[0], _named(given, bindings), bindings, reading)


def _bulk(call: ast.Call, bindings: Bindings) -> Iterator[Write | None]:
    rows = _resolved(call.args[1], bindings) if len(call.args) > 1 else None
    table = _table(call.args[0], bindings) if call.args else ""
    for row in rows.elts if isinstance(rows, ast.List) else [None]:
        values = _dictionary(row)
        yield Write("INSERT", table, dict(values)) if table and values else None


def _statement(
    node: ast.expr, parameters: dict[str, ast.expr], bindings: Bindings, reading: Reading
) -> Write | None:
    node = _resolved(node, bindings)
    text, more = _text(node, bindings)
    if text is not None:
        return _from_text(text, {**parameters, **more}, reading)
    return _from_construct(node, bindings)


def _resolved(node: ast.expr, bindings: Bindings) -> ast.expr:
    seen: set[str] = set()
    while isinstance(node, ast.Name) and node.id in bindings and node.id not in seen:
        seen.add(node.id)
        node = bindings[node.id]
    return node


def _text(node: ast.expr, bindings: Bindings) -> tuple[str | None, dict[str, ast.expr]]:
    """SQL text with `:name` for its values, and the values."""
    node = _resolved(node, bindings)
    match node:
        case ast.Constant(value=str(text)):
            return text, {}
        case ast.JoinedStr(values=parts):
            return _formatted(parts)
        case ast.Call(func=ast.Attribute(value=inner, attr="bindparams"), keywords=given):
            said, more = _text(inner, bindings)
            return said, {**more, **{each.arg: each.value for each in given if each.arg}}
        case ast.Call(func=ast.Name(id="text") | ast.Attribute(attr="text"), args=[inner]):
            return _text(inner, bindings)
    return None, {}


def _formatted(parts: list[ast.expr]) -> tuple[str, dict[str, ast.expr]]:
    values: dict[str, ast.expr] = {}
    text = ""
    for part in parts:
        if isinstance(part, ast.FormattedValue):
            name = f"value_{len(values)}"
            values[name] = part.value
            text += f":{name}"
        elif isinstance(part, ast.Constant):
            text += str(part.value)
    for name in values:
        # What stood in quotes is a value all the same.
        text = text.replace(f"':{name}'", f":{name}")
    return text, values


def _from_text(text: str, parameters: dict[str, ast.expr], reading: Reading) -> Write | None:
    trees = reading.parsed(text)
    if trees is None or len(trees) != 1:
        return None

    def value(node: exp.Expr) -> Value:
        if isinstance(node, exp.Placeholder) and node.name in parameters:
            return parameters[node.name]
        return str(node.sql())

    tree = trees[0]
    target = tree.find(exp.Table)
    if target is None:
        return None
    match tree:
        case exp.Update():
            write = Write("UPDATE", target.name)
            for each in tree.expressions:
                write.values[each.this.name] = value(each.expression)
        case exp.Delete():
            write = Write("DELETE", target.name)
        case exp.Insert(this=exp.Schema(), expression=exp.Values(expressions=[row])):
            write = Write("INSERT", target.name)
            names = [each.name for each in tree.this.expressions]
            write.values.update(zip(names, map(value, row.expressions), strict=False))
        case _:
            return None
    where = tree.args.get("where")
    for condition in where.this.flatten() if where and isinstance(where.this, exp.And) else [where]:
        node = condition.this if isinstance(condition, exp.Where) else condition
        match node:
            case exp.EQ(this=exp.Column(), expression=exp.Placeholder()):
                write.where.append((node.this.name, value(node.expression)))
            case exp.Expression():
                write.where.append(str(node.sql()))
    return write


def _from_construct(node: ast.expr, bindings: Bindings) -> Write | None:
    """What `table.update().where(…).values(…)` writes, and `update(table)` with the same behind it."""
    match node:
        case ast.Call(func=ast.Attribute(value=inner, attr="where"), args=conditions):
            write = _from_construct(_resolved(inner, bindings), bindings)
            if write is not None:
                write.where += [_condition(each) for each in conditions]
            return write
        case ast.Call(func=ast.Attribute(value=inner, attr="values"), args=given, keywords=named):
            write = _from_construct(_resolved(inner, bindings), bindings)
            if write is not None:
                write.values.update({each.arg: each.value for each in named if each.arg})
                for each in given:
                    write.values.update(_dictionary(_resolved(each, bindings)))
            return write
        case ast.Call(func=ast.Attribute(attr=kind) | ast.Name(id=kind), args=[table]) if kind in _KINDS:
            return Write(kind.upper(), _table(table, bindings))
        case ast.Call(func=ast.Attribute(value=table, attr=kind), args=[]) if kind in _KINDS:
            return Write(kind.upper(), _table(table, bindings))
    return None


_KINDS = ("insert", "update", "delete")


def _condition(node: ast.expr) -> tuple[str, Value] | str:
    match node:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]):
            for column, value in ((left, right), (right, left)):
                if isinstance(column, ast.Attribute) and _is_member(column):
                    return column.attr, value
        case ast.Call(func=ast.Attribute(value=ast.Attribute() as column, attr="is_"), args=[value]):
            return column.attr, value
    return f"<{ast.unparse(node)}>"


def _is_member(node: ast.Attribute) -> bool:
    """Whether it is `table.c.column`, or `Model.column`."""
    through = node.value
    return (isinstance(through, ast.Attribute) and through.attr in ("c", "columns")) or (
        isinstance(through, ast.Name) and through.id[:1].isupper()
    )


def _table(node: ast.expr, bindings: Bindings) -> str:
    """The name of a table that a construct is for; that of the variable where nothing says it."""
    made = _resolved(node, bindings)
    match made:
        case ast.Call(args=[ast.Constant(value=str(name)), *_]):
            return name
    return node.id if isinstance(node, ast.Name) else ast.unparse(node)


def _named(node: ast.expr | None, bindings: Bindings) -> dict[str, ast.expr]:
    return {} if node is None else _dictionary(_resolved(node, bindings))


def _dictionary(node: ast.expr | None) -> dict[str, ast.expr]:
    """The members of a dictionary that is written out."""
    match node:
        case ast.Dict(keys=keys, values=values):
            return {
                str(key.value): value
                for key, value in zip(keys, values, strict=True)
                if isinstance(key, ast.Constant)
            }
        case ast.Call(func=ast.Name(id="dict"), keywords=given):
            return {each.arg: each.value for each in given if each.arg}
    return {}
