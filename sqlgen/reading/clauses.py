"""The actions of ALTER TABLE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlgen.catalog import Name
from sqlgen.dialects.lexing import Kind
from sqlgen.reading.action import Action
from sqlgen.reading.columns import OPTIONS, column_definition
from sqlgen.reading.columntypes import column_type
from sqlgen.reading.tokens import Cursor, Unread

CONSTRAINTS: Mapping[tuple[str, ...], str] = {
    ("PRIMARY", "KEY"): "primary_key", ("UNIQUE",): "unique", ("FOREIGN", "KEY"): "foreign_key",
    ("CHECK",): "check", ("EXCLUDE",): "exclusion", ("NOT", "NULL"): "not_null", ("DEFAULT",): "default",
}  # fmt: skip
INDEXES = frozenset({"INDEX", "KEY", "FULLTEXT", "SPATIAL"})
COLUMN_SETTINGS: Mapping[tuple[str, ...], str] = {
    ("SET", "NOT", "NULL"): "set_not_null", ("DROP", "NOT", "NULL"): "drop_not_null",
    ("SET", "DEFAULT"): "set_default", ("DROP", "DEFAULT"): "drop_default",
    ("SET", "STATISTICS"): "set_statistics", ("SET", "STORAGE"): "set_storage",
    ("SET", "COMPRESSION"): "set_compression", ("ADD", "GENERATED"): "add_identity",
    ("DROP", "IDENTITY"): "drop_identity", ("DROP", "EXPRESSION"): "drop_expression",
    ("SET", "INVISIBLE"): "column_visibility", ("SET", "VISIBLE"): "column_visibility",
    ("SET", "GENERATED"): "set_identity", ("RESTART",): "set_identity", ("RESET",): "set_statistics",
    ("SET", "EXPRESSION"): "set_expression", ("SET", "INCREMENT"): "set_identity",
}  # fmt: skip
TABLE_SETTINGS: Mapping[tuple[str, ...], str] = {
    ("SET", "SCHEMA"): "set_schema", ("SET", "TABLESPACE"): "set_tablespace",
    ("SET", "LOGGED"): "set_logged_unlogged", ("SET", "UNLOGGED"): "set_logged_unlogged",
    ("SET", "ACCESS", "METHOD"): "set_access_method", ("SET", "UNUSED"): "set_unused",
    ("SET", "WITHOUT"): "set_storage_params", ("SET", "STATISTICS"): "set_statistics",
    ("SET",): "set_storage_params", ("RESET",): "set_storage_params", ("OWNER", "TO"): "owner_to",
    ("REPLICA", "IDENTITY"): "replica_identity", ("CLUSTER", "ON"): "cluster_on",
    ("ATTACH", "PARTITION"): "attach_partition", ("DETACH", "PARTITION"): "detach_partition",
    ("ENABLE", "ROW", "LEVEL"): "enable_rls", ("DISABLE", "ROW", "LEVEL"): "enable_rls",
    ("FORCE", "ROW", "LEVEL"): "enable_rls", ("NO", "FORCE"): "enable_rls",
    ("ENABLE", "CONSTRAINT"): "enable_constraint", ("ENABLE", "VALIDATE"): "enable_constraint",
    ("ENABLE", "NOVALIDATE"): "enable_constraint_novalidate", ("ENABLE", "PRIMARY"): "enable_constraint",
    ("ENABLE", "UNIQUE"): "enable_constraint", ("ENABLE",): "enable_trigger",
    ("DISABLE", "CONSTRAINT"): "disable_constraint", ("DISABLE",): "disable_trigger",
    ("INHERIT",): "inherit", ("NO", "INHERIT"): "inherit", ("VALIDATE", "CONSTRAINT"): "validate_constraint",
    ("CHECK", "CONSTRAINT"): "check_existing", ("NOCHECK", "CONSTRAINT"): "disable_constraint",
    ("CONVERT", "TO"): "convert_charset", ("FORCE",): "force_rebuild", ("ENGINE",): "change_engine",
    ("ROW_FORMAT",): "row_format", ("DEFAULT",): "default_charset", ("CHARACTER",): "default_charset",
    ("CHARSET",): "default_charset", ("COLLATE",): "default_charset", ("COMMENT",): "table_comment",
    ("AUTO_INCREMENT",): "set_auto_increment_value", ("ORDER",): "force_rebuild",
    ("REBUILD",): "rebuild_table", ("SWITCH",): "switch_partition", ("MOVE",): "move_table",
    ("SHRINK",): "shrink_table", ("READ",): "read_only", ("EXCHANGE", "PARTITION"): "exchange_partition",
    ("REORGANIZE", "PARTITION"): "reorganize_partition",
    ("REMOVE", "PARTITIONING"): "partition_by_or_remove", ("PARTITION", "BY"): "partition_by_or_remove",
    ("COALESCE", "PARTITION"): "reorganize_partition", ("TRUNCATE", "PARTITION"): "truncate_partition",
    ("SPLIT", "PARTITION"): "split_partition", ("MERGE", "PARTITIONS"): "reorganize_partition",
    ("ANALYZE", "PARTITION"): "analyze", ("OPTIMIZE", "PARTITION"): "force_rebuild",
    ("REBUILD", "PARTITION"): "force_rebuild", ("STATS_PERSISTENT",): "set_stats_persistent",
    ("KEY_BLOCK_SIZE",): "row_format", ("DISCARD",): "discard_tablespace", ("IMPORT",): "import_tablespace",
    ("TABLESPACE",): "set_tablespace", ("CACHE",): "table_attribute", ("NOCACHE",): "table_attribute",
    ("LOGGING",): "table_attribute", ("NOLOGGING",): "table_attribute", ("PARALLEL",): "table_attribute",
    ("NOPARALLEL",): "table_attribute", ("COMPRESS",): "table_attribute", ("NOCOMPRESS",): "table_attribute",
    ("MAX_ROWS",): "table_attribute", ("MIN_ROWS",): "table_attribute",
    ("AVG_ROW_LENGTH",): "table_attribute", ("CHECKSUM",): "table_attribute",
    ("PACK_KEYS",): "table_attribute", ("DELAY_KEY_WRITE",): "table_attribute",
    ("STATS_AUTO_RECALC",): "set_stats_persistent", ("STATS_SAMPLE_PAGES",): "set_stats_persistent",
    ("PAGE_COMPRESSED",): "row_format", ("ENCRYPTION",): "row_format", ("ENCRYPTED",): "row_format",
    ("OF",): "table_attribute", ("NOT", "OF"): "table_attribute", ("INITRANS",): "table_attribute",
    ("PCTFREE",): "table_attribute", ("ROW", "STORE"): "table_attribute", ("FLASHBACK",): "table_attribute",
}  # fmt: skip
"""Actions that their first words name; longer beginnings stand before shorter ones of the same words."""
OF_NEW_COLUMN = frozenset({"STORED", "VIRTUAL", "PERSISTED", "VALUES", "SERIAL", "AUTO_INCREMENT"})
OF_RESTATED_COLUMN = frozenset(
    {
        "FIRST", "AFTER", "COLLATE", "CHARACTER", "CHARSET", "NOVALIDATE", "AUTO_INCREMENT", "DEFAULT",
        "COMMENT", "NULL",
    }
)  # fmt: skip
STATEMENT_OPTIONS = frozenset({"ALGORITHM", "LOCK"})


def alter_table_actions(cursor: Cursor, words: frozenset[str] = frozenset()) -> Iterator[Action]:
    """The actions of the ALTER TABLE whose name comes next."""
    cursor.accept("ONLY")
    table = cursor.qualified()
    cursor.accept("*")
    if cursor.accept("WAIT"):
        words |= {"WAIT"}
        cursor.next()
    if cursor.accept("NOWAIT"):
        words |= {"NOWAIT"}
    if cursor.accept("WITH", "NOCHECK"):
        words |= {"NOCHECK"}
    cursor.accept("WITH", "CHECK")
    parts = cursor.items()
    words |= {f"{option}={value}" for part in parts for option, value in _statement_option(part)}
    previous = ""
    for part in parts:
        if part.done or any(_statement_option(part)):
            continue
        start = part.tokens[0].start
        text = part.sql[start : part.tokens[-1].end]
        for action in _clause(part, table, previous):
            yield replace(action, words=action.words | words, text=text, start=start)
        if len(part.tokens) > 1 and part.tokens[1].word == "PARTITION":
            previous = f"{part.tokens[0].word} PARTITION"
        elif part.tokens[0].word in ("ADD", "DROP"):
            previous = part.tokens[0].word + (" COLUMN" if part.tokens[1].word == "COLUMN" else "")


def _statement_option(part: Cursor) -> list[tuple[str, str]]:
    """ALGORITHM=… and LOCK=…, which hold for the whole statement."""
    if part.peek() not in STATEMENT_OPTIONS:
        return []
    return [(part.peek(), part.tokens[-1].word)]


def _clause(part: Cursor, table: Name, previous: str) -> Iterator[Action]:
    for said, verb in TABLE_SETTINGS.items():
        if part.at(*said):
            yield _setting(part, table, said, verb)
            return
    word = part.peek()
    if previous.endswith(" PARTITION") and len(part.tokens) == 1:
        # MySQL names several partitions behind one verb.
        verb = TABLE_SETTINGS.get((previous.partition(" ")[0], "PARTITION"), "drop_partition")
        yield Action(verb, table, name=part.next().text)
        return
    if previous and part.facts.name == "mssql" and word not in ("ADD", "DROP", "ALTER"):
        # T-SQL names the verb once: ADD a int, b int; DROP COLUMN a, b.
        yield from _added(part, table) if previous.startswith("ADD") else _dropped(part, table)
        return
    part.next()
    match word:
        case "ADD":
            yield from _added(part, table)
        case "DROP":
            yield from _dropped(part, table)
        case "ALTER":
            yield from _altered(part, table)
        case "MODIFY" | "CHANGE":
            yield from _restated(part, table, change=word == "CHANGE")
        case "RENAME":
            yield _renamed(part, table)
        case _:
            raise Unread(f"ALTER TABLE … {word}")


def _setting(part: Cursor, table: Name, said: tuple[str, ...], verb: str) -> Action:
    part.place += len(said)
    words = words_of(part)
    name = (
        part.tokens[part.place].text.strip('"`[]')
        if not part.done and part.tokens[part.place].kind in (Kind.WORD, Kind.NAME)
        else None
    )
    return Action(verb, table, name=name, words=words)


def words_of(part: Cursor) -> frozenset[str]:
    """All the words of a part, in upper case."""
    return frozenset(token.word for token in part.tokens if token.kind is Kind.WORD)


# ADD


def _added(part: Cursor, table: Name) -> Iterator[Action]:
    if part.accept("PARTITION"):
        yield Action("add_partition", table, words=words_of(part))
        return
    if part.accept("SYSTEM", "VERSIONING") or part.at("PERIOD"):
        yield Action("system_versioning", table)
        return
    if part.peek() == "(":
        for item in part.group().items():
            yield from _added(item, table)
        return
    start = part.place
    name = None
    if part.accept("CONSTRAINT"):
        part.accept("IF", "NOT", "EXISTS")
        name = None if any(part.at(*said) for said in CONSTRAINTS) else part.name()
    kind = next((kind for said, kind in CONSTRAINTS.items() if part.at(*said)), None)
    if kind is not None:
        yield _constraint(part, table, name, kind)
        return
    part.place = start
    if part.at_any(INDEXES) or part.at("UNIQUE"):
        yield _inline_index(part, table)
        return
    part.accept("COLUMN")
    words = frozenset({"IF_NOT_EXISTS"}) if part.accept("IF", "NOT", "EXISTS") else frozenset()
    if part.peek() == "(":
        for item in part.group().items():
            yield from _added(item, table)
        return
    yield _new_column(part, table, words)


def _new_column(part: Cursor, table: Name, words: frozenset[str]) -> Action:
    said = words_of(part)
    where = {word for word in ("FIRST", "AFTER") if word in said}
    column = part.tokens[part.place]
    definition = column_definition(part, table)
    return Action(
        "add_column", table, name=definition.column.name or column.text, definition=definition,
        type=definition.column.type, words=words | where | said & OF_NEW_COLUMN,
    )  # fmt: skip


def _constraint(part: Cursor, table: Name, name: str | None, kind: str) -> Action:
    said = words_of(part)
    words = said & {"DEFERRABLE", "CLUSTERED", "NONCLUSTERED", "ONLINE", "NOVALIDATE", "DISABLE", "ENFORCED"}
    if "VALID" in said:
        words |= {"NOT_VALID"}
    tokens = [token.word for token in part.tokens]
    if any(tokens[place : place + 2] == ["USING", "INDEX"] for place in range(len(tokens))):
        words |= {"USING_INDEX"}
    columns, referent = _members(part, kind)
    return Action(
        "add_constraint", table, name=name, kind=kind, columns=columns, referent=referent, words=words
    )


def _members(part: Cursor, kind: str) -> tuple[tuple[str, ...], Name | None]:
    columns: tuple[str, ...] = ()
    referent = None
    if kind == "not_null":
        part.expect("NOT", "NULL")
        columns = () if part.done else (part.name(),)
    while not part.done:
        if part.accept("REFERENCES"):
            referent = part.qualified()
        elif part.peek() == "(" and not columns and kind in ("primary_key", "unique", "foreign_key"):
            columns = tuple(item.name() for item in part.group().items())
        elif kind == "default" and part.accept("FOR"):
            columns = (part.name(),)
        else:
            part.skip_one()
    return columns, referent


def _inline_index(part: Cursor, table: Name) -> Action:
    words: set[str] = set()
    while part.at_any(INDEXES | {"UNIQUE"}):
        words.add(part.next().word)
    part.accept("IF", "NOT", "EXISTS")
    name = None if part.peek() in ("(", "USING") else part.name()
    while not part.done and part.peek() != "(":
        part.skip_one()
    columns = tuple(item.next().text.strip('`"') for item in part.group().items()) if not part.done else ()
    return Action("create_index", table, name=name, columns=columns, words=frozenset(words))


# DROP


def _dropped(part: Cursor, table: Name) -> Iterator[Action]:
    words = words_of(part) & {"CASCADE", "ONLINE", "CHECKPOINT"}
    if part.facts.name == "mssql" and part.at("CONSTRAINT") and not part.peek(1):
        # A program puts the name behind this text as it runs.
        yield Action("drop_constraint", table, words=words)
        return
    if part.accept("PRIMARY", "KEY"):
        yield Action("drop_constraint", table, kind="primary_key", words=words)
        return
    for said, kind in ((("FOREIGN", "KEY"), "foreign_key"), (("CONSTRAINT",), ""), (("CHECK",), "check")):
        if part.at(*said) and part.peek(len(said)):
            part.place += len(said)
            words |= {"IF_EXISTS"} if part.accept("IF", "EXISTS") else frozenset()
            yield Action("drop_constraint", table, name=part.name(), kind=kind, words=words)
            return
    if part.at_any(INDEXES) and part.peek(1):
        part.next()
        part.accept("IF", "EXISTS")
        yield Action("drop_index", table, name=part.name(), words=words)
        return
    if part.accept("PARTITION"):
        yield Action("drop_partition", table, name=part.next().text, words=words)
        return
    if part.accept("SYSTEM", "VERSIONING") or part.accept("PERIOD"):
        yield Action("system_versioning", table, words=words)
        return
    if part.accept("UNUSED"):
        yield Action("drop_column", table, words=words | {"UNUSED"})
        return
    if part.accept("DEFAULT"):
        yield Action("drop_default", table, words=words)
        return
    if part.peek() == "(":
        for item in part.group().items():
            yield Action("drop_column", table, name=item.name(), words=words)
        return
    part.accept("COLUMN")
    words |= {"IF_EXISTS"} if part.accept("IF", "EXISTS") else frozenset()
    yield Action("drop_column", table, name=part.name(), words=words)


# ALTER, MODIFY, CHANGE, RENAME


def _altered(part: Cursor, table: Name) -> Iterator[Action]:
    if part.peek() in ("INDEX", "CHECK", "CONSTRAINT") and part.peek(1):
        kind = part.next().word
        name = part.name()
        verb = {"INDEX": "index_visibility", "CHECK": "alter_check", "CONSTRAINT": "alter_constraint"}[kind]
        yield Action(verb, table, name=name, words=words_of(part))
        return
    part.accept("COLUMN")
    column = part.name()
    for said, verb in COLUMN_SETTINGS.items():
        if part.accept(*said):
            yield Action(verb, table, name=column, words=words_of(part))
            return
    if not (part.accept("TYPE") or part.accept("SET", "DATA", "TYPE")) and part.facts.name != "mssql":
        raise Unread(f"ALTER COLUMN … {part.peek()}")
    start = part.place
    while not part.done and not part.stops(OPTIONS | {"WITH"}):
        part.skip_one()
    type_ = column_type(part.text_since(start), part.facts)
    said_words = words_of(part)
    words = said_words & {"USING", "COLLATE", "ONLINE"}
    if part.facts.name == "mssql":
        rest = Cursor(part.tokens[part.place :], part.sql, part.facts)
        words |= (
            {"SAID_NULL"} if rest.at("NULL") else {"SAID_NOT_NULL"} if "NOT" in said_words else frozenset()
        )
    yield Action("alter_type", table, name=column, type=type_, words=words)


def _restated(part: Cursor, table: Name, *, change: bool) -> Iterator[Action]:
    part.accept("COLUMN")
    part.accept("IF", "EXISTS")
    if part.accept("CONSTRAINT") or part.accept("PARTITION"):
        words = words_of(part)
        yield Action(
            "validate_constraint" if "VALIDATE" in words else "alter_constraint",
            table,
            name=part.name(),
            words=words,
        )
        return
    if part.peek() == "(":
        for item in part.group().items():
            yield from _restated(item, table, change=False)
        return
    old = part.name() if change else None
    said = words_of(part)
    definition = column_definition(part, table)
    name = old or str(definition.column.name)
    renamed = str(definition.column.name) if change and definition.column.name != old else None
    yield Action(
        "restate_column", table, name=name, definition=definition, type=definition.column.type,
        new_name=renamed, words=said & OF_RESTATED_COLUMN,
    )  # fmt: skip


def _renamed(part: Cursor, table: Name) -> Action:
    for word, verb in (
        ("CONSTRAINT", "rename_constraint"),
        ("INDEX", "rename_index"),
        ("KEY", "rename_index"),
    ):
        if part.at(word) and part.peek(1) != "TO":
            part.next()
            old = part.name()
            part.expect("TO")
            return Action(verb, table, name=old, new_name=part.name())
    if part.accept("TO") or part.accept("AS"):
        return Action("rename_table", table, new_name=part.qualified().name)
    if part.accept("PARTITION"):
        return Action("rename_partition", table)
    part.accept("COLUMN")
    old = part.name()
    if part.done:
        return Action("rename_table", table, new_name=old)
    part.expect("TO")
    return Action("rename_column", table, name=old, new_name=part.name())
