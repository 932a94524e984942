"""ALTER TABLE in SQL text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from sqlgen import operations as ops
from sqlgen.catalog import Name
from sqlgen.operations import Operation
from sqlgen.operations.building import build_index, build_named_constraint, build_table
from sqlgen.reading.changes import (
    AddReadColumn,
    AlterIfExists,
    AlterReadColumn,
    ChangeTable,
    CreateReadConstraint,
    DropReferences,
    MoveTable,
)
from sqlgen.reading.columns import (
    OPTIONS,
    ColumnDefinition,
    column_definition,
    default_expression,
    table_constraint,
)
from sqlgen.reading.columntypes import column_type
from sqlgen.reading.tables import INDEX_WORDS, inline_index
from sqlgen.reading.tokens import Cursor, Unread

SILENT = frozenset({
    "ALGORITHM", "ATTACH", "AUTO_INCREMENT", "CHANGE_TRACKING", "CHARACTER", "CHARSET", "CHECK", "CLUSTER",
    "COLLATE", "CONVERT", "DEFAULT", "DETACH", "DISABLE", "ENABLE", "ENGINE", "FORCE", "INHERIT", "LOCK",
    "LOGGING", "MOVE", "NO", "NOCHECK", "NOWAIT", "ORDER", "OWNER", "PARTITION", "REBUILD", "REPLICA",
    "ROW_FORMAT", "SHRINK", "STATS_PERSISTENT", "TRUNCATE", "VALIDATE", "WAIT", "COALESCE", "REORGANIZE",
    "EXCHANGE", "OPTIMIZE", "REMOVE", "ANALYZE", "KEY_BLOCK_SIZE", "AVG_ROW_LENGTH", "MAX_ROWS", "NOT", "OF",
})
"""Actions that leave the columns, the keys and the indexes as they are."""
FIXED_CHANGES: Mapping[tuple[str, ...], dict[str, Any]] = {
    ("DROP", "DEFAULT"): {"server_default": None},
    ("SET", "NOT", "NULL"): {"nullable": False},
    ("DROP", "NOT", "NULL"): {"nullable": True},
    ("DROP", "IDENTITY"): {"server_default": None, "autoincrement": False},
    ("DROP", "EXPRESSION"): {"server_default": None},
}
CARRIED = frozenset({"ADD", "DROP"})
TYPE_END = OPTIONS


def alter_table(cursor: Cursor) -> list[Operation]:
    """The operations of the ALTER TABLE whose name comes next, in their order."""
    conditional = cursor.accept("IF", "EXISTS")
    cursor.accept("ONLY")
    said = table = cursor.qualified()
    cursor.accept("*")
    _ = cursor.accept("WITH", "CHECK") or cursor.accept("WITH", "NOCHECK")
    found: list[Operation] = []
    verb: tuple[str, ...] = ()
    for action in cursor.items():
        start = action.place
        word = action.peek()
        if cursor.facts.name == "mssql" and verb and word not in ("ADD", "DROP", "ALTER"):
            # `DROP COLUMN a, b` and `ADD a int, b int` name the verb once.
            found += _continued(action, table, verb)
            continue
        made = _action(action, table)
        found += made
        if word in CARRIED:
            verb = (word, action.tokens[start + 1].word)
        for operation in made:
            if isinstance(operation, ops.RenameTable):
                table = Name(table.schema, operation.new_table_name)
    return [AlterIfExists(said.name, said.schema, operations=found)] if conditional else found


def _continued(action: Cursor, table: Name, verb: tuple[str, ...]) -> list[Operation]:
    if verb[0] == "ADD":
        return _added(action, table)
    if action.at("COLUMN") or action.at("CONSTRAINT"):
        return _dropped(action, table)
    if verb[1] == "COLUMN":
        return _dropped_column(action, table)
    return [_drop_constraint(action.name(), table, None)]


def _action(action: Cursor, table: Name) -> list[Operation]:
    if action.accept("ADD"):
        return _added(action, table)
    if action.accept("DROP"):
        return _dropped(action, table)
    if action.accept("ALTER"):
        return _altered(action, table)
    if action.at("MODIFY") or action.at("CHANGE"):
        return _restated(action, table)
    if action.accept("RENAME"):
        return _renamed(action, table)
    if action.accept("SET", "SCHEMA"):
        schema = action.name()
        said = None if schema == action.facts.default_schema else schema
        return [MoveTable(table, Name(said, table.name))]
    if action.accept("COMMENT"):
        action.accept("=")
        return [ChangeTable(table, comment=action.string())]
    if action.at("SET") or action.at("RESET") or action.at_any(SILENT):
        return []
    raise Unread(f"ALTER TABLE … {action.peek()}")


# What is added

def _added(action: Cursor, table: Name) -> list[Operation]:
    if action.accept("PARTITION"):
        return []
    if action.peek() == "(":
        # Oracle's, and MySQL's behind COLUMN: several at once.
        return [one for item in action.group().items() for one in _added(item, table)]
    using = _using_index(action, table)
    if using is not None:
        return using
    if action.facts.name == "mssql" and _default_for(action):
        return _mssql_default(action, table)
    constraint = table_constraint(action)
    if constraint is not None:
        build_table(table.name, *_placeholders(constraint), constraint, schema=table.schema)
        return [CreateReadConstraint(constraint)]
    if action.at_any(INDEX_WORDS - {"UNIQUE"}):
        name, elements, options = inline_index(action)
        index = build_index(name or str(elements[0]), table.name, elements, schema=table.schema, **options)
        return [ops.CreateIndex(index)]
    action.accept("COLUMN")
    conditional = action.accept("IF", "NOT", "EXISTS")
    if action.peek() == "(":
        return [one for item in action.group().items() for one in _added(item, table)]
    definition = column_definition(action, table)
    return _with_column(definition, table, conditional=conditional)


def _with_column(definition: ColumnDefinition, table: Name, *, conditional: bool) -> list[Operation]:
    column = definition.column
    made = build_table(table.name, column, *definition.constraints, schema=table.schema)
    found: list[Operation] = [AddReadColumn(made, made.c[column.name], if_not_exists=conditional or None)]
    if definition.placed:
        found.append(ChangeTable(table, placed=((column.name, definition.placed[0]),)))
    return found


def _placeholders(constraint: Any) -> list[sa.Column[Any]]:
    if isinstance(constraint, sa.ForeignKeyConstraint):
        names = list(constraint.column_keys)
    else:
        # The columns' names wait there until the constraint gets its table.
        pending = getattr(constraint, "_pending_colargs", ())
        names = [one for one in pending if isinstance(one, str)]
    return [sa.Column(name, sa.types.NullType()) for name in dict.fromkeys(names)]


def _using_index(action: Cursor, table: Name) -> list[Operation] | None:
    words = [token.word for token in action.tokens[action.place :]]
    if words[-3:-1] != ["USING", "INDEX"] and words[2:4] != ["USING", "INDEX"]:
        return None
    raise Unread(f"a constraint on {table} using an index")


def _default_for(action: Cursor) -> bool:
    words = [token.word for token in action.tokens[action.place :]]
    return "FOR" in words and "DEFAULT" in words[:3]


def _mssql_default(action: Cursor, table: Name) -> list[Operation]:
    if action.accept("CONSTRAINT"):
        action.name()
    action.expect("DEFAULT")
    default = sa.text(action.until(frozenset({"FOR"})).replace(":", "\\:"))
    action.expect("FOR")
    clause = sa.DefaultClause(default)
    return [AlterReadColumn(table.name, action.name(), table.schema, server_default=clause)]


# What is dropped

def _dropped(action: Cursor, table: Name) -> list[Operation]:
    if action.accept("PRIMARY", "KEY"):
        return [ChangeTable(table, without_key=True)]
    if action.accept("FOREIGN", "KEY"):
        action.accept("IF", "EXISTS")
        return [_drop_constraint(action.name(), table, "foreignkey")]
    if action.accept("CONSTRAINT"):
        action.accept("IF", "EXISTS")
        name = action.name()
        found: list[Operation] = [_drop_constraint(name, table, None)]
        return [*found, DropReferences(table)] if action.accept("CASCADE") else found
    if action.peek() in ("INDEX", "KEY") and action.peek(1):
        action.next()
        action.accept("IF", "EXISTS")
        return [ChangeTable(table, dropped=(action.name(),))]
    if action.at("CHECK") and action.peek(1):
        action.next()
        return [_drop_constraint(action.name(), table, "check")]
    if action.accept("PARTITION") or action.accept("SYSTEM", "VERSIONING"):
        return []
    if action.peek() == "(":
        return [one for item in action.group().items() for one in _dropped_column(item, table)]
    action.accept("COLUMN")
    return _dropped_column(action, table)


def _dropped_column(action: Cursor, table: Name) -> list[Operation]:
    conditional = action.accept("IF", "EXISTS")
    name = action.name()
    column: sa.Column[Any] = sa.Column(name, sa.types.NullType())
    found: list[Operation] = [ops.DropColumn(table.name, column, table.schema, conditional or None)]
    return [*found, DropReferences(table, name)] if action.accept("CASCADE") else found


def _drop_constraint(name: str, table: Name, type_: str | None) -> ops.DropConstraint:
    return ops.DropConstraint(build_named_constraint(name, table.name, type_, schema=table.schema))


# What is altered

def _altered(action: Cursor, table: Name) -> list[Operation]:
    if action.peek() in ("INDEX", "CHECK", "CONSTRAINT") and action.peek(1):
        return []
    action.accept("COLUMN")
    column = action.name()

    changes = _column_changes(action)
    return [AlterReadColumn(table.name, column, table.schema, **changes)] if changes else []


def _column_changes(action: Cursor) -> dict[str, Any]:
    """What ALTER COLUMN says behind the column's name, as keywords of the operation."""
    for words, changes in FIXED_CHANGES.items():
        if action.accept(*words):
            return changes
    if action.accept("TYPE") or action.accept("SET", "DATA", "TYPE"):
        return {"type_": _type_here(action)}
    if action.accept("SET", "DEFAULT"):
        default = default_expression(action)
        return {"server_default": None if default is None else sa.DefaultClause(default)}
    if action.accept("ADD", "GENERATED"):
        return {"server_default": sa.Identity(always=action.accept("ALWAYS")), "autoincrement": True}
    if action.peek() in ("SET", "RESET", "ADD", "DROP"):
        # Statistics, storage, visibility, sequence options.
        return {}
    if action.facts.name == "mssql":
        type_ = _type_here(action)
        return {"type_": type_, "nullable": not action.accept("NOT", "NULL")}
    raise Unread(f"ALTER COLUMN … {action.peek()}")


