"""The kinds of change on PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from sqlgen.catalog import Catalog, Check, ForeignKey, Table
from sqlgen.lint.changes.standing import Standing
from sqlgen.reading.action import Action
from sqlgen.reading.columntypes import NamedType

SAME_NAME = frozenset(
    {
        "attach_partition_no_check", "cluster", "cluster_on", "create_policy", "create_publication",
        "create_rule", "create_statistics", "create_trigger", "disable_trigger", "drop_column",
        "drop_default", "drop_not_null", "drop_table", "drop_trigger", "drop_view", "enable_rls",
        "enable_trigger", "lock_table", "owner_to", "refresh_matview", "rename_column",
        "rename_constraint", "rename_index", "rename_table", "replica_identity", "select_for_update",
        "set_access_method", "set_compression", "set_default", "set_logged_unlogged", "set_schema",
        "set_statistics", "set_storage", "set_storage_params", "set_tablespace", "vacuum",
        "vacuum_full", "alter_type_add_value", "alter_type_rename_value", "analyze", "grant",
        "alter_sequence",
    }
)  # fmt: skip
"""Actions that are a change under their own name."""
VOLATILE = re.compile(
    r"(?i)\b(?:random|clock_timestamp|timeofday|nextval|gen_random_uuid|uuid_generate_v[14]|uuidv[47]|"
    r"statement_timestamp|setval|txid_current)\s*\("
)
"""Functions that PostgreSQL calls for each row. https://www.postgresql.org/docs/current/xfunc-volatility.html"""
CONSTRAINED = frozenset({"CHECK", "NOT"})
KNOWN_STABLE = re.compile(
    r"(?i)^\W*(?:now|current_timestamp|current_date|current_time|localtimestamp|localtime|transaction_timestamp|"
    r"current_user|session_user|user|current_schema|lower|upper|timezone|date_trunc|to_char|jsonb_build_object|"
    r"json_build_object|jsonb_build_array|array|interval|date|timestamp|timestamptz|b|e|n|x|u)\b"
)


def postgresql_changes(action: Action, around: Standing) -> Iterator[str]:
    """The changes that an action makes, the weightiest first."""
    table = around.table(action)
    match action.verb:
        case "add_column":
            yield from _added_column(action, around)
        case "alter_type":
            yield from _type_changes(action, table, around)
        case "set_not_null":
            yield "set_not_null_with_valid_check" if _checked_not_null(action, table) else "set_not_null"
        case "add_constraint":
            yield from _added_constraint(action)
        case "drop_constraint":
            yield "drop_constraint_fk" if _is_foreign_key(action, table) else "drop_constraint_check"
        case "validate_constraint":
            yield "validate_fk" if _is_foreign_key(action, table) else "validate_check"
        case "create_index":
            yield _index(action)
        case "update" | "delete":
            yield f"{action.verb}_all"
        case "attach_partition":
            yield f"attach_partition_{'with' if is_bound_checked(action, around.before) else 'no'}_check"
        case _:
            yield from _other(action)


CONCURRENT: Mapping[str, tuple[str, str]] = {
    "drop_index": ("drop_index_concurrently", "drop_index"),
    "refresh_matview": ("refresh_matview_concurrently", "refresh_matview"),
    "detach_partition": ("detach_partition_concurrently", "detach_partition"),
}
"""Actions that are another change with CONCURRENTLY than without."""
WITH_WORD: Mapping[str, tuple[str, str, str]] = {
    "truncate": ("CASCADE", "truncate_cascade", "truncate"),
    "create_view": ("REPLACE", "create_or_replace_view", "create_view"),
    "alter_domain_add_constraint": (
        "VALID", "alter_domain_add_constraint_not_valid", "alter_domain_add_constraint",
    ),
}  # fmt: skip
"""Actions that are one change with a word, another without."""


