"""What a revision may touch, read from its source.

Of a revision that stopped half-way nobody knows what it does when a database answers it. It can hardly touch
a table that its source does not name, unless it gets names from elsewhere: that is looked for too, and then
it may touch anything.
"""

from __future__ import annotations

import ast
import itertools
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlgen.catalog import Catalog, Name

OWN = frozenset(
    {"sqlalchemy", "alembic", "sqlgen", "sqlmodel", "sqlalchemy_utils", "geoalchemy2", "pgvector"}
)
"""Packages that bring words for revisions, and no tables."""
OUTSIDE = frozenset(
    {
        "get_table_names", "sorted_tables", "reflect", "create_all", "drop_all", "read_text", "read", "eval",
        "exec", "import_module", "__import__", "globals", "run_module", "popen",
    }
)  # fmt: skip
"""Names that say that something comes from elsewhere."""
CATALOGUES = re.compile(
    r"information_schema|pg_catalog|pg_tables|pg_class|sqlite_master|user_tables|sys\.tables", re.IGNORECASE
)
NAMED_LATER = re.compile(
    r"""\b(?:table|into|from|update|join|on|view|only|exists|using)\s+["'`\[]?(?:%s|%\(\w+\)s|\{|\Z)""",
    re.IGNORECASE,
)
"""SQL in which a name is put in later."""
HEADER = frozenset({"revision", "down_revision", "branch_labels", "depends_on"})
TYPES = re.compile(r"\b(?:create|alter|drop)\s+type\b", re.IGNORECASE)
SHAPES = re.compile(r"\b(?:alter|create|drop|rename|comment|exec(?:ute)?|sp_rename)\b", re.IGNORECASE)
"""SQL that may change what a table is."""
SQL = re.compile(r"\b(?:alter|create|drop|update|insert|delete|select|truncate|rename)\b", re.IGNORECASE)
TABLES: Mapping[str, tuple[int, ...]] = {
    "add_column": (0,), "alter_column": (0,), "batch_alter_table": (0,), "create_table": (0,),
    "create_table_comment": (0,), "drop_column": (0,), "drop_table": (0,), "drop_table_comment": (0,),
    "rename_table": (0, 1), "create_check_constraint": (1,), "create_exclude_constraint": (1,),
    "create_foreign_key": (1, 2), "create_index": (1,), "create_primary_key": (1,),
    "create_unique_constraint": (1,), "drop_constraint": (1,), "drop_index": (1,),
}  # fmt: skip
"""The directives of `op` that change tables, with the places of tables' names among the arguments."""
WORDS = ("table_name", "source_table", "referent_table", "old_table_name", "new_table_name", "name")
BY_SQLALCHEMY = frozenset({"create", "drop", "CreateTable", "DropTable"})
"""Names under which SQLAlchemy itself makes and drops tables."""
MAKES = re.compile(
    r"\b(?:create\s+(?:\w+\s+){0,2}table(?:\s+if\s+not\s+exists)?|rename\s+to)\s+([^\s(;]+)", re.IGNORECASE
)
REMOVES = re.compile(r"\b(?:drop\s+table|rename)\b", re.IGNORECASE)
MAKING = frozenset({"create_table", "rename_table"})
REMOVING = frozenset({"drop_table", "rename_table"})
SQL_SAYS = "SQL"


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a revision's source names.

    `words` are all words in its texts: tables among them may have other rows behind it. `shaped` maps names
    of tables that it may change to the directives that name them, and to SQL_SAYS. `types` says that it may
    make or change enumerated types, `anything` that its source does not say what it touches.
    """

    words: frozenset[str] = frozenset()
    shaped: Mapping[str, frozenset[str]] = field(default_factory=dict)
    types: bool = False
    anything: bool = False

    @property
    def made(self) -> frozenset[str]:
        """The tables that it may make."""
        return frozenset(name for name, by in self.shaped.items() if by & MAKING)

    def names(self, table: str) -> bool:
        """Whether it may change the table."""
        return self.anything or table in self.shaped

    def doubted(self, before: Catalog, after: Catalog) -> Catalog:
        """`after`, without what the revision may have changed otherwise than has been seen since `before`."""
        if self.anything:
            return _emptied(after, after.tables).unreadable()
        seen = {
            name
            for name in after.tables
            if name not in before.tables and self.shaped.get(name.name) == frozenset({"create_table"})
        }
        tables = {name for name in after.tables if name.name in self.shaped} - seen
        catalog = _emptied(after, tables)
        gone = {name for name in tables if self.shaped[name.name] & REMOVING}
        new = {Name(None, name) for name in self.made} - seen
        catalog = replace(catalog, doubtful=catalog.doubtful | gone | new)
        return replace(catalog, readable=False) if self.types else catalog


def _emptied(catalog: Catalog, names: Iterable[Name]) -> Catalog:
    """The catalog with tables of which nothing is known but that they are there."""
    for name in list(names):
        known = replace(catalog.tables[name], columns={}, primary_key=None, constraints=(), indexes=())
        catalog = catalog.with_table(replace(known, complete=False))
    return catalog


def footprint(file: Path) -> Footprint:
    """What the revision in `file` may touch."""
    try:
        tree = ast.parse(file.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return Footprint(anything=True)
    texts = list(_texts(tree))
    words = frozenset(word for text in texts for word in re.findall(r"\w+", text))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    types = any(TYPES.search(text) for text in texts)
    types = types or any(_name(call.func).lower() == "enum" for call in calls)
    return Footprint(words, _shaped(calls, texts, words), types, _takes_names(tree, texts))


def _shaped(
    calls: Iterable[ast.Call], texts: Iterable[str], words: frozenset[str]
) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for text in texts:
        if SHAPES.search(text):
            by = {SQL_SAYS, "drop_table"} if REMOVES.search(text) else {SQL_SAYS}
            for word in re.findall(r"\w+", text):
                found.setdefault(word, set()).update(by)
            for name in MAKES.findall(text):
                found.setdefault(re.split(r"[^\w]", name.strip("\"'`[]"))[-1], set()).add("create_table")
    by_hand = any(_name(call.func) in BY_SQLALCHEMY for call in calls)
    for call in calls:
        directive = _name(call.func)
        if directive in TABLES and _is_op(call.func):
            for node in _named_tables(call, directive):
                # A name that is worked out may be any word of the file.
                names = [str(node.value)] if isinstance(node, ast.Constant) else words
                for name in names:
                    found.setdefault(name, set()).add(directive)
        elif directive == "Table" and by_hand:
            for name in itertools.chain(*map(_texts, call.args[:1])):
                found.setdefault(name, set()).update(MAKING)
    return {name: frozenset(by) for name, by in found.items()}


def _is_op(node: ast.expr) -> bool:
    """Whether a directive is called on `op`; those of a batch speak of the batch's table."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "op"


