"""What a schema is."""

from sqlgen.catalog.catalog import Catalog, Standing
from sqlgen.catalog.generated import with_keys
from sqlgen.catalog.objects import (
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    Name,
    PrimaryKey,
    Table,
    Unique,
)
from sqlgen.catalog.reading import (
    constraints_of,
    known_column,
    known_constraint,
    known_index,
    known_table,
    named_in,
    with_constraints,
    with_indexes,
)
from sqlgen.catalog.server import NOTHING_ELSE, Namespace, Server
from sqlgen.catalog.spelling import Spelling
from sqlgen.catalog.tables import Tables
from sqlgen.catalog.writing import sqlalchemy_table

__all__ = [
    "NOTHING_ELSE",
    "Catalog",
    "Check",
    "Column",
    "Constraint",
    "Exclusion",
    "ForeignKey",
    "Index",
    "Name",
    "Namespace",
    "PrimaryKey",
    "Server",
    "Spelling",
    "Standing",
    "Table",
    "Tables",
    "Unique",
    "constraints_of",
    "known_column",
    "known_constraint",
    "known_index",
    "known_table",
    "named_in",
    "sqlalchemy_table",
    "with_constraints",
    "with_indexes",
    "with_keys",
]