def _other(action: Action) -> Iterator[str]:
    verb = action.verb
    concurrently = "CONCURRENTLY" in action.words
    if verb in CONCURRENT:
        yield CONCURRENT[verb][0 if concurrently else 1]
    elif verb in WITH_WORD:
        word, with_it, without = WITH_WORD[verb]
        yield with_it if word in action.words else without
    elif verb == "reindex":
        yield "reindex_concurrently" if concurrently else f"reindex_{_reindexed(action)}"
    elif verb == "alter_constraint":
        yield "alter_constraint_deferrable"
    elif verb == "create_table":
        yield from _created_table(action)
    elif verb == "comment" and action.kind in ("table", "column"):
        yield f"comment_on_{action.kind}"
    elif verb in SAME_NAME:
        yield verb


def _reindexed(action: Action) -> str:
    return "index" if action.kind == "index" else "table"


def _created_table(action: Action) -> Iterator[str]:
    for word, change in (
        ("REFERENCES", "create_table_fk"), ("PARTITION", "create_table_partition_of"),
        ("LIKE", "create_table_like"), ("AS", "create_table_as"),
    ):  # fmt: skip
        if word in action.words:
            yield change


def _index(action: Action) -> str:
    if "CONCURRENTLY" in action.words:
        return "create_index_concurrently"
    return "create_unique_index" if "UNIQUE" in action.words else "create_index"


def _added_constraint(action: Action) -> Iterator[str]:
    short = {"foreign_key": "fk", "exclusion": "exclude", "not_null": "not_null_constraint"}
    kind = short.get(action.kind, action.kind)
    if "USING_INDEX" in action.words:
        yield f"add_{kind}_using_index"
    elif "NOT_VALID" in action.words:
        yield f"add_{kind}_not_valid"
    elif kind == "not_null_constraint":
        yield "set_not_null"
    else:
        yield f"add_{kind}"


def _added_column(action: Action, around: Standing) -> Iterator[str]:
    definition = action.definition
    if definition is None:
        return
    column = definition.column
    default = column.server_default
    constant = True
    if "SERIAL" in action.words or _is_serial(action.text):
        yield "add_column_serial"
    elif column.identity is not None:
        yield "add_column_identity"
    elif column.computed is not None:
        yield (
            "add_column_generated_virtual"
            if column.computed.persisted is False
            else "add_column_generated_stored"
        )
    elif default is not None:
        change = _default(default, nullable=bool(column.nullable))
        if _plain_column(column.type, around) == "add_column_domain_with_check":
            change = "add_column_domain_with_check"
        constant = change.startswith("add_column_const")
        yield change
    kinds = {type(one).__name__ for one in definition.constraints}
    checked = "CheckConstraint" in kinds
    referring = "ForeignKeyConstraint" in kinds
    if checked:
        yield "add_column_default_check" if default is not None and constant else "add_column_check"
    if referring:
        yield "add_column_default_references" if default is not None else "add_column_references"
    if kinds & {"UniqueConstraint", "PrimaryKeyConstraint"}:
        yield "add_column_unique"
    if default is None and not kinds and column.identity is None and column.computed is None:
        yield _plain_column(column.type, around)


def _plain_column(type_: Any, around: Standing) -> str:
    if not isinstance(type_, NamedType):
        return "add_column_nullable"
    domain = around.domains.get(type_.named.name)
    constrained = domain is not None and domain.words & CONSTRAINED
    return "add_column_domain_with_check" if constrained else "add_column_domain"


def _is_serial(text: str) -> bool:
    return re.search(r"(?i)\b(?:small|big)?serial[248]?\b", text) is not None


def _default(default: Any, *, nullable: bool) -> str:
    text = str(getattr(default, "arg", default))
    if VOLATILE.search(text):
        return "add_column_volatile_default"
    if re.search(r"(?i)[a-z_]\w*\s*\(|\bcurrent_|\blocaltime", text):
        # A function that nobody here knows may be volatile, as PostgreSQL takes it unless told otherwise.
        return "add_column_stable_default_now" if KNOWN_STABLE.match(text) else "add_column_volatile_default"
    return "add_column_const_default" if nullable else "add_column_const_default_not_null"


def _checked_not_null(action: Action, table: Table | None) -> bool:
    """Whether a CHECK that the server can use already says that the column is not null."""
    if table is None or action.name is None:
        return False
    wanted = re.compile(rf'(?i)^\W*"?{re.escape(action.name)}"?\s+is\s+not\s+null\W*$')
    return any(wanted.match(str(check.condition)) for check in table.all_of(Check))