def _named_tables(call: ast.Call, directive: str) -> Iterator[ast.expr | None]:
    """The arguments that name tables; None for one that is not there."""
    named = [each.value for each in call.keywords if each.arg in WORDS]
    places = TABLES[directive]
    given = [call.args[place] for place in places if place < len(call.args)]
    yield from [*given, *named] if len(given) + len(named) >= len(places) else [None]


def _texts(tree: ast.AST) -> Iterator[str]:
    """The texts in a piece of code, but for what it says of itself: docstrings, and a revision's header."""
    told: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=value):
                told.add(id(value))
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in HEADER:
                told.update(id(part) for part in ast.walk(value))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name in HEADER:
                told.update(id(part) for part in ast.walk(value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def _name(node: ast.expr) -> str:
    """The last part of a dotted name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _takes_names(tree: ast.Module, texts: list[str]) -> bool:
    """Whether names of tables may come from elsewhere."""
    if any(CATALOGUES.search(text) or NAMED_LATER.search(text) for text in texts):
        return True
    foreign = set(_foreign(tree))
    bounded = {
        id(call.func)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and any(given.arg == "only" for given in call.keywords)
    }
    for node in _outside_columns(tree):
        match node:
            case ast.Name(id=name) if name in foreign or name in OUTSIDE:
                return True
            case ast.Attribute(attr=name) if name in OUTSIDE and id(node) not in bounded:
                return True
            case ast.JoinedStr(values=parts) if _joins_names(parts):
                return True
            case ast.Assign(value=ast.JoinedStr(values=parts)) if not _is_prose(parts):
                return True
    return False


def _foreign(tree: ast.Module) -> Iterator[str]:
    """The names that a module imports from elsewhere than Python and what revisions are written with."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for each in names:
                    if not _plain(each.name):
                        yield each.asname or each.name.partition(".")[0]
            case ast.ImportFrom(module=module, names=names, level=level):
                if level or not _plain(module or ""):
                    yield from (each.asname or each.name for each in names)


def _plain(module: str) -> bool:
    root = module.partition(".")[0]
    return root in OWN or root in sys.stdlib_module_names


def _outside_columns(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those in columns, where foreign names are types and defaults."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.Call) and _name(child.func) in ("Column", "mapped_column"):
            continue
        yield child
        yield from _outside_columns(child)


def _is_prose(parts: list[ast.expr]) -> bool:
    """Whether a text that is put together is no name: there are blanks in it."""
    return any(isinstance(part, ast.Constant) and " " in str(part.value) for part in parts)


def _joins_names(parts: list[ast.expr]) -> bool:
    """Whether names are put into SQL: no blanks stand beside what is put in, or TABLE and the like do."""
    if not any(isinstance(part, ast.Constant) and SQL.search(str(part.value)) for part in parts):
        return False
    for left, right in itertools.pairwise([ast.Constant(" "), *parts, ast.Constant(" ")]):
        before = str(left.value) if isinstance(left, ast.Constant) else ""
        after = str(right.value) if isinstance(right, ast.Constant) else ""
        if isinstance(right, ast.FormattedValue) and (
            NAMED_LATER.search(before) or re.search(r"[\w.\"`\[]\Z", before)
        ):
            return True
        if isinstance(left, ast.FormattedValue) and re.match(r"[\w.\"`\]]", after):
            return True
    return False
