"""Questions that have no certain answer, and why."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from sqlgen.catalog import Name, Standing
from sqlgen.errors import NeedsDatabase, UnknownSchema
from sqlgen.replay.assumed import shortened
from sqlgen.replay.rows.cells import Unknown, Unsure
from sqlgen.replay.rows.world import World

CATALOGUES = ("information_schema", "pg_catalog", "sys", "mysql", "performance_schema")
CATALOGUE_NAMES = {
    "postgresql": ("pg_",),
    "sqlite": ("sqlite_", "pragma_"),
    "oracle": ("all_", "dba_", "user_cons", "user_ind", "user_obj", "user_seq", "user_tab", "user_views"),
}
"""How the names of tables begin that hold a server's own catalogue."""


def refusal(sql: str, known: World) -> NeedsDatabase:
    """The error for a result that somebody reads; `sql` is the statement as the target gets it."""
    trees = known.reading.parsed(sql) or []
    query = trees[0] if len(trees) == 1 else None
    about_schema = query is not None and _asks_catalogue(query, known.reading.dialect)
    kind = UnknownSchema if about_schema else NeedsDatabase
    return kind(
        f"the revision reads rows that only a database has: {shortened(sql)}",
        question=" ".join(sql.split()),
        why=_why(query, known),
        hint="pass a range that leaves this revision out, or run it on a database and start behind it",
    )


def _why(query: exp.Expr | None, known: World) -> str:
    if query is None:
        return "sqlgen cannot read the question"
    if not isinstance(query, exp.Query):
        return "what a statement gives back is known when the database has run it"
    if _asks_catalogue(query, known.reading.dialect):
        return "what the question needs of the server's own catalogue is not known at this point"
    reasons = list(dict.fromkeys(_reasons(query, known)))
    if reasons:
        return "; ".join(reasons)
    if not list(query.find_all(exp.Table)):
        return "the question is about the server itself"
    try:
        relation = known.ask(query)
    except Unsure as doubt:
        return str(doubt)
    for label, cells in zip(relation.labels, zip(*relation.sure(), strict=True), strict=False):
        if any(isinstance(cell, Unknown) for cell in cells):
            return f"column {label.column!r} holds what only the server knows"
    return (
        "the rows are known in part, and the answer lies in values that the server made, or in how it "
        "compares or computes"
    )


def _reasons(query: exp.Query, known: World) -> Iterator[str]:
    """What is not known of the tables that a question reads."""
    called = {cte.alias for cte in query.find_all(exp.CTE)}
    for node in query.find_all(exp.Table):
        if node.db or node.name not in called:
            yield from _reason(known.reading.name(node), known)


def _reason(name: Name, known: World) -> Iterator[str]:
    catalog = known.catalog
    table = catalog.tables.get(name)
    if name in catalog.doubtful:
        yield f"a revision that was not run here, or SQL that nobody can read, may have changed table {name}"
    elif name in catalog.relations:
        yield f"{name} is a {catalog.relations[name].lower()}"
    elif table is None and catalog.standing(name.name, name.schema) is Standing.ABSENT:
        yield f"there is no table {name} at this point of the history"
    elif table is None or not table.complete:
        yield f"no revision of this history made table {name}, or not all of it"
    elif known.rows.get(name, []) is None:
        yield known.doubt(name)


def _asks_catalogue(query: exp.Expr, dialect: str) -> bool:
    tables = [node for node in query.find_all(exp.Table) if not isinstance(node.this, exp.Func)]
    own = CATALOGUE_NAMES.get(dialect, ())
    return bool(tables) and all(
        node.db.lower() in CATALOGUES or (not node.db and node.name.lower().startswith(own))
        for node in tables
    )