def _is_foreign_key(action: Action, table: Table | None) -> bool:
    if table is None or action.name is None:
        return bool(re.search(r"(?i)(?:^|_)fk(?:_|$|ey)|foreign", action.name or ""))
    return any(key.name == action.name for key in table.all_of(ForeignKey))


LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")


def is_bound_checked(action: Action, before: Catalog) -> bool:
    """Whether CHECKs of the partition to be name every bound that it is given, so that no row is read."""
    part = before.table(action.name) if action.name is not None else None
    bounds = LITERAL.findall(re.split(r"(?i)\bvalues\b", action.text)[-1])
    if part is None or not bounds or "DEFAULT" in action.words:
        return False
    said = {literal for check in part.all_of(Check) for literal in LITERAL.findall(str(check.condition))}
    return said.issuperset(bounds)


# Types


def _type_changes(action: Action, table: Table | None, around: Standing) -> Iterator[str]:
    """What ALTER COLUMN TYPE does to the old type, as far as the table is known."""
    column = table.columns.get(action.name or "") if table is not None else None
    if "USING" in action.words and not _is_plain_cast(action):
        yield "type_using_expr"
    elif column is None or table is None or action.type is None:
        yield "type_unknown"
    else:
        change = _type_change(column.type, action.type, around)
        if "COLLATE" in action.words and change in ("type_same", *COLLATABLE):
            indexed = any(column.name in index.columns for index in table.indexes)
            change = "type_collate_change_indexed" if indexed else "type_collate_change"
        zoned = change == "type_timestamp_to_timestamptz_utc"
        yield f"type_timestamp_to_timestamptz_{_zone(around)}" if zoned else change
    # The server checks every row again, whatever the types are.
    if table is not None and any(_is_about(check, action.name) for check in table.all_of(Check)):
        yield "type_change_with_check"


def _type_change(old: sa.types.TypeEngine[Any], new: sa.types.TypeEngine[Any], around: Standing) -> str:
    domain = around.domains.get(new.named.name) if isinstance(new, NamedType) else None
    if domain is None or domain.type is None:
        return type_change(old, new)
    if domain.words & CONSTRAINED:
        return "type_to_domain_with_check"
    change = type_change(old, domain.type)
    return "type_int_to_domain" if change == "type_same" else change


def _zone(around: Standing) -> str:
    """What the session's TimeZone is, which says whether a time changes with its type; the last SET holds."""
    said = [around.settings.get(name, "") for name in ("time", "timezone", "local timezone", "local time")]
    zone = next((one for one in reversed(said) if one), "")
    word = re.sub(r"(?i)^zone\b|['\"\s]", "", zone).upper()
    return "unknown" if not word else "utc" if word in UTC else "nonutc"


UTC = frozenset({"UTC", "ETC/UTC", "GMT", "ZULU", "UCT"})
COLLATABLE = (
    "type_varchar_widen", "type_varchar_to_text", "type_varchar_to_unbounded",
    "type_text_to_unbounded_varchar",
)  # fmt: skip
"""Changes of text that write nothing anew, and indexes only where the order of the text changes with them."""


def _is_about(check: Check, column: str | None) -> bool:
    return re.search(rf"(?i)\b{re.escape(column or '')}\b", str(check.condition)) is not None


def _is_plain_cast(action: Action) -> bool:
    """Whether USING says nothing but the column cast to the new type, as the server would do by itself."""
    found = re.search(r"(?is)\bUSING\s+(.*)$", action.text)
    name = re.escape(action.name or "")
    return (
        found is not None
        and re.match(rf'(?is)^\(?"?{name}"?\)?\s*::\s*[\w\s(),."\[\]]+$', found.group(1)) is not None
    )


