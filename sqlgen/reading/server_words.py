"""What a server says of its schema and SQLAlchemy's reflection leaves out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from sqlgen.catalog import Exclusion
from sqlgen.reading.words import DialectWords

EXCLUSIONS = """
SELECT t.relname, c.conname, pg_get_constraintdef(c.oid)
FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE c.contype = 'x' AND n.nspname = COALESCE(:schema, current_schema())
ORDER BY 1, 2
"""
TYPES = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE t.relname = :table AND n.nspname = COALESCE(:schema, current_schema())
AND a.attnum > 0 AND NOT a.attisdropped
"""

INDEXES = """
SELECT t.relname, pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE i.indexprs IS NOT NULL AND n.nspname = COALESCE(:schema, current_schema()) ORDER BY i.indexrelid
"""
"""Indexes of expressions, of which reflection does not tell how they are sorted."""
OWNED = """
SELECT s.relname FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
WHERE s.relkind = 'S' AND n.nspname = COALESCE(:schema, current_schema())
"""


def owned_sequences(connection: Connection, schema: str | None) -> frozenset[str]:
    """The sequences that belong to a column, which made them and takes them along."""
    if connection.dialect.name != "postgresql":
        return frozenset()
    rows = connection.execute(sa.text(OWNED.replace("::", "\\:\\:")), {"schema": schema})
    return frozenset(row[0] for row in rows)


def exclusions(
    connection: Connection, schema: str | None, words: DialectWords
) -> Mapping[str, list[Exclusion]]:
    """The exclusion constraints of PostgreSQL's tables, by the table's name."""
    found: dict[str, list[Exclusion]] = defaultdict(list)
    if connection.dialect.name == "postgresql":
        for table, name, text in connection.execute(sa.text(EXCLUSIONS), {"schema": schema}):
            found[table].append(words.read_exclusion(text, name))
    return found


def expression_indexes(connection: Connection, schema: str | None) -> Mapping[str, list[str]]:
    """The statements that make PostgreSQL's indexes of expressions, by the table's name."""
    found: dict[str, list[str]] = defaultdict(list)
    if connection.dialect.name == "postgresql":
        for table, text in connection.execute(sa.text(INDEXES), {"schema": schema}):
            found[table].append(text)
    return found


def type_texts(connection: Connection, table: sa.Table) -> dict[str, str]:
    """The types of a PostgreSQL table's columns, as the server names them."""
    if connection.dialect.name != "postgresql":
        return {}
    values = {"table": table.name, "schema": table.schema}
    return {row[0]: row[1] for row in connection.execute(sa.text(TYPES), values)}