def _type_here(action: Cursor) -> Any:
    start = action.place
    while not action.done and not action.stops(TYPE_END):
        action.skip_one()
    return column_type(action.text_since(start), action.facts)


def _restated(action: Cursor, table: Name) -> list[Operation]:
    """MODIFY and CHANGE, which say all of a column again; Oracle's MODIFY says what changes."""
    change = action.next().word == "CHANGE"
    action.accept("COLUMN")
    action.accept("IF", "EXISTS")
    if action.peek() == "(":
        return [one for item in action.group().items() for one in _oracle_modified(item, table)]
    if action.facts.name == "oracle":
        return _oracle_modified(action, table)
    old = action.name() if change else ""
    definition = column_definition(action, table)
    column = definition.column
    default: Any = column.server_default
    found: list[Operation] = [
        AlterReadColumn(
            table.name,
            old or column.name,
            table.schema,
            nullable=bool(column.nullable),
            type_=column.type,
            server_default=default,
            new_name=column.name if change and old != column.name else None,
            comment=column.comment,
            autoincrement=any(token.word == "AUTO_INCREMENT" for token in action.tokens),
        )
    ]
    if definition.placed:
        found.append(ChangeTable(table, placed=((column.name, definition.placed[0]),)))
    return found


def _oracle_modified(action: Cursor, table: Name) -> list[Operation]:
    definition = column_definition(action, table)
    column = definition.column
    changes: dict[str, Any] = {}
    if not isinstance(column.type, sa.types.NullType):
        changes["type_"] = column.type
    if definition.said_null is not None:
        changes["nullable"] = definition.said_null
    if any(token.word == "DEFAULT" for token in action.tokens):
        changes["server_default"] = column.server_default
    return [AlterReadColumn(table.name, column.name, table.schema, **changes)]


def _renamed(action: Cursor, table: Name) -> list[Operation]:
    if action.accept("CONSTRAINT") or action.accept("INDEX") or action.accept("KEY"):
        old = action.name()
        action.expect("TO")
        return [ChangeTable(table, renamed={old: action.name()})]
    if action.accept("TO") or action.accept("AS"):
        new = action.qualified()
        if new.schema not in (None, table.schema):
            return [MoveTable(table, new)]
        return [ops.RenameTable(table.name, new.name, table.schema)]
    action.accept("COLUMN")
    old = action.name()
    if action.done:
        # MySQL: RENAME new_name.
        return [ops.RenameTable(table.name, old, table.schema)]
    action.expect("TO")
    return [AlterReadColumn(table.name, old, table.schema, new_name=action.name())]