def type_change(old: sa.types.TypeEngine[Any], new: sa.types.TypeEngine[Any]) -> str:
    """The change from one type to another, `type_same` where nothing changes."""
    before, after = _family(old), _family(new)
    if before != after and NamedType in (type(old), type(new)):
        # A domain is as good as what it is made of, which nobody here knows.
        return "type_unknown"
    if before == after:
        return _within(before, old, new)
    pairs: Mapping[tuple[str, str], str] = {
        ("varchar", "text"): "type_varchar_to_text" , ("text", "varchar"): "type_text_to_varchar",
        ("char", "varchar"): "type_char_to_varchar", ("char", "text"): "type_char_to_varchar",
        ("cidr", "inet"): "type_cidr_to_inet", ("smallint", "integer"): "type_smallint_to_int",
        ("integer", "bigint"): "type_int_to_bigint", ("smallint", "bigint"): "type_smallint_to_int",
        ("timestamp", "timestamptz"): "type_timestamp_to_timestamptz_utc",
        ("timestamptz", "timestamp"): "type_timestamp_to_timestamptz_utc",
        ("json", "jsonb"): "type_json_to_jsonb",
    }  # fmt: skip
    change = pairs.get((before, after))
    if change == "type_text_to_varchar" and getattr(new, "length", None) is None:
        return "type_text_to_unbounded_varchar"
    return change or "type_using_expr"


def _within(family: str, old: Any, new: Any) -> str:
    if family in ("varchar", "varbit", "char"):
        return _length(family, getattr(old, "length", None), getattr(new, "length", None))
    if family == "numeric":
        return _numeric(old, new)
    if family in ("timestamp", "timestamptz", "interval", "time"):
        was, will = getattr(old, "precision", None), getattr(new, "precision", None)
        wider = (6 if will is None else will) >= (6 if was is None else was)
        name = "interval" if family == "interval" else "timestamp"
        if was == will:
            return "type_same"
        return f"type_{name}_precision_widen" if wider else "type_timestamp_precision_narrow"
    if family.startswith(("array", "other")):
        return "type_same" if str(old) == str(new) else "type_using_expr"
    return "type_same"


def _length(family: str, was: int | None, will: int | None) -> str:
    if was == will:
        return "type_same"
    if family == "char":
        return "type_char_to_varchar"
    if will is None:
        return "type_varchar_to_unbounded"
    if was is not None and will > was:
        return "type_varbit_widen" if family == "varbit" else "type_varchar_widen"
    return "type_varchar_narrow" if was is not None else "type_text_to_varchar"


def _numeric(old: Any, new: Any) -> str:
    if new.precision is None:
        return "type_same" if old.precision is None else "type_numeric_to_unconstrained"
    if old.precision is None or (old.scale or 0) != (new.scale or 0):
        return "type_numeric_change_scale"
    if old.precision == new.precision:
        return "type_same"
    return "type_numeric_widen_precision" if new.precision > old.precision else "type_numeric_change_scale"


def _family(type_: Any) -> str:
    for family, kinds in FAMILIES:
        if isinstance(type_, kinds):
            return family
    if isinstance(type_, (sa.DateTime, sa.TIMESTAMP)):
        return "timestamptz" if type_.timezone else "timestamp"
    if isinstance(type_, sa.ARRAY):
        return f"array of {_family(type_.item_type)}"
    return f"other {type_}" if isinstance(type_, NamedType) else f"other {type(type_).__name__.lower()}"


FAMILIES: tuple[tuple[str, tuple[type[Any], ...]], ...] = (
    ("jsonb", (postgresql.JSONB,)),
    ("json", (sa.JSON,)),
    ("varbit", (postgresql.BIT,)),
    ("cidr", (postgresql.CIDR,)),
    ("inet", (postgresql.INET,)),
    ("interval", (postgresql.INTERVAL, sa.Interval)),
    ("enum", (sa.Enum,)),
    ("text", (sa.Text,)),
    ("char", (sa.CHAR,)),
    ("varchar", (sa.String,)),
    ("smallint", (sa.SmallInteger,)),
    ("bigint", (sa.BigInteger,)),
    ("integer", (sa.Integer,)),
    ("double precision", (sa.Float,)),
    ("numeric", (sa.Numeric,)),
    ("boolean", (sa.Boolean,)),
    ("uuid", (sa.Uuid,)),
    ("date", (sa.Date,)),
    ("bytea", (sa.LargeBinary,)),
)
"""SQLAlchemy's types as PostgreSQL's, the narrower class before the wider."""
